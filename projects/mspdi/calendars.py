"""Calendars of a file: weeks, work weeks, exceptions and what recurs, laid out day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from xml.etree.ElementTree import Element  # nosec B405  # types only
from zoneinfo import ZoneInfo

from projects.domain.plan_exchange import ExchangeCalendar
from projects.mspdi.elements import children, flag, moment, number, text
from projects.mspdi.recurring import recurring

# A range of dates that is longer is cut: no plan lasts as long.
MOST_DAYS = 60 * 366
CLOSED = ("",) * 7


@dataclass(frozen=True)
class RawCalendar:
    """A calendar as the file has it: only the days it says itself."""

    uid: str
    name: str
    base: str | None
    week: dict[int, str] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)


def read_calendars(root: Element, zone: str, notes: list[str]) -> dict[str, ExchangeCalendar]:
    """Calendars by UID, each with everything it inherits."""
    raw = {one.uid: one for one in (_raw(item, notes) for item in children(root, "Calendars", "Calendar"))}
    return {uid: _inherited(one, raw, zone) for uid, one in raw.items()}


def _inherited(one: RawCalendar, raw: dict[str, RawCalendar], zone: str) -> ExchangeCalendar:
    line, seen = [one], {one.uid}
    while (base := line[-1].base) in raw and base not in seen and base is not None:
        line.append(raw[base])
        seen.add(base)
    week: dict[int, str] = {}
    days: dict[date, str] = {}
    for calendar in reversed(line):
        week |= calendar.week
        days |= calendar.days
    hours = tuple(week.get(weekday, "") for weekday in range(7)) if week else CLOSED
    return ExchangeCalendar(f"file-{one.uid}", one.name or one.uid, zone, hours, tuple(sorted(days.items())))


def _raw(item: Element, notes: list[str]) -> RawCalendar:
    base = text(item, "BaseCalendarUID")
    calendar = RawCalendar(text(item, "UID"), text(item, "Name"), None if base in ("", "-1", "0") else base)
    for weekday in children(item, "WeekDays", "WeekDay"):
        kind = number(weekday, "DayType")
        if 1 <= kind <= 7:
            calendar.week[(kind - 2) % 7] = _hours(weekday, calendar, (kind - 2) % 7)
        else:
            for day in _period(weekday):
                calendar.days[day] = _hours(weekday, calendar, day.weekday())
    for work_week in children(item, "WorkWeeks", "WorkWeek"):
        _lay_out(work_week, calendar)
    for exception in children(item, "Exceptions", "Exception"):
        for day in recurring(exception, list(_period(exception)), notes):
            calendar.days[day] = _hours(exception, calendar, day.weekday())
    return calendar


def _lay_out(work_week: Element, calendar: RawCalendar) -> None:
    said = {(number(day, "DayType") - 2) % 7: day for day in children(work_week, "WeekDays", "WeekDay")}
    for day in _period(work_week):
        if day.weekday() in said:
            calendar.days.setdefault(day, _hours(said[day.weekday()], calendar, day.weekday()))


def _hours(item: Element, calendar: RawCalendar, weekday: int) -> str:
    """The hours of a day; a working day without times keeps those of its week."""
    if not flag(item, "DayWorking"):
        return ""
    spans = []
    for one in children(item, "WorkingTimes", "WorkingTime"):
        start, end = text(one, "FromTime")[:5], text(one, "ToTime")[:5]
        end = "24:00" if end == "00:00" else end
        if start and end and start < end:
            spans.append(f"{start}-{end}")
    return ", ".join(spans) or calendar.week.get(weekday, "")


def _period(item: Element) -> Iterator[date]:
    for period in children(item, "TimePeriod"):
        first, last = (moment(period, name, ZoneInfo("UTC")) for name in ("FromDate", "ToDate"))
        if first is not None and last is not None:
            count = min((last.date() - first.date()).days + 1, MOST_DAYS)
            yield from (first.date() + timedelta(days=offset) for offset in range(count))


def same_hours(one: ExchangeCalendar, other: ExchangeCalendar) -> bool:
    """Whether two calendars are open at the same times, whatever their names."""
    return replace(one, code="", name="") == replace(other, code="", name="")
