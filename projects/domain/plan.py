"""The plan as a value, and its schedule: critical path dates on the plan's own working calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from kernel.errors import DomainError
from kernel.worktime import Calendar, weekly
from projects.domain.axis import ELAPSED, Axis, minute_of
from projects.domain.plan_axis import REACHES, axis_between
from projects.domain.schedule import Link, Rules, Schedule, Task, schedule
from projects.domain.schedule_types import ConstraintKind, LagCalendar, LinkKind

# The week a plan has when it names no calendar: five days of eight hours.
STANDARD = weekly("UTC", dict.fromkeys(range(5), "08:00-12:00, 13:00-17:00"))


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task as scheduling sees it; `parent` is a code, durations are minutes of work."""

    code: str
    parent: str | None = None
    duration: int = 0
    elapsed: bool = False
    calendar: str = ""
    constraint: ConstraintKind = "ASAP"
    constraint_at: datetime | None = None
    deadline_at: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A link between two codes, with its lag in minutes."""

    predecessor: str
    successor: str
    kind: LinkKind = "FS"
    lag: int = 0
    lag_calendar: LagCalendar = "project"


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything a schedule depends on. Tasks come in outline order; `calendars` holds the tasks' own."""

    start: datetime
    tasks: tuple[PlanTask, ...] = ()
    links: tuple[PlanLink, ...] = ()
    calendar: Calendar = STANDARD
    calendars: tuple[tuple[str, Calendar], ...] = ()
    status: datetime | None = None


@lru_cache(maxsize=32)
def schedule_of(facts: PlanFacts) -> Schedule:
    """Dates and floats of every task, kept per content of the plan: what was rolled back cannot be shown.

    Raises the `DomainError`s of `build_network` (a `dependency_cycle` names the loop), `unknown_calendar`,
    and `calendar_horizon` for a plan that outlasts the calendars.
    """
    for reach in REACHES[:-1]:
        try:
            return _scheduled(facts, reach)
        except DomainError as error:
            if error.code != "calendar_horizon":
                raise
    return _scheduled(facts, REACHES[-1])


def _scheduled(facts: PlanFacts, reach: int) -> Schedule:
    main = axis_of_plan(facts, facts.calendar, reach)
    named: Mapping[str, Axis] = {
        code: axis_of_plan(facts, calendar, reach) for code, calendar in facts.calendars
    }
    parents = {task.parent for task in facts.tasks}
    tasks = tuple(_task(task, named, facts, is_summary=task.code in parents) for task in facts.tasks)
    links = tuple(
        Link(one.predecessor, one.successor, one.kind, one.lag, one.lag_calendar) for one in facts.links
    )
    status = None if facts.status is None else minute_of(facts.status)
    return schedule(tasks, links, Rules(minute_of(facts.start), main, status))


def axis_of_plan(
    facts: PlanFacts, calendar: Calendar, reach: int = REACHES[0], also: Iterable[datetime] = ()
) -> Axis:
    """The axis of a calendar over all dates of the plan, those given `also`, and `reach` years beyond."""
    days = [moment.date() for moment in (*_moments(facts), *also)]
    return axis_between(calendar, min(days).year, max(days).year, reach)


def _moments(facts: PlanFacts) -> Iterable[datetime]:
    yield facts.start
    if facts.status is not None:
        yield facts.status
    for task in facts.tasks:
        for moment in (task.constraint_at, task.deadline_at, task.actual_start, task.actual_finish):
            if moment is not None:
                yield moment


def _task(task: PlanTask, named: Mapping[str, Axis], facts: PlanFacts, *, is_summary: bool) -> Task:
    return Task(
        id=task.code,
        duration=task.duration,
        axis=_axis(task, named),
        constraint=task.constraint,
        at=None if task.constraint in ("ASAP", "ALAP") else _minute(task.constraint_at),
        deadline=_minute(task.deadline_at),
        actual_start=None if is_summary else _minute(task.actual_start),
        actual_finish=None if is_summary else _minute(task.actual_finish),
        # Without a status date nothing says from when the rest is worked: the duration holds it then.
        remaining=None if facts.status is None else task.remaining,
        parent=task.parent,
    )


def _axis(task: PlanTask, named: Mapping[str, Axis]) -> Axis | None:
    if task.elapsed:
        return ELAPSED
    if not task.calendar:
        return None
    if task.calendar not in named:
        raise DomainError("unknown_calendar", f"{task.code} names the unknown calendar {task.calendar!r}.")
    return named[task.calendar]


def _minute(moment: datetime | None) -> int | None:
    return None if moment is None else minute_of(moment)
