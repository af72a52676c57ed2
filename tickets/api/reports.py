"""The service report: figures with their definitions, and the tickets behind each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.schema import listed
from kernel.clock import now
from kernel.errors import BadInput, NotVisible
from kernel.figures import Figure
from people.access import MONEY_VIEW
from people.api.authentication import api_actor
from tickets.api.serializers import TicketSerializer
from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.metrics import DEFINITIONS, POPULATION, Share, Summary
from tickets.report_selectors import ServiceReport as Report
from tickets.report_selectors import Wanted, keys_behind, service_report, tickets_by_number

PAGE = 50
_PARAMETERS = [
    OpenApiParameter("from", OpenApiTypes.STR, description="date or time, included"),
    OpenApiParameter("to", OpenApiTypes.STR, description="date or time, not included"),
    OpenApiParameter("kind", OpenApiTypes.STR, description="kinds of tickets, separated by commas"),
    OpenApiParameter("service", OpenApiTypes.STR),
    OpenApiParameter("team", OpenApiTypes.STR),
    OpenApiParameter("calendar", OpenApiTypes.STR, description="measures ageing and time without pauses"),
]
_KNOWN = frozenset({"from", "to", "kind", "service", "team", "calendar"})


class FigureSerializer(serializers.Serializer[Any]):
    """A value, or the reason why there is none."""

    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(required=False)
    null_reason = serializers.CharField(required=False)


class MetricSerializer(serializers.Serializer[Any]):
    """One metric with its definition; a share has `hits`, a time has mean, median and P90."""

    code = serializers.CharField()
    title = serializers.CharField()
    formula = serializers.CharField()
    attribution = serializers.CharField()
    n = serializers.IntegerField()
    hits = serializers.IntegerField(required=False)
    value = FigureSerializer(required=False)
    mean = FigureSerializer(required=False)
    median = FigureSerializer(required=False)
    p90 = FigureSerializer(required=False)
    excluded = serializers.DictField(child=serializers.IntegerField(), required=False)
    buckets = serializers.DictField(child=serializers.IntegerField(), required=False)
    tickets_url = serializers.URLField()


class ServiceReportSerializer(serializers.Serializer[Any]):
    """Times are minutes on the wall clock unless the metric says otherwise; shares are fractions."""

    period_start = serializers.DateTimeField()
    period_end = serializers.DateTimeField()
    as_of = serializers.DateTimeField()
    population = serializers.CharField()
    tickets = serializers.IntegerField()
    metrics = MetricSerializer(many=True)


class ServiceReport(APIView):
    """Service metrics of a period."""

    @extend_schema(parameters=_PARAMETERS, responses=ServiceReportSerializer, operation_id="reports_service")
    def get(self, request: Request) -> Response:
        """The last 30 days by default."""
        at = now()
        report = service_report(api_actor(request), wanted_of(request, at), at)
        body = {
            "period_start": report.wanted.start,
            "period_end": report.wanted.end,
            "as_of": report.as_of,
            "population": POPULATION,
            "tickets": report.tickets,
            "metrics": _metrics(request, report),
        }
        return Response(ServiceReportSerializer(body).data)


class TicketsBehind(APIView):
    """The tickets behind one figure."""

    @extend_schema(
        parameters=[*_PARAMETERS, OpenApiParameter("cursor", OpenApiTypes.STR)],
        responses=listed("TicketsBehindList", TicketSerializer(many=True)),
        operation_id="reports_service_tickets",
    )
    def get(self, request: Request, metric: str) -> Response:
        """In the order of the values, so that the extremes stand at the ends."""
        actor, at = api_actor(request), now()
        keys = keys_behind(service_report(actor, wanted_of(request, at), at), metric)
        if keys is None:
            raise NotVisible("not_found", "There is no such metric.")
        start = _place(request.query_params.get("cursor"))
        rows = tickets_by_number(actor, keys[start : start + PAGE])
        context = {"money": MONEY_VIEW.allows(actor)}
        following = start + PAGE if start + PAGE < len(keys) else None
        before = max(start - PAGE, 0) if start else None
        return Response(
            {
                "results": [TicketSerializer(row, context=context).data for row in rows],
                "next": _page_url(request, following),
                "previous": _page_url(request, before),
            }
        )


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal() or len(cursor) > 9:
        raise BadInput("bad_cursor", "This cursor does not belong to this list.")
    return int(cursor)


def _page_url(request: Request, place: int | None) -> str | None:
    if place is None:
        return None
    query = urlencode({**request.query_params.dict(), "cursor": place})
    return request.build_absolute_uri(f"{request.path}?{query}")


def wanted_of(request: Request, at: datetime) -> Wanted:
    """The period and the tickets that the parameters ask for. Raises `BadInput` that names what is wrong."""
    given = {name: value for name, value in request.query_params.dict().items() if name != "cursor"}
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        marks = {name: [("unknown_parameter", "There is no such parameter.")] for name in unknown}
        raise BadInput("unknown_parameter", f"Unknown: {', '.join(unknown)}.", marks)
    end = _moment("to", given.get("to")) or at
    start = _moment("from", given.get("from")) or end - timedelta(days=30)
    if start >= end:
        raise _bad("from", "The period ends after it begins.")
    kinds = tuple(kind for kind in given.get("kind", "").split(",") if kind)
    if set(kinds) - set(LIFECYCLES):
        raise _bad("kind", f"A kind is one of: {', '.join(LIFECYCLES)}.")
    rest = {name: given.get(name, "") for name in ("service", "team", "calendar")}
    return Wanted(start, end, kinds, **rest)


def _moment(name: str, text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad(name, "A date such as 2026-01-31, or a time in RFC 3339.") from error
    if found.tzinfo is None:
        raise _bad(name, "A time needs a zone.")
    return found


def _bad(name: str, text: str) -> BadInput:
    return BadInput("bad_parameter", text, {name: [("bad_parameter", text)]})


def _metrics(request: Request, report: Report) -> list[dict[str, Any]]:
    found = [_told(request, code, code, **_summary(one)) for code, one in report.times.items()]
    found += [_told(request, code, code, **_share(one)) for code, one in report.shares.items()]
    for metric, one in report.attained.items():
        excluded = dict(one.excluded)
        found.append(
            _told(request, f"attainment-{metric}", "attainment", **_share(one.met), excluded=excluded)
        )
    found.append(_told(request, "backlog", "backlog", n=len(report.backlog)))
    buckets = {name: len(keys) for name, keys in report.ageing.buckets}
    found.append(_told(request, "ageing", "ageing", n=len(report.backlog), buckets=buckets))
    return found


def _told(request: Request, code: str, definition: str, **figures: Any) -> dict[str, Any]:
    words = DEFINITIONS[definition]
    query = urlencode({name: value for name, value in request.query_params.dict().items() if value})
    path = reverse("api-tickets-behind", args=[code])
    return {
        "code": code,
        "title": words.title,
        "formula": words.formula,
        "attribution": words.attribution,
        "tickets_url": request.build_absolute_uri(f"{path}?{query}" if query else path),
        **figures,
    }


def _summary(one: Summary) -> dict[str, Any]:
    figures = {name: _figure(getattr(one, name), "minutes") for name in ("mean", "median", "p90")}
    return {"n": one.n, **figures}


def _share(one: Share) -> dict[str, Any]:
    return {"n": one.n, "hits": one.hits, "value": _figure(one.value, "fraction")}


def _figure(one: Figure[float], unit: str) -> dict[str, Any]:
    if one.value is None:
        return {"value": None, "null_reason": one.null_reason}
    return {"value": one.value, "unit": unit}
