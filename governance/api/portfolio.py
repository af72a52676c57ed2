"""The dashboard's rows and totals."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.access import MONEY_VIEW, PORTFOLIO_VIEW
from governance.api.shapes import (
    GovernanceFigureSerializer,
    ToldAmountSerializer,
    amount,
    figure,
    parameters,
    seen_tags,
)
from governance.domain.picture import MONEY_FIGURES
from governance.events import LEVEL_NAMES
from governance.filters import PortfolioFilter
from governance.models import ProjectHealth
from governance.presenters.portfolio import stale_reason
from governance.selectors import decisions_due, health_rows, open_alert_counts, portfolio_stamp, totals
from governance.selectors.portfolio import WORST_FIRST, Decision, Totals, fingerprint
from kernel.access import Actor
from kernel.api.lists import list_answer, page_of
from kernel.clock import now
from kernel.usecases import permit
from people.api.authentication import api_actor

ORDERS = {"worst": WORST_FIRST, "project": ("project_id",)}


class AspectSerializer(serializers.Serializer[Any]):
    """How money (`cost`), `scope` or schedule (`time`) stands; `stale` says why a standing alert could not be
    judged again."""

    level = serializers.ChoiceField(LEVEL_NAMES)
    null_reason = serializers.CharField(allow_null=True)
    stale = serializers.CharField(allow_null=True)


class PortfolioRowSerializer(serializers.Serializer[Any]):
    """One project on the day it was last judged."""

    code = serializers.CharField()
    name = serializers.CharField()
    phase = serializers.CharField()
    state = serializers.CharField()
    manager = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    worst_level = serializers.ChoiceField(LEVEL_NAMES)
    aspects = serializers.DictField(child=AspectSerializer())
    figures = serializers.DictField(child=GovernanceFigureSerializer())
    trend = serializers.ListField(child=serializers.ListField())
    as_of = serializers.DateField()
    computed_at = serializers.DateTimeField()
    stale = serializers.BooleanField()
    stale_reason = serializers.CharField()


class TotalsSerializer(serializers.Serializer[Any]):
    """Sums of the projects of one currency; currencies are never added. `over_promise` adds up only forecasts
    beyond their promise."""

    currency = serializers.CharField()
    projects = serializers.IntegerField()
    promised = ToldAmountSerializer(allow_null=True, required=False)
    spent = ToldAmountSerializer(allow_null=True, required=False)
    forecast = ToldAmountSerializer(allow_null=True, required=False)
    over_promise = ToldAmountSerializer(allow_null=True, required=False)
    projects_over_promise = serializers.IntegerField()
    projects_with_forecast = serializers.IntegerField()


class DecisionDueSerializer(serializers.Serializer[Any]):
    """Something that waits for somebody's decision."""

    kind = serializers.ChoiceField(["gate", "change", "case"])
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    project = serializers.CharField()
    title = serializers.CharField()
    since = serializers.DateTimeField()


class PortfolioSerializer(serializers.Serializer[Any]):
    """The dashboard."""

    as_of = serializers.DateTimeField(allow_null=True)
    unjudged_projects = serializers.IntegerField()
    totals = TotalsSerializer(many=True)
    open_alerts = serializers.DictField(child=serializers.IntegerField())
    decisions_due = DecisionDueSerializer(many=True)
    results = PortfolioRowSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Portfolio(APIView):
    """The dashboard as data."""

    @extend_schema(
        parameters=[
            *parameters(*PortfolioFilter.base_filters),
            OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER),
        ],
        responses=PortfolioSerializer,
        operation_id="portfolio_read",
    )
    def get(self, request: Request) -> Response:
        """Rows, the worst first, and totals of all rows that match; 304 while nothing on it has moved."""
        actor, today = api_actor(request), now().date()
        permit(actor, PORTFOLIO_VIEW)
        stamp = portfolio_stamp(actor)
        tag = f'"{fingerprint(stamp, actor, request.query_params.dict(), today)}"'
        if tag in seen_tags(request):
            return Response(status=304, headers={"ETag": tag})
        rows = PortfolioFilter(request.query_params.dict(), queryset=health_rows(actor)).checked()
        page = page_of(request, rows, ORDERS, "worst")
        answer = list_answer(request, page, lambda row: _row(actor, row, today))
        sums, alerts = totals(rows), open_alert_counts(rows)
        answer.data = {
            "as_of": max((item.computed_at for item in sums), default=None),
            "unjudged_projects": stamp.unjudged,
            "totals": [_totals(actor, item) for item in sums],
            "open_alerts": {LEVEL_NAMES[level]: count for level, count in alerts.items()},
            "decisions_due": [_decision(item) for item in decisions_due(actor)],
            **answer.data,
        }
        answer["ETag"] = tag
        return answer


def _row(actor: Actor, row: ProjectHealth, today: Any) -> dict[str, Any]:
    project, money = row.project, MONEY_VIEW.allows(actor)
    stale = stale_reason(row, today)
    return {
        "code": project.code, "name": project.name, "phase": project.phase, "state": project.state,
        "manager": project.manager.username if project.manager else None, "currency": project.currency,
        "worst_level": LEVEL_NAMES[row.worst_level],
        "aspects": {
            name: {"level": LEVEL_NAMES[item["level"]], "null_reason": item["null_reason"],
                   "stale": item["stale"]}
            for name, item in row.aspects.items()
        },
        "figures": {
            name: figure(item, row.as_of)
            for name, item in row.figures.items()
            if money or name not in MONEY_FIGURES
        },
        "trend": row.trend, "as_of": row.as_of, "computed_at": row.computed_at,
        "stale": bool(stale), "stale_reason": stale,
    }  # fmt: skip


def _totals(actor: Actor, item: Totals) -> dict[str, Any]:
    counts = {
        "currency": item.currency,
        "projects": item.projects,
        "projects_over_promise": item.overruns,
        "projects_with_forecast": item.forecasts,
    }
    if not MONEY_VIEW.allows(actor):
        return counts
    sums = {
        "promised": item.budget, "spent": item.spent, "forecast": item.forecast, "over_promise": item.over,
    }  # fmt: skip
    return counts | {name: amount(value, item.currency) for name, value in sums.items()}


def _decision(item: Decision) -> dict[str, Any]:
    names = ("kind", "id", "number", "project", "title", "since")
    return {name: getattr(item, name) for name in names}
