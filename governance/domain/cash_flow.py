"""Discounted cash flow: present values, payback, cost-benefit ratios and switching values.

Amounts are `Decimal`, one per year from year 0, income positive. Money comes back as `Decimal` kept to four
places, ratios and years as `float`. Sources: HM Treasury Green Book; Microsoft Excel NPV and XNPV.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from governance.domain.discounting import (
    DiscountSchedule,
    PriceBasis,
    Rate,
    as_schedule,
    rate_of,
    to_places,
)
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown
from kernel.money import Money

Flows = Sequence[Decimal]
Rates = DiscountSchedule | Rate
DAYS_A_YEAR = 365


def _present(flows: Flows, rates: Rates) -> Decimal:
    factors = as_schedule(rates).factors(max(len(flows) - 1, 0))
    return sum((flow * factor for flow, factor in zip(flows, factors, strict=False)), Decimal(0))


def npv_0(flows: Flows, rates: Rates) -> Decimal:
    """`Σ CF_t · DF_t` with year 0 undiscounted (Green Book). Errors: `rate_invalid`."""
    return to_places(_present(flows, rates))


def npv_xl(flows: Flows, rates: Rates) -> Decimal:
    """As Excel's NPV: the first flow falls at the end of year 1. Errors: `rate_invalid`."""
    return npv_0([Decimal(0), *flows], rates)


@dataclass(frozen=True, slots=True)
class DatedFlow:
    """An amount on a day."""

    day: date
    amount: Decimal


def year_fractions(flows: Sequence[DatedFlow], valued_on: date | None = None) -> tuple[float, ...]:
    """Years of 365 days from the valuation date (the first flow's day if not given), leap days unadjusted.

    Errors: `before_valuation` when a flow lies earlier.
    """
    start = valued_on or flows[0].day
    days = [(flow.day - start).days for flow in flows]
    if min(days, default=0) < 0:
        raise DomainError("before_valuation", f"a cash flow lies before the valuation date {start}")
    return tuple(day / DAYS_A_YEAR for day in days)


def xnpv(flows: Sequence[DatedFlow], rate: Rate, valued_on: date | None = None) -> Decimal:
    """`Σ CF_i / (1+r)^((d_i − d_0)/365)`. No flows: 0. Errors: `rate_invalid`, `before_valuation`."""
    growth = 1 + rate_of(rate)
    if not flows:
        return to_places(Decimal(0))
    years = year_fractions(flows, valued_on)
    terms = (flow.amount / growth ** Decimal(year) for flow, year in zip(flows, years, strict=True))
    return to_places(sum(terms, Decimal(0)))


def payback(flows: Flows) -> Figure[float]:
    """Years until the cumulative flow first reaches zero, linear inside the year.

    Null `no_data` without flows, `no_sign_change` when it is never reached.
    """
    if not flows:
        return unknown("no_data")
    total = flows[0]
    if total >= 0:
        return known(0.0)
    for year, flow in enumerate(flows[1:], start=1):
        if total + flow >= 0:
            return known(float(year - 1 - total / flow))
        total += flow
    return unknown("no_sign_change")


def discounted_payback(flows: Flows, rates: Rates) -> Figure[float]:
    """Payback on `DF_t · CF_t`; nulls as `payback`."""
    factors = as_schedule(rates).factors(max(len(flows) - 1, 0))
    return payback([flow * factor for flow, factor in zip(flows, factors, strict=False)])


def _ratio(part: Decimal, whole: Decimal) -> Figure[float]:
    return known(float(part / whole)) if whole > 0 else unknown("zero_planned")


def bcr(benefits: Flows, costs: Flows, rates: Rates) -> Figure[float]:
    """PV of benefits / PV of resource costs, both given as positive amounts.

    A disbenefit is a negative benefit and stays above the line; income that offsets cost is a negative
    cost. Null `zero_planned` when costs have no present value above zero.
    """
    return _ratio(_present(benefits, rates), _present(costs, rates))


def roi(benefits: Flows, costs: Flows) -> Figure[float]:
    """`(Σ benefits − Σ costs) / Σ costs`, undiscounted; null `zero_planned` without cost."""
    paid = sum(costs, Decimal(0))
    return _ratio(sum(benefits, Decimal(0)) - paid, paid)


def roi_from_return_ratio(return_over_cost: float) -> float:
    """The ROI meant by a source that states return / cost without subtracting the cost."""
    return return_over_cost - 1


def switching_value(line: Flows, others: Flows, rates: Rates) -> Figure[float]:
    """The factor on `line` at which NPV_0 of `line` and `others` together is zero (1 = as estimated).

    Null `zero_planned` when the line has no present value: no factor on it changes anything.
    """
    worth = _present(line, rates)
    return known(float(-_present(others, rates) / worth)) if worth else unknown("zero_planned")


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money in a year (0 = now) and whether inflation is inside it."""

    year: int
    money: Money
    basis: PriceBasis

    def __post_init__(self) -> None:
        if self.year < 0:
            raise DomainError("before_valuation", "cash flows start in year 0; what is past is sunk")


def price_basis(bases: Iterable[PriceBasis]) -> PriceBasis | None:
    """The one basis of a case, `None` for an empty one. Errors: `mixed_price_basis`."""
    found = set(bases)
    if len(found) > 1:
        raise DomainError("mixed_price_basis", "real and nominal amounts cannot be in one case")
    return found.pop() if found else None


def by_year(flows: Iterable[CashFlow]) -> Figure[tuple[Decimal, ...]]:
    """The yearly sums from year 0; null `no_data` or `mixed_currency`. Errors: `mixed_price_basis`."""
    lines = tuple(flows)
    price_basis(line.basis for line in lines)
    if not lines:
        return unknown("no_data")
    if len({line.money.currency for line in lines}) > 1:
        return unknown("mixed_currency")
    sums = [Decimal(0)] * (1 + max(line.year for line in lines))
    for line in lines:
        sums[line.year] += line.money.amount
    return known(tuple(sums))


def npv_of_case(flows: Iterable[CashFlow], rates: DiscountSchedule) -> Figure[Decimal]:
    """NPV_0 of a case whose amounts and discount rates share one price basis.

    Null `no_data` or `mixed_currency`. Errors: `mixed_price_basis`.
    """
    lines = tuple(flows)
    if lines:
        price_basis([rates.basis, *(line.basis for line in lines)])
    sums = by_year(lines)
    return unknown(sums.null_reason or "no_data") if sums.value is None else known(npv_0(sums.value, rates))
