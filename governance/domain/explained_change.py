"""What changed in a cost figure since the last report, split so that the parts add up exactly.

A line's cost is quantity × price × exchange rate. Effects are taken in a fixed order (volume at old prices,
price at new volume, exchange at new price), new and dropped lines are scope, and what was recorded late for
the time before the last report stands apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CostLine:
    """Quantity, price per unit in the line's currency, and the rate into the base currency.

    `late` is the part of the quantity that belongs to the time before the last report and came after it.
    """

    quantity: Decimal
    price: Decimal
    fx: Decimal = Decimal(1)
    late: Decimal = ZERO

    @property
    def cost(self) -> Decimal:
        return self.quantity * self.price * self.fx


@dataclass(frozen=True, slots=True)
class Change:
    """The change by cause, in the base currency."""

    scope: Decimal = ZERO
    volume: Decimal = ZERO
    price: Decimal = ZERO
    fx: Decimal = ZERO
    late: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.scope + self.volume + self.price + self.fx + self.late

    def __add__(self, other: Change) -> Change:
        return Change(
            self.scope + other.scope,
            self.volume + other.volume,
            self.price + other.price,
            self.fx + other.fx,
            self.late + other.late,
        )


def explain(before: Mapping[str, CostLine], after: Mapping[str, CostLine]) -> Change:
    """The causes of `Σ cost after − Σ cost before`; `total` is that difference exactly."""
    result = Change()
    for code in sorted(before.keys() | after.keys()):
        result = result + _of_line(before.get(code), after.get(code))
    return result


def _of_line(old: CostLine | None, new: CostLine | None) -> Change:
    if new is None:
        return Change(scope=-old.cost) if old else Change()
    if old is None:
        late = new.late * new.price * new.fx
        return Change(scope=new.cost - late, late=late)
    late = new.late * old.price * old.fx
    return Change(
        volume=(new.quantity - old.quantity) * old.price * old.fx - late,
        price=new.quantity * (new.price - old.price) * old.fx,
        fx=new.quantity * new.price * (new.fx - old.fx),
        late=late,
    )
