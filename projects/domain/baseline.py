"""Baselines: one in force at a time, the original never hidden (BL-*, G-08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown
from projects.domain.figure_math import figure, ratio

Measure = Literal["bac", "scope", "benefit"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The approved figures of one baseline: budget at completion, scope size, benefit, finish.

    `exception_open` tells whether an exception was open when it was approved.
    """

    number: int
    approved_on: date
    bac: Decimal | None = None
    scope: Decimal | None = None
    benefit: Decimal | None = None
    finish: date | None = None
    exception_open: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value against the original and the current baseline: always both, so that neither can be hidden.

    Deviations are `value - baseline`, and as fractions of the baseline; above 0 is more (or later).
    """

    value: Figure[Decimal]
    original: Figure[Decimal]
    current: Figure[Decimal]
    over_original: Figure[Decimal]
    over_current: Figure[Decimal]
    fraction_over_original: Figure[Decimal]
    fraction_over_current: Figure[Decimal]


@dataclass(frozen=True, slots=True)
class FinishComparison:
    """Days by which a finish lies after the original and after the current baseline."""

    days_over_original: Figure[int]
    days_over_current: Figure[int]


@dataclass(frozen=True, slots=True)
class Laundering:
    """How much of a deviation re-baselining has taken out of sight (G-08).

    `index` is `(deviation from original - deviation from current) / original BAC`: 0.2 means that a fifth of
    the original budget shows only against the original. `moved` is the sum of all budget changes by size.
    """

    index: Figure[Decimal]
    re_baselines: int
    moved: Figure[Decimal]
    days_since_last: Figure[int]
    share_during_exception: Figure[Decimal]


class BaselineHistory:
    """The baselines of one project in order of approval.

    Raises `DomainError` `baseline_order` unless numbers and dates rise together and no number repeats.
    """

    def __init__(self, baselines: Iterable[Baseline]) -> None:
        self.all = sorted(baselines, key=lambda b: b.number)
        for before, after in pairwise(self.all):
            if after.number == before.number or after.approved_on < before.approved_on:
                raise DomainError(
                    "baseline_order", f"baseline {after.number} does not follow {before.number}"
                )

    def known_on(self, day: date) -> list[Baseline]:
        """The baselines approved on or before `day`."""
        return [b for b in self.all if b.approved_on <= day]

    def original(self, day: date) -> Baseline | None:
        """The first baseline, if it was approved by `day`."""
        return next(iter(self.known_on(day)), None)

    def current(self, day: date) -> Baseline | None:
        """The baseline in force on `day`."""
        return next(reversed(self.known_on(day)), None)

    def compare(self, measure: Measure, value: Decimal | None, day: date) -> Comparison:
        """A value of today against both baselines; without one, null `no_baseline`."""
        now = figure(value, "no_data")
        original, current = (_value(b, measure) for b in (self.original(day), self.current(day)))
        return Comparison(
            value=now,
            original=original,
            current=current,
            over_original=_deviation(now, original),
            over_current=_deviation(now, current),
            fraction_over_original=ratio(_deviation(now, original), original, "zero_planned"),
            fraction_over_current=ratio(_deviation(now, current), current, "zero_planned"),
        )

    def compare_finish(self, finish: date | None, day: date) -> FinishComparison:
        """A forecast finish against both baselines, in calendar days."""
        return FinishComparison(_days(finish, self.original(day)), _days(finish, self.current(day)))

    def laundering(self, estimate: Decimal | None, day: date) -> Laundering:
        """The laundering figures for an estimate at completion on `day`."""
        baselines = self.known_on(day)
        later = baselines[1:]
        both = self.compare("bac", estimate, day)
        return Laundering(
            index=ratio(_deviation(both.over_original, both.over_current), both.original, "zero_planned"),
            re_baselines=len(later),
            moved=_moved(baselines),
            days_since_last=known((day - later[-1].approved_on).days) if later else unknown("no_data"),
            share_during_exception=(
                known(Decimal(sum(b.exception_open for b in later)) / len(later))
                if later
                else unknown("no_data")
            ),
        )


def _value(baseline: Baseline | None, measure: Measure) -> Figure[Decimal]:
    return figure(None if baseline is None else getattr(baseline, measure), "no_baseline")


def _deviation(value: Figure[Decimal], baseline: Figure[Decimal]) -> Figure[Decimal]:
    """`value - baseline`; a missing baseline is the reason that counts."""
    if baseline.value is None:
        return baseline
    return value if value.value is None else known(value.value - baseline.value)


def _days(finish: date | None, baseline: Baseline | None) -> Figure[int]:
    if baseline is None or baseline.finish is None:
        return unknown("no_baseline")
    return unknown("no_data") if finish is None else known((finish - baseline.finish).days)


def _moved(baselines: list[Baseline]) -> Figure[Decimal]:
    budgets = [b.bac for b in baselines if b.bac is not None]
    if not budgets or len(budgets) < len(baselines):
        return unknown("no_baseline")
    return known(sum((abs(b - a) for a, b in pairwise(budgets)), Decimal(0)))
