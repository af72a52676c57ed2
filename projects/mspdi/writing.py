"""From a plan as a value to a Microsoft Project file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element, indent, register_namespace, tostring  # nosec B405  # writing only
from zoneinfo import ZoneInfo

from projects.domain.plan_exchange import (
    ExchangeBaseline,
    ExchangeCalendar,
    ExchangeLink,
    ExchangePlan,
    ExchangeTask,
)
from projects.mspdi.elements import CONSTRAINTS, LINK_KINDS, NAMESPACE, sub

_KIND_NUMBERS = {kind: number for number, kind in LINK_KINDS.items()}
_CONSTRAINT_NUMBERS = {kind: number for number, kind in CONSTRAINTS.items()}
DAYS, ELAPSED_DAYS = "7", "8"


def write_mspdi(plan: ExchangePlan, zone: str, per_day: int) -> bytes:
    """The file, with local times of the zone. What the format cannot say is left out: a lag on the
    calendar of one of its tasks becomes one of the project's."""
    register_namespace("", NAMESPACE)
    root, local = Element(f"{{{NAMESPACE}}}Project"), ZoneInfo(zone)
    uids = {one.code: str(i + 1) for i, one in enumerate((plan.calendar, *plan.calendars))}
    for name, value in (
        ("SaveVersion", 14), ("Name", plan.name), ("Title", plan.name), ("ScheduleFromStart", 1),
        ("StartDate", _time(plan.start, local)), ("CalendarUID", 1), ("MinutesPerDay", per_day),
        ("MinutesPerWeek", per_day * 5), ("DaysPerMonth", 20),
    ):  # fmt: skip
        sub(root, name, value)
    if plan.status is not None:
        sub(root, "StatusDate", _time(plan.status, local))
    calendars = sub(root, "Calendars")
    for one in (plan.calendar, *plan.calendars):
        _calendar(calendars, one, uids[one.code])
    keys = {task.key: str(i + 1) for i, task in enumerate(plan.tasks)}
    rows, places = sub(root, "Tasks"), _outline(plan.tasks)
    waits: dict[str, list[ExchangeLink]] = {}
    for link in plan.links:
        waits.setdefault(link.successor, []).append(link)
    for task in plan.tasks:
        row = _task(rows, task, (keys, uids, places[task.key]), local)
        _links(row, waits.get(task.key, []), keys)
        for frozen in task.baselines:
            _baseline(row, frozen, local)
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _outline(tasks: Sequence[ExchangeTask]) -> dict[str, str]:
    numbers: dict[str, str] = {}
    below: dict[str | None, int] = {}
    for task in tasks:
        below[task.parent] = below.get(task.parent, 0) + 1
        above = "" if task.parent is None else f"{numbers[task.parent]}."
        numbers[task.key] = f"{above}{below[task.parent]}"
    return numbers


def _task(
    rows: Element, task: ExchangeTask, names: tuple[dict[str, str], dict[str, str], str], zone: ZoneInfo
) -> Element:  # fmt: skip
    keys, calendars, outline = names
    row = sub(rows, "Task")
    facts: list[tuple[str, object]] = [
        ("UID", keys[task.key]), ("ID", keys[task.key]), ("Name", task.title), ("Active", 1), ("Manual", 0),
        ("Type", 1), ("IsNull", 0), ("WBS", task.code), ("OutlineNumber", outline),
        ("OutlineLevel", outline.count(".") + 1), ("Start", _time(task.start, zone)),
        ("Finish", _time(task.finish, zone)), ("Duration", _length(task.duration)),
        ("DurationFormat", ELAPSED_DAYS if task.elapsed else DAYS), ("Estimated", 0),
        ("Milestone", int(task.milestone)), ("Summary", int(task.summary)),
        ("PercentComplete", round((task.complete or 0) * 100)),
        ("ActualStart", _time(task.actual_start, zone)), ("ActualFinish", _time(task.actual_finish, zone)),
        ("RemainingDuration", None if task.remaining is None else _length(task.remaining)),
        ("ConstraintType", _CONSTRAINT_NUMBERS[task.constraint]),
        ("CalendarUID", calendars.get(task.calendar, "-1")),
        ("ConstraintDate", _time(task.constraint_at, zone)), ("Deadline", _time(task.deadline_at, zone)),
        ("IgnoreResourceCalendar", int(bool(task.calendar))),
    ]  # fmt: skip
    for name, value in facts:
        if value is not None:
            sub(row, name, value)
    return row


def _links(row: Element, links: Sequence[ExchangeLink], keys: dict[str, str]) -> None:
    for link in links:
        item = sub(row, "PredecessorLink")
        sub(item, "PredecessorUID", keys[link.predecessor])
        sub(item, "Type", _KIND_NUMBERS[link.kind])
        sub(item, "CrossProject", 0)
        sub(item, "LinkLag", link.lag * 10)
        sub(item, "LagFormat", ELAPSED_DAYS if link.lag_calendar == "elapsed" else DAYS)


def _baseline(row: Element, frozen: ExchangeBaseline, zone: ZoneInfo) -> None:
    item = sub(row, "Baseline")
    sub(item, "Number", frozen.number)
    sub(item, "Start", _time(frozen.start, zone))
    sub(item, "Finish", _time(frozen.finish, zone))
    sub(item, "Duration", _length(frozen.duration))
    sub(item, "DurationFormat", DAYS)


def _calendar(parent: Element, one: ExchangeCalendar, uid: str) -> None:
    item = sub(parent, "Calendar")
    for name, value in (("UID", uid), ("Name", one.name), ("IsBaseCalendar", 1), ("BaseCalendarUID", -1)):
        sub(item, name, value)
    days = sub(item, "WeekDays")
    for weekday in (6, 0, 1, 2, 3, 4, 5):
        day = sub(days, "WeekDay")
        sub(day, "DayType", (weekday + 1) % 7 + 1)
        _hours(day, one.hours[weekday])
    if one.days:
        exceptions = sub(item, "Exceptions")
        for found, hours in one.days:
            _exception(exceptions, found, hours)


def _exception(parent: Element, day: date, hours: str) -> None:
    item = sub(parent, "Exception")
    sub(item, "EnteredByOccurrences", 0)
    period = sub(item, "TimePeriod")
    sub(period, "FromDate", f"{day.isoformat()}T00:00:00")
    sub(period, "ToDate", f"{day.isoformat()}T23:59:00")
    sub(item, "Occurrences", 1)
    sub(item, "Name", day.isoformat())
    sub(item, "Type", 1)
    _hours(item, hours)


def _hours(parent: Element, hours: str) -> None:
    spans = [part.strip() for part in hours.split(",") if part.strip()]
    sub(parent, "DayWorking", int(bool(spans)))
    if spans:
        times = sub(parent, "WorkingTimes")
        for start, _dash, end in (span.partition("-") for span in spans):
            one = sub(times, "WorkingTime")
            sub(one, "FromTime", f"{start}:00")
            sub(one, "ToTime", "00:00:00" if end == "24:00" else f"{end}:00")


def _time(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def _length(minutes: int) -> str:
    return f"PT{minutes // 60}H{minutes % 60}M0S"
