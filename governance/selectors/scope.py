"""Which projects an actor sees through governance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from governance.access import PORTFOLIO_VIEW
from kernel.access import Actor
from projects.selectors import visible_projects

if TYPE_CHECKING:
    from projects.models import Project


def projects_seen(actor: Actor) -> QuerySet[Project]:
    """Projects of the person's own rights, for an actor who may see the portfolio at all; else none.

    A token for governance needs no second scope to learn which project an alert or a case is about.
    """
    if not PORTFOLIO_VIEW.allows(actor):
        return visible_projects(actor).none()
    return visible_projects(replace(actor, scopes=None))
