"""The plan of a project: its tasks, the links between them, and the facts reported about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kernel.ledger import Ledger
from projects.models.ledgers import ScopeItem
from projects.models.projects import Project


class Plan(models.Model):
    """What the tasks of a project are scheduled by. `version` counts every change of the plan.

    A blank `calendar` is the standard week. Work may begin at `start_at`, else on the project's start day;
    with a `status_at` what is left of started work is scheduled from there on. `last_number` is the last
    of the codes given out, which are never used again.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="plan")
    calendar = models.CharField(max_length=60, blank=True)
    start_at = models.DateTimeField(null=True)
    status_at = models.DateTimeField(null=True)
    last_number = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)


class PlanCalendar(models.Model):
    """A calendar of an imported plan: seven texts of hours, Monday first, and days that differ."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="plan_calendars")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=255)
    zone = models.CharField(max_length=64)
    hours = models.JSONField()
    days = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="a_plan_names_a_calendar_once")
        ]


def constraint_kinds() -> list[tuple[str, str]]:
    """What holds a date besides links."""
    return [
        ("ASAP", "As soon as possible"), ("ALAP", "As late as possible"),
        ("SNET", "Start no earlier than"), ("SNLT", "Start no later than"),
        ("FNET", "Finish no earlier than"), ("FNLT", "Finish no later than"),
        ("MSO", "Must start on"), ("MFO", "Must finish on"),
    ]  # fmt: skip


def task_progress_rules() -> list[tuple[str, str]]:
    """By which rule a task earns its progress."""
    return [
        ("zero_hundred", "0/100"), ("fifty_fifty", "50/50"), ("percent", "Percent with evidence"),
        ("units", "Units done"), ("level_of_effort", "Level of effort"),
    ]  # fmt: skip


class Task(models.Model):
    """A task of the work breakdown; with tasks below it a summary. Its `code` stays when it moves.

    Minutes of work in `duration` (`remaining` of a started one), on its own `calendar` when it names one,
    around the clock when `elapsed`. Progress values are the latest of its reports.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    duration = models.PositiveIntegerField(default=0)
    elapsed = models.BooleanField(default=False)
    calendar = models.CharField(max_length=60, blank=True)
    constraint = models.CharField(max_length=4, choices=constraint_kinds, default="ASAP")
    constraint_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    milestone = models.BooleanField(default=False)
    scope_item = models.ForeignKey(ScopeItem, null=True, on_delete=models.PROTECT, related_name="tasks")
    progress_rule = models.CharField(max_length=20, choices=task_progress_rules, default="percent")
    complete = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    units_planned = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    units_done = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    evidence = models.TextField(blank=True)
    actual_start = models.DateTimeField(null=True)
    actual_finish = models.DateTimeField(null=True)
    remaining = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="task_codes_are_unique"),
            models.CheckConstraint(
                condition=Q(constraint__in=["ASAP", "ALAP"]) | Q(constraint_at__isnull=False),
                name="a_dated_constraint_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(actual_finish__isnull=True) | Q(actual_finish__gte=F("actual_start")),
                name="a_task_finishes_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(complete__isnull=True) | Q(complete__gte=0, complete__lte=1),
                name="a_task_is_done_between_nothing_and_all",
            ),
        ]
        indexes = [models.Index(fields=["project", "parent", "position"], name="tasks_in_outline")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


def dependency_kinds() -> list[tuple[str, str]]:
    """Which dates a link ties."""
    return [
        ("FS", "Finish to start"), ("SS", "Start to start"), ("FF", "Finish to finish"),
        ("SF", "Start to finish"),
    ]  # fmt: skip


def lag_calendars() -> list[tuple[str, str]]:
    """By which calendar a lag is counted."""
    return [
        ("project", "Project"), ("predecessor", "Predecessor"), ("successor", "Successor"),
        ("elapsed", "Around the clock"),
    ]  # fmt: skip


class Dependency(models.Model):
    """The successor waits for the predecessor, with a lag in minutes (a lead when negative)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dependencies")
    predecessor = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="links_out")
    successor = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=2, choices=dependency_kinds, default="FS")
    lag = models.IntegerField(default=0)
    lag_calendar = models.CharField(max_length=12, choices=lag_calendars, default="project")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "kind"], name="two_tasks_are_linked_once_per_kind"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="a_task_does_not_wait_for_itself"
            ),
        ]


class TaskReport(Ledger):
    """What was said of a task on a day: begun, finished, how much is left, how much is done."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="task_reports")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    actual_start = models.DateTimeField(null=True)
    actual_finish = models.DateTimeField(null=True)
    remaining = models.PositiveIntegerField(null=True)
    complete = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    units_done = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    evidence = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["task", "valid_on"], name="reports_of_a_task")]


class MilestoneForecast(Ledger):
    """When a milestone was expected, as the plan stood from then on, and why it moved.

    Names the milestone by its code, so that the history outlives it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestone_forecasts")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    expected_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "code", "id"], name="forecasts_of_a_milestone")]


class PlanBaselineTask(Ledger):
    """The dates of a task as they stood when the plan was frozen; rows of one `number` are one plan."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plan_baseline_tasks")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    start_at = models.DateTimeField()
    finish_at = models.DateTimeField()
    duration = models.PositiveIntegerField()
    milestone = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number", "code"], name="a_frozen_plan_has_a_task_once"
            )
        ]
