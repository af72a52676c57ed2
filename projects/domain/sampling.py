"""Drawing from distributions: quantiles, conditional draws, correlation (SIM-1). Imports numpy late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

from kernel.errors import DomainError
from projects.domain.three_point import BetaPert, Distribution, Fixed, Normal, Triangular, Uniform

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TABLE_POINTS = 4001
NORMAL_REACH = 8.5
SMALLEST_EIGENVALUE = 1e-9


def generator(seed: int) -> np.random.Generator:
    """The PCG64 generator of a stored seed."""
    import numpy as np  # noqa: PLC0415

    return np.random.Generator(np.random.PCG64(seed))


def quantiles(distribution: Distribution, u: Floats, above: float | None = None) -> Floats:
    """The values at probabilities `u`; with `above`, of the distribution conditional on exceeding it.

    When nothing lies above, the result is `above` itself.
    """
    import numpy as np  # noqa: PLC0415

    if distribution.variance == 0:
        value = distribution.mean
        return np.full(u.shape, value if above is None else max(value, above))
    if isinstance(distribution, Triangular):
        return _triangular(distribution, u, above)
    if isinstance(distribution, Uniform):
        low = distribution.low if above is None else min(max(above, distribution.low), distribution.high)
        return _at_least(low + u * (distribution.high - low), above)
    values, cumulative = _table(distribution)
    if above is not None:
        below = float(np.interp(above, values, cumulative))
        u = below + u * (1 - below)
    return _at_least(np.interp(u, cumulative, values), above)


def _at_least(values: Floats, above: float | None) -> Floats:
    import numpy as np  # noqa: PLC0415

    return values if above is None else np.maximum(values, above)


def _triangular(d: Triangular, u: Floats, above: float | None) -> Floats:
    import numpy as np  # noqa: PLC0415

    width = d.high - d.low
    peak = (d.likely - d.low) / width
    if above is not None:
        below = _triangular_share(d, above)
        u = below + u * (1 - below)
    rising = d.low + np.sqrt(u * width * (d.likely - d.low))
    falling = d.high - np.sqrt((1 - u) * width * (d.high - d.likely))
    return _at_least(np.where(u < peak, rising, falling), above)


def _triangular_share(d: Triangular, x: float) -> float:
    """The share of a triangular distribution at or below `x`."""
    if x <= d.low:
        return 0.0
    if x >= d.high:
        return 1.0
    if x <= d.likely:
        return (x - d.low) ** 2 / ((d.high - d.low) * (d.likely - d.low))
    return 1 - (d.high - x) ** 2 / ((d.high - d.low) * (d.high - d.likely))


def _table(distribution: Fixed | BetaPert | Normal) -> tuple[Floats, Floats]:
    """Values and their cumulative probability, by integrating the density on a fine grid."""
    import numpy as np  # noqa: PLC0415

    if isinstance(distribution, BetaPert):
        low, high = distribution.low, distribution.high
        x = np.linspace(0.0, 1.0, TABLE_POINTS)
        alpha = 1 + 4 * (distribution.likely - low) / (high - low)
        density = x ** (alpha - 1) * (1 - x) ** (5 - alpha)
        values = low + x * (high - low)
    else:
        x = np.linspace(-NORMAL_REACH, NORMAL_REACH, TABLE_POINTS)
        density = np.exp(-x * x / 2)
        values = distribution.mean + x * distribution.variance**0.5
    steps = (density[1:] + density[:-1]) / 2
    cumulative = np.concatenate([[0.0], np.cumsum(steps)])
    return values, cumulative / cumulative[-1]


def correlation_matrix(names: Sequence[object], pairs: Mapping[tuple[object, object], float]) -> Floats:
    """The symmetric matrix of pairwise correlations, 0 where none is given.

    Raises `DomainError` `correlation_range` outside -1..1 and `correlation_pair` for an unknown name.
    """
    import numpy as np  # noqa: PLC0415

    index = {name: i for i, name in enumerate(names)}
    matrix = np.eye(len(names))
    for (a, b), rho in pairs.items():
        if not -1 <= rho <= 1:
            raise DomainError("correlation_range", f"{rho} is not between -1 and 1")
        if a not in index or b not in index or a == b:
            raise DomainError("correlation_pair", f"{a} and {b} are not two uncertain tasks")
        matrix[index[a], index[b]] = matrix[index[b], index[a]] = rho
    return matrix


def nearest_correlation(matrix: Floats, rounds: int = 100) -> tuple[Floats, bool]:
    """The nearest matrix that is a correlation, and whether it differs (Higham's alternating projections)."""
    import numpy as np  # noqa: PLC0415

    if np.linalg.eigvalsh(matrix).min() >= 0:
        return matrix, False
    near, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(rounds):
        shifted = near - correction
        projected = _clipped(shifted, 0.0)
        correction = projected - shifted
        near = projected.copy()
        np.fill_diagonal(near, 1.0)
        if np.allclose(near, projected, atol=1e-9):
            break
    positive = _clipped(near, SMALLEST_EIGENVALUE)
    scale = 1 / np.sqrt(np.diag(positive))
    return positive * np.outer(scale, scale), True


def _clipped(matrix: Floats, smallest: float) -> Floats:
    import numpy as np  # noqa: PLC0415

    values, vectors = np.linalg.eigh(matrix)
    result: Floats = (vectors * np.maximum(values, smallest)) @ vectors.T
    return result


def correlated_uniforms(rng: np.random.Generator, matrix: Floats, runs: int) -> Floats:
    """Uniform draws, one row per variable, whose ranks follow a normal copula with this correlation."""
    import numpy as np  # noqa: PLC0415

    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = root @ rng.standard_normal((len(matrix), runs))
    order = np.argsort(normal, axis=1)
    ranks = np.empty_like(normal)
    np.put_along_axis(ranks, order, np.arange(runs, dtype=float)[None, :], axis=1)
    uniforms: Floats = (ranks + rng.random(normal.shape)) / runs
    return uniforms


def centred_ranks(values: Floats) -> Floats:
    """The rank of each value less the mean rank; equal values share the mean of their ranks."""
    import numpy as np  # noqa: PLC0415

    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(counts) - (counts + 1) / 2)[inverse]
    return ranks - (len(values) - 1) / 2


def whole_minutes(value: float) -> int:
    """Rounded up to whole minutes, ignoring what floating point adds below a thousandth."""
    return ceil(value - 1e-3)
