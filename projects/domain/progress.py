"""How much of a work package is done: one stated rule per package (EIA-748 earning rules).

Time spent is not progress: a percentage derived from effort makes earned value return its own input, so a
percentage counts only with its evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

ProgressRule = Literal[
    "zero_hundred", "fifty_fifty", "weighted_milestones", "units", "percent", "level_of_effort", "apportioned"
]
ZERO = Decimal(0)
ONE = Decimal(1)
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class WeightedMilestone:
    """A step of a package: its weight, relative to the other steps, and whether it is reached."""

    weight: Decimal
    reached: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of the progress of one package as of a date, as far as its rule needs it.

    `percent` is a fraction of 0..1 with `evidence`; `base` is the fraction done of the package to which an
    apportioned one is tied.
    """

    rule: ProgressRule
    started: bool = False
    finished: bool = False
    milestones: tuple[WeightedMilestone, ...] = ()
    units_done: Decimal | None = None
    units_planned: Decimal | None = None
    percent: Decimal | None = None
    evidence: str = ""
    base: Decimal | None = None


def physical_percent(progress: Progress) -> Figure[Decimal]:
    """Fraction done, 0..1. Level of effort has none of its own (null `no_data`): it earns what is planned.

    Raises `DomainError` for a percentage without evidence or outside 0..1, and for weights below 0.
    """
    rule = _RULES.get(progress.rule)
    if rule is None:
        return unknown("no_data")
    if progress.finished and progress.rule != "apportioned":
        return known(ONE)
    return rule(progress)


def earned(budget: Decimal, progress: Progress, planned: Decimal) -> Figure[Decimal]:
    """EV of a package: budget times the fraction done, at most the budget; level of effort earns PV."""
    if progress.rule == "level_of_effort":
        return known(min(planned, budget))
    done = physical_percent(progress)
    return done if done.value is None else known(budget * done.value)


def _zero_hundred(_progress: Progress) -> Figure[Decimal]:
    return known(ZERO)


def _fifty_fifty(progress: Progress) -> Figure[Decimal]:
    return known(HALF if progress.started else ZERO)


def _weighted_milestones(progress: Progress) -> Figure[Decimal]:
    if any(m.weight < 0 for m in progress.milestones):
        raise DomainError("milestone_weight", "a milestone cannot have a weight below 0")
    whole = sum((m.weight for m in progress.milestones), ZERO)
    if whole == 0:
        return unknown("no_data")
    return known(sum((m.weight for m in progress.milestones if m.reached), ZERO) / whole)


def _units(progress: Progress) -> Figure[Decimal]:
    if progress.units_planned is None or progress.units_done is None:
        return unknown("no_data")
    if progress.units_planned <= 0:
        return unknown("zero_planned")
    return known(max(ZERO, min(ONE, progress.units_done / progress.units_planned)))


def _percent(progress: Progress) -> Figure[Decimal]:
    if progress.percent is None:
        return unknown("no_data")
    return _fraction(progress.percent, progress.evidence)


def _fraction(value: Decimal, evidence: str) -> Figure[Decimal]:
    if not ZERO <= value <= ONE:
        raise DomainError("percent_range", f"{value} is not a fraction between 0 and 1")
    if value > 0 and not evidence.strip():
        raise DomainError("percent_evidence", "a percentage counts only with its evidence")
    return known(value)


def _apportioned(progress: Progress) -> Figure[Decimal]:
    return unknown("no_data") if progress.base is None else known(max(ZERO, min(ONE, progress.base)))


_RULES: dict[ProgressRule, Callable[[Progress], Figure[Decimal]]] = {
    "zero_hundred": _zero_hundred,
    "fifty_fifty": _fifty_fifty,
    "weighted_milestones": _weighted_milestones,
    "units": _units,
    "percent": _percent,
    "apportioned": _apportioned,
}
