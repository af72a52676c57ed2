"""The plan of a project as a value: tasks in outline order, links, dates, progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet

from kernel.errors import DomainError, NotVisible
from kernel.worktime import Calendar, Version, spans
from kernel.worktime.calendar import Week, zone_of
from people.selectors import calendars_by_code
from projects.domain.axis import instant_of
from projects.domain.plan import STANDARD, PlanFacts, PlanLink, PlanTask, schedule_of
from projects.domain.plan_outline import Node, Place, outline, rolled_up
from projects.domain.schedule import Schedule
from projects.models import (
    Dependency,
    MilestoneForecast,
    Plan,
    PlanBaselineTask,
    PlanCalendar,
    Project,
    Task,
    TaskReport,
)


@dataclass(frozen=True)
class PlanView:
    """A plan as it is now. `schedule` and what follows from it are computed when first asked for."""

    project: Project
    plan: Plan
    tasks: dict[int, Task]
    nodes: list[Node]
    links: list[Dependency]
    facts: PlanFacts

    @cached_property
    def schedule(self) -> Schedule:
        """Dates and floats by task code. Raises the `DomainError`s of `schedule_of`."""
        return schedule_of(self.facts)

    @cached_property
    def task_of(self) -> dict[str, Task]:
        """Tasks by code."""
        return {row.code: row for row in self.tasks.values()}

    @cached_property
    def node_of(self) -> dict[int, Node]:
        """Places in the outline by task id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def complete(self) -> dict[int, Decimal | None]:
        """Completion of every task, rolled up; a fraction 0..1 or null."""
        rows = self.tasks.values()
        return rolled_up(
            self.nodes,
            {row.pk: row.parent_id for row in rows},
            {row.pk: row.duration for row in rows},
            {row.pk: row.complete for row in rows},
        )

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the plan's calendar, in which its days begin."""
        return zone_of(self.facts.calendar.zone)

    @property
    def minutes_a_day(self) -> int:
        """Minutes of the longest day of the plan's present week: what one day of duration means."""
        week = self.facts.calendar.versions[-1].week
        return max((sum(end - start for start, end in day) for day in week), default=0) or 480

    def dates(self, code: str) -> tuple[datetime, datetime]:
        """Start and finish of a task."""
        row = self.schedule.tasks[code]
        return instant_of(row.early_start), instant_of(row.early_finish)

    def task(self, code: str) -> Task:
        """The task of this code, or `NotVisible`."""
        if code not in self.task_of:
            raise NotVisible("not_found", f"There is no task {code!r} in this plan.")
        return self.task_of[code]


def plan_view(project: Project) -> PlanView:
    """The plan of a project the caller may see; an empty one when none has been made. Up to seven queries."""
    plan = Plan.objects.filter(project=project).first() or Plan(project=project, version=0)
    rows = {row.pk: row for row in Task.objects.filter(project=project).select_related("scope_item")}
    links = list(Dependency.objects.filter(project=project).order_by("id"))
    nodes = outline([Place(row.pk, row.parent_id, row.position) for row in rows.values()])
    ordered = {node.id: rows[node.id] for node in nodes}
    calendars = plan_calendars(project, {plan.calendar, *(row.calendar for row in rows.values())})
    facts = PlanFacts(
        start=plan_start(project, plan, calendars),
        tasks=tuple(_plan_task(row, rows) for row in ordered.values()),
        links=tuple(_plan_link(link, rows) for link in links),
        calendar=_named(calendars, plan.calendar),
        calendars=tuple(sorted(calendars.items())),
        status=plan.status_at,
    )
    return PlanView(project, plan, ordered, nodes, links, facts)


def plan_start(project: Project, plan: Plan, calendars: dict[str, Calendar]) -> datetime:
    """The instant from which work may be planned: the plan's own, or the beginning of the start day."""
    if plan.start_at is not None:
        return plan.start_at
    day = project.start or project.created_at.date()
    zone = zone_of(_named(calendars, plan.calendar).zone)
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _named(calendars: dict[str, Calendar], code: str) -> Calendar:
    if not code:
        return STANDARD
    if code not in calendars:
        raise DomainError(
            "unknown_calendar", f"There is no calendar {code!r}.",
            {"calendar": [("unknown_calendar", "There is no such calendar.")]},
        )  # fmt: skip
    return calendars[code]


def plan_calendars(project: Project, codes: Iterable[str]) -> dict[str, Calendar]:
    """Calendars by code: those that came with the plan, and the organisation's."""
    wanted = {code for code in codes if code}
    own = {row.code: _engine(row) for row in PlanCalendar.objects.filter(project=project)}
    others = wanted - set(own)
    return {**(calendars_by_code(others) if others else {}), **{c: own[c] for c in wanted & set(own)}}


def _engine(row: PlanCalendar) -> Calendar:
    days = {date.fromisoformat(day): spans(hours) for day, hours in row.days.items()}
    week = cast("Week", tuple(spans(text) for text in row.hours))
    return Calendar(row.zone, (Version(date.min, week),), exceptions=tuple(sorted(days.items())))


def _plan_task(row: Task, rows: dict[int, Task]) -> PlanTask:
    return PlanTask(
        code=row.code,
        parent=None if row.parent_id is None else rows[row.parent_id].code,
        duration=row.duration,
        elapsed=row.elapsed,
        calendar=row.calendar,
        constraint=cast("Any", row.constraint),
        constraint_at=row.constraint_at,
        deadline_at=row.deadline_at,
        actual_start=row.actual_start,
        actual_finish=row.actual_finish,
        remaining=row.remaining,
    )


def _plan_link(link: Dependency, rows: dict[int, Task]) -> PlanLink:
    return PlanLink(
        rows[link.predecessor_id].code,
        rows[link.successor_id].code,
        cast("Any", link.kind),
        link.lag,
        cast("Any", link.lag_calendar),
    )


def tasks_of(project: Project) -> QuerySet[Task]:
    """Tasks with their scope items, to be listed."""
    return Task.objects.filter(project=project).select_related("scope_item")


def dependencies_of(project: Project) -> QuerySet[Dependency]:
    """Links with the tasks at both ends, to be listed."""
    return Dependency.objects.filter(project=project).select_related("predecessor", "successor")


def milestone_history(project: Project) -> dict[str, list[MilestoneForecast]]:
    """Every forecast of every milestone, by code, oldest first; one query."""
    history: dict[str, list[MilestoneForecast]] = {}
    for row in MilestoneForecast.objects.filter(project=project).order_by("id"):
        history.setdefault(row.code, []).append(row)
    return history


def frozen_plan(project: Project, number: int | None = None) -> dict[str, PlanBaselineTask]:
    """Frozen dates by task code: of plan baseline `number`, else of the latest; at most two queries."""
    rows = PlanBaselineTask.objects.filter(project=project)
    if number is None:
        number = rows.aggregate(latest=Max("number"))["latest"]
    if number is None:
        return {}
    return {row.code: row for row in rows.filter(number=number)}


def frozen_rows_of(project: Project) -> list[PlanBaselineTask]:
    """Rows of all frozen plans, in their order; one query."""
    return list(PlanBaselineTask.objects.filter(project=project).order_by("number", "id"))


@dataclass(frozen=True, slots=True)
class FrozenPlan:
    """One plan baseline: its number, who froze it, when and why, and what it promises."""

    number: int
    valid_on: date
    recorded_by: str
    reason: str
    tasks: int
    finish_at: datetime


def frozen_plans(project: Project) -> list[FrozenPlan]:
    """All plan baselines, oldest first; one query."""
    rows = (
        PlanBaselineTask.objects.filter(project=project)
        .values("number", "valid_on", "recorded_by", "reason")
        .annotate(tasks=Count("id"), finish_at=Max("finish_at"))
        .order_by("number")
    )
    return [FrozenPlan(**row) for row in rows]


def task_reports(project: Project, code: str) -> list[TaskReport]:
    """What was reported of a task, newest first; one query."""
    rows = TaskReport.objects.filter(project=project, task__code=code)
    return list(rows.order_by("-valid_on", "-id"))
