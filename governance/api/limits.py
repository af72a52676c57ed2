"""Tolerances: the dated limits of the rules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.access import LIMITS_SET
from governance.api.shapes import Strict, checked, parameters
from governance.domain.alerts import Limits
from governance.domain.rules import RULES
from governance.events import LEVEL_NAMES
from governance.models import RulePolicy
from governance.selectors import limits_preview, policy_rows, rules_in_force
from governance.selectors.limits import ORDERS, PreviewRow, RuleInForce
from governance.usecases import SetLimits, set_limits
from kernel.api.lists import list_answer, page_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.usecases import permit
from people.api.authentication import api_actor

CODES = [rule.code for rule in RULES]


class ToleranceSerializer(serializers.Serializer[Any]):
    """Limits of a rule from a day on, in the unit of the rule; ratios as fractions."""

    rule = serializers.CharField()
    valid_from = serializers.DateField()
    notice = serializers.FloatField(allow_null=True)
    warning = serializers.FloatField(allow_null=True)
    critical = serializers.FloatField(allow_null=True)
    slack = serializers.FloatField()
    reason = serializers.CharField()
    set_by = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class NewToleranceSerializer(Strict):
    """New limits; with `dry_run` nothing is written and the answer says what they would do."""

    rule = serializers.ChoiceField(CODES)
    valid_from = serializers.DateField()
    notice = serializers.FloatField(required=False, allow_null=True, default=None)
    warning = serializers.FloatField(required=False, allow_null=True, default=None)
    critical = serializers.FloatField(required=False, allow_null=True, default=None)
    slack = serializers.FloatField(required=False, default=0.0)
    reason = serializers.CharField(max_length=2000)
    dry_run = serializers.BooleanField(required=False, default=False)


class PreviewedAlertSerializer(serializers.Serializer[Any]):
    """What the limits would do to the alert of one project."""

    project = serializers.CharField()
    kind = serializers.ChoiceField(["appears", "disappears", "changes"])
    value = serializers.FloatField()
    level_before = serializers.ChoiceField(LEVEL_NAMES)
    level_after = serializers.ChoiceField(LEVEL_NAMES)


class TolerancePreviewSerializer(serializers.Serializer[Any]):
    """The answer to a dry run."""

    dry_run = serializers.BooleanField()
    alerts = PreviewedAlertSerializer(many=True)


class RuleInForceSerializer(serializers.Serializer[Any]):
    """A rule with the limits that hold today; `since` is null while those it was delivered with hold."""

    rule = serializers.CharField()
    title = serializers.CharField()
    aspect = serializers.CharField()
    unit = serializers.CharField()
    notice = serializers.FloatField(allow_null=True)
    warning = serializers.FloatField(allow_null=True)
    critical = serializers.FloatField(allow_null=True)
    slack = serializers.FloatField()
    since = serializers.DateField(allow_null=True)
    owner_role = serializers.CharField()
    next_step = serializers.CharField()


class Tolerances(APIView):
    """Every decision about limits."""

    @extend_schema(
        parameters=parameters("rule"),
        responses=listed("ToleranceList", ToleranceSerializer(many=True)),
        operation_id="tolerances_list",
    )
    def get(self, request: Request) -> Response:
        """A page of dated rows, the latest first."""
        rows = policy_rows(api_actor(request))
        rule = request.query_params.get("rule")
        page = page_of(request, rows.filter(rule=rule) if rule else rows, ORDERS, "-valid_from")
        return list_answer(request, page, _told)

    @extend_schema(
        request=NewToleranceSerializer,
        responses={200: TolerancePreviewSerializer, 201: ToleranceSerializer},
        operation_id="tolerances_set",
    )
    def post(self, request: Request) -> Response:
        """Decide limits from a day on (201), or ask what they would do (`dry_run`, 200)."""
        actor = api_actor(request)
        permit(actor, LIMITS_SET)
        data = checked(NewToleranceSerializer, request)
        limits = Limits(data["notice"], data["warning"], data["critical"], data["slack"])
        if data["dry_run"]:
            rows = limits_preview(actor, data["rule"], limits)
            return Response({"dry_run": True, "alerts": [_previewed(row) for row in rows]})
        command = SetLimits(data["rule"], data["valid_from"], limits, data["reason"])
        return Response(_told(set_limits(actor, command, at=now())), status=201)


class TolerancesInForce(APIView):
    """The limits that hold today."""

    @extend_schema(responses=RuleInForceSerializer(many=True), operation_id="tolerances_in_force")
    def get(self, request: Request) -> Response:
        """Every rule with its limits."""
        return Response([_in_force(item) for item in rules_in_force(api_actor(request), now().date())])


def _told(row: RulePolicy) -> dict[str, Any]:
    names = (
        "rule", "valid_from", "notice", "warning", "critical", "slack", "reason", "set_by", "recorded_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _previewed(row: PreviewRow) -> dict[str, Any]:
    return {
        "project": row.code, "kind": row.kind, "value": row.value,
        "level_before": LEVEL_NAMES[row.before], "level_after": LEVEL_NAMES[row.after],
    }  # fmt: skip


def _in_force(item: RuleInForce) -> dict[str, Any]:
    rule, limits = item.rule, item.limits
    return {
        "rule": rule.code, "title": rule.title, "aspect": rule.aspect, "unit": rule.unit,
        "notice": limits.notice, "warning": limits.warning, "critical": limits.critical,
        "slack": limits.slack, "since": item.since, "owner_role": rule.owner_role,
        "next_step": rule.next_step,
    }  # fmt: skip
