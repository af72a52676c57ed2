"""Discount rates and factors: flat or declining by year, real or nominal.

Source: HM Treasury Green Book, annex 6 (declining schedule, real social time preference rate).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from itertools import pairwise

from kernel.errors import DomainError
from kernel.money import PLACES

Rate = Decimal | float | int


class PriceBasis(StrEnum):
    """Whether inflation is inside the amounts (nominal) or taken out of them (real)."""

    REAL = "real"
    NOMINAL = "nominal"


def rate_of(rate: Rate) -> Decimal:
    """The rate as an exact decimal fraction (0.035 is 3.5 %). Errors: `rate_invalid` at -1 and below."""
    exact = Decimal(str(rate))
    if not exact.is_finite() or exact <= -1:
        raise DomainError("rate_invalid", f"a discount rate lies above -100 %, not at {rate}")
    return exact


@dataclass(frozen=True, slots=True)
class DiscountSchedule:
    """Yearly rates by step: (last year the rate holds for, rate); the last step is open (`None`).

    Errors: `schedule_invalid` when the steps do not ascend or none is open at the end; `rate_invalid`.
    """

    steps: tuple[tuple[int | None, Decimal], ...]
    basis: PriceBasis = PriceBasis.REAL

    def __post_init__(self) -> None:
        ends = [end for end, _ in self.steps]
        closed = [end for end in ends[:-1] if end is not None]
        ordered = all(low < high for low, high in pairwise(closed))
        if not ends or ends[-1] is not None or len(closed) != len(ends) - 1 or not ordered:
            raise DomainError("schedule_invalid", "steps ascend by year and the last one is open")
        for _, rate in self.steps:
            rate_of(rate)

    def rate_in(self, year: int) -> Decimal:
        """The rate that discounts from the end of `year` to the end of the year before."""
        return next(rate for end, rate in self.steps if end is None or year <= end)

    def factors(self, last_year: int) -> tuple[Decimal, ...]:
        """`DF_t = Π 1/(1+r_s)` for t = 0 to `last_year`; DF_0 is 1."""
        result = [Decimal(1)]
        for year in range(1, last_year + 1):
            result.append(result[-1] / (1 + self.rate_in(year)))
        return tuple(result)


def flat(rate: Rate, basis: PriceBasis = PriceBasis.REAL) -> DiscountSchedule:
    """One rate for ever."""
    return DiscountSchedule(((None, rate_of(rate)),), basis)


GREEN_BOOK = DiscountSchedule(
    (
        (30, Decimal("0.035")),
        (75, Decimal("0.030")),
        (125, Decimal("0.025")),
        (200, Decimal("0.020")),
        (300, Decimal("0.015")),
        (None, Decimal("0.010")),
    )
)


def as_schedule(rates: DiscountSchedule | Rate) -> DiscountSchedule:
    """A plain rate is a flat schedule."""
    return rates if isinstance(rates, DiscountSchedule) else flat(rates)


def to_places(amount: Decimal) -> Decimal:
    """Money as it is kept: four places, half-even."""
    return amount.quantize(PLACES, ROUND_HALF_EVEN)
