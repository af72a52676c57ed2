"""Endpoints of service levels: a ticket's clocks, the policies, the priority matrix."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import version_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.usecases import permit
from people.api.authentication import api_actor
from tickets.access import INTERNAL_VIEW, MATRIX_SET, POLICY_VIEW
from tickets.api.sla_shapes import (
    ClocksSerializer,
    MatrixAnswerSerializer,
    MatrixSerializer,
    NewMatrixSerializer,
    NewPolicySerializer,
    PolicyChangesSerializer,
    PolicySerializer,
)  # fmt: skip
from tickets.clock_selectors import (
    Explained,
    TicketClockView,
    current_matrix,
    explained_clocks,
    matrix_effect,
    policies,
    policy_versions,
)  # fmt: skip
from tickets.domain.priority import Matrix
from tickets.models import SlaPolicy
from tickets.selectors import get_ticket, ids_of
from tickets.usecases import (
    Goal,
    RetireSlaPolicy,
    SetPriorityMatrix,
    SetSlaPolicy,
    retire_sla_policy,
    set_priority_matrix,
    set_sla_policy,
)  # fmt: skip

_VERSION = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)


class Clocks(APIView):
    """The clocks of one ticket."""

    @extend_schema(responses=ClocksSerializer, operation_id="ticket_clocks")
    def get(self, request: Request, number: str) -> Response:
        """Every clock with what each event did to it; the steps are told to staff only."""
        actor, at = api_actor(request), now()
        ticket = get_ticket(actor, number)
        internal = INTERNAL_VIEW.allows(actor, ticket)
        results = [_clock(one, internal=internal) for one in explained_clocks(ticket, at)]
        body = {"as_of": at, "promised_at": ticket.promised_at, "results": results}
        return Response(ClocksSerializer(body).data)


def _clock(one: Explained, *, internal: bool) -> dict[str, Any]:
    view, clock, reading = one.view, one.view.clock, one.view.reading
    return {
        "metric": view.metric,
        "generation": view.generation,
        "policy": view.policy,
        "state": view.state,
        "target": _target(view),
        "target_minutes": minutes(reading.target.total_seconds()),
        "used": minutes(reading.used.total_seconds()),
        "left": minutes(reading.left.total_seconds()),
        "started_at": clock.started_at,
        "due_at": reading.due_at,
        "due_if_resumed": reading.due_if_resumed if clock.running else None,
        "stopped_at": clock.stopped_at,
        "ended_at": clock.end.at if clock.end else None,
        "breached": reading.breached_at is not None,
        "breached_at": reading.breached_at,
        "breach_reason": view.breach_reason,
        "steps": [_step(view, line) for line in one.lines] if internal else [],
    }


def _target(view: TicketClockView) -> dict[str, Any]:
    row, metric = view.policy, view.metric
    return {"unit": getattr(row, f"{metric}_unit"), "amount": getattr(row, f"{metric}_amount")}


def _step(view: TicketClockView, line: Any) -> dict[str, Any]:
    return {
        "at": line.at, "step": line.step, "event": line.event, "actor": line.actor, "policy": view.policy,
        "state": line.reading.result or line.reading.state,
        "used": minutes(line.reading.used.total_seconds()),
        "left": minutes(line.reading.left.total_seconds()),
        "due_at": line.reading.due_at,
    }  # fmt: skip


def minutes(seconds: float) -> int:
    """Whole minutes, those that have begun not counted."""
    return int(seconds // 60)


class SlaPolicies(APIView):
    """The policies."""

    @extend_schema(
        responses=listed("SlaPolicyList", PolicySerializer(many=True)), operation_id="sla_policies_list"
    )
    def get(self, request: Request) -> Response:
        """The last version of each policy, in the order in which they are tried."""
        actor = api_actor(request)
        permit(actor, POLICY_VIEW)
        shown = [PolicySerializer(row).data for row in policies(actor, now())]
        return Response({"results": shown, "next": None, "previous": None})

    @extend_schema(
        request=NewPolicySerializer, responses={201: PolicySerializer}, operation_id="sla_policies_add"
    )
    def post(self, request: Request) -> Response:
        """Publish a new policy."""
        data = NewPolicySerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        given.pop("version", None)
        row = _set(request, given.pop("code"), None, given, now())
        return Response(PolicySerializer(row).data, status=201)


class SlaPolicyDetail(APIView):
    """One policy."""

    @extend_schema(responses=PolicySerializer(many=True), operation_id="sla_policy_versions")
    def get(self, request: Request, code: str) -> Response:
        """Its versions, newest first."""
        rows = policy_versions(api_actor(request), code)
        body = PolicySerializer(rows, many=True).data
        return Response(body, headers={"ETag": f'"{rows[0].version}"'})

    @extend_schema(
        parameters=[_VERSION], request=PolicyChangesSerializer, responses=PolicySerializer,
        operation_id="sla_policy_set",
    )  # fmt: skip
    def put(self, request: Request, code: str) -> Response:
        """Publish the next version."""
        policy_versions(api_actor(request), code)
        version = version_of(request)
        data = PolicyChangesSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        given.pop("version", None)
        return Response(PolicySerializer(_set(request, code, version, given, now())).data)

    @extend_schema(parameters=[_VERSION], responses={204: None}, operation_id="sla_policy_retire")
    def delete(self, request: Request, code: str) -> Response:
        """Retire it: what it promised stays on record."""
        actor = api_actor(request)
        policy_versions(actor, code)
        retire_sla_policy(actor, RetireSlaPolicy(code, version_of(request)), at=now())
        return Response(status=204)


def _set(request: Request, code: str, version: int | None, given: dict[str, Any], at: datetime) -> SlaPolicy:
    actor = api_actor(request)
    service = ids_of(actor, {"service": given.pop("service")})["service_id"]
    response, resolution = (Goal(**(given.pop(name) or {})) for name in ("response", "resolution"))
    if "thresholds" in given:
        given["thresholds"] = tuple(given["thresholds"])
    command = SetSlaPolicy(
        code=code, version=version, service_id=service, response=response, resolution=resolution, **given
    )
    return set_sla_policy(actor, command, at=at)


class PriorityMatrixView(APIView):
    """The priority matrix."""

    @extend_schema(responses=MatrixSerializer, operation_id="priority_matrix_read")
    def get(self, request: Request) -> Response:
        """The matrix in force."""
        permit(api_actor(request), POLICY_VIEW)
        matrix = current_matrix()
        return Response(MatrixSerializer(matrix).data, headers={"ETag": f'"{matrix.version}"'})

    @extend_schema(
        parameters=[_VERSION], request=NewMatrixSerializer, responses=MatrixAnswerSerializer,
        operation_id="priority_matrix_set",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Set it, or with `dry_run` show which open tickets it would rate differently."""
        actor = api_actor(request)
        permit(actor, MATRIX_SET)
        data = NewMatrixSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        first, second, third = (tuple(row) for row in given["rows"])
        wanted = current_matrix().edited((first, second, third))
        effect = matrix_effect(actor, wanted)
        if not given["dry_run"]:
            command = SetPriorityMatrix(wanted.rows, given["reason"], version_of(request), given["replay"])
            wanted = set_priority_matrix(actor, command, at=now())
        return Response(MatrixAnswerSerializer(_answer(wanted, effect)).data)


def _answer(matrix: Matrix, effect: Any) -> dict[str, Any]:
    return {"version": matrix.version, "rows": matrix.rows, "changes": effect}
