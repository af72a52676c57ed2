"""Risk exposure: expected value, the exact distribution of loss, contingency and its coverage.

Sources: PMI expected monetary value; PRINCE2 risk budget. Threats cost (positive impact), opportunities save
(negative impact). The expected value is not a confidence level: contingency is taken from the distribution.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from governance.domain.discounting import to_places
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

EXACT_DRIVERS = 20
MINOR = Decimal(10_000)  # loss is added up in whole ten-thousandths, so equal sums meet exactly
CERTAIN = 1e-12


@dataclass(frozen=True, slots=True)
class Impact:
    """Money lost if it happens: one amount, or a range drawn from a triangle."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise DomainError("impact_invalid", "an impact range ascends: low, likely, high")

    @property
    def mean(self) -> Decimal:
        return (self.low + self.likely + self.high) / 3

    @property
    def is_range(self) -> bool:
        return self.low != self.high


def amount(value: Decimal) -> Impact:
    """A single-valued impact."""
    return Impact(value, value, value)


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk of the register. Risks with one `driver` happen together: the less likely only with the more
    likely. `when` is its proximity. A closed risk stays in history and leaves the exposure."""

    code: str
    probability: float
    impact: Impact
    driver: str | None = None
    when: date | None = None
    closed: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise DomainError("probability_invalid", f"{self.code}: {self.probability} is no probability")


def residual(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """The risks still open."""
    return tuple(risk for risk in risks if not risk.closed)


def for_the_issue_log(risks: Iterable[Risk]) -> tuple[str, ...]:
    """Open risks that are certain: no risk any more, to be moved to the issue log. Until they are moved
    their loss stays in the exposure, which would otherwise be understated."""
    return tuple(risk.code for risk in residual(risks) if risk.probability == 1)


def emv(risks: Iterable[Risk]) -> Decimal:
    """`Σ p · impact` of the open risks; a range counts with its mean."""
    return to_places(sum((Decimal(str(r.probability)) * r.impact.mean for r in residual(risks)), Decimal(0)))


def emv_by_month(risks: Iterable[Risk]) -> dict[date | None, Decimal]:
    """Expected value by the month in which the risk is near; `None` collects risks without proximity."""
    months: dict[date | None, list[Risk]] = defaultdict(list)
    for risk in residual(risks):
        months[risk.when.replace(day=1) if risk.when else None].append(risk)
    return {month: emv(group) for month, group in months.items()}


@dataclass(frozen=True, slots=True)
class Exposure:
    """The distribution of total loss: each possible amount with its probability, ascending."""

    outcomes: tuple[tuple[Decimal, float], ...]

    @property
    def mean(self) -> float:
        return math.fsum(float(loss) * p for loss, p in self.outcomes)

    @property
    def sd(self) -> float:
        mean = self.mean
        return math.sqrt(math.fsum((float(loss) - mean) ** 2 * p for loss, p in self.outcomes))

    def at_most(self, loss: Decimal) -> float:
        """P(total loss ≤ `loss`)."""
        return math.fsum(p for outcome, p in self.outcomes if outcome <= loss)

    def percentile(self, share: float) -> Decimal:
        """The smallest amount that is not exceeded with probability `share`."""
        if not 0 < share <= 1:
            raise DomainError("probability_invalid", f"{share} is no share of cases")
        reached = 0.0
        for loss, p in self.outcomes:
            reached += p
            if reached >= share - CERTAIN:
                return loss
        return self.outcomes[-1][0]


def exposure(risks: Iterable[Risk]) -> Exposure:
    """The exact distribution of the open risks by convolution, drivers independent of each other.

    Errors: `too_many_risks` above 20 drivers and `impact_invalid` for ranges: simulate those.
    """
    groups = _by_driver(residual(risks))
    if len(groups) > EXACT_DRIVERS:
        raise DomainError("too_many_risks", f"{len(groups)} independent risks need simulation")
    if any(risk.impact.is_range for group in groups for risk in group):
        raise DomainError("impact_invalid", "impact ranges need simulation")
    totals: dict[int, float] = {0: 1.0}
    for group in groups:
        totals = _convolved(totals, _group_losses(group))
    return Exposure(tuple((Decimal(loss) / MINOR, p) for loss, p in sorted(totals.items())))


def _by_driver(risks: Sequence[Risk]) -> list[list[Risk]]:
    groups: dict[tuple[str, str], list[Risk]] = defaultdict(list)
    for risk in risks:
        groups[("driver", risk.driver) if risk.driver else ("risk", risk.code)].append(risk)
    return list(groups.values())


def _group_losses(group: Sequence[Risk]) -> list[tuple[int, float]]:
    """One draw decides for the whole group: below a risk's probability it happens."""
    ranked = sorted(group, key=lambda risk: -risk.probability)
    bounds = [1.0, *(float(risk.probability) for risk in ranked), 0.0]
    loss, result = 0, []
    for happening in range(len(ranked) + 1):
        if happening:
            loss += int(to_places(ranked[happening - 1].impact.likely) * MINOR)
        result.append((loss, bounds[happening] - bounds[happening + 1]))
    return result


def _convolved(totals: dict[int, float], losses: Sequence[tuple[int, float]]) -> dict[int, float]:
    result: dict[int, float] = defaultdict(float)
    for before, p in totals.items():
        for loss, q in losses:
            if q:
                result[before + loss] += p * q
    return result


def simulated_exposure(risks: Iterable[Risk], seed: int, runs: int = 10_000) -> Exposure:
    """The distribution by `runs` draws (PCG64, `seed` stored by the caller); ranges are triangular.

    The same risks, seed and runs give the same outcomes.
    """
    import numpy as np  # noqa: PLC0415  a page that shows no simulation need not load it

    groups = _by_driver(residual(risks))
    random = np.random.Generator(np.random.PCG64(seed))
    total = np.zeros(runs)
    for group in groups:
        draw = random.random(runs)
        for risk in group:
            low, likely, high = (float(v) for v in (risk.impact.low, risk.impact.likely, risk.impact.high))
            loss = random.triangular(low, likely, high, runs) if risk.impact.is_range else np.full(runs, low)
            total += np.where(draw < risk.probability, loss, 0.0)
    amounts, counts = np.unique(np.round(total, 4), return_counts=True)
    return Exposure(
        tuple((Decimal(str(a)), int(c) / runs) for a, c in zip(amounts.tolist(), counts, strict=True))
    )


def contingency(distribution: Exposure, share: float = 0.80) -> Decimal:
    """The money that suffices with probability `share` (P80 by default); never below zero."""
    return max(distribution.percentile(share), Decimal(0))


def coverage(contingency_left: Decimal, residual_p80: Decimal) -> Figure[float]:
    """Contingency left / P80 of residual exposure; below 1 is too little.

    Null `zero_planned` when there is no exposure to cover.
    """
    return known(float(contingency_left / residual_p80)) if residual_p80 > 0 else unknown("zero_planned")


def response_is_worthwhile(before: Decimal, after: Decimal, cost: Decimal) -> bool:
    """Whether the exposure (P80, or expected value) falls by more than the response costs."""
    return before - after > cost


def draw_down(left: Decimal, wanted: Decimal, *, risk: str | None, decision: str | None) -> Decimal:
    """The contingency left after a draw-down, which names the risk that struck or the decision behind it.

    Errors: `draw_down_unexplained`, `draw_down_invalid` for no amount, `contingency_exceeded`.
    """
    if not (risk or decision):
        raise DomainError("draw_down_unexplained", "a draw-down names a risk or a decision")
    if wanted <= 0:
        raise DomainError("draw_down_invalid", "a draw-down takes an amount above zero")
    if wanted > left:
        raise DomainError("contingency_exceeded", f"{wanted} is more than the {left} left")
    return left - wanted
