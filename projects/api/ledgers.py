"""Endpoints of a project's ledgers: baselines, scope, cost, progress, forecasts."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.clock import now
from projects.api.given import (
    NewBaselineSerializer,
    NewCostSerializer,
    NewForecastSerializer,
    NewProgressSerializer,
    NewScopeSerializer,
    ReasonSerializer,
)
from projects.api.told import (
    BaselineSerializer,
    CostSerializer,
    ForecastSerializer,
    ProgressSerializer,
    ScopeEntrySerializer,
)
from projects.api.views import BY_DAY, BY_NUMBER, PAGE, checked, listed, project_for, told
from projects.selectors import (
    baselines_of,
    costs_of,
    forecasts_of,
    item_id_of,
    progress_of,
    scope_entries_of,
)
from projects.usecases import (
    AddScopeItem,
    ChangeScope,
    PostCost,
    ReportForecast,
    ReportProgress,
    ReverseCost,
    SetBaseline,
    add_scope_item,
    change_scope,
    post_cost,
    report_forecast,
    report_progress,
    reverse_cost,
    set_baseline,
)


class Baselines(APIView):
    """Promises of a project."""

    @extend_schema(
        parameters=PAGE, responses=BaselineSerializer(many=True), operation_id="project_baselines_list"
    )
    def get(self, request: Request, code: str) -> Response:
        """All baselines, the original first."""
        actor, project = project_for(request, code)
        rows = baselines_of(project).select_related("project")
        return listed(request, actor, rows, BaselineSerializer, BY_NUMBER, "number")

    @extend_schema(
        request=NewBaselineSerializer, responses={201: BaselineSerializer},
        operation_id="project_baselines_set",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Set the next baseline: the original, or later a re-baseline, which moves no promise."""
        actor, project = project_for(request, code)
        command = SetBaseline(project.pk, **checked(NewBaselineSerializer, request))
        row = set_baseline(actor, command, at=now())
        return Response(told(actor, BaselineSerializer, row), status=201)


class ScopeItems(APIView):
    """The scope ledger."""

    @extend_schema(
        parameters=PAGE, responses=ScopeEntrySerializer(many=True), operation_id="project_scope_items_list"
    )
    def get(self, request: Request, code: str) -> Response:
        """Rows of the ledger, oldest first."""
        actor, project = project_for(request, code)
        return listed(request, actor, scope_entries_of(project), ScopeEntrySerializer, BY_DAY, "valid_on")

    @extend_schema(
        request=NewScopeSerializer, responses={201: ScopeEntrySerializer},
        operation_id="project_scope_items_add",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Bring in an item, or change the size of one."""
        actor, project = project_for(request, code)
        data = checked(NewScopeSerializer, request)
        item, of, kind = data.pop("code"), data.pop("of"), data.pop("kind")
        if kind in ("removed", "re_estimated"):
            data.pop("title", None)
            change = ChangeScope(project.pk, item_id_of(project, item), kind, **data)
            row = change_scope(actor, change, at=now())
        else:
            new = "added" if kind == "elaborated" else kind
            row = add_scope_item(
                actor, AddScopeItem(project.pk, item, kind=new, of_entry_id=of, **data), at=now()
            )
        return Response(told(actor, ScopeEntrySerializer, row), status=201)


class Costs(APIView):
    """The cost ledger."""

    @extend_schema(parameters=PAGE, responses=CostSerializer(many=True), operation_id="project_costs_list")
    def get(self, request: Request, code: str) -> Response:
        """Actual costs, newest first; amounts only for callers who may see money."""
        actor, project = project_for(request, code)
        return listed(request, actor, costs_of(project), CostSerializer, BY_DAY, "-valid_on")

    @extend_schema(
        request=NewCostSerializer, responses={201: CostSerializer}, operation_id="project_costs_post"
    )
    def post(self, request: Request, code: str) -> Response:
        """Post a cost."""
        actor, project = project_for(request, code)
        row = post_cost(actor, PostCost(project.pk, **checked(NewCostSerializer, request)), at=now())
        return Response(told(actor, CostSerializer, row), status=201)


class CostReversal(APIView):
    """Taking back a cost."""

    @extend_schema(
        request=ReasonSerializer, responses={201: CostSerializer}, operation_id="project_costs_reverse"
    )
    def post(self, request: Request, code: str, entry: int) -> Response:
        """Write the opposite row."""
        actor, project = project_for(request, code)
        command = ReverseCost(project.pk, entry, checked(ReasonSerializer, request)["reason"])
        row = reverse_cost(actor, command, at=now())
        return Response(told(actor, CostSerializer, row), status=201)


class Progress(APIView):
    """Reports of completion."""

    @extend_schema(
        parameters=PAGE, responses=ProgressSerializer(many=True), operation_id="project_progress_list"
    )
    def get(self, request: Request, code: str) -> Response:
        """Reports, newest first."""
        actor, project = project_for(request, code)
        return listed(request, actor, progress_of(project), ProgressSerializer, BY_DAY, "-valid_on")

    @extend_schema(
        request=NewProgressSerializer, responses={201: ProgressSerializer},
        operation_id="project_progress_report",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Report completion."""
        actor, project = project_for(request, code)
        data = checked(NewProgressSerializer, request)
        item = data.pop("item")
        item_id = item_id_of(project, item) if item else None
        row = report_progress(actor, ReportProgress(project.pk, item_id=item_id, **data), at=now())
        return Response(told(actor, ProgressSerializer, row), status=201)


class Forecasts(APIView):
    """Reports of what is expected."""

    @extend_schema(
        parameters=PAGE, responses=ForecastSerializer(many=True), operation_id="project_forecasts_list"
    )
    def get(self, request: Request, code: str) -> Response:
        """Reports, newest first."""
        actor, project = project_for(request, code)
        return listed(request, actor, forecasts_of(project), ForecastSerializer, BY_DAY, "-valid_on")

    @extend_schema(
        request=NewForecastSerializer, responses={201: ForecastSerializer},
        operation_id="project_forecasts_report",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Report a forecast."""
        actor, project = project_for(request, code)
        command = ReportForecast(project.pk, **checked(NewForecastSerializer, request))
        row = report_forecast(actor, command, at=now())
        return Response(told(actor, ForecastSerializer, row), status=201)
