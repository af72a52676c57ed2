"""Who hears of alerts, and of gates and business cases that wait for a decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.access import CASE_DECIDE
from governance.events import AlertChanged, AlertRaised
from governance.models import Alert, BusinessCase
from kernel.models import AuditEvent
from kernel.telling import Telling
from people.domain import roles
from people.selectors import actors_holding
from projects.selectors.deciders import deciders_of, project_by_id

_EVENTS = {event.kind: event for event in (AlertRaised, AlertChanged)}


def answerers(event: AuditEvent) -> Telling | None:
    """Manager and sponsor of a project of which a figure left its limits, or left them further."""
    alert = Alert.objects.select_related("project").filter(pk=event.subject_id).first()
    if alert is None or event.data["level_to"] < event.data["level_from"]:
        return None
    wanted = (alert.project.manager_id, alert.project.sponsor_id)
    people = frozenset(person for person in wanted if person is not None)
    text = _EVENTS[event.kind].sentence(event.data)
    return Telling(people, f"{text}: {alert.project.name}", reverse("governance:alert", args=[alert.pk]))


def gate_deciders(event: AuditEvent) -> Telling | None:
    """A gate review waits for its decision."""
    project = project_by_id(event.subject_id)
    if project is None:
        return None
    words = {"who": event.actor_name, "code": project.code, "phase": event.data["to_phase"]}
    text = _("%(who)s asks for the gate of %(code)s into %(phase)s") % words
    url = reverse("governance:gate-decide", args=[project.code, event.data["number"]])
    return Telling(deciders_of(project, "gate"), text, url)


def case_deciders(event: AuditEvent) -> Telling | None:
    """A version of a business case waits for its decision."""
    case = BusinessCase.objects.filter(project_id=event.subject_id, number=event.data["number"]).first()
    if case is None:
        return None
    # Whoever administers the system may decide anything, and is not asked.
    asked = actors_holding((roles.SPONSOR, roles.PORTFOLIO_OFFICE))
    able = (actor.person_id for actor in asked if CASE_DECIDE.allows(actor, case))
    people = frozenset(person for person in able if person is not None)
    words = {"who": event.actor_name, "code": event.data["project"], "title": event.data["title"]}
    text = _("%(who)s asks to decide the business case of %(code)s: %(title)s") % words
    return Telling(people, text, reverse("governance:case", args=[case.pk]))
