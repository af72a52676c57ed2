"""Endpoints of the joint time sheet."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor
from kernel.api.lists import list_answer, page_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.usecases import permit
from people.access import MONEY_VIEW, TIME_LOG
from people.api.authentication import api_actor
from people.api.time_shapes import NewTimeEntrySerializer, TakeBackSerializer, TimeEntrySerializer
from people.domain.work import Logged
from people.filters import TimeFilter
from people.models import TimeEntry
from people.selectors import locked_until, person_id_of, visible_time
from people.usecases import log_on, subject_by_key, take_back

ORDERS = {
    "-recorded_at": ("-recorded_at", "-id"),
    "recorded_at": ("recorded_at", "id"),
    "-date": ("-valid_on", "-id"),
    "date": ("valid_on", "id"),
}
PAGE = [
    OpenApiParameter(name, OpenApiTypes.STR, required=False) for name in ("ordering", "cursor", "page_size")
]
_FILTERS = [
    OpenApiParameter(name, OpenApiTypes.STR, required=False) for name in (*TimeFilter.base_filters, "count")
]


def checked(shape: type[Any], request: Request) -> dict[str, Any]:
    """The body in its shape, or 400."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    data: dict[str, Any] = dict(given.validated_data)
    return data


class TimeEntries(APIView):
    """Time that the caller may see: the own, for managers everybody's."""

    @extend_schema(
        parameters=[*_FILTERS, *PAGE],
        responses=listed("TimeEntryList", TimeEntrySerializer(many=True)),
        operation_id="time_entries_list",
    )
    def get(self, request: Request) -> Response:
        """A page of entries, latest first; a parameter that does not exist is refused by name."""
        actor = api_actor(request)
        parameters = request.query_params.dict()
        rows = TimeFilter(parameters, visible_time(actor)).checked()
        page = page_of(request, rows, ORDERS, "-recorded_at")
        count = rows.count() if parameters.get("count") == "true" else None
        context = _context(actor)
        return list_answer(
            request, page, lambda row: TimeEntrySerializer(row, context=context).data, count=count
        )

    @extend_schema(
        request=NewTimeEntrySerializer, responses={201: TimeEntrySerializer}, operation_id="time_entries_log"
    )
    def post(self, request: Request) -> Response:
        """Log work on a ticket or a project."""
        actor = api_actor(request)
        permit(actor, TIME_LOG)
        data = checked(NewTimeEntrySerializer, request)
        work = Logged(
            subject_by_key(actor, data["subject_type"], data["subject"]), data["minutes"], data["date"],
            data["activity"], data["note"], person_id_of(actor, data["person"]),
        )  # fmt: skip
        return _answer(actor, log_on(actor, work, at=now()))


class TimeEntryReversal(APIView):
    """The opposite of an entry."""

    @extend_schema(
        request=TakeBackSerializer, responses={201: TimeEntrySerializer}, operation_id="time_entries_reverse"
    )
    def post(self, request: Request, entry: int) -> Response:
        """Take an entry back, saying why; the answer is the opposite entry."""
        actor = api_actor(request)
        reason = checked(TakeBackSerializer, request)["reason"]
        return _answer(actor, take_back(actor, entry, reason, at=now()))


def _context(actor: Actor) -> dict[str, Any]:
    return {"money": MONEY_VIEW.allows(actor), "locked_until": locked_until()}


def _answer(actor: Actor, entry: TimeEntry) -> Response:
    return Response(TimeEntrySerializer(entry, context=_context(actor)).data, status=201)
