"""Cost to serve: what a service costs a month and per active user, and whether it should be retired."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kernel.figures import Figure, known, unknown
from kernel.money import Money, total
from tickets.domain.economics.evidence import Evidence
from tickets.domain.economics.inputs import Setting, ThreePoint, as_money
from tickets.domain.economics.point import annuity
from tickets.domain.economics.simulate import DRAWS, band, draw_cost, futures, generator

RETIRE_AT = 0.7


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a service; `user_impact` is shown beside the cash and never added to it."""

    month: date
    incidents: Money
    changes: Money
    problems: Money
    contracts: Money
    amortisation: Money
    user_impact: Money
    active_users: int

    @property
    def cash(self) -> Money:
        """Everything paid for the service in the month."""
        parts = (self.incidents, self.changes, self.problems, self.contracts, self.amortisation)
        return total(parts, self.incidents.currency)

    @property
    def per_user(self) -> Figure[Money]:
        """Cash per active user; `no_data` without users."""
        if self.active_users <= 0:
            return unknown("no_data")
        return known(as_money(float(self.cash.amount) / self.active_users, self.cash.currency))


@dataclass(frozen=True, slots=True)
class RetireTest:
    """Keeping (run cost + interest) against replacing, per month, and how probable keeping is dearer."""

    keeping: Money
    replacing: Money
    probability: float
    retire: bool


def trend(months: Sequence[Month]) -> Figure[Money]:
    """Change of cash per month: slope of the least-squares line; `no_data` for fewer than three months."""
    if len(months) < 3:
        return unknown("no_data")
    centre = (len(months) - 1) / 2
    costs = [float(month.cash.amount) for month in months]
    mean = sum(costs) / len(costs)
    slope = sum((place - centre) * (cost - mean) for place, cost in enumerate(costs))
    spread = sum((place - centre) ** 2 for place in range(len(costs)))
    return known(as_money(slope / spread, months[0].cash.currency))


def peer_percentile(value: float, peers: Sequence[float]) -> Figure[float]:
    """Share of peers that cost less, ties half; `no_data` without peers."""
    if not peers:
        return unknown("no_data")
    ordered = sorted(peers)
    return known((bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 / len(ordered))


def retire_test(
    evidence: Evidence,
    run_cost: ThreePoint,
    replacement: ThreePoint,
    migration: ThreePoint,
    setting: Setting,
    *,
    seed: int,
    draws: int = DRAWS,
) -> RetireTest:
    """Retire signal: run cost + λ·c > replacement + migration ÷ A, all per month, in at least 70 % of draws.

    `A` is the annuity factor over the horizon. Raises `no_data` when no incident has a known cost.
    """
    future = futures(evidence, seed, draws)
    factor = annuity(setting)
    run, new, move = (
        draw_cost(estimate, generator(seed, f"retire.{name}"), draws)
        for name, estimate in (("run", run_cost), ("replacement", replacement), ("migration", migration))
    )
    keeping, replacing = run + future.rate * future.cost, new + move / factor
    probability = float((keeping > replacing).mean())
    return RetireTest(
        as_money(band(keeping).mean, evidence.currency),
        as_money(band(replacing).mean, evidence.currency),
        probability,
        probability >= RETIRE_AT and not evidence.is_thin,
    )
