"""What the API tells of a plan."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from projects.domain.axis import instant_of
from projects.domain.plan_outline import Node
from projects.domain.schedule import ScheduledTask
from projects.models import Dependency, PlanBaselineTask, Task
from projects.selectors.plan import PlanView


class TaskSerializer(serializers.ModelSerializer[Task]):
    """A task with its number in the outline and its dates; durations are minutes of work.

    `complete` of a summary is rolled up from the tasks below it. The plan is in `context["plan"]`.
    """

    number = serializers.SerializerMethodField()
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field, not the own attribute
    summary = serializers.SerializerMethodField()
    scope_item = serializers.CharField(source="scope_item.code", default=None, allow_null=True)
    complete = serializers.SerializerMethodField()
    start = serializers.SerializerMethodField()
    finish = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = (
            "code", "number", "parent", "summary", "title", "duration", "elapsed", "calendar", "constraint",
            "constraint_at", "deadline_at", "milestone", "scope_item", "progress_rule", "complete",
            "units_planned", "units_done", "evidence", "actual_start", "actual_finish", "remaining", "start",
            "finish", "version",
        )  # fmt: skip
        read_only_fields = fields

    @property
    def _plan(self) -> PlanView:
        plan: PlanView = self.context["plan"]
        return plan

    def _node(self, row: Task) -> Node:
        return self._plan.node_of[row.pk]

    def get_number(self, row: Task) -> str:
        """Such as 1.2.3; it changes when tasks move, the code does not."""
        return self._node(row).number

    def get_parent(self, row: Task) -> str | None:
        """The code of the summary above."""
        return None if row.parent_id is None else self._plan.tasks[row.parent_id].code

    def get_summary(self, row: Task) -> bool:
        """Whether tasks are below it."""
        return self._node(row).summary

    def get_complete(self, row: Task) -> str | None:
        """A fraction 0 … 1."""
        value = self._plan.complete[row.pk]
        return None if value is None else f"{value:.6f}"

    def get_start(self, row: Task) -> str:
        """Early start."""
        return told_time(self._plan.schedule.tasks[row.code].early_start)

    def get_finish(self, row: Task) -> str:
        """Early finish."""
        return told_time(self._plan.schedule.tasks[row.code].early_finish)


class DependencySerializer(serializers.ModelSerializer[Dependency]):
    """A link: `lag` in minutes of `lag_calendar`."""

    predecessor = serializers.CharField(source="predecessor.code")
    successor = serializers.CharField(source="successor.code")

    class Meta:
        model = Dependency
        fields = ("id", "predecessor", "successor", "kind", "lag", "lag_calendar")
        read_only_fields = fields


class ScheduledTaskSerializer(serializers.Serializer[Any]):
    """Dates and floats of a task; floats are minutes of work, null once it is finished."""

    code = serializers.CharField()
    summary = serializers.BooleanField()
    start = serializers.DateTimeField()
    finish = serializers.DateTimeField()
    late_start = serializers.DateTimeField()
    late_finish = serializers.DateTimeField()
    total_float = serializers.IntegerField(allow_null=True)
    free_float = serializers.IntegerField(allow_null=True)
    interfering_float = serializers.IntegerField(allow_null=True)
    critical = serializers.BooleanField()


class ScheduleSerializer(serializers.Serializer[Any]):
    """The schedule of one version of the plan; `critical_path` names the critical tasks by early start."""

    version = serializers.IntegerField()
    start = serializers.DateTimeField()
    finish = serializers.DateTimeField()
    status_at = serializers.DateTimeField(allow_null=True)
    critical_path = serializers.ListField(child=serializers.CharField())
    tasks = ScheduledTaskSerializer(many=True)


class DriverSerializer(serializers.Serializer[Any]):
    """What holds a task where it is."""

    reason = serializers.CharField()
    predecessor = serializers.CharField(allow_null=True)


class WhySerializer(serializers.Serializer[Any]):
    """Why a task lies where it lies; `drag` is by how many minutes it lengthens the project."""

    code = serializers.CharField()
    drivers = DriverSerializer(many=True)
    driving_path = serializers.ListField(child=serializers.CharField())
    drag = serializers.IntegerField()


class ForecastOfMilestoneSerializer(serializers.Serializer[Any]):
    """When a milestone was expected, from which day on, said by whom and why."""

    expected_at = serializers.DateTimeField()
    valid_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    reason = serializers.CharField()


class MilestoneSerializer(serializers.Serializer[Any]):
    """A milestone with its slip in calendar days against the latest frozen plan."""

    code = serializers.CharField()
    title = serializers.CharField()
    expected_at = serializers.DateTimeField()
    frozen_at = serializers.DateTimeField(allow_null=True)
    slip_days = serializers.IntegerField(allow_null=True)
    reached = serializers.BooleanField()
    history = ForecastOfMilestoneSerializer(many=True)


class PlanSerializer(serializers.Serializer[Any]):
    """By what a plan is scheduled; a blank calendar is the standard week of five days of eight hours."""

    version = serializers.IntegerField()
    calendar = serializers.CharField(allow_blank=True)
    zone = serializers.CharField()
    start_at = serializers.DateTimeField(allow_null=True)
    status_at = serializers.DateTimeField(allow_null=True)
    tasks = serializers.IntegerField()


class FrozenPlanSerializer(serializers.Serializer[Any]):
    """A plan baseline."""

    number = serializers.IntegerField()
    valid_on = serializers.DateField()
    recorded_by = serializers.CharField()
    reason = serializers.CharField()
    tasks = serializers.IntegerField()
    finish_at = serializers.DateTimeField()


class FrozenTaskSerializer(serializers.ModelSerializer[PlanBaselineTask]):
    """The frozen dates of a task."""

    class Meta:
        model = PlanBaselineTask
        fields = ("code", "title", "start_at", "finish_at", "duration", "milestone")
        read_only_fields = fields


class TaskReportSerializer(serializers.Serializer[Any]):
    """A report of a task's progress."""

    id = serializers.IntegerField()
    valid_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    actual_start = serializers.DateTimeField(allow_null=True)
    actual_finish = serializers.DateTimeField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True)
    complete = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)
    units_done = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True)
    evidence = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)


def told_time(minute: int) -> str:
    """A minute of the axis as RFC 3339 in UTC."""
    return instant_of(minute).isoformat().replace("+00:00", "Z")


def told_schedule(view: PlanView) -> dict[str, Any]:
    """The schedule as the API tells it."""
    schedule = view.schedule
    return {
        "version": view.plan.version,
        "start": view.facts.start,
        "finish": instant_of(schedule.finish),
        "status_at": view.facts.status,
        "critical_path": [str(code) for code in schedule.critical()],
        "tasks": [_scheduled(row) for row in schedule.tasks.values()],
    }


def _scheduled(row: ScheduledTask) -> dict[str, Any]:
    return {
        "code": str(row.id), "summary": row.summary,
        "start": instant_of(row.early_start), "finish": instant_of(row.early_finish),
        "late_start": instant_of(row.late_start), "late_finish": instant_of(row.late_finish),
        "total_float": row.total_float, "free_float": row.free_float,
        "interfering_float": row.interfering_float, "critical": row.critical,
    }  # fmt: skip
