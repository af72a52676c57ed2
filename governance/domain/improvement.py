"""Continual improvement: did it help? The verdict comes from measurement, not from who proposed it.

Source: ITIL continual improvement model (where are we now, where do we want to be, did we get there).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import mean

from governance.domain.benefits import reached
from governance.domain.measured_benefit import Effect
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

LEAST_READINGS = 4


class Verdict(StrEnum):
    """What measurement says about an improvement."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    NO_CHANGE = "no_change"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Improvement:
    """A measured starting point and a target on one measure, and the day of review."""

    baseline: float
    target: float
    review_on: date

    def __post_init__(self) -> None:
        if self.target == self.baseline:
            raise DomainError("target_is_baseline", "a target that equals the baseline promises nothing")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The verdict, the share of the way to the target (1 = reached), and the readings it rests on."""

    verdict: Verdict
    reached: float
    readings: int


def measured_baseline(readings: Sequence[float]) -> Figure[float]:
    """The starting point: the mean of at least four readings; null `no_data` with fewer."""
    return known(mean(readings)) if len(readings) >= LEAST_READINGS else unknown("no_data")


def review(
    improvement: Improvement, readings: Sequence[float], as_of: date, effect: Effect | None = None
) -> Figure[Reviewed]:
    """The verdict on the day of review or later.

    `effect` is the difference to a control service with its interval, where there is one: as long as the
    interval holds zero, nothing has changed, whatever the readings say.
    Null `not_started` before the review, `no_data` with fewer than four readings.
    """
    if as_of < improvement.review_on:
        return unknown("not_started")
    if len(readings) < LEAST_READINGS:
        return unknown("no_data")
    share = reached(improvement.baseline, improvement.target, mean(readings))
    return known(Reviewed(_verdict(share, effect), share, len(readings)))


def _verdict(share: float, effect: Effect | None) -> Verdict:
    if effect is not None and effect.low <= 0 <= effect.high:
        return Verdict.NO_CHANGE
    if share >= 1:
        return Verdict.ACHIEVED
    if share > 0:
        return Verdict.PARTLY
    return Verdict.WORSE if share < 0 else Verdict.NO_CHANGE
