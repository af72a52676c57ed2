"""Operational debt: an open known error costs interest every month, paid instead of its fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.figures import Figure, known, unknown
from kernel.money import Money, total
from tickets.domain.economics.inputs import scaled

STEPS = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class KnownError:
    """An open known error.

    `incidents` came in the last `months` at the mean `cost`; `paid` is their whole cost since the error is
    known; `fix_cost` is the expected cost of the fix, None while nobody has estimated it.
    """

    key: str
    service: str
    incidents: int
    months: float
    cost: Money
    paid: Money
    fix_cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """Interest per month (λ·c), paid ÷ expected fix cost, and the highest step of 0.5, 1, 2 reached."""

    key: str
    service: str
    interest: Figure[Money]
    paid: Money
    paid_multiple: Figure[float]
    step: float | None


def owe(error: KnownError) -> Debt:
    """The debt of one known error.

    Interest is `no_data` without any months; the multiple is `no_data` without an estimate and
    `zero_planned` for one of nothing, `mixed_currency` for one in another currency.
    """
    interest: Figure[Money] = unknown("no_data")
    if error.months > 0:
        interest = known(scaled(error.cost, error.incidents / error.months))
    multiple = _multiple(error)
    reached = [step for step in STEPS if multiple.value is not None and multiple.value >= step]
    return Debt(error.key, error.service, interest, error.paid, multiple, max(reached, default=None))


def by_service(debts: Iterable[Debt], currency: str) -> tuple[tuple[str, Money, Money], ...]:
    """Service, interest per month, paid so far; dearest first. Undefined interest adds nothing."""
    held: dict[str, list[Debt]] = {}
    for debt in debts:
        held.setdefault(debt.service, []).append(debt)
    rows = (
        (
            service,
            total((d.interest.value for d in owed if d.interest.value is not None), currency),
            total((d.paid for d in owed), currency),
        )
        for service, owed in held.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row[1].amount, row[0])))


def _multiple(error: KnownError) -> Figure[float]:
    if error.fix_cost is None:
        return unknown("no_data")
    if error.fix_cost.currency != error.paid.currency:
        return unknown("mixed_currency")
    if error.fix_cost.amount == 0:
        return unknown("zero_planned")
    return known(float(error.paid.amount / error.fix_cost.amount))
