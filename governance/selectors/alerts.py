"""Alerts that an actor may see, and the life of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from governance.access import ALERT_VIEW
from governance.models import Alert, AlertStep, reads_as
from governance.selectors.scope import projects_seen
from kernel.access import Actor
from kernel.errors import NotVisible
from kernel.models import AuditEvent

# The index of what is not cleared has this order; it serves every page of the list.
OPEN_ORDER = ("-level", "-raised_at", "-id")
STATES = ("open", "acknowledged", "snoozed", "cleared")
ORDERS = {
    "-level": OPEN_ORDER,
    "-raised_at": ("-raised_at", "-id"),
    "raised_at": ("raised_at", "id"),
}


def alert_rows(actor: Actor) -> QuerySet[Alert]:
    """Alerts of projects that the actor may see, cleared ones included."""
    rows = Alert.objects.filter(ALERT_VIEW.where(actor), project__in=projects_seen(actor))
    return rows.select_related("project__manager", "project__sponsor", "acknowledged_by")


def state_counts(rows: QuerySet[Alert], at: datetime) -> dict[str, int]:
    """How many alerts read as each state; one query."""
    counts = {state: Count("pk", filter=reads_as(state, at)) for state in STATES}
    found: dict[str, int] = rows.order_by().aggregate(**counts)
    return found


def get_alert(actor: Actor, alert_id: int) -> Alert:
    """One alert, or `NotVisible`."""
    row = alert_rows(actor).filter(pk=alert_id).first()
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    return row


def alert_steps(alert: Alert) -> QuerySet[AlertStep]:
    """The levels it went through, in order."""
    return alert.steps.order_by("pk")


def alert_timeline(alert: Alert) -> Sequence[AuditEvent]:
    """Everything that happened to it, steps of workers and answers of people, in order; one query."""
    rows = AuditEvent.objects.filter(subject_type="alert", subject_id=alert.pk)
    return list(rows.order_by("happened_at", "pk"))


def open_alerts_of(actor: Actor, project_id: int) -> Sequence[Alert]:
    """What is not cleared of one project, the worst first; at most one per rule."""
    rows = alert_rows(actor).filter(~Q(state="cleared"), project_id=project_id)
    return list(rows.order_by(*OPEN_ORDER))
