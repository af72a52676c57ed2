"""What a fix-or-work-around case is computed from. Amounts are in the one currency of the case."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from kernel.errors import DomainError
from kernel.money import PLACES, Money

DEFAULT_HORIZON = 36  # months, unless the service ends earlier


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """Low, likely, high. Raises `bad_estimate` unless low ≤ likely ≤ high."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise DomainError(
                "bad_estimate", f"not low ≤ likely ≤ high: {self.low}, {self.likely}, {self.high}"
            )

    @classmethod
    def exactly(cls, value: float) -> ThreePoint:
        """A single value, without a range."""
        return cls(value, value, value)

    @property
    def mean(self) -> float:
        """PERT mean (low + 4·likely + high) / 6 (Malcolm et al. 1959)."""
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def is_exact(self) -> bool:
        """Whether there is no range."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that could be done: one-off cost, share of incident cost it removes, and its side effects.

    `delay` months pass before it works. `run_cost` is extra cost per month from then on, negative when it
    saves running cost. `defaults_only` marks a remedy nobody has put a figure to: it is never recommended.
    Raises `bad_estimate` for an effect outside 0 to 1, a negative cost or a negative delay.
    """

    code: str
    cost: ThreePoint
    effect: ThreePoint
    delay: int = 0
    run_cost: float = 0.0
    defaults_only: bool = False

    def __post_init__(self) -> None:
        if self.effect.low < 0 or self.effect.high > 1:
            raise DomainError("bad_estimate", "an effect is a share from 0 to 1")
        if self.cost.low < 0 or self.delay < 0:
            raise DomainError("bad_estimate", "cost and delay cannot be negative")


@dataclass(frozen=True, slots=True)
class Setting:
    """Horizon H in months, yearly discount rate r, monthly growth of the incident rate (0: none).

    Raises `bad_estimate` for a horizon below one month or rates of −100 % and less.
    """

    horizon: int
    discount: float
    growth: float = 0.0

    def __post_init__(self) -> None:
        if self.horizon < 1 or self.discount <= -1 or self.growth <= -1:
            raise DomainError("bad_estimate", "the horizon is at least a month, rates are above −100 %")


def horizon(months_to_service_end: int | None) -> int:
    """H = min(months until the service ends, 36)."""
    return DEFAULT_HORIZON if months_to_service_end is None else min(months_to_service_end, DEFAULT_HORIZON)


def as_money(amount: float, currency: str) -> Money:
    """An estimate as money, to four places."""
    return Money(Decimal(amount).quantize(PLACES, ROUND_HALF_EVEN), currency)


def scaled(money: Money, factor: float) -> Money:
    """Money times an estimate, to four places."""
    return money.times(Decimal(repr(factor)))
