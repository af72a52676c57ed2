"""Taking over a plan that was made elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError
from kernel.usecases import usecase
from projects.domain.axis import ELAPSED, Axis, instant_of
from projects.domain.plan import STANDARD, axis_of_plan
from projects.domain.plan_comparison import differences
from projects.domain.plan_exchange import ExchangeCalendar, ExchangePlan, ExchangeTask, ImportReport
from projects.models import Dependency, PlanBaselineTask, PlanCalendar, Task, TaskReport
from projects.plan_events import PlanImported
from projects.selectors.plan import PlanView
from projects.usecases.claims import subject_of
from projects.usecases.plan_claims import Claimed, check_minutes, check_moment, claim_plan, replan
from projects.usecases.plan_freezing import next_plan_baseline

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_BATCH = 500
_STANDARD_HOURS = ("08:00-12:00, 13:00-17:00",) * 5 + ("", "")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A plan read from `source`; `fingerprint` tells whether it is the same file again."""

    project_id: int
    plan: ExchangePlan
    source: str
    fingerprint: str


@usecase("plan.import")
def import_plan(actor: Actor, command: ImportPlan, *, at: datetime) -> ImportReport:
    """Writes tasks, links, calendars, progress and frozen dates; the same file again writes nothing.

    Raises `DomainError` `plan_not_empty`, `out_of_range`, and those of the schedule.
    """
    claimed = claim_plan(actor, command.project_id, at)
    known = Task.objects.filter(project=claimed.project).exists()
    if known and claimed.plan.fingerprint != command.fingerprint:
        raise DomainError("plan_not_empty", f"{claimed.project.code} has a plan already.")
    if known:
        return ImportReport(0, 0, 0, 0, repeated=True, compared=0, differences=(), notes=command.plan.notes)
    calendars = _write_calendars(claimed, command.plan)
    rows = _write_tasks(claimed, command.plan, calendars)
    _write_links(claimed, command.plan, rows)
    claimed.plan.start_at, claimed.plan.status_at = command.plan.start, command.plan.status
    claimed.plan.fingerprint = command.fingerprint
    view = replan(claimed, f"Imported from {command.source}")
    _write_reports(claimed, command, rows)
    frozen = _write_baselines(claimed, command, rows)
    event = PlanImported(command.source, len(rows), len(command.plan.links))
    record(actor, event, subject_of(claimed.project), at)
    codes = {key: row.code for key, row in rows.items()}
    written = (len(rows), len(command.plan.links), len({code for code in calendars.values() if code}), frozen)
    return _report(command.plan, view, codes, written)


def _write_calendars(claimed: Claimed, plan: ExchangePlan) -> dict[str, str]:
    """Codes of the plan's calendars by the file's; the standard week has none of its own."""
    codes = {}
    for one in (plan.calendar, *plan.calendars):
        codes[one.code] = "" if one is plan.calendar and _is_standard(one) else one.code
        if codes[one.code]:
            PlanCalendar.objects.update_or_create(
                project=claimed.project, code=one.code,
                defaults={
                    "name": one.name, "zone": one.zone, "hours": list(one.hours),
                    "days": {day.isoformat(): hours for day, hours in one.days},
                },
            )  # fmt: skip
    claimed.plan.calendar = codes[plan.calendar.code]
    return codes


def _is_standard(one: ExchangeCalendar) -> bool:
    return one.hours == _STANDARD_HOURS and one.zone == STANDARD.zone and not one.days


def _write_tasks(claimed: Claimed, plan: ExchangePlan, calendars: Mapping[str, str]) -> dict[str, Task]:
    """Level by level, because a task names the row above it."""
    codes = _codes(claimed, plan)
    rows: dict[str, Task] = {}
    places: dict[str | None, int] = {}
    waiting = list(plan.tasks)
    while waiting:
        level = [task for task in waiting if task.parent is None or task.parent in rows]
        if not level:
            raise DomainError("unknown_task", f"Task {waiting[0].title!r} is below a task that is not there.")
        fresh: dict[str, Task] = {}
        for task in level:
            places[task.parent] = places.get(task.parent, -1) + 1
            row = _row(claimed, task, codes[task.key], places[task.parent], calendars)
            row.parent = None if task.parent is None else rows[task.parent]
            fresh[task.key] = row
        rows |= fresh
        Task.objects.bulk_create(fresh.values(), batch_size=_BATCH)
        waiting = [task for task in waiting if task.key not in fresh]
    return rows


def _codes(claimed: Claimed, plan: ExchangePlan) -> dict[str, str]:
    """The file's own codes where they are codes and only used once; the next free ones else."""
    wanted = Counter(task.code for task in plan.tasks if _CODE.fullmatch(task.code))
    kept = {code for code, count in wanted.items() if count == 1}
    codes = {}
    for task in plan.tasks:
        if task.code in kept:
            codes[task.key] = task.code
            continue
        claimed.plan.last_number += 1
        while f"T-{claimed.plan.last_number}" in kept:
            claimed.plan.last_number += 1
        codes[task.key] = f"T-{claimed.plan.last_number}"
    return codes


def _row(
    claimed: Claimed, task: ExchangeTask, code: str, position: int, calendars: Mapping[str, str]
) -> Task:
    check_minutes(task.duration, "duration")
    for name in ("constraint_at", "deadline_at", "actual_start", "actual_finish"):
        check_moment(getattr(task, name), name)
    return Task(
        project=claimed.project, code=code, position=position, title=task.title, duration=task.duration,
        elapsed=task.elapsed, calendar=calendars.get(task.calendar, ""), constraint=task.constraint,
        constraint_at=task.constraint_at, deadline_at=task.deadline_at, milestone=task.milestone,
        actual_start=task.actual_start, actual_finish=task.actual_finish, remaining=task.remaining,
        complete=task.complete, created_at=claimed.at,
        evidence="As in the imported plan" if task.complete else "",
    )  # fmt: skip


def _write_links(claimed: Claimed, plan: ExchangePlan, rows: Mapping[str, Task]) -> None:
    for link in plan.links:
        check_minutes(link.lag, "lag", negative=True)
    Dependency.objects.bulk_create(
        [
            Dependency(
                project=claimed.project, predecessor=rows[link.predecessor], successor=rows[link.successor],
                kind=link.kind, lag=link.lag, lag_calendar=link.lag_calendar,
            )
            for link in plan.links
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _write_reports(claimed: Claimed, command: ImportPlan, rows: Mapping[str, Task]) -> None:
    """Progress in the file is a fact of the day it is told."""
    day = min(command.plan.status or claimed.at, claimed.at).date()
    TaskReport.objects.bulk_create(
        [
            TaskReport(
                project=claimed.project, task=row, valid_on=day, actual_start=row.actual_start,
                actual_finish=row.actual_finish, remaining=row.remaining, complete=row.complete,
                evidence=row.evidence, note=f"Imported from {command.source}"[:200],
                recorded_at=claimed.at, recorded_by=claimed.actor.name,
            )
            for row in rows.values()
            if row.actual_start is not None
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _write_baselines(claimed: Claimed, command: ImportPlan, rows: Mapping[str, Task]) -> int:
    """Each of the file's baselines is a frozen plan, in the file's order."""
    numbers = sorted({one.number for task in command.plan.tasks for one in task.baselines})
    first = next_plan_baseline(claimed.project)
    ours = {number: first + place for place, number in enumerate(numbers)}
    PlanBaselineTask.objects.bulk_create(
        [
            PlanBaselineTask(
                project=claimed.project, number=ours[one.number], code=rows[task.key].code, title=task.title,
                start_at=one.start, finish_at=one.finish, duration=one.duration, milestone=task.milestone,
                reason=f"Baseline {one.number} of {command.source}", valid_on=claimed.at.date(),
                recorded_at=claimed.at, recorded_by=claimed.actor.name,
            )
            for task in command.plan.tasks
            for one in {one.number: one for one in task.baselines}.values()
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    return len(numbers)


def _report(
    plan: ExchangePlan, view: PlanView, codes: Mapping[str, str], written: tuple[int, int, int, int]
) -> ImportReport:  # fmt: skip
    tasks, links, calendars, baselines = written
    told = differences(plan.tasks, plan.links, codes, view.schedule, _axes(plan, view, codes))
    compared = sum(1 for task in plan.tasks if task.start is not None and task.finish is not None)
    return ImportReport(
        tasks, links, calendars, baselines, repeated=False, compared=compared, differences=tuple(told),
        notes=plan.notes,
    )  # fmt: skip


def _axes(plan: ExchangePlan, view: PlanView, codes: Mapping[str, str]) -> dict[str, Axis]:
    """The axis every task works on, reaching as far as the file's dates."""
    named = dict(view.facts.calendars)
    told = [moment for task in plan.tasks for moment in (task.start, task.finish) if moment is not None]
    told.append(instant_of(view.schedule.finish))
    also = (min(told), max(told))
    axes: dict[str, Axis] = {}
    for task in plan.tasks:
        row = view.task_of[codes[task.key]]
        calendar = named.get(row.calendar, view.facts.calendar)
        axes[task.key] = ELAPSED if row.elapsed else axis_of_plan(view.facts, calendar, also=also)
    return axes
