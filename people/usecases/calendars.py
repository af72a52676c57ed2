"""Setting when work is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import NotVisible
from kernel.events import Subject
from kernel.usecases import permit, usecase
from kernel.worktime import spans
from kernel.worktime.calendar import zone_of
from people.access import CALENDAR_SET
from people.events import CalendarDaySet, CalendarWeekSet
from people.models import CalendarDay, CalendarWeek, WorkCalendar


@dataclass(frozen=True, slots=True)
class SetWeek:
    """The week of a calendar from a day on; a calendar that does not exist is made."""

    code: str
    name: str
    zone: str
    valid_from: date
    hours: tuple[str, str, str, str, str, str, str]


@usecase("calendar.set_week")
def set_week(actor: Actor, command: SetWeek, *, at: datetime) -> WorkCalendar:
    """A calendar's zone is the one it was made with.

    Raises `DomainError`: `unknown_zone`, `bad_hours`, `outside_day`, `empty_interval`,
    `overlapping_intervals`.
    """
    permit(actor, CALENDAR_SET)
    zone_of(command.zone)
    for text in command.hours:
        spans(text)
    calendar, _made = WorkCalendar.objects.get_or_create(
        code=command.code, defaults={"name": command.name, "zone": command.zone}
    )
    CalendarWeek.objects.update_or_create(
        calendar=calendar, valid_from=command.valid_from, defaults={"hours": list(command.hours)}
    )
    event = CalendarWeekSet(command.code, command.valid_from, command.hours)
    record(actor, event, Subject("calendar", calendar.pk, calendar.code), at)
    return calendar


@dataclass(frozen=True, slots=True)
class SetDay:
    """A date with hours of its own; no hours is a holiday."""

    code: str
    day: date
    hours: str = ""
    name: str = ""


@usecase("calendar.set_day")
def set_day(actor: Actor, command: SetDay, *, at: datetime) -> CalendarDay:
    """Raises `NotVisible` for no such calendar, and the codes of bad hours."""
    permit(actor, CALENDAR_SET)
    spans(command.hours)
    calendar = WorkCalendar.objects.filter(code=command.code).first()
    if calendar is None:
        raise NotVisible("not_found", "There is no such calendar.")
    row, _made = CalendarDay.objects.update_or_create(
        calendar=calendar, day=command.day, defaults={"hours": command.hours, "name": command.name}
    )
    event = CalendarDaySet(command.code, command.day, command.hours, command.name)
    record(actor, event, Subject("calendar", calendar.pk, calendar.code), at)
    return row
