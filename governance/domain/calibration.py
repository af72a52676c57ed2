"""How good our own forecasts were, and what that says about the next one.

Brier 1950 for probabilities; reference classes after Kahneman and Flyvbjerg, starting from the published
optimism-bias bounds and shrinking towards the organisation's own record.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

OWN_WEIGHT = 10  # finished projects of a class that weigh as much as the published bound


@dataclass(frozen=True, slots=True)
class ProbabilityForecast:
    """A stated probability and whether the event came."""

    probability: float
    happened: bool

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise DomainError("probability_invalid", f"{self.probability} is no probability")


@dataclass(frozen=True, slots=True)
class ValueForecast:
    """A forecast value (its median and its P80, in one unit) and what came."""

    p50: float
    p80: float
    actual: float


def brier(forecasts: Sequence[ProbabilityForecast]) -> Figure[float]:
    """Mean of `(probability − outcome)²`: 0 is perfect, 0.25 is a coin; null `no_data`."""
    if not forecasts:
        return unknown("no_data")
    return known(math.fsum((f.probability - f.happened) ** 2 for f in forecasts) / len(forecasts))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Forecasts of similar probability: the mean stated, the share that came, and how many."""

    stated: float
    came: float
    count: int


def reliability(forecasts: Sequence[ProbabilityForecast], buckets: int = 10) -> tuple[Bucket, ...]:
    """Stated against observed, in buckets of equal width; empty buckets are left out."""
    groups: dict[int, list[ProbabilityForecast]] = {}
    for forecast in forecasts:
        groups.setdefault(min(int(forecast.probability * buckets), buckets - 1), []).append(forecast)
    return tuple(
        Bucket(
            math.fsum(f.probability for f in group) / len(group),
            sum(f.happened for f in group) / len(group),
            len(group),
        )
        for _, group in sorted(groups.items())
    )


def p80_hit_rate(forecasts: Sequence[ValueForecast]) -> Figure[float]:
    """The share of outcomes at or below the stated P80; well calibrated is 0.80; null `no_data`."""
    if not forecasts:
        return unknown("no_data")
    return known(sum(f.actual <= f.p80 for f in forecasts) / len(forecasts))


def median_bias(forecasts: Sequence[ValueForecast]) -> Figure[float]:
    """Median of `actual / forecast median − 1`: above zero, we forecast too low.

    Null `no_data`; forecasts not above zero have no ratio and are left out.
    """
    ratios = [f.actual / f.p50 - 1 for f in forecasts if f.p50 > 0]
    return known(median(ratios)) if ratios else unknown("no_data")


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996)."""
    if not values or not 0 <= share <= 1:
        raise DomainError("quantile_invalid", "a quantile needs values and a share between 0 and 1")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True, slots=True)
class Uplift:
    """The fraction to add to an estimate, and the weight the organisation's own record had in it."""

    share: float
    own_weight: float
    own_projects: int


def optimism_uplift(
    overruns: Sequence[float], published_bound: float, share: float = 0.80, k: int = OWN_WEIGHT
) -> Uplift:
    """`w · own quantile + (1 − w) · published bound` with `w = n/(n + k)`.

    `overruns` are actual / estimate − 1 of finished projects of the class. Without any, it is the bound.
    """
    count = len(overruns)
    if not count:
        return Uplift(published_bound, 0.0, 0)
    weight = count / (count + k)
    return Uplift(weight * quantile(overruns, share) + (1 - weight) * published_bound, weight, count)
