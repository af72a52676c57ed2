"""Estimates as distributions, and what follows from their moments alone (PE-*, SIM-2, SIM-4).

Sources: PERT 1959; Beta-PERT with shape 4; second-moment method after Damnjanovic and Reinschmidt 2020.
Values are floats in one unit (minutes, days or money).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Fixed:
    """No uncertainty."""

    value: float

    @property
    def mean(self) -> float:
        return self.value

    @property
    def variance(self) -> float:
        return 0.0


@dataclass(frozen=True, slots=True)
class _ThreePoint:
    """`low <= likely <= high`, else `DomainError` `three_point_order`. All equal is a constant."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise DomainError(
                "three_point_order", f"{self.low}, {self.likely}, {self.high} are not low, likely and high"
            )


@dataclass(frozen=True, slots=True)
class BetaPert(_ThreePoint):
    """Beta distribution around the likely value: mean `(a+4m+b)/6`, variance `(mean-a)(b-mean)/7`."""

    @property
    def mean(self) -> float:
        return pert_mean(self.low, self.likely, self.high)

    @property
    def variance(self) -> float:
        width = self.high - self.low
        # Distances from the mean as sums of distances between the points, so that none comes out below 0.
        below, above = 4 * (self.likely - self.low) + width, 4 * (self.high - self.likely) + width
        return below * above / (36 * 7)


@dataclass(frozen=True, slots=True)
class Triangular(_ThreePoint):
    """Mean `(a+b+c)/3`, variance `(a²+b²+c²-ab-ac-bc)/18`."""

    @property
    def mean(self) -> float:
        return (self.low + self.likely + self.high) / 3

    @property
    def variance(self) -> float:
        a, c, b = self.low, self.likely, self.high
        # The same as the textbook form, without its cancellation.
        return ((b - a) ** 2 + (c - a) * (c - b)) / 18


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between `low` and `high` alike; variance `(b-a)²/12`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise DomainError("uniform_order", f"{self.low} is above {self.high}")

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal distribution; a standard deviation of 0 is a constant."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if self.sd < 0:
            raise DomainError("negative_deviation", "a standard deviation is not below 0")

    @property
    def variance(self) -> float:
        return self.sd**2


Distribution = Fixed | BetaPert | Triangular | Uniform | Normal


def pert_mean(low: float, likely: float, high: float) -> float:
    """`(a + 4m + b) / 6`."""
    return (low + 4 * likely + high) / 6


def classic_pert_sd(low: float, high: float) -> float:
    """`(b - a) / 6`, which understates the Beta-PERT deviation of many shapes (PE-3)."""
    return (high - low) / 6


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and variance of a sum."""

    mean: float
    variance: float

    @property
    def sd(self) -> float:
        return sqrt(self.variance)


def second_moment(
    means: Sequence[float], sds: Sequence[float], correlations: Mapping[tuple[int, int], float] | None = None
) -> Moments:
    """Moments of a sum: `Σμ` and `Σσ² + 2ΣΣρσσ`, correlations by pair of indices, 0 where none is given.

    Raises `DomainError` `correlation_range` outside -1..1. A negative variance from correlations that cannot
    all hold at once is `correlation_matrix`.
    """
    variance = sum(sd**2 for sd in sds)
    for (i, j), rho in (correlations or {}).items():
        if not -1 <= rho <= 1:
            raise DomainError("correlation_range", f"{rho} is not between -1 and 1")
        variance += 2 * rho * sds[i] * sds[j]
    if variance < 0:
        raise DomainError("correlation_matrix", "these correlations cannot hold together")
    return Moments(sum(means), variance)


@dataclass(frozen=True, slots=True)
class PathForecast:
    """Probability of meeting a date from one path alone. Other paths only add to it: it is optimistic."""

    probability: float
    label: Literal["optimistic"] = "optimistic"


def path_probability(limit: float, path: Sequence[tuple[float, float]]) -> PathForecast:
    """Normal approximation `Z = (D - Σμ) / √Σσ²` over (mean, variance) of the tasks on the critical path.

    Without variance it is certain: 1 on or below the limit, else 0. Merge bias is ignored.
    """
    mean, variance = sum(m for m, _ in path), sum(v for _, v in path)
    if variance == 0:
        return PathForecast(1.0 if mean <= limit else 0.0)
    return PathForecast(NormalDist(mean, sqrt(variance)).cdf(limit))
