"""What a timer measured: whole minutes per day of the person's own calendar.

minutes = ceil(seconds / 60) over the whole run. What falls before a midnight is the same rounding of the time
until then, so the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from people.domain.rates import LONGEST_ENTRY


@dataclass(frozen=True, slots=True)
class Part:
    """Whole minutes of one day."""

    day: date
    minutes: int


def minutes_between(started: datetime, stopped: datetime) -> int:
    """Begun minutes count; 0 when the clock went backwards or nothing passed."""
    seconds = (stopped - started) / timedelta(seconds=1)
    return max(0, -int(-seconds // 60))


def parts(started: datetime, stopped: datetime, zone: ZoneInfo) -> list[Part]:
    """The minutes of the run by day in `zone`, oldest first, without days of 0 minutes.

    A part is at most as long as an entry may be, so a day of 25 hours has two.
    """
    found: list[Part] = []
    counted = 0
    for day, until in _days(started, stopped, zone):
        minutes = minutes_between(started, until)
        found += _pieces(day, minutes - counted)
        counted = minutes
    return found


def _days(started: datetime, stopped: datetime, zone: ZoneInfo) -> Iterator[tuple[date, datetime]]:
    """Each day that the run touches, with the moment until which it lasts there."""
    day = started.astimezone(zone).date()
    last = stopped.astimezone(zone).date()
    while day < last:
        yield day, _begin(day + timedelta(days=1), zone)
        day += timedelta(days=1)
    yield day, stopped


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """Midnight of that day, told in UTC, so that spans across a change of summer time are true."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _pieces(day: date, minutes: int) -> Iterator[Part]:
    while minutes > 0:
        yield Part(day, min(minutes, LONGEST_ENTRY))
        minutes -= LONGEST_ENTRY
