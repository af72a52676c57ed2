"""How long it took: acknowledgement, first response, and the named kinds of MTTR. Values are minutes.

Each function takes the population (`rows.population`), the period, and a measure: `wall`, or
`business(calendar)` for working time. A ticket that has not reached the instant is open and is no member;
it shows in the backlog's ageing instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from kernel.worktime import ALWAYS, Calendar, elapsed
from tickets.domain.metrics.rows import Period, TicketRow
from tickets.domain.metrics.statistics import Summary, summary
from tickets.domain.sla.target import used

Measure = Callable[[datetime, datetime], float]
_MINUTE = timedelta(minutes=1)


def wall(start: datetime, end: datetime) -> float:
    """Minutes on the wall clock; 0 for an end before its start (a back-dated event)."""
    return max(timedelta(0), end - start) / _MINUTE


def business(calendar: Calendar) -> Measure:
    """A measure of working minutes on a calendar."""
    return lambda start, end: elapsed(calendar, start, end) / _MINUTE


def acknowledged_at(row: TicketRow) -> datetime | None:
    """Assignment to a person or first response, whichever came first."""
    known = [at for at in (row.first_owned_at, row.first_responded_at) if at is not None]
    return min(known, default=None)


def time_to_acknowledge(rows: Iterable[TicketRow], period: Period, measure: Measure = wall) -> Summary:
    """MTTA: acknowledgement − report, for tickets acknowledged in the period."""
    return _summary(rows, period, measure, acknowledged_at)


def first_response(rows: Iterable[TicketRow], period: Period, measure: Measure = wall) -> Summary:
    """First response − report, for tickets first answered in the period."""
    return _summary(rows, period, measure, lambda row: row.first_responded_at)


def time_to_resolve(rows: Iterable[TicketRow], period: Period, measure: Measure = wall) -> Summary:
    """MTTR (resolve): last resolution − report, for tickets whose last resolution lies in the period."""
    return _summary(rows, period, measure, lambda row: row.resolved_at)


def time_to_restore(rows: Iterable[TicketRow], period: Period, measure: Measure = wall) -> Summary:
    """MTTR (restore): first resolution − report, for tickets first resolved in the period."""
    return _summary(rows, period, measure, lambda row: row.resolutions[0] if row.resolutions else None)


def time_to_resolve_unpaused(
    rows: Iterable[TicketRow], period: Period, calendar: Calendar = ALWAYS
) -> Summary:
    """As `time_to_resolve`, without the pauses and the spans between resolution and reopening."""
    values = list[tuple[str, float]]()
    for row in rows:
        done = row.resolved_at
        if done is not None and period.holds(done):
            values.append((row.key, used(calendar, row.reported_at, row.pauses, done) / _MINUTE))
    return summary(values)


def handling_time(rows: Iterable[TicketRow], period: Period) -> Summary:
    """MTTR (handle): minutes worked, for tickets whose last resolution lies in the period."""
    return summary([(row.key, row.minutes_worked) for row in rows if period.holds(row.resolved_at)])


def _summary(
    rows: Iterable[TicketRow],
    period: Period,
    measure: Measure,
    instant: Callable[[TicketRow], datetime | None],
) -> Summary:
    values = list[tuple[str, float]]()
    for row in rows:
        at = instant(row)
        if at is not None and period.holds(at):
            values.append((row.key, measure(row.reported_at, at)))
    return summary(values)
