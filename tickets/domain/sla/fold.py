"""A ticket's clocks as a fold over its history: policy choice, start, retarget, pause, stop, reopen.

Stored clocks are a cache of this fold: folding the rest onto the fold of a prefix equals folding all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from kernel.worktime import Calendar
from tickets.domain.history import AGENT_REPLIED, DONE, ENDED, HistoryEvent
from tickets.domain.sla.clock import (
    CANCELLED,
    SUPERSEDED,
    UNANSWERED,
    Clock,
    End,
    advanced,
    retargeted,
)
from tickets.domain.sla.policy import Book, Facts, Publication, Rule, edition
from tickets.domain.sla.target import PENDING, RESOLVED, Pause, Promise

RESPONSE = "response"
RESOLUTION = "resolution"
OWNERSHIP = "ownership"  # time to own: first assignment to a person, another metric than response
TEAM = "team"  # operational agreement of a team, one clock per team period
POLICY_PUBLISHED = "policy_published"
CALENDAR_PUBLISHED = "calendar_published"
METRICS = (RESPONSE, OWNERSHIP, RESOLUTION)

Judge = Callable[[Clock, datetime], Clock]
_FACT_NAMES = frozenset(fact.name for fact in fields(Facts))
_CHOOSING = frozenset({"kind", "priority", "service", "customer", "reported_at"})


@dataclass(frozen=True, slots=True)
class TicketClocks:
    """The facts so far and every clock ever started, in order of start; the superseded stay on record."""

    facts: Facts = field(default_factory=Facts)
    reported_at: datetime | None = None
    seen_until: datetime | None = None
    responded_at: datetime | None = None
    owned_at: datetime | None = None
    resolved_at: datetime | None = None
    team_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    clocks: tuple[Clock, ...] = ()

    def current(self, metric: str) -> Clock | None:
        """The metric's clock in force: the last one started, unless it has ended without a stop."""
        mine = [clock for clock in self.clocks if clock.metric == metric and clock.end is None]
        return mine[-1] if mine else None


NOTHING = TicketClocks()


def fold_clocks(
    events: Iterable[HistoryEvent], library: Sequence[Publication], start: TicketClocks = NOTHING
) -> TicketClocks:
    """The clocks after `events` (in order of record) under the published editions of the policies."""
    result = start
    for event in events:
        result = _after(result, event, edition(library, event.at))
    return result


def _after(before: TicketClocks, event: HistoryEvent, book: Book) -> TicketClocks:
    at = max(event.at, before.seen_until or event.at)
    aged = replace(before, clocks=tuple(advanced(clock, at) for clock in before.clocks), seen_until=at)
    known = _noted(aged, event, at)
    known = replace(known, pauses=_paused(known, book, at))
    known = replace(known, clocks=tuple(_settled(clock, known, at) for clock in known.clocks))
    known = _team_period(known, aged.facts, book, at)
    is_first = before.seen_until is None
    if not is_first and not _chooses(event, aged.facts, known.facts):
        return known
    # What was late when it was first recorded fell due when it did; a later change is late when it is made.
    return _chosen(known, book, at, advanced if is_first else retargeted)


def _noted(state: TicketClocks, event: HistoryEvent, at: datetime) -> TicketClocks:
    """The facts after the event, and the instants at which a metric is reached."""
    new = {name: change[1] for name, change in event.changes.items()}
    facts = replace(state.facts, **{name: value for name, value in new.items() if name in _FACT_NAMES})
    started = state.reported_at or event.at
    answered = event.kind == AGENT_REPLIED
    resolved_at = (state.resolved_at or at) if facts.state in DONE else None
    return replace(
        state,
        facts=facts,
        reported_at=new.get("reported_at") or started,
        responded_at=state.responded_at or (at if answered else None),
        owned_at=state.owned_at or (at if facts.assignee else None),
        resolved_at=resolved_at,
    )


def _paused(state: TicketClocks, book: Book, at: datetime) -> tuple[Pause, ...]:
    """The pauses, with the one going on ended if its kind no longer holds and the new one begun."""
    ended = state.facts.state in DONE or state.facts.state in ENDED
    kind = RESOLVED if ended else PENDING if book.pauses(state.facts) else None
    going_on = state.pauses[-1] if state.pauses and state.pauses[-1].end is None else None
    if (going_on.kind if going_on else None) == kind:
        return state.pauses
    done = (*state.pauses[:-1], replace(going_on, end=at)) if going_on else state.pauses
    return (*done, Pause(at, None, kind)) if kind else done


def _settled(clock: Clock, state: TicketClocks, at: datetime) -> Clock:
    """A clock after the facts changed: stopped, ended, resumed by a reopening, or with the new pauses."""
    if clock.end is not None or (clock.metric == TEAM and clock.started_at != state.team_since):
        return clock
    stop = _stop(clock.metric, state)
    if stop is not None:
        return clock if clock.stopped_at == stop else replace(clock, stopped_at=stop)
    going = replace(clock, stopped_at=None, pauses=_counted(clock.promise, state.pauses))
    if state.facts.state not in ENDED:
        return going
    return replace(going, end=End(at, UNANSWERED if state.facts.state in DONE else CANCELLED))


def _stop(metric: str, state: TicketClocks) -> datetime | None:
    stops = {RESPONSE: state.responded_at, OWNERSHIP: state.owned_at}
    return stops.get(metric, state.resolved_at)


def _counted(promise: Promise, pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    """A resolved span never counts; pending time does not where the promise pauses."""
    return pauses if promise.pauses else tuple(pause for pause in pauses if pause.kind == RESOLVED)


def _chooses(event: HistoryEvent, before: Facts, after: Facts) -> bool:
    published = event.kind in (POLICY_PUBLISHED, CALENDAR_PUBLISHED)
    back = (before.state in DONE or before.state in ENDED) and after.state not in DONE | ENDED
    return published or back or not _CHOOSING.isdisjoint(event.changes)


def _chosen(state: TicketClocks, book: Book, at: datetime, judge: Judge) -> TicketClocks:
    rule = book.choose(state.facts)
    for metric in METRICS:
        if _stop(metric, state) is None and state.facts.state not in ENDED:
            state = _retarget(state, _new(metric, rule, state.reported_at, state), metric, at, judge)
    current = state.current(TEAM)
    if current is not None and current.running:
        new = _new(TEAM, book.team_rule(state.facts.team), state.team_since, state)
        state = _retarget(state, new, TEAM, at, judge)
    return state


def _new(metric: str, rule: Rule | None, start: datetime | None, state: TicketClocks) -> Clock | None:
    """A clock with the original start and all pauses so far; None without a promise."""
    promise = rule.promise(metric) if rule else None
    if rule is None or promise is None or start is None:
        return None
    return Clock(metric, rule.name, promise, rule.calendar, start, _counted(promise, state.pauses))


def _retarget(
    state: TicketClocks, new: Clock | None, metric: str, at: datetime, judge: Judge
) -> TicketClocks:
    """The new clock takes over; the old one, and its breach, stay on record. An equal promise goes on."""
    old = state.current(metric)
    if old and new and _promised(old) == _promised(new):
        same = replace(old, policy=new.policy)
        return replace(state, clocks=tuple(same if clock is old else clock for clock in state.clocks))
    clocks = _superseding(state.clocks, old, at)
    return replace(state, clocks=(*clocks, judge(new, at)) if new else clocks)


def _promised(clock: Clock) -> tuple[Promise, Calendar, datetime]:
    return clock.promise, clock.calendar, clock.started_at


def _superseding(clocks: tuple[Clock, ...], old: Clock | None, at: datetime) -> tuple[Clock, ...]:
    return tuple(replace(clock, end=End(at, SUPERSEDED)) if clock is old else clock for clock in clocks)


def _team_period(state: TicketClocks, before: Facts, book: Book, at: datetime) -> TicketClocks:
    """A change of team stops the old team's clock and starts the new team's; the customer's clocks go on."""
    if state.facts.team == before.team:
        return state
    clocks = tuple(
        replace(clock, stopped_at=at) if clock.metric == TEAM and clock.running else clock
        for clock in state.clocks
    )
    state = replace(state, clocks=clocks, team_since=at if state.facts.team else None)
    clock = _new(TEAM, book.team_rule(state.facts.team), state.team_since, state)
    if clock is None or state.resolved_at is not None or state.facts.state in ENDED:
        return state
    return replace(state, clocks=(*state.clocks, clock))
