"""What the linked incidents prove: how many, what they cost, how much of it is logged, and the trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb
from statistics import median

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown
from kernel.money import Money

ENOUGH_COVERAGE = 0.6
TREND_LEVEL = 0.05
MONTH = timedelta(days=365.25 / 12)
SHORT_WINDOW = 3.0  # months below which a rate is shown as a range only


@dataclass(frozen=True, slots=True)
class IncidentCost:
    """One linked incident: agent cost (None: no work log), user impact (None: not estimated)."""

    key: str
    at: datetime
    category: str
    agent: Money | None
    user: Money | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """`costs` has one amount per incident; `imputed` names those whose agent cost is a category median.

    `coverage` is incidents with a work log ÷ incidents. With `later_half_only` the two halves of the window
    differed and the figures are those of the later half, the costs too if any is known there.
    `short_window`: less than three months of data.
    """

    n: int
    months: float
    currency: str
    costs: tuple[float, ...]
    coverage: Figure[float]
    imputed: tuple[str, ...] = ()
    later_half_only: bool = False
    short_window: bool = False

    @property
    def rate(self) -> float:
        """Incidents per month."""
        return self.n / self.months

    @property
    def mean_cost(self) -> Figure[float]:
        """Mean cost of an incident; `no_data` when none has a cost."""
        return known(sum(self.costs) / len(self.costs)) if self.costs else unknown("no_data")

    @property
    def is_thin(self) -> bool:
        """Too little is logged for a verdict: coverage below 60 %, or nothing at all."""
        return self.coverage.value is None or self.coverage.value < ENOUGH_COVERAGE or not self.costs


def gather(
    incidents: Iterable[IncidentCost],
    start: datetime,
    end: datetime,
    currency: str,
    *,
    user_impact: bool,
) -> Evidence:
    """The evidence of [start, end); incidents outside are ignored.

    A missing agent cost is imputed by the median of its category, else of all; a missing user impact counts
    nothing. Raises `mixed_currency`, and `bad_window` unless start < end.
    """
    if start >= end:
        raise DomainError("bad_window", "the window of evidence must end after it starts")
    rows = [row for row in incidents if start <= row.at < end]
    middle = start + (end - start) / 2
    later = [row for row in rows if row.at >= middle]
    trend = halves_differ(len(rows) - len(later), len(later))
    n, begun = (len(later), middle) if trend else (len(rows), start)
    months = (end - begun) / MONTH
    # A problem gone quiet is still judged by what its incidents cost.
    priced = later if trend and any(row.agent for row in later) else rows
    costs, imputed = _costs(priced, currency, user_impact=user_impact)
    logged = sum(row.agent is not None for row in priced)
    coverage: Figure[float] = known(logged / len(priced)) if priced else unknown("no_data")
    return Evidence(n, months, currency, costs, coverage, imputed, trend, months < SHORT_WINDOW)


def halves_differ(earlier: int, later: int, level: float = TREND_LEVEL) -> bool:
    """Exact two-sided binomial test of equal rates in two equal halves, at 5 %."""
    return binomial_p(min(earlier, later), earlier + later) < level


def binomial_p(fewer: int, n: int) -> float:
    """2·P(X ≤ fewer) for X ~ Binomial(n, ½), at most 1; 1 without trials."""
    tail = sum(comb(n, k) for k in range(fewer + 1))
    return min(1.0, tail / 2 ** (n - 1)) if n else 1.0


def _costs(
    rows: Sequence[IncidentCost], currency: str, *, user_impact: bool
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    logged = [(row.category, _amount(row.agent, currency)) for row in rows if row.agent is not None]
    if not logged:
        return (), ()
    overall = median(amount for _, amount in logged)
    by_category = {
        category: median(amount for name, amount in logged if name == category) for category, _ in logged
    }
    costs = list[float]()
    for row in rows:
        agent = _amount(row.agent, currency) if row.agent else by_category.get(row.category, overall)
        user = _amount(row.user, currency) if user_impact and row.user else 0.0
        costs.append(agent + user)
    return tuple(costs), tuple(row.key for row in rows if row.agent is None)


def _amount(money: Money, currency: str) -> float:
    if money.currency != currency:
        raise DomainError("mixed_currency", f"{money.currency} and {currency} cannot be combined")
    return float(money.amount)
