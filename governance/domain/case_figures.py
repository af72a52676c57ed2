"""What a business case is worth, by stated conventions.

Amounts are real (without inflation) and fall at the end of their year; year 0 is now and is not discounted;
one flat real rate. Costs are positive amounts on the cost side. Source: HM Treasury Green Book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from governance.domain.cash_flow import bcr, discounted_payback, npv_0, payback, roi
from governance.domain.discounting import flat
from governance.domain.returns import irr
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

CONVENTION = (
    "Real amounts at the end of their year, year 0 undiscounted, one flat real discount rate "
    "(HM Treasury Green Book)."
)
LAST_YEAR = 60


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount in a year on the cost or the benefit side; both sides are written as positive amounts.

    Errors: `flow_invalid` for another side, a year outside 0 to 60, a negative or endless amount.
    """

    year: int
    kind: str
    label: str
    amount: Decimal

    def __post_init__(self) -> None:
        sound = self.amount.is_finite() and self.amount >= 0 and 0 <= self.year <= LAST_YEAR
        if not sound or self.kind not in ("cost", "benefit"):
            sentence = "A cash flow is a cost or a benefit of zero or more, in year 0 to 60."
            raise DomainError("flow_invalid", sentence, {"flows": [("flow_invalid", sentence)]})


@dataclass(frozen=True, slots=True)
class CaseYear:
    """One year of the case: both sides, their difference, and all differences up to it, also discounted."""

    year: int
    cost: Decimal
    benefit: Decimal
    net: Decimal
    cumulative: Decimal
    present: Decimal
    cumulative_present: Decimal


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """NPV in the case's currency; rates and ratios as fractions; payback in years; `rates` is every IRR."""

    npv: Figure[Decimal]
    irr: Figure[float]
    rates: tuple[float, ...]
    payback: Figure[float]
    discounted_payback: Figure[float]
    bcr: Figure[float]
    roi: Figure[float]
    years: tuple[CaseYear, ...]


def _side(flows: Sequence[Flow], kind: str, last: int) -> list[Decimal]:
    sums = [Decimal(0)] * (last + 1)
    for flow in flows:
        if flow.kind == kind:
            sums[flow.year] += flow.amount
    return sums


def case_figures(flows: Sequence[Flow], rate: Decimal) -> CaseFigures:
    """Every figure of the case; all null `no_data` without flows. Errors: `rate_invalid`."""
    schedule = flat(rate)
    if not flows:
        none: Figure[float] = unknown("no_data")
        return CaseFigures(unknown("no_data"), none, (), none, none, none, none, ())
    last = max(flow.year for flow in flows)
    costs, benefits = _side(flows, "cost", last), _side(flows, "benefit", last)
    net = [gain - cost for gain, cost in zip(benefits, costs, strict=True)]
    internal = irr(net)
    return CaseFigures(
        npv=known(npv_0(net, schedule)),
        irr=internal.figure,
        rates=internal.all_rates,
        payback=payback(net),
        discounted_payback=discounted_payback(net, schedule),
        bcr=bcr(benefits, costs, schedule),
        roi=roi(benefits, costs),
        years=_years(costs, benefits, net, schedule.factors(last)),
    )


def _years(
    costs: list[Decimal], benefits: list[Decimal], net: list[Decimal], factors: Sequence[Decimal]
) -> tuple[CaseYear, ...]:
    present = [amount * factor for amount, factor in zip(net, factors, strict=True)]
    rows = zip(costs, benefits, net, accumulate(net), present, accumulate(present), strict=True)
    return tuple(CaseYear(year, *row) for year, row in enumerate(rows))
