"""The questions asked of a calendar; each is answered from the one axis of `kernel.worktime.axis`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kernel.errors import DomainError
from kernel.worktime.axis import Axis, axis_of, check_range, instant, ticks
from kernel.worktime.calendar import Calendar, zone_of

_MICROSECOND = timedelta(microseconds=1)
PATIENCE_DAYS = 20 * 366
MOST = timedelta(days=20 * 366)


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time in [start, end); zero when `end` is not after `start`."""
    axis = _axis(calendar)
    begin, finish = ticks(start), ticks(end)
    if finish <= begin:
        return timedelta(0)
    return timedelta(microseconds=axis.position(finish) - axis.position(begin))


def due(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The first instant, not before `start`, at which `amount` of working time has passed since `start`.

    So `elapsed(calendar, start, due(calendar, start, amount)) == amount`. Raises `negative_amount`,
    `no_working_time` if the calendar stays closed, `out_of_range`, `naive_time`.
    """
    axis, begin, wanted = _axis(calendar), ticks(start), _amount(amount)
    if not wanted:
        return instant(begin)
    return instant(axis.earliest(axis.position(begin) + wanted, begin))


def start_for(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """The last instant, not after `end`, from which `amount` of working time passes until `end`."""
    axis, finish, wanted = _axis(calendar), ticks(end), _amount(amount)
    if not wanted:
        return instant(finish)
    return instant(axis.latest(axis.position(finish) - wanted, finish))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """The first instant of working time not before `at`."""
    axis, begin = _axis(calendar), ticks(at)
    return instant(max(begin, axis.latest(axis.position(begin), begin)))


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether `at` is working time; intervals include their start and not their end."""
    return elapsed(calendar, at, at + _MICROSECOND) > timedelta(0)


def windows(calendar: Calendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The working spans of a local date, in UTC."""
    return tuple((instant(start), instant(end)) for start, end in _axis(calendar).spans(day))


def day_length(calendar: Calendar, day: date) -> timedelta:
    """Working time on a local date, as it really passes on days on which the clocks change."""
    return timedelta(microseconds=sum(end - start for start, end in _axis(calendar).spans(day)))


def end_of_business_day(calendar: Calendar, start: datetime, days: int) -> datetime:
    """The end of the `days`-th business day, counting the day of `start` if working time is left on it.

    Raises `negative_amount` for fewer than one day, `no_working_time` if the calendar stays closed.
    """
    if days < 1:
        raise DomainError("negative_amount", f"at least one business day is needed, not {days}")
    axis, begin = _axis(calendar), ticks(start)
    day, closed = local_date(calendar, start), 0
    while closed <= PATIENCE_DAYS:
        last = max((end for _, end in axis.spans(day)), default=begin)
        days, closed = (days - 1, 0) if last > begin else (days, closed + 1)
        if not days:
            return instant(last)
        day += timedelta(days=1)
    raise DomainError("no_working_time", "the calendar has no working time left")


def business_days_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Local dates with working hours after the date of `start`, up to and including the date of `end`."""
    first, last = local_date(calendar, start), local_date(calendar, end)
    following = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sum(1 for day in following if calendar.hours(day))


def local_date(calendar: Calendar, at: datetime) -> date:
    """The calendar's own date at an instant. Raises `out_of_range`, `naive_time`."""
    check_range(ticks(at))
    return at.astimezone(zone_of(calendar.zone)).date()


def _axis(calendar: Calendar) -> Axis:
    return axis_of(calendar)


def _amount(amount: timedelta) -> int:
    if amount < timedelta(0):
        raise DomainError("negative_amount", f"an amount of time cannot be negative: {amount}")
    if amount > MOST:
        raise DomainError("out_of_range", f"more working time than a calendar can promise: {amount}")
    return amount // _MICROSECOND
