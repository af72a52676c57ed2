"""Endpoints of tickets themselves: list, open, read, change, move."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor
from kernel.api.lists import list_answer, page_of, version_of
from kernel.api.schema import listed
from kernel.clock import now
from people.access import MONEY_VIEW
from people.api.authentication import api_actor
from tickets.access import INTERNAL_VIEW
from tickets.api.serializers import (
    MoveSerializer,
    NewTicketSerializer,
    TicketChangesSerializer,
    TicketSerializer,
    TransitionsSerializer,
)  # fmt: skip
from tickets.domain.details import DETAILS
from tickets.filters import DEFAULT_ORDER, ORDERS, TicketFilter, viewed
from tickets.models import Ticket
from tickets.selectors import LINKED, get_ticket, ids_of, visible_tickets
from tickets.usecases import (
    EditTicket,
    MoveTicket,
    OpenTicket,
    edit_ticket,
    move_ticket,
    moves_for,
    open_ticket,
)

REFERENCES = ("service", "team", "assignee", "requester", "project", "problem")
_LIST = [
    OpenApiParameter(name, OpenApiTypes.STR, required=False)
    for name in (*TicketFilter.base_filters, "view", "ordering", "cursor", "page_size", "count")
]
_VERSION = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)


def told(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """The ticket as this caller may see it."""
    may = {"money": MONEY_VIEW.allows(actor), "internal": INTERNAL_VIEW.allows(actor, ticket)}
    shown: dict[str, Any] = TicketSerializer(ticket, context=may).data
    return shown


def answer(actor: Actor, number: str, *, status: int = 200) -> Response:
    """The ticket as it is now, with its version as entity tag."""
    ticket = get_ticket(actor, number)
    headers = {"ETag": f'"{ticket.version}"'}
    return Response(told(actor, ticket), status=status, headers=headers)


def resolved(actor: Actor, data: dict[str, Any]) -> dict[str, Any]:
    """The data with names that people use replaced by ids."""
    names = {name: data[name] for name in REFERENCES if name in data}
    rest = {name: value for name, value in data.items() if name not in names}
    return {**rest, **ids_of(actor, names)}


class Tickets(APIView):
    """All tickets the caller may see."""

    @extend_schema(
        parameters=_LIST,
        responses=listed("TicketList", TicketSerializer(many=True)),
        operation_id="tickets_list",
    )
    def get(self, request: Request) -> Response:
        """A page of tickets; a parameter that does not exist is refused by name."""
        actor = api_actor(request)
        parameters = request.query_params.dict()
        rows = viewed(visible_tickets(actor).select_related(*LINKED), parameters.get("view"), actor)
        rows = TicketFilter(parameters, rows, actor).checked()
        page = page_of(request, rows, ORDERS, DEFAULT_ORDER)
        count = rows.count() if parameters.get("count") == "true" else None
        return list_answer(request, page, lambda row: told(actor, row), count=count)

    @extend_schema(
        request=NewTicketSerializer, responses={201: TicketSerializer}, operation_id="tickets_open"
    )
    def post(self, request: Request) -> Response:
        """Open a ticket."""
        actor = api_actor(request)
        data = NewTicketSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        ticket = open_ticket(actor, OpenTicket(**resolved(actor, data.validated_data)), at=now())
        response = answer(actor, ticket.number, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{ticket.number}/")
        return response


class TicketDetail(APIView):
    """One ticket."""

    @extend_schema(responses=TicketSerializer, operation_id="tickets_read")
    def get(self, request: Request, number: str) -> Response:
        """The ticket, or 304 while the caller's version is the present one."""
        response = answer(api_actor(request), number)
        known = {
            tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")
        }
        if response["ETag"] in known:
            return Response(status=304, headers={"ETag": response["ETag"]})
        return response

    @extend_schema(
        parameters=[_VERSION],
        request=TicketChangesSerializer,
        responses=TicketSerializer,
        operation_id="tickets_change",
    )
    def patch(self, request: Request, number: str) -> Response:
        """Change fields, made from a version; 409 with the present values when it moved meanwhile."""
        actor = api_actor(request)
        get_ticket(actor, number)
        version = version_of(request)
        data = TicketChangesSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        changes = resolved(actor, data.validated_data)
        changes.pop("version", None)
        edit_ticket(actor, EditTicket(number, version, changes), at=now())
        return answer(actor, number)


class Transitions(APIView):
    """The moves of one ticket."""

    @extend_schema(responses=TransitionsSerializer, operation_id="tickets_transitions")
    def get(self, request: Request, number: str) -> Response:
        """What the caller may do with it now, and what each move needs."""
        actor = api_actor(request)
        ticket = get_ticket(actor, number)
        moves = moves_for(actor, ticket, now())
        body = {"state": ticket.state, "version": ticket.version, "transitions": moves}
        return Response(TransitionsSerializer(body).data)

    @extend_schema(
        parameters=[_VERSION],
        request=MoveSerializer,
        responses=TicketSerializer,
        operation_id="tickets_move",
    )
    def post(self, request: Request, number: str) -> Response:
        """Make a move, with what it needs; work and words may come along."""
        actor = api_actor(request)
        get_ticket(actor, number)
        version = version_of(request)
        data = MoveSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        move_ticket(actor, _command(number, version, data.validated_data), at=now())
        return answer(actor, number)


def _command(number: str, version: int, data: dict[str, Any]) -> MoveTicket:
    details = {name: value for name, value in data.items() if name in DETAILS}
    rest = {name: value for name, value in data.items() if name not in DETAILS and name != "version"}
    if "date" in rest:
        rest["work_date"] = rest.pop("date")
    return MoveTicket(number, version, details=details, **rest)
