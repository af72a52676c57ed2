"""Keeping the clocks of tickets: the cache of their fold, and telling each threshold exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kernel.access import Actor
from kernel.audit import Happened, record_many
from kernel.errors import DomainError
from kernel.usecases import permit, usecase
from tickets.access import CLOCK_KEEP, TICKET_EDIT
from tickets.clock_selectors import Library, TicketClockView, clocks_by, histories, library
from tickets.domain.history import HistoryEvent
from tickets.domain.sla import Crossing, crossing, thresholds
from tickets.domain.sla.thresholds import BREACH
from tickets.events import ClockBreached, ClockWarned, TicketPromised
from tickets.models import NEVER, ClockThreshold, Ticket, TicketClock
from tickets.usecases.row import claim_ticket, keep, put, subject_of

_SECOND = timedelta(seconds=1)
_KEPT = (
    "policy_id", "state", "started_at", "budget_seconds", "used_seconds", "due_at", "stopped_at", "ended_at",
    "breached_at", "breach_reason", "as_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RebuildClocks:
    """Fold the events of these tickets anew, keep what comes out, and tell what has fallen due."""

    ticket_ids: tuple[int, ...]


@usecase("sla.keep_clocks")
def rebuild_clocks(actor: Actor, command: RebuildClocks, *, at: datetime) -> int:
    """How many notices were given. Repeating it changes nothing and tells nothing twice.

    The tickets are locked first, so that a move under way is waited for and two workers take turns.
    """
    permit(actor, CLOCK_KEEP)
    rows = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=command.ticket_ids).order_by("id")
    tickets = list(rows.only("id", "number", "external_source", "next_due_at"))
    books, events = library(), histories(ticket.pk for ticket in tickets)
    stored = _stored(tickets)
    told = list[Happened]()
    for ticket in tickets:
        told += _kept(ticket, events[ticket.pk], books, stored.get(ticket.pk, {}), at)
    record_many(actor, told, recorded_at=at)
    return len(told)


def _stored(tickets: Iterable[Ticket]) -> dict[int, dict[tuple[str, int], TicketClock]]:
    found: dict[int, dict[tuple[str, int], TicketClock]] = {}
    ids = [ticket.pk for ticket in tickets]
    for row in TicketClock.objects.filter(ticket__in=ids).prefetch_related("thresholds"):
        found.setdefault(row.ticket_id, {})[row.metric, row.generation] = row
    return found


def _kept(
    ticket: Ticket,
    events: Sequence[HistoryEvent],
    books: Library,
    stored: Mapping[tuple[str, int], TicketClock],
    at: datetime,
) -> list[Happened]:
    """Rewrite the rows of one ticket; the notices that are due."""
    at = max([at, *(event.at for event in events)])
    views = clocks_by(events, books, at)
    wanted = {(view.metric, view.generation) for view in views}
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    if gone:
        TicketClock.objects.filter(pk__in=gone).delete()
    paused = {view.metric for view in views if view.reading.state == "paused"}
    told = list[Happened]()
    for view in views:
        row = stored.get((view.metric, view.generation))
        told += _clock_kept(ticket, view, row, at, is_held=view.metric in paused)
    due = next_due(views)
    if due != ticket.next_due_at:
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=due)
    return told


def next_due(views: Iterable[TicketClockView]) -> datetime:
    """When the first open clock falls, or fell, due; `NEVER` while nothing can."""
    dues = (view.reading.due_at for view in views if view.clock.running)
    return min((due for due in dues if due is not None), default=NEVER)


def values_of(view: TicketClockView, at: datetime) -> dict[str, Any]:
    """The columns of a clock's row, as of `at`."""
    clock, reading = view.clock, view.reading
    return {
        "policy_id": view.policy.pk,
        "state": view.state,
        "started_at": clock.started_at,
        "budget_seconds": reading.target // _SECOND,
        "used_seconds": reading.used // _SECOND,
        "due_at": reading.due_at,
        "stopped_at": clock.stopped_at,
        "ended_at": clock.end.at if clock.end else None,
        "breached_at": reading.breached_at,
        "breach_reason": view.breach_reason,
        "as_of": at,
    }


def _clock_kept(
    ticket: Ticket, view: TicketClockView, row: TicketClock | None, at: datetime, *, is_held: bool
) -> list[Happened]:
    values = values_of(view, at)
    is_new = row is None
    if row is None:
        row = TicketClock(ticket=ticket, metric=view.metric, generation=view.generation, **values)
        row.save(force_insert=True)
    else:
        for name in _KEPT:
            setattr(row, name, values[name])
        row.save(update_fields=list(_KEPT))
    known = {} if is_new else {one.percent: one for one in row.thresholds.all()}
    quiet = is_new and _is_past(ticket, view)
    return _thresholds_kept(ticket, view, row, known, at, quiet=quiet, is_held=is_held and not quiet)


def _is_past(ticket: Ticket, view: TicketClockView) -> bool:
    """History that came in finished is measured, and nobody is told of it."""
    return bool(ticket.external_source) and not view.clock.running


def _thresholds_kept(
    ticket: Ticket,
    view: TicketClockView,
    row: TicketClock,
    known: dict[int, ClockThreshold],
    at: datetime,
    *,
    quiet: bool,
    is_held: bool,
) -> list[Happened]:
    """Bring the rows of the thresholds up to date; settle those that are reached, with at most one notice.

    While the ticket stands still nothing is told, neither what was missed before nor of a clock that a new
    target has superseded meanwhile: it is told when the ticket goes on.
    """
    percents = sorted({*view.policy.thresholds, 100})
    fired = {percent for percent, one in known.items() if one.fired_at is not None}
    found = None if is_held else _crossed(view, percents, fired, at)
    settled = {round(one * 100) for one in found.settle} if found else set()
    for percent in percents:
        if percent in fired:
            continue
        one = known.get(percent) or ClockThreshold(clock=row, percent=percent)
        run_at = None if is_held else _run_at(view, percent)
        fired_at = at if percent in settled else None
        if one.pk is None or (one.run_at, one.fired_at) != (run_at, fired_at):
            one.run_at, one.fired_at = run_at, fired_at
            one.save()
    return [_notice(ticket, view, found, at)] if found and not quiet else []


def _crossed(
    view: TicketClockView, percents: Iterable[int], fired: Iterable[int], at: datetime
) -> Crossing | None:
    fractions = [percent / 100 for percent in percents]
    return crossing(view.clock, fractions, [percent / 100 for percent in fired], at)


def _run_at(view: TicketClockView, percent: int) -> datetime | None:
    """When the threshold is due; None when the clock will not reach it."""
    clock, breached_at = view.clock, view.reading.breached_at
    if not clock.running:
        return breached_at if percent == 100 else None
    reached = thresholds(clock, [percent / 100])[0].at
    dates = [date for date in (reached, breached_at) if date is not None]
    return min(dates, default=None)


def _notice(ticket: Ticket, view: TicketClockView, found: Crossing, at: datetime) -> Happened:
    settled = tuple(round(one * 100) for one in found.settle)
    due_at, policy = view.reading.due_at, view.policy.name
    if found.notify == BREACH:
        event: Any = ClockBreached(view.metric, view.breach_reason, settled, due_at, policy)
        return Happened(event, subject_of(ticket), view.reading.breached_at or at)
    event = ClockWarned(view.metric, round(found.notify * 100), settled, due_at, policy)
    return Happened(event, subject_of(ticket), _run_at(view, round(found.notify * 100)) or at)


@dataclass(frozen=True, slots=True)
class PromiseDate:
    """A date agreed with the requester; None takes the agreement back."""

    number: str
    version: int | None
    promised_at: datetime | None
    note: str = ""


@usecase("ticket.promise")
def promise_date(actor: Actor, command: PromiseDate, *, at: datetime) -> Ticket:
    """The ticket with its promised date, which nothing but this moves. Raises `DomainError` `date_passed`."""
    ticket = claim_ticket(actor, command.number, TICKET_EDIT, command.version)
    if command.promised_at is not None and command.promised_at <= at:
        text = "Only a time to come can be promised."
        raise DomainError("date_passed", text, {"promised_at": [("date_passed", text)]})
    changes = put(ticket, {"promised_at": command.promised_at}, at)
    if changes:
        keep(actor, ticket, lambda told: TicketPromised(told, command.note.strip()), changes, at)
    return ticket
