"""A clock explains itself: what each event did to it, and what it showed right after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.domain.history import HistoryEvent
from tickets.domain.sla.clock import Clock, Reading, advanced, read
from tickets.domain.sla.fold import NOTHING, fold_clocks
from tickets.domain.sla.policy import Publication

STARTED = "started"
RETARGETED = "retargeted"
PAUSED = "paused"
RESUMED = "resumed"
STOPPED = "stopped"
REOPENED = "reopened"
BREACHED = "breached"
NOW = "now"


@dataclass(frozen=True, slots=True)
class Line:
    """At `at` the clock numbered `clock` (its place among all of the ticket's) took the `step`.

    `step` is one of the words above or the reason of an end (superseded, cancelled, unanswered); `event` and
    `actor` name the cause, both empty for what time alone did; `reading` is the clock as of then.
    """

    at: datetime
    clock: int
    step: str
    event: str
    actor: str
    policy: str
    reading: Reading


def explain(
    events: Iterable[HistoryEvent], library: Sequence[Publication], metric: str, now: datetime
) -> tuple[Line, ...]:
    """Every step of every clock of `metric` in order of time, and how each running one stands at `now`."""
    lines, state = list[Line](), NOTHING
    for event in events:
        after = fold_clocks([event], library, state)
        begun = {clock.started_at for clock in state.clocks if clock.metric == metric}
        for number, clock in enumerate(after.clocks):
            if clock.metric == metric:
                old = state.clocks[number] if number < len(state.clocks) else None
                steps = _steps(old, clock, RETARGETED if clock.started_at in begun else STARTED)
                lines.extend(_lines(number, clock, steps, event, after.seen_until or event.at))
                lines.extend(_breach(number, old, clock))
        state = after
    lines.extend(_as_of_now(state.clocks, metric, now))
    return tuple(sorted(lines, key=lambda line: line.at))


def _lines(
    number: int, clock: Clock, steps: Iterable[str], event: HistoryEvent, at: datetime
) -> Iterator[Line]:
    for step in steps:
        when = clock.started_at if step == STARTED else at
        yield Line(when, number, step, event.kind, event.actor, clock.policy, read(clock, when))


def _breach(number: int, old: Clock | None, clock: Clock) -> Iterator[Line]:
    if clock.breach and (old is None or old.breach is None):
        at = clock.breach.at
        yield Line(at, number, BREACHED, "", "", clock.policy, read(clock, at))


def _steps(old: Clock | None, clock: Clock, beginning: str) -> Iterator[str]:
    if old is None:
        yield beginning
        return
    if clock.stopped_at != old.stopped_at:
        yield REOPENED if clock.stopped_at is None else STOPPED
    elif clock.pauses != old.pauses:
        yield PAUSED if clock.pauses and clock.pauses[-1].end is None else RESUMED
    if clock.end != old.end and clock.end is not None:
        yield clock.end.reason


def _as_of_now(clocks: Sequence[Clock], metric: str, now: datetime) -> Iterator[Line]:
    for number, clock in enumerate(clocks):
        if clock.metric == metric and clock.running:
            reading = read(clock, now)
            yield from _breach(number, clock, advanced(clock, now))
            yield Line(now, number, NOW, "", "", clock.policy, reading)
