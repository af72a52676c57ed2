"""Cost growth over the current and the original baseline, and how often the baseline was moved.

Thresholds: 10 U.S.C. 2433 as described in CRS R41293; the original baseline counts because a promise must
not be renewed by re-baselining it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown


class Growth(IntEnum):
    """Critical growth presumes closure unless the board certifies going on."""

    NONE = 0
    SIGNIFICANT = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class GrowthLimits:
    """Fractions over a baseline; reaching one counts."""

    significant_current: Decimal = Decimal("0.15")
    significant_original: Decimal = Decimal("0.30")
    critical_current: Decimal = Decimal("0.25")
    critical_original: Decimal = Decimal("0.50")

    def __post_init__(self) -> None:
        pairs = (
            (self.significant_current, self.critical_current),
            (self.significant_original, self.critical_original),
        )
        if any(low > high or low < 0 for low, high in pairs):
            raise DomainError("limits_invalid", "significant growth is not above critical growth")


DEFAULT_GROWTH = GrowthLimits()


@dataclass(frozen=True, slots=True)
class GrowthReading:
    """Growth over both baselines (fractions) and the class of the worse one."""

    over_current: Decimal
    over_original: Decimal
    growth: Growth


def growth_of(
    original: Decimal | None,
    current: Decimal | None,
    estimate: Decimal | None,
    limits: GrowthLimits = DEFAULT_GROWTH,
) -> Figure[GrowthReading]:
    """`estimate / baseline − 1` against both baselines.

    Null `no_baseline` without one, `zero_planned` when one is not above zero, `no_data` without estimate.
    """
    if original is None or current is None:
        return unknown("no_baseline")
    if estimate is None:
        return unknown("no_data")
    if original <= 0 or current <= 0:
        return unknown("zero_planned")
    over_current, over_original = estimate / current - 1, estimate / original - 1
    return known(GrowthReading(over_current, over_original, _class(over_current, over_original, limits)))


def _class(over_current: Decimal, over_original: Decimal, limits: GrowthLimits) -> Growth:
    if over_current >= limits.critical_current or over_original >= limits.critical_original:
        return Growth.CRITICAL
    if over_current >= limits.significant_current or over_original >= limits.significant_original:
        return Growth.SIGNIFICANT
    return Growth.NONE


@dataclass(frozen=True, slots=True)
class Rebaseline:
    """A baseline put in the place of an earlier one, and whether an exception was open that day."""

    on: date
    budget: Decimal
    during_exception: bool = False


@dataclass(frozen=True, slots=True)
class Laundering:
    """How much of the variance against the original promise was made invisible by moving the baseline.

    `index` = (variance vs original − variance vs current) / original budget, positive when re-baselining
    hides an overrun.
    """

    index: Figure[Decimal]
    times: int
    moved_by: Decimal
    days_since_last: int | None
    share_during_exception: Figure[float]


def baseline_laundering(
    original: Decimal | None, moves: Sequence[Rebaseline], estimate: Decimal | None, today: date
) -> Laundering:
    """The baseline-laundering index of a project; null reasons as `growth_of`."""
    ordered = sorted(moves, key=lambda move: move.on)
    current = ordered[-1].budget if ordered else original
    exceptional = sum(move.during_exception for move in ordered)
    return Laundering(
        index=_index(original, current, estimate),
        times=len(ordered),
        moved_by=(current or Decimal(0)) - (original or Decimal(0)) if ordered else Decimal(0),
        days_since_last=(today - ordered[-1].on).days if ordered else None,
        share_during_exception=known(exceptional / len(ordered)) if ordered else unknown("no_data"),
    )


def _index(original: Decimal | None, current: Decimal | None, estimate: Decimal | None) -> Figure[Decimal]:
    if original is None or current is None:
        return unknown("no_baseline")
    if estimate is None:
        return unknown("no_data")
    if original <= 0:
        return unknown("zero_planned")
    return known(((estimate - original) - (estimate - current)) / original)
