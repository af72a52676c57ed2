"""The numbers beside every service metric: n, mean, median, P90, shares and their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from kernel.figures import Figure, known, unknown

Z95 = 1.959963984540054  # 97.5 % quantile of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Summary:
    """`keys` names the n tickets behind the values, in ascending order of value."""

    n: int
    mean: Figure[float]
    median: Figure[float]
    p90: Figure[float]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`; `value` is undefined when n is 0. `keys` are all n, `hit_keys` the hits among them."""

    hits: int
    n: int
    value: Figure[float]
    keys: tuple[str, ...] = ()
    hit_keys: tuple[str, ...] = ()


def percentile(values: Sequence[float], fraction: float) -> Figure[float]:
    """Linear interpolation between closest ranks: rank = fraction·(n − 1) (Hyndman and Fan type 7, 1996).

    The same as PERCENTILE.INC of spreadsheets and the default of numpy. `no_data` without values.
    """
    if not values:
        return unknown("no_data")
    ordered = sorted(values)
    below, part = divmod(fraction * (len(ordered) - 1), 1)
    low = ordered[int(below)]
    high = ordered[min(int(below) + 1, len(ordered) - 1)]
    return known(low + (high - low) * part)


def summary(values: Sequence[tuple[str, float]]) -> Summary:
    """Summary of keyed values; every figure is `no_data` when there are none."""
    ordered = sorted(values, key=lambda pair: pair[1])
    numbers = [value for _, value in ordered]
    mean: Figure[float] = known(sum(numbers) / len(numbers)) if numbers else unknown("no_data")
    keys = tuple(key for key, _ in ordered)
    return Summary(len(numbers), mean, percentile(numbers, 0.5), percentile(numbers, 0.9), keys)


def share(members: Sequence[tuple[str, bool]]) -> Share:
    """The share of true among keyed truths."""
    hits = tuple(key for key, hit in members if hit)
    keys = tuple(key for key, _ in members)
    value: Figure[float] = known(len(hits) / len(keys)) if keys else unknown("no_data")
    return Share(len(hits), len(keys), value, keys, hits)


def wilson(hits: int, n: int, z: float = Z95) -> Figure[tuple[float, float]]:
    """Wilson's score interval for a proportion (Wilson 1927); 95 % by default. `no_data` when n is 0."""
    if n == 0:
        return unknown("no_data")
    p, z2 = hits / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At the ends the bound is exactly 0 or 1; floating point would miss it by an ulp.
    return known((0.0 if hits == 0 else centre - half, 1.0 if hits == n else centre + half))
