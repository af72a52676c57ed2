"""What an SLA promises, and the arithmetic of a budget of time with pauses.

One walk over the pauses gives both directions: `used` and `due_with_pauses` cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.errors import DomainError
from kernel.worktime import ALWAYS, Calendar, due, elapsed, end_of_business_day

ELAPSED = "elapsed"  # seconds, round the clock
BUSINESS = "business"  # minutes of the calendar
BUSINESS_DAYS = "business_days"  # business days, to the end of the last
KINDS = (ELAPSED, BUSINESS, BUSINESS_DAYS)

PENDING = "pending"
RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Target:
    """An amount with its unit, never one without: see `KINDS`. Raises `bad_target`."""

    kind: str
    amount: int

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DomainError("bad_target", f"a target is one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.amount <= 0:
            raise DomainError("bad_target", f"a target must be more than nothing: {self.amount}")


@dataclass(frozen=True, slots=True)
class Promise:
    """A target for one metric; `pauses` says whether pending time stops its clock."""

    metric: str
    target: Target
    pauses: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count: [start, end), still going on while `end` is None.

    `kind` is `PENDING`, or `RESOLVED` for the span between a resolution and its reopening.
    """

    start: datetime
    end: datetime | None = None
    kind: str = PENDING


def measuring(target: Target, calendar: Calendar) -> Calendar:
    """The calendar on which this target, and every pause of its clock, is measured."""
    return ALWAYS if target.kind == ELAPSED else calendar


def budget(target: Target, calendar: Calendar, start: datetime) -> timedelta:
    """The target as working time from `start`; business days reach to the end of the last of them."""
    if target.kind == ELAPSED:
        return timedelta(seconds=target.amount)
    if target.kind == BUSINESS:
        return timedelta(minutes=target.amount)
    return elapsed(calendar, start, end_of_business_day(calendar, start, target.amount))


def union(pauses: Iterable[Pause], since: datetime) -> list[tuple[datetime, datetime | None]]:
    """The pauses after `since`, overlaps and touching ends joined, in order; empty ones vanish."""
    merged = list[tuple[datetime, datetime | None]]()
    for pause in sorted(pauses, key=lambda pause: pause.start):
        start, end = max(pause.start, since), pause.end
        if end is not None and end <= start:
            continue
        if merged and (merged[-1][1] is None or merged[-1][1] >= start):
            before, reached = merged.pop()
            start = before
            end = None if end is None or reached is None else max(reached, end)
        merged.append((start, end))
    return merged


def used(calendar: Calendar, start: datetime, pauses: Iterable[Pause], at: datetime) -> timedelta:
    """Working time in [start, at) outside every pause."""
    counted, here = timedelta(0), start
    for begin, end in union(pauses, start):
        if begin >= at:
            break
        counted += elapsed(calendar, here, begin)
        here = at if end is None else min(end, at)
    return counted + elapsed(calendar, here, at)


def due_with_pauses(
    calendar: Calendar, start: datetime, amount: timedelta, pauses: Iterable[Pause]
) -> datetime | None:
    """The first instant outside every pause at which `amount` is used up; None while that awaits a resume.

    A pause that begins at the very instant at which the amount is used up still counts: the instant moves to
    its end, for while a clock is paused nothing may fall due.
    """
    here, left = start, amount
    for begin, end in union(pauses, start):
        worked = elapsed(calendar, here, begin)
        if worked >= left:
            reached = due(calendar, here, left)
            if reached < begin:
                return reached
        if end is None:
            return None
        here, left = end, left - worked
    return due(calendar, here, left)
