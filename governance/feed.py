"""Which events of governance are told to whom: to whoever sees the alert, the case or the limits."""

from __future__ import annotations

from django.db.models import Q

from governance.access import CASE_VIEW, LIMITS_VIEW
from governance.events import (
    AlertAcknowledged,
    AlertChanged,
    AlertCleared,
    AlertRaised,
    AlertReopened,
    AlertSnoozed,
    CaseApproved,
    CaseDrafted,
    CaseEdited,
    CaseRejected,
    CaseSubmitted,
    LimitsSet,
)
from governance.models import RulePolicy
from governance.selectors import alert_rows
from governance.selectors.scope import projects_seen
from kernel.access import NO_ROW, Actor
from kernel.feed import Told

ALERTS = (AlertRaised, AlertChanged, AlertCleared, AlertAcknowledged, AlertSnoozed, AlertReopened)
CASES = (CaseDrafted, CaseEdited, CaseSubmitted, CaseApproved, CaseRejected)


def _of_alerts(actor: Actor) -> Q:
    return Q(subject_type="alert", subject_id__in=alert_rows(actor).order_by().values("pk"))


def _of_cases(actor: Actor) -> Q:
    if not CASE_VIEW.allows(actor):
        return NO_ROW
    return Q(subject_type="project", subject_id__in=projects_seen(actor).order_by().values("pk"))


def _of_limits(actor: Actor) -> Q:
    seen = RulePolicy.objects.filter(LIMITS_VIEW.where(actor))
    return Q(subject_type="limits", subject_id__in=seen.order_by().values("pk"))


TOLD = (Told(ALERTS, _of_alerts), Told(CASES, _of_cases), Told((LimitsSet,), _of_limits))
