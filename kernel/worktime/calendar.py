"""A working calendar as a value: a zone, dated versions of a week, holidays and exceptional days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from kernel.errors import DomainError

MINUTES_A_DAY = 24 * 60
# Half-open [start, end) in minutes after local midnight; 1440 is the end of the day.
Spans = tuple[tuple[int, int], ...]
Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]


@dataclass(frozen=True, slots=True)
class Version:
    """The week in force from `valid_from` (local date); Monday first."""

    valid_from: date
    week: Week

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise DomainError("bad_week", f"a week has seven days, not {len(self.week)}")
        for day in self.week:
            check_spans(day)


@dataclass(frozen=True)
class Calendar:
    """Working hours in the IANA `zone`.

    The version in force on a local date gives its weekday's hours; days before the first version follow the
    first. A holiday is closed. An exception replaces the hours of its date, even of a holiday.
    Raises `DomainError`: `unknown_zone`, `no_versions`, `duplicate_version`, `duplicate_exception`, and the
    codes of `check_spans`.
    """

    zone: str
    versions: tuple[Version, ...]
    holidays: frozenset[date] = frozenset()
    exceptions: tuple[tuple[date, Spans], ...] = ()

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if not self.versions:
            raise DomainError("no_versions", "a calendar needs at least one week of hours")
        if len({version.valid_from for version in self.versions}) != len(self.versions):
            raise DomainError("duplicate_version", "two versions begin on the same date")
        if len({day for day, _ in self.exceptions}) != len(self.exceptions):
            raise DomainError("duplicate_exception", "two exceptions concern the same date")
        for _, hours in self.exceptions:
            check_spans(hours)

    def hours(self, day: date) -> Spans:
        """The hours of a local date."""
        exception = self._exceptions.get(day)
        if exception is not None:
            return exception
        if day in self.holidays:
            return ()
        index = max(0, bisect_right(self._starts, day) - 1)
        return self._ordered[index].week[day.weekday()]

    @cached_property
    def _exceptions(self) -> dict[date, Spans]:
        return dict(self.exceptions)

    @cached_property
    def _ordered(self) -> list[Version]:
        return sorted(self.versions, key=lambda version: version.valid_from)

    @cached_property
    def _starts(self) -> list[date]:
        return [version.valid_from for version in self._ordered]


def check_spans(hours: Spans) -> None:
    """Raises `outside_day`, `empty_interval` or `overlapping_intervals`; touching intervals are fine."""
    for start, end in hours:
        if not (0 <= start <= MINUTES_A_DAY and 0 <= end <= MINUTES_A_DAY):
            raise DomainError("outside_day", f"{start}-{end} is outside 00:00 to 24:00")
        if start >= end:
            raise DomainError("empty_interval", f"an interval must end after it starts: {start}-{end}")
    for (_, end), (start, _) in pairwise(sorted(hours)):
        if start < end:
            raise DomainError("overlapping_intervals", "the intervals of a day overlap")


def spans(text: str) -> Spans:
    """Hours of a day from text such as `09:00-12:00, 13:00-24:00`; blank is a closed day.

    Raises `bad_hours` for text of another form, and the codes of `check_spans`.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    hours = tuple(_span(part) for part in parts)
    check_spans(hours)
    return hours


def weekly(
    zone: str,
    days: Mapping[int, Iterable[tuple[int, int]] | str],
    *,
    holidays: Iterable[date] = (),
    exceptions: Mapping[date, Iterable[tuple[int, int]] | str] | None = None,
    valid_from: date = date.min,
) -> Calendar:
    """A calendar of one version; `days` maps weekday (0 Monday) to hours, absent days are closed."""
    unknown = [day for day in days if day not in range(7)]
    if unknown:
        raise DomainError("bad_week", f"no such weekday: {unknown[0]!r}")
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        _as_spans(days.get(day, ())) for day in range(7)
    )
    week = (monday, tuesday, wednesday, thursday, friday, saturday, sunday)
    dated = tuple((day, _as_spans(hours)) for day, hours in (exceptions or {}).items())
    return Calendar(zone, (Version(valid_from, week),), frozenset(holidays), dated)


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone. Raises `unknown_zone`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise DomainError("unknown_zone", f"{name!r} is not an IANA time zone") from problem


def _as_spans(hours: Iterable[tuple[int, int]] | str) -> Spans:
    return spans(hours) if isinstance(hours, str) else tuple(hours)


def _span(text: str) -> tuple[int, int]:
    start, dash, end = text.partition("-")
    if not dash:
        raise DomainError("bad_hours", f"{text!r} is not of the form 09:00-17:00")
    return _minutes(start), _minutes(end)


def _minutes(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(minute) < 60):
        raise DomainError("bad_hours", f"{text.strip()!r} is not a time of day")
    return int(hour) * 60 + int(minute)


ALWAYS = weekly("UTC", dict.fromkeys(range(7), "00:00-24:00"))
