"""Endpoints of what belongs to a ticket: what was said, what was worked, what happened."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor
from kernel.api.lists import list_answer, page_of
from kernel.api.schema import listed
from kernel.clock import now
from people.access import MONEY_VIEW
from people.api.authentication import api_actor
from tickets.api.serializers import (
    CommentSerializer,
    NewCommentSerializer,
    NewWorkSerializer,
    TicketEventSerializer,
    WorkSerializer,
)  # fmt: skip
from tickets.selectors import comments_of, get_ticket, ids_of, told_events, work_of
from tickets.usecases import (
    CommentOnTicket,
    LogWork,
    ReverseWork,
    comment_on_ticket,
    log_work,
    reverse_work,
)  # fmt: skip


class Comments(APIView):
    """What was said on one ticket."""

    @extend_schema(
        responses=listed("CommentList", CommentSerializer(many=True)), operation_id="ticket_comments_list"
    )
    def get(self, request: Request, number: str) -> Response:
        """Replies and, for staff, notes; oldest first."""
        actor = api_actor(request)
        rows = comments_of(actor, get_ticket(actor, number))
        page = page_of(request, rows, {"created_at": ("created_at", "id")}, "created_at")
        return list_answer(request, page, lambda row: CommentSerializer(row).data)

    @extend_schema(
        request=NewCommentSerializer, responses={201: CommentSerializer}, operation_id="ticket_comments_add"
    )
    def post(self, request: Request, number: str) -> Response:
        """Say something."""
        actor = api_actor(request)
        get_ticket(actor, number)
        data = NewCommentSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = comment_on_ticket(actor, CommentOnTicket(number, **data.validated_data), at=now())
        return Response(CommentSerializer(row).data, status=201)


class WorkLogs(APIView):
    """Work on one ticket."""

    @extend_schema(responses=listed("WorkList", WorkSerializer(many=True)), operation_id="ticket_work_list")
    def get(self, request: Request, number: str) -> Response:
        """Time entries, oldest first; for staff."""
        actor = api_actor(request)
        rows = work_of(actor, get_ticket(actor, number))
        page = page_of(request, rows, {"recorded_at": ("recorded_at", "id")}, "recorded_at")
        return list_answer(request, page, lambda row: _worked(actor, row))

    @extend_schema(request=NewWorkSerializer, responses={201: WorkSerializer}, operation_id="ticket_work_add")
    def post(self, request: Request, number: str) -> Response:
        """Log work, or take an entry back with `reverses`."""
        actor = api_actor(request)
        get_ticket(actor, number)
        data = NewWorkSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = _written(actor, number, data.validated_data)
        return Response(_worked(actor, row), status=201)


def _worked(actor: Actor, row: Any) -> dict[str, Any]:
    shown: dict[str, Any] = WorkSerializer(row, context={"money": MONEY_VIEW.allows(actor)}).data
    return shown


def _written(actor: Actor, number: str, data: dict[str, Any]) -> Any:
    if data.get("reverses") is not None:
        reversal = ReverseWork(number, data["reverses"], data.get("note", ""), data.get("minutes"))
        return reverse_work(actor, reversal, at=now())
    person = ids_of(actor, {"person": data.get("person")})["person_id"]
    command = LogWork(
        number, data["minutes"], data["date"], data.get("activity", ""), data.get("note", ""), person
    )
    return log_work(actor, command, at=now())


class Events(APIView):
    """What happened to one ticket."""

    @extend_schema(
        responses=listed("TicketEventList", TicketEventSerializer(many=True)),
        operation_id="ticket_events_list",
    )
    def get(self, request: Request, number: str) -> Response:
        """Events in the order of record, as far as the caller is told of them."""
        actor = api_actor(request)
        rows = told_events(actor, get_ticket(actor, number))
        page = page_of(request, rows, {"id": ("id",), "-id": ("-id",)}, "id")
        return list_answer(request, page, lambda row: TicketEventSerializer(row).data)
