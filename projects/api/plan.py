"""Endpoints of a plan: its tasks, links, schedule, milestones and frozen dates."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of, version_of
from kernel.clock import now
from kernel.errors import NotVisible
from projects.api.plan_given import (
    FreezeSerializer,
    NewDependencySerializer,
    NewTaskReportSerializer,
    NewTaskSerializer,
    PlanRulesSerializer,
    TaskChangesSerializer,
    TaskMoveSerializer,
)
from projects.api.plan_told import (
    DependencySerializer,
    FrozenPlanSerializer,
    FrozenTaskSerializer,
    MilestoneSerializer,
    PlanSerializer,
    ScheduleSerializer,
    TaskReportSerializer,
    TaskSerializer,
    WhySerializer,
    told_schedule,
)
from projects.api.views import BY_ID, PAGE, VERSION, checked, fresh, listed, project_for, versioned
from projects.models import Project
from projects.plan_export import export_mspdi
from projects.selectors import item_id_of
from projects.selectors.plan import (
    PlanView,
    dependencies_of,
    frozen_plan,
    frozen_plans,
    plan_view,
    task_reports,
    tasks_of,
)
from projects.selectors.plan_milestones import milestones_of
from projects.usecases import (
    AddTask,
    EditTask,
    FreezePlan,
    LinkTasks,
    MoveTask,
    RemoveTask,
    ReportTaskProgress,
    SetPlan,
    UnlinkTasks,
    add_task,
    edit_task,
    freeze_plan,
    link_tasks,
    move_task,
    remove_task,
    report_task_progress,
    set_plan,
    unlink_tasks,
)


def _answer(project: Project, code: str, *, status: int = 200) -> Response:
    view = plan_view(project)
    row = view.task(code)
    return versioned(TaskSerializer(row, context={"plan": view}).data, row.version, status=status)


def _with_scope(project: Project, data: dict[str, Any]) -> dict[str, Any]:
    if "scope_item" in data:
        code = data.pop("scope_item")
        data["scope_item_id"] = item_id_of(project, code) if code else None
    return data


def _whole(rows: list[Any]) -> Response:
    """A list that is always complete."""
    return Response({"results": rows, "next": None, "previous": None})


class Tasks(APIView):
    """Tasks of a project."""

    @extend_schema(parameters=PAGE, responses=TaskSerializer(many=True), operation_id="project_tasks_list")
    def get(self, request: Request, code: str) -> Response:
        """A page of tasks; `number` tells the place of each in the outline."""
        _actor, project = project_for(request, code)
        page = page_of(request, tasks_of(project), {**BY_ID, "code": ("code",), "-code": ("-code",)}, "id")
        context: dict[str, Any] = {"plan": plan_view(project)}
        return list_answer(request, page, lambda row: TaskSerializer(row, context=context).data)

    @extend_schema(
        request=NewTaskSerializer, responses={201: TaskSerializer}, operation_id="project_tasks_add"
    )
    def post(self, request: Request, code: str) -> Response:
        """Add a task."""
        actor, project = project_for(request, code)
        data = _with_scope(project, checked(NewTaskSerializer, request))
        row = add_task(actor, AddTask(project.pk, **data), at=now())
        return _answer(project, row.code, status=201)


class TaskDetail(APIView):
    """One task."""

    @extend_schema(responses=TaskSerializer, operation_id="project_tasks_read")
    def get(self, request: Request, code: str, task: str) -> Response:
        """The task with its dates, which move with the rest of the plan while its version stays."""
        _actor, project = project_for(request, code)
        return _answer(project, task)

    @extend_schema(
        parameters=[VERSION], request=TaskChangesSerializer, responses=TaskSerializer,
        operation_id="project_tasks_change",
    )  # fmt: skip
    def patch(self, request: Request, code: str, task: str) -> Response:
        """Change fields, made from a version."""
        actor, project = project_for(request, code)
        version = version_of(request)
        data = _with_scope(project, checked(TaskChangesSerializer, request))
        reason = data.pop("reason", "")
        edit_task(actor, EditTask(project.pk, task, version, data, reason), at=now())
        return _answer(project, task)

    @extend_schema(parameters=[VERSION], responses={204: None}, operation_id="project_tasks_remove")
    def delete(self, request: Request, code: str, task: str) -> Response:
        """Remove the task and all below it, unless work was reported on them."""
        actor, project = project_for(request, code)
        remove_task(actor, RemoveTask(project.pk, task, version_of(request)), at=now())
        return Response(status=204)


class TaskMove(APIView):
    """Moving a task within the outline."""

    @extend_schema(
        parameters=[VERSION], request=TaskMoveSerializer, responses=TaskSerializer,
        operation_id="project_tasks_move",
    )  # fmt: skip
    def post(self, request: Request, code: str, task: str) -> Response:
        """Up, down, indent or outdent; its code stays."""
        actor, project = project_for(request, code)
        command = MoveTask(project.pk, task, version_of(request), **checked(TaskMoveSerializer, request))
        move_task(actor, command, at=now())
        return _answer(project, task)


class TaskProgress(APIView):
    """Reports of a task."""

    @extend_schema(responses=TaskReportSerializer(many=True), operation_id="project_task_progress_list")
    def get(self, request: Request, code: str, task: str) -> Response:
        """All reports, newest first."""
        _actor, project = project_for(request, code)
        if not tasks_of(project).filter(code=task).exists():
            raise NotVisible("not_found", f"There is no task {task!r} in this plan.")
        return _whole([TaskReportSerializer(row).data for row in task_reports(project, task)])

    @extend_schema(
        parameters=[VERSION], request=NewTaskReportSerializer, responses={201: TaskReportSerializer},
        operation_id="project_task_progress_report",
    )  # fmt: skip
    def post(self, request: Request, code: str, task: str) -> Response:
        """Report how the task stands."""
        actor, project = project_for(request, code)
        version = version_of(request)
        command = ReportTaskProgress(project.pk, task, version, **checked(NewTaskReportSerializer, request))
        row = report_task_progress(actor, command, at=now())
        return Response(TaskReportSerializer(row).data, status=201)


class Dependencies(APIView):
    """Links of a plan."""

    @extend_schema(
        parameters=PAGE, responses=DependencySerializer(many=True), operation_id="project_dependencies_list"
    )
    def get(self, request: Request, code: str) -> Response:
        """A page of links."""
        actor, project = project_for(request, code)
        return listed(request, actor, dependencies_of(project), DependencySerializer, BY_ID, "id")

    @extend_schema(
        request=NewDependencySerializer, responses={201: DependencySerializer},
        operation_id="project_dependencies_add",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Link two tasks; a loop is refused by name."""
        actor, project = project_for(request, code)
        command = LinkTasks(project.pk, **checked(NewDependencySerializer, request))
        return Response(DependencySerializer(link_tasks(actor, command, at=now())).data, status=201)


class DependencyDetail(APIView):
    """One link."""

    @extend_schema(responses={204: None}, operation_id="project_dependencies_remove")
    def delete(self, request: Request, code: str, link: int) -> Response:
        """Take the link away."""
        actor, project = project_for(request, code)
        unlink_tasks(actor, UnlinkTasks(project.pk, link), at=now())
        return Response(status=204)


class Milestones(APIView):
    """Milestones of a plan."""

    @extend_schema(responses=MilestoneSerializer(many=True), operation_id="project_milestones_list")
    def get(self, request: Request, code: str) -> Response:
        """All milestones by date, each with every forecast made of it."""
        _actor, project = project_for(request, code)
        return _whole([MilestoneSerializer(one).data for one in milestones_of(plan_view(project))])


class ScheduleDetail(APIView):
    """The schedule of a plan."""

    @extend_schema(responses=ScheduleSerializer, operation_id="project_schedule_read")
    def get(self, request: Request, code: str) -> Response:
        """Early and late dates, floats and the critical path."""
        _actor, project = project_for(request, code)
        return Response(ScheduleSerializer(told_schedule(plan_view(project))).data)


class Why(APIView):
    """Why a task lies where it lies."""

    @extend_schema(responses=WhySerializer, operation_id="project_schedule_why")
    def get(self, request: Request, code: str, task: str) -> Response:
        """Its driving predecessors or dates, the chain behind them, and its drag."""
        _actor, project = project_for(request, code)
        view = plan_view(project)
        view.task(task)
        schedule = view.schedule
        told = {
            "code": task, "drivers": schedule.drivers(task), "driving_path": schedule.driving_path(task),
            "drag": schedule.drag(task),
        }  # fmt: skip
        return Response(WhySerializer(told).data)


def _rules(view: PlanView) -> Response:
    told = {
        "version": view.plan.version, "calendar": view.plan.calendar, "zone": view.zone.key,
        "start_at": view.plan.start_at, "status_at": view.plan.status_at, "tasks": len(view.tasks),
    }  # fmt: skip
    return versioned(PlanSerializer(told).data, view.plan.version)


class PlanRules(APIView):
    """What a plan is scheduled by."""

    @extend_schema(responses=PlanSerializer, operation_id="project_plan_read")
    def get(self, request: Request, code: str) -> Response:
        """Calendar, start and status date, or 304 while the caller's version is the present one."""
        _actor, project = project_for(request, code)
        return fresh(request, _rules(plan_view(project)))

    @extend_schema(
        parameters=[VERSION], request=PlanRulesSerializer, responses=PlanSerializer,
        operation_id="project_plan_change",
    )  # fmt: skip
    def patch(self, request: Request, code: str) -> Response:
        """Schedule by another calendar, start or status date."""
        actor, project = project_for(request, code)
        version = version_of(request)
        plan = plan_view(project).plan
        present = {name: getattr(plan, name) for name in ("calendar", "start_at", "status_at")}
        data = {**present, **checked(PlanRulesSerializer, request)}
        set_plan(actor, SetPlan(project.pk, version, **data), at=now())
        return _rules(plan_view(project))


class PlanExport(APIView):
    """The plan for other programs."""

    @extend_schema(
        responses={(200, "application/xml"): OpenApiTypes.BINARY}, operation_id="project_plan_export"
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """The plan as a Microsoft Project file, with frozen plans as its baselines."""
        _actor, project = project_for(request, code)
        return HttpResponse(export_mspdi(project), content_type="application/xml")


class PlanBaselines(APIView):
    """Frozen plans."""

    @extend_schema(responses=FrozenPlanSerializer(many=True), operation_id="project_plan_baselines_list")
    def get(self, request: Request, code: str) -> Response:
        """All of them, oldest first."""
        _actor, project = project_for(request, code)
        return _whole([FrozenPlanSerializer(row).data for row in frozen_plans(project)])

    @extend_schema(
        request=FreezeSerializer, responses={201: FrozenPlanSerializer},
        operation_id="project_plan_baselines_freeze",
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """Freeze the dates of all tasks as they are now."""
        actor, project = project_for(request, code)
        number = freeze_plan(actor, FreezePlan(project.pk, **checked(FreezeSerializer, request)), at=now())
        made = next(row for row in frozen_plans(project) if row.number == number)
        return Response(FrozenPlanSerializer(made).data, status=201)


class PlanBaselineDetail(APIView):
    """One frozen plan."""

    @extend_schema(responses=FrozenTaskSerializer(many=True), operation_id="project_plan_baselines_read")
    def get(self, request: Request, code: str, number: int) -> Response:
        """The frozen dates of every task."""
        _actor, project = project_for(request, code)
        rows = frozen_plan(project, number)
        if not rows:
            raise NotVisible("not_found", "There is no such plan baseline in this project.")
        return _whole([FrozenTaskSerializer(row).data for row in rows.values()])
