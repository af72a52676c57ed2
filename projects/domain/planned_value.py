"""Planned value: a budget spread evenly over the working time between two days (EV-6, EV-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kernel.errors import BadInput

MinutesOfDay = Callable[[date], int]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A baseline budget (money or hours) and the days, both included, on which the work is planned."""

    budget: Decimal
    start: date
    finish: date

    def __post_init__(self) -> None:
        if self.finish < self.start:
            raise BadInput("planned_dates", f"work cannot finish on {self.finish} and start on {self.start}")


def days_between(start: date, finish: date) -> Iterator[date]:
    """Every day from `start` to `finish`, both included."""
    for offset in range((finish - start).days + 1):
        yield start + timedelta(days=offset)


def planned_value_on(work: PlannedWork, day: date, minutes: MinutesOfDay) -> Decimal:
    """PV at the end of `day`, linear over working minutes; after the finish it stays the whole budget.

    Work planned only on days off is due on its finish day.
    """
    if day < work.start:
        return ZERO
    if day >= work.finish:
        return work.budget
    whole = sum(minutes(d) for d in days_between(work.start, work.finish))
    gone = sum(minutes(d) for d in days_between(work.start, day))
    return work.budget * gone / whole if whole else ZERO


def spread(work: PlannedWork, minutes: MinutesOfDay) -> dict[date, Decimal]:
    """The budget per working day, in order. The amounts add up to the budget exactly."""
    amounts: dict[date, Decimal] = {}
    whole = sum(minutes(d) for d in days_between(work.start, work.finish))
    gone, before = 0, ZERO
    for day in days_between(work.start, work.finish):
        gone += minutes(day)
        if minutes(day) == 0 and (whole or day != work.finish):
            continue
        # Differences of the running total, so that no rounding is lost on the way.
        so_far = work.budget if gone == whole else work.budget * gone / whole
        amounts[day] = so_far - before
        before = so_far
    return amounts


def planned_value(works: Iterable[PlannedWork], day: date, minutes: MinutesOfDay) -> Decimal:
    """PV of many packages at the end of `day`: a sum of money, never an average."""
    return sum((planned_value_on(work, day, minutes) for work in works), ZERO)


def cumulative_planned_value(
    works: Iterable[PlannedWork], minutes: MinutesOfDay, days: Iterable[date]
) -> tuple[Decimal, ...]:
    """PV at the end of each of `days` (ascending), in one pass over the packages."""
    per_day: dict[date, Decimal] = {}
    for work in works:
        for day, amount in spread(work, minutes).items():
            per_day[day] = per_day.get(day, ZERO) + amount
    pending = sorted(per_day, reverse=True)
    total, series = ZERO, []
    for day in days:
        while pending and pending[-1] <= day:
            total += per_day[pending.pop()]
        series.append(total)
    return tuple(series)
