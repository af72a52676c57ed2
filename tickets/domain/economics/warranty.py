"""Hypercare: a release pays for the incidents it causes while its warranty lasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown
from kernel.money import Money, total
from tickets.domain.economics.distributions import predictive_mean, predictive_quantile
from tickets.domain.economics.inputs import scaled

SHORTEST = timedelta(days=30)
LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Window:
    """[go_live, end) of a release. Raises `bad_window` unless it lasts 30 to 90 days."""

    go_live: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not SHORTEST <= self.end - self.go_live <= LONGEST:
            raise DomainError("bad_window", "a warranty window lasts 30 to 90 days")


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident of the released service: its whole cost, and whether it is linked as caused by it."""

    key: str
    at: datetime
    cost: Money
    is_caused: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """What the project's case is charged: caused incidents, and the excess over the baseline without them.

    `excess` is incidents above what the baseline expects; `is_excess_proven` says whether they are beyond its
    95 % quantile. A caused incident is never counted in the excess too.
    """

    caused: Money
    caused_keys: tuple[str, ...]
    excess: float
    excess_cost: Money
    is_excess_proven: bool
    total: Money


def charge(
    incidents: Iterable[Incident],
    window: Window,
    now: datetime,
    baseline_seen: int,
    baseline_days: float,
    currency: str,
) -> Charge:
    """The charge as of `now`; `baseline_seen` incidents of the service in `baseline_days` before go-live.

    The excess is priced at the mean cost of the incidents that are not linked as caused.
    """
    end = min(now, window.end)
    rows = [row for row in incidents if window.go_live <= row.at < end]
    caused = [row for row in rows if row.is_caused]
    others = [row for row in rows if not row.is_caused]
    days = max(0.0, (end - window.go_live) / timedelta(days=1))
    excess, proven = _excess(len(others), baseline_seen, baseline_days, days)
    caused_cost = total((row.cost for row in caused), currency)
    excess_cost = _priced(others, excess, currency)
    keys = tuple(row.key for row in caused)
    return Charge(caused_cost, keys, excess, excess_cost, proven, caused_cost + excess_cost)


def returns(benefit: Money, invested: Money, charged: Money) -> tuple[Figure[float], Figure[float]]:
    """ROI gross and net of the charge: (benefit − invested [− charged]) ÷ invested."""
    if invested.amount == 0:
        return unknown("zero_actual"), unknown("zero_actual")
    gross = benefit - invested
    net = gross - charged
    return known(float(gross.amount / invested.amount)), known(float(net.amount / invested.amount))


def _excess(count: int, seen: int, over: float, days: float) -> tuple[float, bool]:
    if over <= 0 or days <= 0:
        return 0.0, False
    proven = count > predictive_quantile(seen, over, days, 0.95)
    return max(0.0, count - predictive_mean(seen, over, days)), proven


def _priced(others: Sequence[Incident], excess: float, currency: str) -> Money:
    if not others or not excess:
        return Money.zero(currency)
    return scaled(total((row.cost for row in others), currency), excess / len(others))
