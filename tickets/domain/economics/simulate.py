"""Uncertainty by Monte Carlo: λ ~ Gamma(n+½, T), c a bootstrap mean, K ~ PERT, e ~ Beta.

Same seed and inputs, same result. Rate and cost have random streams of their own, so that remedies are
compared on the same futures and adding one changes none of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from kernel.errors import DomainError
from kernel.money import Money
from tickets.domain.economics.evidence import Evidence
from tickets.domain.economics.inputs import Remedy, Setting, ThreePoint, as_money
from tickets.domain.economics.point import annuity

if TYPE_CHECKING:
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

    Draws = NDArray[float64]

DRAWS = 20_000
ENGINE_VERSION = 1
# An effect given without a range is believed as firmly as ten observed cases would allow.
EFFECT_WEIGHT = 10.0
# Above this many incidents the bootstrap mean is drawn from its normal limit.
BOOTSTRAP_UP_TO = 500


@dataclass(frozen=True, slots=True)
class Band:
    """P10, P50, P90 and mean."""

    p10: float
    p50: float
    p90: float
    mean: float


@dataclass(frozen=True, slots=True)
class Future:
    """Drawn rates (per month) and costs (per incident), shared by every remedy of a case."""

    seed: int
    rate: Draws
    cost: Draws


@dataclass(frozen=True, slots=True)
class Outcome:
    """The NPV of a remedy: band, P(NPV > 0) and EVPI = E[max(0, NPV)] − max(0, E[NPV])."""

    p10: Money
    p50: Money
    p90: Money
    mean: Money
    probability: float
    evpi: Money
    seed: int
    draws: int
    engine_version: int = ENGINE_VERSION


def futures(evidence: Evidence, seed: int, draws: int = DRAWS) -> Future:
    """Draw rates and costs. Raises `no_data` without any known cost."""
    if not evidence.costs:
        raise DomainError("no_data", "no incident of the window has a known cost")
    rate = generator(seed, "rate").gamma(evidence.n + 0.5, 1 / evidence.months, draws)
    return Future(seed, rate, _bootstrap_means(evidence.costs, generator(seed, "cost"), draws))


def outcome(future: Future, remedy: Remedy, setting: Setting, currency: str) -> Outcome:
    """The distribution of the remedy's NPV over the futures."""
    import numpy as np  # noqa: PLC0415  (loaded by workers only when a case is run)

    values = npv_draws(future, remedy, setting)
    shown = band(values)
    evpi = float(np.maximum(values, 0).mean()) - max(0.0, shown.mean)
    p10, p50, p90, mean = (as_money(v, currency) for v in (shown.p10, shown.p50, shown.p90, shown.mean))
    worth = as_money(max(0.0, evpi), currency)
    return Outcome(p10, p50, p90, mean, float((values > 0).mean()), worth, future.seed, len(values))


def npv_draws(future: Future, remedy: Remedy, setting: Setting) -> Draws:
    """One NPV per future."""
    cost = draw_cost(remedy.cost, generator(future.seed, f"{remedy.code}.cost"), len(future.rate))
    effect = draw_effect(remedy.effect, generator(future.seed, f"{remedy.code}.effect"), len(future.rate))
    saving = future.rate * future.cost * effect * annuity(setting, remedy.delay, setting.growth)
    values: Draws = saving - cost - remedy.run_cost * annuity(setting, remedy.delay)
    return values


def band(values: Draws) -> Band:
    """P10, P50, P90 (linear interpolation) and mean."""
    import numpy as np  # noqa: PLC0415

    p10, p50, p90 = (float(value) for value in np.percentile(values, (10, 50, 90)))
    return Band(p10, p50, p90, float(values.mean()))


def draw_cost(estimate: ThreePoint, generator: Generator, draws: int) -> Draws:
    """Beta-PERT: Beta(1+4(m−a)/(b−a), 1+4(b−m)/(b−a)) on [a, b]; constant without a range."""
    import numpy as np  # noqa: PLC0415

    span = estimate.high - estimate.low
    if span == 0:
        return np.full(draws, estimate.likely)
    alpha = 1 + 4 * (estimate.likely - estimate.low) / span
    return estimate.low + span * generator.beta(alpha, 6 - alpha, draws)


def draw_effect(estimate: ThreePoint, generator: Generator, draws: int) -> Draws:
    """Beta-PERT over the range; without one, Beta(10e, 10(1−e)); certain at exactly 0 or 1."""
    e = estimate.likely
    if not estimate.is_exact or e in (0, 1):
        return draw_cost(estimate, generator, draws)
    return generator.beta(EFFECT_WEIGHT * e, EFFECT_WEIGHT * (1 - e), draws)


def _bootstrap_means(costs: Sequence[float], generator: Generator, draws: int) -> Draws:
    import numpy as np  # noqa: PLC0415

    observed = np.asarray(costs, dtype=float)
    n = len(observed)
    if n > BOOTSTRAP_UP_TO:
        means: Draws = generator.normal(observed.mean(), observed.std() / np.sqrt(n), draws)
        return np.maximum(means, 0)
    chunk = 1_000
    parts = [
        observed[generator.integers(0, n, (min(chunk, draws - done), n))].mean(axis=1)
        for done in range(0, draws, chunk)
    ]
    return np.concatenate(parts)


def generator(seed: int, stream: str) -> Generator:
    """A PCG64 stream of its own for each named input of a seed."""
    import numpy as np  # noqa: PLC0415

    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(stream.encode())])))
