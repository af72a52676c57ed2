"""Rates of return: IRR, XIRR and MIRR. Never rank options by them; rank by net present value.

Sources: Microsoft Excel IRR, MIRR and XIRR; numpy-financial. Rates are fractions per year (`float`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.domain.cash_flow import DatedFlow, Flows, npv_0, xnpv, year_fractions
from governance.domain.discounting import Rate, rate_of
from governance.domain.exponential_roots import merged, roots
from kernel.figures import Figure, known, unknown

PROFILE_POINTS = 13
PROFILE_MARGIN = 0.10
PROFILE_FLOOR = -0.95


@dataclass(frozen=True, slots=True)
class InternalRate:
    """The rate if there is exactly one, every rate at which the net present value is zero, and, when
    there are several, the net present value over a range of rates around them.

    Null `no_sign_change` when there is none, `multiple_roots` when there is more than one.
    """

    figure: Figure[float]
    all_rates: tuple[float, ...]
    profile: tuple[tuple[float, Decimal], ...] = ()


def _rates_at_zero(terms: Iterable[tuple[float, float]]) -> tuple[float, ...]:
    """All rates above -1 that solve it; one too large for a float is no rate and is left out."""
    logs = roots(merged(terms))
    return tuple(rate for log in logs if log < 700 and (rate := math.expm1(log)) > -1)


def _figure(rates: tuple[float, ...]) -> Figure[float]:
    if len(rates) == 1:
        return known(rates[0])
    return unknown("multiple_roots" if rates else "no_sign_change")


def profile_rates(rates: tuple[float, ...]) -> tuple[float, ...]:
    """Evenly spaced rates from a little below the lowest to a little above the highest."""
    low = max(min(rates) - PROFILE_MARGIN, PROFILE_FLOOR)
    high = max(rates) + PROFILE_MARGIN
    return tuple(round(low + (high - low) * i / (PROFILE_POINTS - 1), 6) for i in range(PROFILE_POINTS))


def irr(flows: Flows) -> InternalRate:
    """Every r above -1 with `Σ CF_t / (1+r)^t = 0`."""
    rates = _rates_at_zero((float(year), float(flow)) for year, flow in enumerate(flows))
    profile = profile_rates(rates) if len(rates) > 1 else ()
    return InternalRate(_figure(rates), rates, tuple((rate, npv_0(flows, rate)) for rate in profile))


def xirr(flows: Sequence[DatedFlow]) -> InternalRate:
    """Every r above -1 at which XNPV is zero. Errors: `before_valuation`."""
    years = year_fractions(flows) if flows else ()
    rates = _rates_at_zero((year, float(flow.amount)) for year, flow in zip(years, flows, strict=True))
    profile = profile_rates(rates) if len(rates) > 1 else ()
    return InternalRate(_figure(rates), rates, tuple((rate, xnpv(flows, rate)) for rate in profile))


def mirr(flows: Flows, finance: Rate, reinvest: Rate) -> Figure[float]:
    """`(FV(incomes, reinvest) / −PV(outlays, finance))^(1/(n−1)) − 1`, n flows.

    Null `no_sign_change` unless there is an outlay and an income. Errors: `rate_invalid`.
    """
    last = len(flows) - 1
    growth = 1 + rate_of(reinvest)
    incomes = sum((flow * growth ** (last - year) for year, flow in enumerate(flows) if flow > 0), Decimal(0))
    cost = 1 + rate_of(finance)
    outlays = sum((-flow / cost**year for year, flow in enumerate(flows) if flow < 0), Decimal(0))
    if not incomes or not outlays:
        return unknown("no_sign_change")
    return known(float(incomes / outlays) ** (1 / last) - 1)
