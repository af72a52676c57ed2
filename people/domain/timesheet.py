"""The week of a person as a grid: what was worked on, by day, with sums that cannot disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kernel.figures import Figure, known, unknown
from kernel.money import Money

DAYS = 7
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Worked:
    """A time entry as the sheet reads it; minutes and amount of a reversal are negative. `amount` is None
    when no rate held."""

    subject_type: str
    subject_id: int
    subject_key: str
    day: date
    minutes: int
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CellSum:
    """A day of a subject: the minutes that stand, and how many rows tell of it."""

    day: date
    minutes: int
    entries: int


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject's week."""

    type: str
    id: int
    key: str
    cells: tuple[CellSum, ...]
    minutes: int
    money: Figure[Money]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A person's week: rows by first appearance, minutes per day and in all."""

    monday: date
    rows: tuple[SubjectRow, ...]
    per_day: tuple[int, ...]
    minutes: int
    money: Figure[Money]


def monday_of(day: date) -> date:
    """The first day of the ISO week that holds `day`."""
    return day - timedelta(days=day.weekday())


def week(monday: date) -> tuple[date, ...]:
    """The seven days from `monday` on."""
    return tuple(monday + timedelta(days=offset) for offset in range(DAYS))


def sheet(entries: Iterable[Worked], monday: date, also: Mapping[Key, str] | None = None) -> Sheet:
    """Fold the entries of the week from `monday` on; others are left out. `also` names subjects that have a
    row although nothing was worked on them yet."""
    days = week(monday)
    mine = [entry for entry in entries if monday <= entry.day <= days[-1]]
    keys: dict[Key, str] = {(entry.subject_type, entry.subject_id): entry.subject_key for entry in mine}
    keys |= {key: name for key, name in (also or {}).items() if key not in keys}
    rows = tuple(_row(key, name, mine, days) for key, name in keys.items())
    per_day = tuple(sum(entry.minutes for entry in mine if entry.day == day) for day in days)
    return Sheet(monday, rows, per_day, sum(per_day), priced(mine))


def _row(key: Key, name: str, entries: Iterable[Worked], days: Iterable[date]) -> SubjectRow:
    mine = [entry for entry in entries if (entry.subject_type, entry.subject_id) == key]
    cells = tuple(_cell(day, [entry for entry in mine if entry.day == day]) for day in days)
    return SubjectRow(*key, name, cells, sum(cell.minutes for cell in cells), priced(mine))


def _cell(day: date, entries: list[Worked]) -> CellSum:
    return CellSum(day, sum(entry.minutes for entry in entries), len(entries))


def priced(entries: Iterable[Worked]) -> Figure[Money]:
    """Their exact cost. Unknown with `no_data` where nothing has a price and `mixed_currency` where they
    do not add up; a currency whose entries were all taken back is no second one."""
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if entry.amount is not None:
            sums[entry.currency] = sums.get(entry.currency, Decimal(0)) + entry.amount
    left = {currency: amount for currency, amount in sums.items() if amount} or dict(list(sums.items())[:1])
    if not left:
        return unknown("no_data")
    if len(left) > 1:
        return unknown("mixed_currency")
    ((currency, amount),) = left.items()
    return known(Money(amount, currency))
