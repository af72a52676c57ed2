"""Which events of projects are told to whom: to whoever sees the project. No payload holds an amount."""

from __future__ import annotations

from django.db.models import Q

from kernel.access import Actor
from kernel.feed import Told
from projects.events import EVENTS
from projects.selectors import visible_projects


def _of_projects(actor: Actor) -> Q:
    return Q(subject_type="project", subject_id__in=visible_projects(actor).order_by().values("pk"))


TOLD = (Told(EVENTS, _of_projects),)
