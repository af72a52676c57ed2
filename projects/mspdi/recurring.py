"""Exceptions that recur, as a list of their dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from xml.etree.ElementTree import Element  # nosec B405  # types only

from projects.mspdi.elements import number, text

Matches = Callable[[Element, date, date], bool]


def recurring(exception: Element, days: list[date], notes: list[str]) -> Iterable[date]:
    """The days of the period on which the exception holds; of a kind that is not read, none."""
    kind = text(exception, "Type", "1")
    if not days:
        return ()
    matches = _KINDS.get(kind)
    if matches is None:
        notes.append(f"Calendar exception {text(exception, 'Name')!r} recurs in a way that is not read.")
        return ()
    found = (day for day in days if matches(exception, days[0], day))
    if text(exception, "EnteredByOccurrences") == "1" and number(exception, "Occurrences"):
        return islice(found, number(exception, "Occurrences"))
    return found


def _step(exception: Element) -> int:
    return max(1, number(exception, "Period"))


def _daily(exception: Element, first: date, day: date) -> bool:
    return (day - first).days % _step(exception) == 0


def _weekly(exception: Element, first: date, day: date) -> bool:
    """`DaysOfWeek` is a sum of 1 for Sunday, 2 for Monday … 64 for Saturday."""
    on_day = number(exception, "DaysOfWeek") >> ((day.weekday() + 1) % 7) & 1
    weeks = (_sunday(day) - _sunday(first)).days // 7
    return bool(on_day) and weeks % _step(exception) == 0


def _sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _months(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def _monthly(exception: Element, first: date, day: date) -> bool:
    return day.day == number(exception, "MonthDay") and _months(first, day) % _step(exception) == 0


def _yearly(exception: Element, _first: date, day: date) -> bool:
    """`Month` counts from 0."""
    return day.month == number(exception, "Month") + 1 and day.day == number(exception, "MonthDay")


def _monthly_by_position(exception: Element, first: date, day: date) -> bool:
    return _months(first, day) % _step(exception) == 0 and _in_position(exception, day)


def _yearly_by_position(exception: Element, _first: date, day: date) -> bool:
    return day.month == number(exception, "Month") + 1 and _in_position(exception, day)


def _in_position(exception: Element, day: date) -> bool:
    """`MonthItem` 0 any day, 1 weekday, 2 weekend day, 3 Sunday … 9 Saturday; position 4 is the last."""
    position = number(exception, "MonthPosition")
    same = [one for one in _days_of_month(day) if _is_item(number(exception, "MonthItem"), one)]
    wanted = same[-1:] if position == 4 else same[position : position + 1]
    return day in wanted


def _is_item(item: int, day: date) -> bool:
    if item < 3:
        return (True, day.weekday() < 5, day.weekday() >= 5)[item]
    return (day.weekday() + 1) % 7 == item - 3


def _days_of_month(day: date) -> Iterator[date]:
    one = day.replace(day=1)
    while one.month == day.month:
        yield one
        one += timedelta(days=1)


_KINDS: dict[str, Matches] = {
    "1": _daily, "2": _yearly, "3": _yearly_by_position, "4": _monthly, "5": _monthly_by_position,
    "6": _weekly, "7": _daily,
}  # fmt: skip
