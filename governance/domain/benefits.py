"""Benefits: what was promised, what came, and what was measured rather than claimed.

Sources: MSP benefit profiles; PMI benefits realisation management. Classes are never added to each other.
More than 100 % is possible; a negative benefit is a disbenefit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown


class BenefitClass(StrEnum):
    """What kind of good it is: only cashable money leaves a budget."""

    CASHABLE = "cashable"
    NON_CASHABLE = "non_cashable"
    AVOIDANCE = "avoidance"
    NON_FINANCIAL = "non_financial"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of benefit and the day on which it is counted."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Benefit:
    """A line of the benefits register; amounts are money, or the measure's unit when non-financial.

    `forecast` are the amounts still expected after the last actual.
    """

    code: str
    kind: BenefitClass
    owner: str | None
    measure: str | None
    starts: date
    planned: tuple[Amount, ...]
    actual: tuple[Amount, ...] = ()
    forecast: tuple[Amount, ...] = ()

    @property
    def only_claimed(self) -> bool:
        """Without an owner or a measure nobody can say whether it came: it is left out of the worth."""
        return not (self.owner and self.measure)


def _sum(amounts: Iterable[Amount], until: date = date.max) -> Decimal:
    return sum((each.amount for each in amounts if each.on <= until), Decimal(0))


def _share(part: Decimal, whole: Decimal) -> Figure[float]:
    return known(float(part / whole)) if whole else unknown("zero_planned")


def realised_to_date(benefit: Benefit, as_of: date) -> Figure[float]:
    """`Σ actual / Σ planned` up to the day; null `not_started` before the start, else `zero_planned`."""
    if as_of < benefit.starts:
        return unknown("not_started")
    return _share(_sum(benefit.actual, as_of), _sum(benefit.planned, as_of))


def realised_whole_life(benefit: Benefit) -> Figure[float]:
    """`(Σ actual + Σ forecast) / Σ planned`; null `zero_planned`."""
    return _share(_sum(benefit.actual) + _sum(benefit.forecast), _sum(benefit.planned))


def reached(baseline: float, target: float, actual: float) -> float:
    """`(baseline − actual) / (baseline − target)`: 1 is the target, whichever way is better.

    Errors: `target_is_baseline`.
    """
    if target == baseline:
        raise DomainError("target_is_baseline", "a target that equals the baseline promises nothing")
    return (baseline - actual) / (baseline - target)


@dataclass(frozen=True, slots=True)
class Realisation:
    """The benefits of one class to date: planned, actual, the money-weighted share, and how many of the
    lines have started."""

    planned: Decimal
    actual: Decimal
    share: Figure[float]
    started: int
    lines: int


def portfolio(benefits: Iterable[Benefit], as_of: date) -> dict[BenefitClass, Realisation]:
    """Realisation to date by class: `Σ actual / Σ planned` over all lines that have started.

    Non-financial lines have different units, so theirs is the mean of their shares.
    """
    groups: dict[BenefitClass, list[Benefit]] = defaultdict(list)
    for benefit in benefits:
        groups[benefit.kind].append(benefit)
    return {kind: _realisation(kind, group, as_of) for kind, group in groups.items()}


def _realisation(kind: BenefitClass, group: Sequence[Benefit], as_of: date) -> Realisation:
    begun = [benefit for benefit in group if benefit.starts <= as_of]
    if not begun:
        return Realisation(Decimal(0), Decimal(0), unknown("not_started"), 0, len(group))
    if kind is BenefitClass.NON_FINANCIAL:
        return Realisation(Decimal(0), Decimal(0), _mean_share(begun, as_of), len(begun), len(group))
    planned = sum((_sum(benefit.planned, as_of) for benefit in begun), Decimal(0))
    actual = sum((_sum(benefit.actual, as_of) for benefit in begun), Decimal(0))
    return Realisation(planned, actual, _share(actual, planned), len(begun), len(group))


def _mean_share(benefits: Sequence[Benefit], as_of: date) -> Figure[float]:
    shares = [realised_to_date(benefit, as_of).value for benefit in benefits]
    defined = [share for share in shares if share is not None]
    return known(sum(defined) / len(defined)) if defined else unknown("zero_planned")


def required_planned_roi(realisation: float) -> Figure[float]:
    """`1/β − 1`: the return a case must promise to break even when only β of promises come true.

    Null `zero_actual` when nothing ever comes true. Errors: `share_invalid` below zero.
    """
    if realisation < 0:
        raise DomainError("share_invalid", "a realisation rate is not negative")
    return known(1 / realisation - 1) if realisation else unknown("zero_actual")
