"""Who hears of what is asked of a project: those who may decide it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.models import AuditEvent
from kernel.telling import Telling
from projects.selectors.deciders import deciders_of, project_by_id


def change_deciders(event: AuditEvent) -> Telling | None:
    """A change request waits for its decision."""
    project = project_by_id(event.subject_id)
    if project is None:
        return None
    words = {"who": event.actor_name, "code": project.code, "title": event.data["title"]}
    text = _("%(who)s asks to change %(code)s: %(title)s") % words
    url = reverse("projects:change", args=[project.code, event.data["number"]])
    return Telling(deciders_of(project, "change"), text, url)
