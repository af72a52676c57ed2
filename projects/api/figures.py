"""The figures of a project on a day, as known at a moment."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.clock import now
from kernel.errors import BadInput
from kernel.figures import Figure, known, unknown
from projects.api.shapes import told_amount
from projects.api.told import FiguresSerializer
from projects.api.views import project_for, told
from projects.domain.position import ProjectPosition, position_on
from projects.selectors import facts_of

MONEY = ("promised_budget", "original_budget", "current_budget", "spent", "forecast_at_completion")
SIZES = ("scope_s0", "scope_authorised", "scope_unauthorised", "scope_total")
DATES = ("start", "target_finish", "forecast_finish", "next_gate_due")


def told_figure(figure: Figure[Any], unit: str = "", as_of: date | None = None) -> dict[str, Any]:
    """A figure as the API tells it."""
    if figure.value is None:
        return {"value": None, "null_reason": figure.null_reason}
    body: dict[str, Any] = {"value": _plain(figure.value)}
    return {**body, **({"unit": unit} if unit else {}), **({"as_of": as_of} if as_of else {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return value.isoformat() if isinstance(value, date) else value


class Figures(APIView):
    """Where a project stands."""

    @extend_schema(
        parameters=[
            OpenApiParameter("as_of", OpenApiTypes.DATE), OpenApiParameter("known_at", OpenApiTypes.DATETIME)
        ],
        responses=FiguresSerializer,
        operation_id="project_figures_read",
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """Figures on `as_of` (today when absent), from what was recorded by `known_at` (all when absent)."""
        actor, project = project_for(request, code)
        day = _day(request.query_params.get("as_of")) or now().date()
        known_at = _moment(request.query_params.get("known_at"))
        position = position_on(facts_of([project.pk], known_at)[project.pk], day)
        return Response(told(actor, FiguresSerializer, {**_figures(position), "known_at": known_at}))


def _day(text: str | None) -> date | None:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise BadInput("bad_date", "as_of is a date such as 2026-03-31.")
    return day


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parse_datetime(text) if text else None
    except ValueError:
        moment = None
    if text and (moment is None or moment.tzinfo is None):
        raise BadInput("bad_moment", "known_at is a moment with its zone such as 2026-03-31T12:00:00Z.")
    return moment


def _figures(position: ProjectPosition) -> dict[str, Any]:
    body: dict[str, Any] = {
        name: getattr(position, name)
        for name in ("code", "as_of", "phase", "state", "next_gate", "forecast_method")
    }
    for name in MONEY:
        body[name] = _amount(position, name)
    for name in SIZES:
        body[name] = told_figure(_known(getattr(position, name), "no_baseline"), "", position.as_of)
    for name in DATES:
        body[name] = told_figure(_known(getattr(position, name), "no_data"), "date", position.as_of)
    body["percent_complete"] = told_figure(position.percent_complete, "fraction", position.as_of)
    return body


def _amount(position: ProjectPosition, name: str) -> dict[str, Any]:
    value = getattr(position, name)
    figure = value if isinstance(value, Figure) else _known(value, "no_baseline")
    if figure.value is not None:
        figure = known(told_amount(figure.value, position.currency))
    return told_figure(figure, "", position.as_of)


def _known(value: Any, reason: str) -> Figure[Any]:
    return unknown(reason) if value is None else known(value)
