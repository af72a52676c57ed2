"""What an hour of a person costs on a given day, and what a piece of work therefore cost.

cost = minutes / 60 x the rate valid on that day; a person's own rate beats the rate of a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.errors import DomainError
from kernel.money import Money

MINUTES_PER_HOUR = 60
LONGEST_ENTRY = 24 * MINUTES_PER_HOUR


@dataclass(frozen=True, slots=True)
class Rate:
    """An hourly rate, valid from its first day to its last, both included; no last day means until further
    notice. `personal` tells a person's own rate from a role's."""

    per_hour: Money
    valid_from: date
    valid_to: date | None
    personal: bool

    def holds_on(self, day: date) -> bool:
        """Is it in force on that day?"""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def rate_on(rates: Iterable[Rate], day: date) -> Rate | None:
    """The rate in force: personal before role, then the latest to begin. None when no rate holds."""
    valid = [rate for rate in rates if rate.holds_on(day)]
    return max(valid, key=lambda rate: (rate.personal, rate.valid_from), default=None)


def cost(minutes: int, rate: Rate) -> Money:
    """Exact to four places, half-even; negative minutes (a reversal) give a negative cost."""
    return rate.per_hour.times(Decimal(minutes) / MINUTES_PER_HOUR)


def check_minutes(minutes: int) -> None:
    """A piece of work takes 1 minute to 24 hours. Raises `DomainError` `bad_minutes`."""
    if not 1 <= minutes <= LONGEST_ENTRY:
        raise DomainError(
            "bad_minutes", "Work takes 1 to 1440 minutes a day.",
            {"minutes": [("bad_minutes", "Between 1 and 1440.")]},
        )  # fmt: skip
