"""Endpoints of change requests: ask, look at the impact, decide, withdraw."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor
from kernel.api.lists import version_of
from kernel.clock import now
from kernel.figures import Figure, known, unknown
from projects.api.figures import told_figure
from projects.api.given import DecisionSerializer, NewChangeSerializer, VersionSerializer
from projects.api.shapes import told_amount
from projects.api.told import ChangeRequestSerializer, ImpactSerializer
from projects.api.views import BY_NUMBER, PAGE, VERSION, checked, fresh, listed, project_for, told, versioned
from projects.domain.impact import Standing
from projects.models import Project
from projects.selectors import changes_of, get_change, impact_of_change
from projects.usecases import (
    DecideChange,
    RaiseChange,
    WithdrawChange,
    decide_change,
    raise_change,
    withdraw_change,
)


def _answer(actor: Actor, project: Project, number: int, *, status: int = 200) -> Response:
    change = get_change(project, number)
    return versioned(told(actor, ChangeRequestSerializer, change), change.version, status=status)


class ChangeRequests(APIView):
    """Change requests of a project."""

    @extend_schema(
        parameters=PAGE, responses=ChangeRequestSerializer(many=True),
        operation_id="project_change_requests_list",
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """Change requests, newest first."""
        actor, project = project_for(request, code)
        rows = changes_of(project).select_related("project", "requested_by", "decided_by")
        return listed(request, actor, rows, ChangeRequestSerializer, BY_NUMBER, "-number")

    @extend_schema(
        request=NewChangeSerializer, responses={201: ChangeRequestSerializer},
        operation_id="project_change_requests_raise",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Ask for another promise."""
        actor, project = project_for(request, code)
        data = checked(NewChangeSerializer, request)
        items = tuple((one["code"], one["title"], one["size"]) for one in data.pop("new_items"))
        command = RaiseChange(project.pk, entry_ids=tuple(data.pop("entries")), new_items=items, **data)
        change = raise_change(actor, command, at=now())
        response = _answer(actor, project, change.number, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{change.number}/")
        return response


class ChangeRequestDetail(APIView):
    """One change request."""

    @extend_schema(responses=ChangeRequestSerializer, operation_id="project_change_requests_read")
    def get(self, request: Request, code: str, number: int) -> Response:
        """The change request, or 304 while the caller's version is the present one."""
        actor, project = project_for(request, code)
        return fresh(request, _answer(actor, project, number))


class ChangeDecision(APIView):
    """The decision of a change request."""

    @extend_schema(
        parameters=[VERSION], request=DecisionSerializer, responses=ChangeRequestSerializer,
        operation_id="project_change_requests_decide",
    )  # fmt: skip
    def post(self, request: Request, code: str, number: int) -> Response:
        """Approve, which writes scope and the next baseline at once, or reject. Nobody decides their own."""
        actor, project = project_for(request, code)
        version = version_of(request)
        data = checked(DecisionSerializer, request)
        decide_change(actor, DecideChange(project.pk, number, version, **data), at=now())
        return _answer(actor, project, number)


class ChangeWithdrawal(APIView):
    """Taking back a change request."""

    @extend_schema(
        parameters=[VERSION], request=VersionSerializer, responses=ChangeRequestSerializer,
        operation_id="project_change_requests_withdraw",
    )  # fmt: skip
    def post(self, request: Request, code: str, number: int) -> Response:
        """Withdraw it before it is decided."""
        actor, project = project_for(request, code)
        withdraw_change(actor, WithdrawChange(project.pk, number, version_of(request)), at=now())
        return _answer(actor, project, number)


class ChangeImpact(APIView):
    """What a change request moves."""

    @extend_schema(responses=ImpactSerializer, operation_id="project_change_requests_impact")
    def get(self, request: Request, code: str, number: int) -> Response:
        """Budget, finish and scope before and after; of a decided one as it was decided."""
        actor, project = project_for(request, code)
        impact = impact_of_change(project, get_change(project, number), now().date())
        body = {"before": _side(impact.before, project), "after": _side(impact.after, project)}
        return Response(told(actor, ImpactSerializer, body))


def _side(side: Standing, project: Project) -> dict[str, Any]:
    no_baseline: Figure[Any] = unknown("no_baseline")
    budget = told_amount(side.budget, project.currency)
    return {
        "budget": told_figure(known(budget) if budget else no_baseline),
        "finish": told_figure(known(side.finish) if side.finish else no_baseline, "date"),
        "scope_total": side.scope_total,
        "scope_authorised": side.scope_authorised,
        "scope_unauthorised": side.scope_unauthorised,
    }
