"""Replay: facts as they were known on a day, or as we now know they were.

Every fact has the day it was true (valid) and the moment it was recorded (known); a correction is a new row
with the key of the fact it corrects. `view(v, k)` is what was true by v as known at k (Snodgrass 1999).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A row: what it is about (`key`), when it was true, when it was recorded, and what it says.

    `value` is `None` in a correction that takes the fact back altogether.
    """

    key: str
    valid_on: date
    known_at: datetime
    value: T | None

    def __post_init__(self) -> None:
        if self.known_at.tzinfo is None:
            raise DomainError("time_naive", f"{self.key} was recorded at a time without a zone")


def view(rows: Iterable[Fact[T]], valid_at: date, known_at: datetime) -> dict[str, Fact[T]]:
    """The latest row of each key among those recorded by `known_at`, if it is valid by `valid_at`.

    A correction replaces the fact wherever it moves it: one moved beyond `valid_at` is gone from the view.
    Of two rows recorded at one moment the one given later is the later.
    """
    latest: dict[str, Fact[T]] = {}
    for row in rows:
        if row.known_at <= known_at and (row.key not in latest or row.known_at >= latest[row.key].known_at):
            latest[row.key] = row
    return {k: row for k, row in latest.items() if row.value is not None and row.valid_on <= valid_at}


def total(rows: Iterable[Fact[Decimal]], valid_at: date, known_at: datetime) -> Decimal:
    """The sum of a view."""
    return sum((row.value or Decimal(0) for row in view(rows, valid_at, known_at).values()), Decimal(0))


@dataclass(frozen=True, slots=True)
class Hindsight:
    """A total as it was known at the time, as it is known now, and the difference."""

    as_was: Decimal
    as_known_now: Decimal

    @property
    def hindsight(self) -> Decimal:
        return self.as_known_now - self.as_was


def hindsight(rows: Sequence[Fact[Decimal]], valid_at: date, then: datetime, now: datetime) -> Hindsight:
    """The total true by `valid_at`, as known `then` and as known `now`."""
    return Hindsight(total(rows, valid_at, then), total(rows, valid_at, now))


@dataclass(frozen=True, slots=True)
class Lateness:
    """How much of a period became known only after its close."""

    amount: Decimal
    late: Decimal
    share: Figure[float]


def late_information(
    rows: Sequence[Fact[Decimal]], start: date, end: date, closed_at: datetime, now: datetime
) -> Lateness:
    """What is true of the period `start` to `end` (both included) and what of it the books missed at close.

    Late is the sum of what moved, up or down; null share `no_data` for a period without amounts.
    """
    before, after = view(rows, end, closed_at), view(rows, end, now)

    def inside(row: Fact[Decimal] | None) -> Decimal:
        return row.value or Decimal(0) if row and start <= row.valid_on <= end else Decimal(0)

    keys = before.keys() | after.keys()
    amount = sum((inside(after.get(key)) for key in keys), Decimal(0))
    late = sum((abs(inside(after.get(key)) - inside(before.get(key))) for key in keys), Decimal(0))
    return Lateness(amount, late, known(float(late / amount)) if amount > 0 else unknown("no_data"))


def inputs_hash(rows: Iterable[Fact[T]], valid_at: date, known_at: datetime) -> str:
    """A digest of what a view holds: the same facts give the same digest whatever came later."""
    seen = view(rows, valid_at, known_at)
    lines = (f"{key}|{seen[key].valid_on}|{_digits(seen[key].value)}" for key in sorted(seen))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _digits(value: object) -> str:
    """A decimal is written in one way, however many zeros it was given with."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else repr(value)
