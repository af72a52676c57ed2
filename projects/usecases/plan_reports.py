"""Reporting how far a task has come, and setting what the plan is scheduled by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError, Stale
from kernel.events import plain
from kernel.usecases import current_values, save_named, usecase
from projects.domain.axis import ELAPSED
from projects.domain.plan import axis_of_plan
from projects.domain.plan_progress import Reported, check_report, completion, lasted
from projects.models import Plan, Task, TaskReport
from projects.plan_events import PlanSet, TaskProgressReported
from projects.selectors.plan import PlanView, plan_view
from projects.usecases.claims import check_day, replayed, subject_of
from projects.usecases.plan_claims import Claimed, check_minutes, check_moment, claim_plan, replan


@dataclass(frozen=True, slots=True)
class ReportTaskProgress:
    """How a task stands at the end of the day `valid_on`; what is not said stays as it was.

    `complete` is a fraction with its `evidence`, `remaining` minutes of work still to do.
    """

    project_id: int
    code: str
    version: int | None
    valid_on: date
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining: int | None = None
    complete: Decimal | None = None
    units_done: Decimal | None = None
    evidence: str = ""
    note: str = ""
    source_key: str | None = None


@usecase("task.report_progress")
def report_task_progress(actor: Actor, command: ReportTaskProgress, *, at: datetime) -> TaskReport:
    """The report; the task's duration becomes what was worked and what is left.

    Raises `DomainError`: `summary_progress`, `not_started`, `finish_before_start`, `in_the_future`,
    `percent_evidence`, `percent_range`, `bad_duration`, and those of the schedule.
    """
    claimed = claim_plan(actor, command.project_id, at)
    known = replayed(TaskReport, claimed.project, command.source_key)
    if known:
        return known
    task = claimed.task(command.code, command.version)
    if task.children.exists():
        raise DomainError("summary_progress", f"Progress of {task.code} is that of the tasks below it.")
    _check_times(command, at)
    standing = _standing(task, command)
    check_report(standing)
    _apply(claimed, task, standing, command)
    report: TaskReport = TaskReport.objects.create(
        project=claimed.project, task=task, valid_on=command.valid_on, actual_start=command.actual_start,
        actual_finish=command.actual_finish, remaining=command.remaining, complete=task.complete,
        units_done=command.units_done, evidence=command.evidence, note=command.note, recorded_at=at,
        recorded_by=actor.name, source_key=command.source_key,
    )  # fmt: skip
    replan(claimed, command.note)
    finished = task.actual_finish is not None
    event = TaskProgressReported(task.code, task.title, command.valid_on, finished)
    record(actor, event, subject_of(claimed.project), at)
    return report


def _check_times(command: ReportTaskProgress, at: datetime) -> None:
    check_day(command.valid_on, at)
    for name in ("actual_start", "actual_finish"):
        moment: datetime | None = getattr(command, name)
        check_moment(moment, name)
        if moment is not None:
            check_day(moment.astimezone(UTC).date(), at, name)
    if command.remaining is not None:
        check_minutes(command.remaining, "remaining")


def _standing(task: Task, command: ReportTaskProgress) -> Reported:
    finish = command.actual_finish or task.actual_finish
    return Reported(
        rule=task.progress_rule,
        actual_start=command.actual_start or task.actual_start,
        actual_finish=finish,
        remaining=command.remaining if finish is None else 0,
        percent=task.complete if command.complete is None else command.complete,
        units_done=task.units_done if command.units_done is None else command.units_done,
        units_planned=task.units_planned,
        evidence=command.evidence or task.evidence,
    )


def _apply(claimed: Claimed, task: Task, standing: Reported, command: ReportTaskProgress) -> None:
    view = plan_view(claimed.project)
    task.duration = _duration(view, task, standing, command.valid_on)
    check_minutes(task.duration, "remaining")
    task.complete = completion(standing)
    task.actual_start, task.actual_finish = standing.actual_start, standing.actual_finish
    task.remaining = task.remaining if standing.remaining is None else standing.remaining
    task.units_done, task.evidence = standing.units_done, standing.evidence
    save_named(
        task, "duration", "complete", "actual_start", "actual_finish", "remaining", "units_done", "evidence"
    )


def _duration(view: PlanView, task: Task, standing: Reported, day: date) -> int:
    """Measured on a calendar that reaches as far as the report does."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=view.zone)
    calendar = dict(view.facts.calendars).get(task.calendar, view.facts.calendar)
    spoken = [moment for moment in (midnight, standing.actual_start, standing.actual_finish) if moment]
    axis = ELAPSED if task.elapsed else axis_of_plan(view.facts, calendar, also=spoken)
    return lasted(standing, axis, midnight, task.duration)


@dataclass(frozen=True, slots=True)
class SetPlan:
    """By which calendar a plan is scheduled (blank: the standard week), from when, and to which status."""

    project_id: int
    version: int | None
    calendar: str = ""
    start_at: datetime | None = None
    status_at: datetime | None = None
    reason: str = ""


@usecase("plan.set")
def set_plan(actor: Actor, command: SetPlan, *, at: datetime) -> Plan:
    """The plan by its new rules; without a difference nothing is written.

    Raises `DomainError` `unknown_calendar`, `out_of_range`, and those of the schedule.
    """
    claimed = claim_plan(actor, command.project_id, at)
    plan = claimed.plan
    if command.version is not None and plan.version != command.version:
        raise Stale("Somebody changed the plan meanwhile.", current_values(plan))
    names = ("calendar", "start_at", "status_at")
    changed = {name: getattr(plan, name) for name in names if getattr(plan, name) != getattr(command, name)}
    if not changed:
        return plan
    for name in names:
        setattr(plan, name, getattr(command, name))
    check_moment(plan.start_at, "start_at")
    check_moment(plan.status_at, "status_at")
    replan(claimed, command.reason)
    told = {name: (plain(old), plain(getattr(plan, name))) for name, old in changed.items()}
    record(actor, PlanSet(told), subject_of(claimed.project), at)
    return plan
