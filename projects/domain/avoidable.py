"""What stopping still saves, and until when (G-11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown
from kernel.money import Money, total


@dataclass(frozen=True, slots=True)
class Obligation:
    """A part of the cost still to come that can be cancelled up to and including a day, for a penalty.

    Orders with notice, delivery milestones, leases and staff with a release date are all obligations.
    """

    amount: Money
    cancellable_until: date
    penalty: Money

    def __post_init__(self) -> None:
        zero = Money.zero(self.amount.currency)
        if self.amount < zero or self.penalty < zero:
            raise DomainError("obligation_amount", "an obligation and its penalty are not below 0")

    def unavoidable_on(self, day: date) -> Money:
        """What must be paid although the project stops on `day`: at most the whole amount."""
        if day > self.cancellable_until:
            return self.amount
        return self.amount if self.amount < self.penalty else self.penalty


@dataclass(frozen=True, slots=True)
class ExitCost:
    """What stopping itself costs from a day on, until the next such row."""

    valid_from: date
    amount: Money


@dataclass(frozen=True, slots=True)
class StopPlan:
    """Everything that decides what stopping saves; all in one currency."""

    estimate_to_complete: Money
    obligations: tuple[Obligation, ...]
    exit_costs: tuple[ExitCost, ...] = ()

    def avoidable_on(self, day: date) -> Money:
        """`ETC - unavoidable - exit cost` on a day; below 0 stopping costs more than it saves."""
        currency = self.estimate_to_complete.currency
        unavoidable = total((o.unavoidable_on(day) for o in self.obligations), currency)
        return self.estimate_to_complete - unavoidable - self._exit_cost(day)

    def _exit_cost(self, day: date) -> Money:
        past = [cost for cost in self.exit_costs if cost.valid_from <= day]
        if not past:
            return Money.zero(self.estimate_to_complete.currency)
        return max(past, key=lambda cost: cost.valid_from).amount

    def change_days(self) -> list[date]:
        """The days on which the curve may step."""
        steps = {o.cancellable_until + timedelta(days=1) for o in self.obligations}
        return sorted(steps | {cost.valid_from for cost in self.exit_costs})


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What is avoidable from a day on, until the next point."""

    valid_from: date
    avoidable: Money


@dataclass(frozen=True, slots=True)
class LastResponsibleStop:
    """The last day before the largest drop of the curve, and what stops being saveable after it."""

    day: date
    lost_after: Money


def avoidable_curve(plan: StopPlan, today: date) -> tuple[CurvePoint, ...]:
    """The step curve from `today` on: a point today and one at every later step."""
    days = [today, *(day for day in plan.change_days() if day > today)]
    return tuple(CurvePoint(day, plan.avoidable_on(day)) for day in days)


def last_responsible_stop(curve: Sequence[CurvePoint]) -> Figure[LastResponsibleStop]:
    """The stop day before the largest drop (the earliest of equal ones); `no_data` when nothing drops."""
    drops = [
        LastResponsibleStop(after.valid_from - timedelta(days=1), before.avoidable - after.avoidable)
        for before, after in pairwise(curve)
        if after.avoidable < before.avoidable
    ]
    return known(max(drops, key=lambda drop: drop.lost_after.amount)) if drops else unknown("no_data")


def warnings_due(
    curve: Iterable[CurvePoint], today: date, within_days: int = 30
) -> list[LastResponsibleStop]:
    """Every drop whose last responsible day lies within the next `within_days` days, in order."""
    points = list(curve)
    horizon = today + timedelta(days=within_days)
    return [
        LastResponsibleStop(after.valid_from - timedelta(days=1), before.avoidable - after.avoidable)
        for before, after in pairwise(points)
        if after.avoidable < before.avoidable and today < after.valid_from <= horizon + timedelta(days=1)
    ]
