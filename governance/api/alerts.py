"""Endpoints of alerts: list, read, acknowledge, snooze."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.access import MONEY_VIEW
from governance.api.shapes import LEVELS, VERSION, Strict, checked, parameters, versioned
from governance.domain.judgement import RULES_BY_CODE
from governance.events import LEVEL_NAMES
from governance.filters import AlertFilter
from governance.models import Alert
from governance.presenters.alerts import shown_state
from governance.presenters.words import rule_title, speaks_of_money
from governance.selectors import alert_rows, get_alert
from governance.selectors.alerts import ORDERS
from governance.usecases import AcknowledgeAlert, SnoozeAlert, acknowledge_alert, snooze_alert
from kernel.access import Actor
from kernel.api.lists import list_answer, page_of, version_of
from kernel.api.schema import listed
from kernel.clock import now
from people.api.authentication import api_actor


class AlertSubjectSerializer(serializers.Serializer[Any]):
    """What the alert is about."""

    type = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()


class AlertSerializer(serializers.Serializer[Any]):
    """A figure beyond a limit. `explanation` and `inputs` are null where they speak of money that the caller
    may not see; `value` and `limit` are in `unit`, ratios as fractions."""

    id = serializers.IntegerField()
    rule = serializers.CharField()
    title = serializers.CharField()
    aspect = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    state = serializers.ChoiceField(["open", "acknowledged", "snoozed", "cleared"])
    subject = AlertSubjectSerializer()
    value = serializers.FloatField()
    limit = serializers.FloatField()
    unit = serializers.CharField()
    forecast_breach_on = serializers.DateField(allow_null=True)
    as_of = serializers.DateField()
    raised_on = serializers.DateField()
    raised_at = serializers.DateTimeField()
    level_since = serializers.DateField()
    cleared_on = serializers.DateField(allow_null=True)
    cleared_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = serializers.CharField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True)
    explanation = serializers.CharField(allow_null=True)
    inputs = serializers.DictField(child=serializers.CharField(), allow_null=True)
    next_step = serializers.CharField()
    note = serializers.CharField()
    version = serializers.IntegerField()


class AcknowledgeSerializer(Strict):
    """What is being done."""

    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class SnoozeSerializer(Strict):
    """Until when it can wait, and why."""

    until = serializers.DateTimeField()
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


def told_alert(actor: Actor, row: Alert, at: datetime) -> dict[str, Any]:
    """The alert as this caller may see it."""
    hidden = speaks_of_money(row.rule) and not MONEY_VIEW.allows(actor)
    rule = RULES_BY_CODE.get(row.rule)
    same = (
        "id", "rule", "value", "limit", "unit", "forecast_breach_on", "as_of", "raised_on", "raised_at",
        "level_since", "cleared_on", "cleared_at", "acknowledged_at", "snoozed_until", "next_step", "note",
        "version",
    )  # fmt: skip
    body = {name: getattr(row, name) for name in same}
    return body | {
        "title": rule_title(row.rule),
        "aspect": rule.aspect if rule else "",
        "level": LEVEL_NAMES[row.level],
        "state": shown_state(row, at),
        "subject": {"type": "project", "code": row.project.code, "name": row.project.name},
        "acknowledged_by": row.acknowledged_by.username if row.acknowledged_by else None,
        "explanation": None if hidden else row.explanation,
        "inputs": None if hidden else dict(row.inputs),
    }


class Alerts(APIView):
    """Alerts of all projects the caller may see."""

    @extend_schema(
        parameters=parameters(*AlertFilter.base_filters),
        responses=listed("AlertList", AlertSerializer(many=True)),
        operation_id="alerts_list",
    )
    def get(self, request: Request) -> Response:
        """A page of alerts, the worst first; cleared ones are among them unless `state` says otherwise."""
        actor, at = api_actor(request), now()
        rows = AlertFilter(request.query_params.dict(), alert_rows(actor), at).checked()
        page = page_of(request, rows, ORDERS, "-level")
        return list_answer(request, page, lambda row: told_alert(actor, row, at))


class AlertDetail(APIView):
    """One alert."""

    @extend_schema(responses=AlertSerializer, operation_id="alerts_read")
    def get(self, request: Request, alert_id: int) -> Response:
        """The alert, or 304 while the caller's version is the present one."""
        return _answer(request, api_actor(request), alert_id)


class AlertAcknowledgement(APIView):
    """Taking care of an alert."""

    @extend_schema(
        parameters=[VERSION],
        request=AcknowledgeSerializer,
        responses=AlertSerializer,
        operation_id="alerts_acknowledge",
    )
    def post(self, request: Request, alert_id: int) -> Response:
        """It stays acknowledged until it clears or becomes worse."""
        actor = api_actor(request)
        get_alert(actor, alert_id)
        version = version_of(request)
        data = checked(AcknowledgeSerializer, request)
        acknowledge_alert(actor, AcknowledgeAlert(alert_id, version, **data), at=now())
        return _answer(request, actor, alert_id)


class AlertSnooze(APIView):
    """Putting an alert off."""

    @extend_schema(
        parameters=[VERSION],
        request=SnoozeSerializer,
        responses=AlertSerializer,
        operation_id="alerts_snooze",
    )
    def post(self, request: Request, alert_id: int) -> Response:
        """It opens again at `until`, or at once when it becomes worse."""
        actor = api_actor(request)
        get_alert(actor, alert_id)
        version = version_of(request)
        data = checked(SnoozeSerializer, request)
        snooze_alert(actor, SnoozeAlert(alert_id, version, **data), at=now())
        return _answer(request, actor, alert_id)


def _answer(request: Request, actor: Actor, alert_id: int) -> Response:
    row = get_alert(actor, alert_id)
    return versioned(request, told_alert(actor, row, now()), row.version)
