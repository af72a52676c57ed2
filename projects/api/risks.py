"""Endpoints of risks."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor
from kernel.api.lists import version_of
from kernel.clock import now
from projects.api.given import NewRiskSerializer, RiskChangesSerializer
from projects.api.projects import with_ids
from projects.api.told import RiskSerializer
from projects.api.views import BY_ID, PAGE, VERSION, checked, fresh, listed, project_for, told, versioned
from projects.models import Project
from projects.selectors import get_risk, risks_of
from projects.usecases import AddRisk, ChangeRisk, add_risk, change_risk


def _answer(actor: Actor, project: Project, risk_id: int, *, status: int = 200) -> Response:
    risk = get_risk(project, risk_id)
    return versioned(told(actor, RiskSerializer, risk), risk.version, status=status)


class Risks(APIView):
    """Risks of a project."""

    @extend_schema(parameters=PAGE, responses=RiskSerializer(many=True), operation_id="project_risks_list")
    def get(self, request: Request, code: str) -> Response:
        """All risks, oldest first."""
        actor, project = project_for(request, code)
        rows = risks_of(project).select_related("project", "owner")
        return listed(request, actor, rows, RiskSerializer, BY_ID, "id")

    @extend_schema(
        request=NewRiskSerializer, responses={201: RiskSerializer}, operation_id="project_risks_add"
    )
    def post(self, request: Request, code: str) -> Response:
        """Add a risk."""
        actor, project = project_for(request, code)
        data = with_ids(actor, checked(NewRiskSerializer, request), "owner")
        risk = add_risk(actor, AddRisk(project.pk, **data), at=now())
        return _answer(actor, project, risk.pk, status=201)


class RiskDetail(APIView):
    """One risk."""

    @extend_schema(responses=RiskSerializer, operation_id="project_risks_read")
    def get(self, request: Request, code: str, risk: int) -> Response:
        """The risk, or 304 while the caller's version is the present one."""
        actor, project = project_for(request, code)
        return fresh(request, _answer(actor, project, risk))

    @extend_schema(
        parameters=[VERSION], request=RiskChangesSerializer, responses=RiskSerializer,
        operation_id="project_risks_change",
    )  # fmt: skip
    def patch(self, request: Request, code: str, risk: int) -> Response:
        """Change fields, made from a version."""
        actor, project = project_for(request, code)
        version = version_of(request)
        changes = with_ids(actor, checked(RiskChangesSerializer, request), "owner")
        change_risk(actor, ChangeRisk(project.pk, risk, version, changes), at=now())
        return _answer(actor, project, risk)
