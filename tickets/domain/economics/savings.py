"""Realised savings: what came after the fix, against what would have come without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown
from kernel.money import Money, total
from tickets.domain.economics.distributions import predictive_mean, predictive_quantile
from tickets.domain.economics.inputs import scaled

PROVEN = "proven"
LIKELY = "likely"
NOT_PROVEN = "not_proven"
WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Frozen at the decision: `seen` incidents in `months`, cost of one, users served then."""

    seen: int
    months: float
    cost: Money
    exposure: float = 1.0


@dataclass(frozen=True, slots=True)
class Period:
    """After go-live: months passed, matching incidents (linked or look-alike), and what the fix costs.

    `exposure` is in the unit of the baseline's, for instance users; `run_cost` is per month; `caused` is the
    cost of incidents the fix itself caused.
    """

    months: float
    actual: int
    run_cost: Money
    caused: Money
    exposure: float = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """Expected without the fix (mean and 5, 10, 50, 95 % quantiles), the saving, and what it proves."""

    expected: float
    quantiles: tuple[int, int, int, int]
    actual: int
    saving: Money
    verdict: str


def check(baseline: Baseline, period: Period) -> Check:
    """Saving = (expected − actual)·c₀ − m·months − cost of incidents caused by the fix.

    Proven when fewer came than the 5 % quantile of what would have come without it, likely below the 10 %,
    worse above the 95 %, else not proven. Raises `bad_window` for a length or exposure not above 0.
    """
    if min(baseline.months, period.months, baseline.exposure, period.exposure) <= 0:
        raise DomainError("bad_window", "months and exposure must be more than nothing")
    ahead = period.months * period.exposure / baseline.exposure
    expected = predictive_mean(baseline.seen, baseline.months, ahead)
    q05, q10, q50, q95 = (
        predictive_quantile(baseline.seen, baseline.months, ahead, fraction)
        for fraction in (0.05, 0.10, 0.50, 0.95)
    )
    avoided = scaled(baseline.cost, expected - period.actual)
    saving = avoided - scaled(period.run_cost, period.months) - period.caused
    found = _verdict(period.actual, q05, q10, q95)
    return Check(expected, (q05, q10, q50, q95), period.actual, saving, found)


def return_to_date(checks: Sequence[Check], invested: Money) -> Figure[float]:
    """(Σ savings − invested) ÷ invested; `zero_actual` when nothing was invested."""
    if invested.amount == 0:
        return unknown("zero_actual")
    gained = total((entry.saving for entry in checks), invested.currency)
    return known(float((gained - invested).amount / invested.amount))


def _verdict(actual: int, q05: int, q10: int, q95: int) -> str:
    if actual < q05:
        return PROVEN
    if actual < q10:
        return LIKELY
    return WORSE if actual > q95 else NOT_PROVEN
