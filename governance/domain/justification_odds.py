"""The probability that finishing is worth it: `P(ΔV > 0)` by simulation of what is still open.

PCG64 with a stored seed: the same prospect, spread, seed and runs give the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.domain.cash_flow import Rates
from governance.domain.discounting import as_schedule, to_places
from governance.domain.justification import CostToGo, Prospect, Stream, horizon, with_finish
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Draws = NDArray[np.float64]

RUNS = 10_000


@dataclass(frozen=True, slots=True)
class Triangle:
    """Low, likely and high of an uncertain input."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise DomainError("triangle_invalid", "an uncertain input has low ≤ likely ≤ high")


@dataclass(frozen=True, slots=True)
class Spread:
    """What is uncertain beside the packages' own cost ranges.

    `finishes`: simulated finishes in years from today (from the schedule's own simulation), drawn from with
    replacement, or a triangle. `benefit_factor`: how much of the benefit comes, common to all streams.
    """

    finishes: Sequence[float] | Triangle
    benefit_factor: Triangle = Triangle(1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Odds:
    """P(ΔV > 0), the percentiles of ΔV, its mean, and how it was drawn."""

    probability: float
    p10: Decimal
    p50: Decimal
    p90: Decimal
    mean: Decimal
    seed: int
    runs: int


def odds(prospect: Prospect, spread: Spread, rates: Rates, seed: int, runs: int = RUNS) -> Figure[Odds]:
    """The odds that finishing is worth it.

    Null `no_data` when there are neither benefits nor costs to judge, or no simulated finishes.
    Errors: `runs_invalid`, `rate_invalid`.
    """
    if runs < 1:
        raise DomainError("runs_invalid", "a simulation needs runs")
    finishes_missing = not isinstance(spread.finishes, Triangle) and not len(spread.finishes)
    if finishes_missing or not (prospect.benefits or prospect.costs):
        return unknown("no_data")
    import numpy as np  # noqa: PLC0415  a page that shows stored odds need not load it

    delta = _deltas(prospect, spread, rates, np.random.Generator(np.random.PCG64(seed)), runs)
    p10, p50, p90 = (_money(value) for value in np.quantile(delta, [0.1, 0.5, 0.9]).tolist())
    share = float((delta > 0).mean())
    return known(Odds(share, p10, p50, p90, _money(float(delta.mean())), seed, runs))


def _money(value: float) -> Decimal:
    return to_places(Decimal(repr(value)))


def _deltas(
    prospect: Prospect, spread: Spread, rates: Rates, random: np.random.Generator, runs: int
) -> Draws:
    finish = _finishes(spread.finishes, random, runs)
    factor = _triangular(spread.benefit_factor, random, runs)
    last = horizon(with_finish(prospect, Decimal(repr(max(float(finish.max()), 0.0)))))
    factors = [float(each) for each in as_schedule(rates).factors(last)]
    costs = _costs(prospect.costs, factors, random, runs)
    gains = factor * _present(prospect.benefits, finish, factors)
    running = _present(prospect.run_costs, finish, factors)
    stopping = sum(factors[o.year] * float(o.amount) for o in prospect.exit_costs) - float(prospect.salvage)
    return gains - running - costs + stopping


def _finishes(finishes: Sequence[float] | Triangle, random: np.random.Generator, runs: int) -> Draws:
    if isinstance(finishes, Triangle):
        return _triangular(finishes, random, runs)
    drawn: Draws = random.choice(list(finishes), size=runs).astype(float)
    return drawn


def _triangular(shape: Triangle, random: np.random.Generator, runs: int) -> Draws:
    """Draws from a triangle; one without width is a constant and uses no draw."""
    import numpy as np  # noqa: PLC0415  as above

    if shape.low == shape.high:
        return np.full(runs, float(shape.likely))
    drawn: Draws = random.triangular(shape.low, shape.likely, shape.high, runs)
    return drawn


def _costs(
    costs: Sequence[CostToGo], factors: Sequence[float], random: np.random.Generator, runs: int
) -> Draws:
    import numpy as np  # noqa: PLC0415  as above

    total = np.zeros(runs)
    for cost in costs:
        shape = Triangle(float(cost.low), float(cost.likely), float(cost.high))
        total += factors[cost.year] * _triangular(shape, random, runs)
    return total


def _present(streams: Sequence[Stream], finish: Draws, factors: Sequence[float]) -> Draws:
    """Present value of the streams that wait for the finish, for every drawn finish."""
    import numpy as np  # noqa: PLC0415  as above

    total = np.zeros(finish.size)
    for stream in (s for s in streams if not s.live):
        start = finish + float(stream.lag)
        end = np.full(finish.size, float(stream.until)) if stream.until is not None else start
        end = end + float(stream.lasts or 0)
        for begins, ends, share in stream.segments():
            first = start + float(begins)
            until = end if ends is None else np.minimum(start + float(ends), end)
            weight = float(stream.per_year * stream.realisation * share)
            for year in range(1, len(factors)):
                part = np.minimum(until, year) - np.maximum(first, year - 1)
                total += weight * factors[year] * np.maximum(part, 0.0)
    return total
