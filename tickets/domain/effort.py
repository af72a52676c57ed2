"""What was worked on a ticket: minutes, and their cost where it can be said in one currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Work:
    """One time entry: minutes (negative for a reversal) and its price, None where no rate held."""

    minutes: int
    amount: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Effort:
    """The sums. `cost` is None where nothing has a price or where currencies mix."""

    minutes: int
    cost: Money | None


def worked(entries: Iterable[Work]) -> Effort:
    """Sum the entries; a currency whose entries were all taken back does not count as a second one."""
    minutes, sums = 0, dict[str, Decimal]()
    for entry in entries:
        minutes += entry.minutes
        if entry.amount is not None:
            sums[entry.currency] = sums.get(entry.currency, Decimal(0)) + entry.amount
    left = {currency: amount for currency, amount in sums.items() if amount} or sums
    if len(left) != 1:
        return Effort(minutes, None)
    currency, amount = left.popitem()
    return Effort(minutes, Money(amount, currency))
