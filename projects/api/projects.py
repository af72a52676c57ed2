"""Endpoints of projects themselves: list, create, read, change; their phases and gate reviews."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.access import Actor
from kernel.api.lists import version_of
from kernel.clock import now
from people.api.authentication import api_actor
from projects.api.given import NewProjectSerializer, ProjectChangesSerializer
from projects.api.told import GateReviewSerializer, PhaseSerializer, ProjectSerializer
from projects.api.views import (
    BY_NUMBER,
    PAGE,
    VERSION,
    checked,
    fresh,
    listed,
    project_for,
    told,
    versioned,
)
from projects.filters import DEFAULT_ORDER, ORDERS, ProjectFilter
from projects.selectors import gate_reviews_of, get_project, person_ids, phases_of, visible_projects
from projects.usecases import CreateProject, EditProject, create_project, edit_project

_LIST = [
    OpenApiParameter(name, OpenApiTypes.STR, required=False)
    for name in (*ProjectFilter.base_filters, "count")
]


def with_ids(actor: Actor, data: dict[str, Any], *names: str) -> dict[str, Any]:
    """The data with user names replaced by ids."""
    people = person_ids(actor, {name: data[name] for name in names if name in data})
    rest = {name: value for name, value in data.items() if name not in people}
    return {**rest, **{f"{name}_id": value for name, value in people.items()}}


class Projects(APIView):
    """All projects the caller may see."""

    @extend_schema(
        parameters=[*_LIST, *PAGE], responses=ProjectSerializer(many=True), operation_id="projects_list"
    )
    def get(self, request: Request) -> Response:
        """A page of projects; a parameter that does not exist is refused by name."""
        actor = api_actor(request)
        rows = ProjectFilter(request.query_params.dict(), visible_projects(actor), actor).checked()
        return listed(request, actor, rows, ProjectSerializer, ORDERS, DEFAULT_ORDER, rows.count)

    @extend_schema(
        request=NewProjectSerializer, responses={201: ProjectSerializer}, operation_id="projects_create"
    )
    def post(self, request: Request) -> Response:
        """Create a project with its five phases."""
        actor = api_actor(request)
        data = with_ids(actor, checked(NewProjectSerializer, request), "manager", "sponsor")
        plan = tuple(
            (one["phase"], one["planned_start"], one["planned_finish"]) for one in data.pop("phases", ())
        )
        project = create_project(actor, CreateProject(**data, phase_plan=plan), at=now())
        response = _answer(actor, project.code, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{project.code}/")
        return response


def _answer(actor: Actor, code: str, *, status: int = 200) -> Response:
    project = get_project(actor, code)
    return versioned(told(actor, ProjectSerializer, project), project.version, status=status)


class ProjectDetail(APIView):
    """One project."""

    @extend_schema(responses=ProjectSerializer, operation_id="projects_read")
    def get(self, request: Request, code: str) -> Response:
        """The project, or 304 while the caller's version is the present one."""
        return fresh(request, _answer(api_actor(request), code))

    @extend_schema(
        parameters=[VERSION], request=ProjectChangesSerializer, responses=ProjectSerializer,
        operation_id="projects_change",
    )  # fmt: skip
    def patch(self, request: Request, code: str) -> Response:
        """Change fields, made from a version; 409 with the present values when it moved meanwhile."""
        actor, project = project_for(request, code)
        version = version_of(request)
        changes = with_ids(actor, checked(ProjectChangesSerializer, request), "manager", "sponsor")
        edit_project(actor, EditProject(project.pk, version, changes), at=now())
        return _answer(actor, code)


class Phases(APIView):
    """The five phases of a project."""

    @extend_schema(responses=PhaseSerializer(many=True), operation_id="project_phases_list")
    def get(self, request: Request, code: str) -> Response:
        """All five, planned and actual, Monitoring beside Execution."""
        actor, project = project_for(request, code)
        rows = [told(actor, PhaseSerializer, row) for row in phases_of(project)]
        return Response({"results": rows, "next": None, "previous": None})


class GateReviews(APIView):
    """Gate reviews of a project. Asking and deciding need evidence from above and live with governance."""

    @extend_schema(
        parameters=PAGE, responses=GateReviewSerializer(many=True), operation_id="project_gate_reviews_list"
    )
    def get(self, request: Request, code: str) -> Response:
        """Reviews with their criteria and evidence as they stood, newest first."""
        actor, project = project_for(request, code)
        return listed(request, actor, gate_reviews_of(project), GateReviewSerializer, BY_NUMBER, "-number")
