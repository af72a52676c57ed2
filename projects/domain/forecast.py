"""The forecasts that alert rules hold against promises: budget, date, estimate growth (BL-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kernel.errors import BadInput
from kernel.figures import Figure, known, unknown
from projects.domain.earned_value import EarnedValue
from projects.domain.figure_math import ratio

GrowthLevel = Literal["none", "significant", "critical"]
EstimateSource = Literal["reported", "bottom_up", "performance", "atypical", "none"]


@dataclass(frozen=True, slots=True)
class ReportedForecast:
    """An estimate at completion that somebody reported, and the day from which it holds."""

    amount: Decimal
    valid_on: date


@dataclass(frozen=True, slots=True)
class EstimateAtCompletion:
    """An estimate at completion and where it comes from: never one without the other."""

    value: Figure[Decimal]
    source: EstimateSource


@dataclass(frozen=True, slots=True)
class GrowthPolicy:
    """Growth from which a level applies, over the current or over the original baseline, as fractions."""

    significant_over_current: Decimal = Decimal("0.15")
    significant_over_original: Decimal = Decimal("0.30")
    critical_over_current: Decimal = Decimal("0.25")
    critical_over_original: Decimal = Decimal("0.50")


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth of an estimate over both baselines. `level` is null when neither can be computed."""

    level: Figure[GrowthLevel]
    over_current: Figure[Decimal]
    over_original: Figure[Decimal]


def budget_spent(spent: Decimal, authority: Decimal | None) -> Figure[Decimal]:
    """Spent (or exposure) as a fraction of the authority to spend, in the same currency.

    No authority is `no_baseline`, an authority of 0 or less is `zero_planned`.
    """
    if authority is None:
        return unknown("no_baseline")
    return ratio(known(spent), known(authority), "zero_planned")


def forecast_overrun(forecast: Decimal | None, promise: Decimal | None) -> Figure[Decimal]:
    """How far a forecast lies above its promise, as a fraction of the promise; negative is below.

    No promise is `no_baseline`, no forecast `no_data`, a promise of 0 or less `zero_planned`.
    """
    if promise is None:
        return unknown("no_baseline")
    if forecast is None:
        return unknown("no_data")
    return ratio(known(forecast - promise), known(promise), "zero_planned")


def estimate_at_completion(reported: ReportedForecast | None, value: EarnedValue) -> EstimateAtCompletion:
    """The one estimate that rules use, and its source, from the strongest evidence to the weakest.

    A reported forecast comes first, at least what is already spent; then bottom-up (D); then cost performance
    (B); before anything is earned, the rest as planned (A). Work earned at no cost is a doubt about the data
    and gives no estimate, so that booking the cost can never lower one.
    """
    if reported is not None:
        spent = value.ac.value
        amount = reported.amount if spent is None else max(reported.amount, spent)
        return EstimateAtCompletion(known(amount), "reported")
    if value.eac_d.value is not None:
        return EstimateAtCompletion(value.eac_d, "bottom_up")
    if value.eac_b.value is not None:
        return EstimateAtCompletion(value.eac_b, "performance")
    if value.ev.value == 0:
        return EstimateAtCompletion(value.eac_a, "atypical")
    return EstimateAtCompletion(value.eac_b, "none")


def latest_report(reports: Sequence[ReportedForecast], as_of: date) -> ReportedForecast | None:
    """The report in force on `as_of`; of several on one day the last given."""
    valid = [r for r in reports if r.valid_on <= as_of]
    return max(enumerate(valid), key=lambda pair: (pair[1].valid_on, pair[0]))[1] if valid else None


def growth(
    estimate: Decimal | None,
    current: Decimal | None,
    original: Decimal | None,
    policy: GrowthPolicy | None = None,
) -> Growth:
    """Growth of the estimate over the current and the original baseline, with its level (BL-1).

    A level applies from its threshold on. Source: thresholds of 10 U.S.C. 2433 as told in CRS R41293; the
    caller passes the policy row in force on the date asked about.
    """
    limits = policy or GrowthPolicy()
    if limits.critical_over_current < limits.significant_over_current:
        raise BadInput("growth_policy", "critical growth cannot begin below significant growth")
    over_current = forecast_overrun(estimate, current)
    over_original = forecast_overrun(estimate, original)
    if over_current.value is None and over_original.value is None:
        return Growth(unknown(over_current.null_reason or "no_data"), over_current, over_original)
    level: GrowthLevel = "none"
    if _reaches(over_current, limits.critical_over_current) or _reaches(
        over_original, limits.critical_over_original
    ):
        level = "critical"
    elif _reaches(over_current, limits.significant_over_current) or _reaches(
        over_original, limits.significant_over_original
    ):
        level = "significant"
    return Growth(known(level), over_current, over_original)


def _reaches(figure: Figure[Decimal], limit: Decimal) -> bool:
    return figure.value is not None and figure.value >= limit


def slip_days(forecast: date | None, promise: date | None) -> Figure[int]:
    """Calendar days by which a forecast finish lies after the promised one; negative is earlier."""
    if promise is None:
        return unknown("no_baseline")
    return unknown("no_data") if forecast is None else known((forecast - promise).days)
