"""One clock: a promise held against time. Its breach is sticky; a stop at the due instant still meets it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kernel.worktime import Calendar, due
from tickets.domain.sla.target import (
    Pause,
    Promise,
    budget,
    due_with_pauses,
    measuring,
    union,
    used,
)

OVERDUE = "overdue"
RETARGETED = "retargeted"
SUPERSEDED = "superseded"
CANCELLED = "cancelled"
UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Breach:
    """When and why: `OVERDUE` at the due instant, or `RETARGETED` when a new target was already past."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class End:
    """The clock left without a stop: `SUPERSEDED` by a new target, `CANCELLED`, or closed `UNANSWERED`."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Clock:
    """Facts of one clock; everything shown about it is computed from these by `read`."""

    metric: str
    policy: str
    promise: Promise
    calendar: Calendar
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    breach: Breach | None = None
    end: End | None = None

    @property
    def running(self) -> bool:
        """Neither stopped nor ended; a paused clock is still running in this sense."""
        return self.stopped_at is None and self.end is None


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as of an instant.

    `state` is running, paused, stopped, superseded, cancelled or unanswered. `result` is met or breached once
    it is decided, else None. `left` is negative when overdrawn. `due_at` is None while paused, unless it had
    passed before; `due_if_resumed` then says when it would fall due if resumed at the instant of reading.
    """

    state: str
    target: timedelta
    used: timedelta
    left: timedelta
    due_at: datetime | None
    due_if_resumed: datetime | None
    result: str | None
    breached_at: datetime | None


def read(clock: Clock, now: datetime) -> Reading:
    """What the clock shows at `now`; a breach that time alone has brought by then is included."""
    clock = advanced(clock, now)
    amount, spent = _budget(clock), _used(clock, now)
    due_at = due_at_of(clock)
    resumed = due(_calendar(clock), now, max(amount - spent, timedelta(0))) if due_at is None else None
    return Reading(
        state=_state(clock, now),
        target=amount,
        used=spent,
        left=amount - spent,
        due_at=due_at,
        due_if_resumed=resumed,
        result="breached" if clock.breach else "met" if clock.stopped_at is not None else None,
        breached_at=clock.breach.at if clock.breach else None,
    )


def due_at_of(clock: Clock, fraction: float = 1.0) -> datetime | None:
    """When `fraction` of the budget is used up; None while that awaits a resume."""
    amount = _budget(clock) * fraction
    return due_with_pauses(_calendar(clock), clock.started_at, amount, _pauses(clock))


def advanced(clock: Clock, at: datetime) -> Clock:
    """The clock with the breach that fell before `at`, if it ran until then. Stopping at due is in time."""
    if clock.breach or not clock.running:
        return clock
    due_at = due_at_of(clock)
    if due_at is None or due_at >= at:
        return clock
    return replace(clock, breach=Breach(due_at, OVERDUE))


def retargeted(clock: Clock, at: datetime) -> Clock:
    """A new clock judged at the change that made it: a target already past is breached now, once."""
    due_at = due_at_of(clock)
    late = due_at is not None and due_at < at
    return replace(clock, breach=Breach(at, RETARGETED)) if late else clock


def _calendar(clock: Clock) -> Calendar:
    return measuring(clock.promise.target, clock.calendar)


def _budget(clock: Clock) -> timedelta:
    return budget(clock.promise.target, clock.calendar, clock.started_at)


def _used(clock: Clock, now: datetime) -> timedelta:
    finish = _finish(clock)
    until = now if finish is None else min(now, finish)
    return used(_calendar(clock), clock.started_at, _pauses(clock), until)


def _finish(clock: Clock) -> datetime | None:
    return clock.stopped_at or (clock.end.at if clock.end else None)


def _pauses(clock: Clock) -> tuple[Pause, ...]:
    """What is after the finish is not the clock's; a pause it cut short ends there."""
    finish = _finish(clock)
    if finish is None:
        return clock.pauses
    cut = (pause for pause in clock.pauses if pause.start < finish)
    return tuple(replace(pause, end=min(pause.end or finish, finish)) for pause in cut)


def _state(clock: Clock, now: datetime) -> str:
    if clock.end is not None:
        return clock.end.reason
    if clock.stopped_at is not None:
        return "stopped"
    paused = any(
        begin <= now and (end is None or now < end) for begin, end in union(clock.pauses, clock.started_at)
    )
    return "paused" if paused else "running"
