"""What is open: the backlog at an instant and by day, and how old it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel.worktime import Calendar, local_date, zone_of
from tickets.domain.metrics.rows import TicketRow
from tickets.domain.metrics.statistics import Summary, summary
from tickets.domain.metrics.times import wall

BUCKETS = ("0-1", "2-3", "4-7", "8-14", "15-30", ">30")
_LAST_DAYS = (1, 3, 7, 14, 30)


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open tickets by business days since reported, and minutes since each last public update.

    A ticket without any public update is counted from its report.
    """

    buckets: tuple[tuple[str, tuple[str, ...]], ...]
    silence: Summary


def is_open_at(row: TicketRow, at: datetime) -> bool:
    """Whether the ticket was open at the instant."""
    return any(start <= at and (end is None or at < end) for start, end in row.open_spans)


def backlog_by_day(
    rows: Iterable[TicketRow], calendar: Calendar, first: date, last: date
) -> tuple[tuple[date, int], ...]:
    """Tickets open at the end of each local day from `first` to `last`."""
    opened, ended = list[datetime](), list[datetime]()
    for row in rows:
        opened.extend(start for start, _ in row.open_spans)
        ended.extend(end for _, end in row.open_spans if end is not None)
    opened.sort()
    ended.sort()
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    ends = [_end_of(day, calendar) for day in days]
    return tuple(
        (d, bisect_right(opened, e) - bisect_right(ended, e)) for d, e in zip(days, ends, strict=True)
    )


def ageing(rows: Iterable[TicketRow], calendar: Calendar, now: datetime) -> Ageing:
    """The tickets open at `now` by age; a bucket names its tickets."""
    waiting = [row for row in rows if is_open_at(row, now)]
    working = _working_days(waiting, calendar, now)
    held: dict[str, list[str]] = {bucket: [] for bucket in BUCKETS}
    for row in waiting:
        held[_bucket(_age(row, working, calendar))].append(row.key)
    silence = [(row.key, wall(row.last_public_update_at or row.reported_at, now)) for row in waiting]
    return Ageing(tuple((bucket, tuple(keys)) for bucket, keys in held.items()), summary(silence))


def _working_days(rows: Sequence[TicketRow], calendar: Calendar, now: datetime) -> list[date]:
    """The business dates since the oldest report, so that ages are looked up and not counted again."""
    today = local_date(calendar, now)
    oldest = min((local_date(calendar, row.reported_at) for row in rows), default=today)
    days = (oldest + timedelta(days=offset) for offset in range((today - oldest).days + 1))
    return [day for day in days if calendar.hours(day)]


def _age(row: TicketRow, working: Sequence[date], calendar: Calendar) -> int:
    return len(working) - bisect_right(working, local_date(calendar, row.reported_at))


def _bucket(days: int) -> str:
    return next((name for name, last in zip(BUCKETS, _LAST_DAYS, strict=False) if days <= last), BUCKETS[-1])


def _end_of(day: date, calendar: Calendar) -> datetime:
    """The last instant of the local day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone_of(calendar.zone))
    return midnight - timedelta(microseconds=1)
