"""A risk accepted with limits that reopen it by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.money import Money, total
from tickets.domain.economics.distributions import rate_exceeds

SURE = 0.8
WINDOW_MONTHS = 3.0

RATE = "rate"
COST = "cost"
LOSS = "loss"
EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was accepted: rate λ* per month, cost c* of one incident, most loss in all, and until when."""

    rate_limit: float
    cost_limit: Money
    most_loss: Money
    expires: date


@dataclass(frozen=True, slots=True)
class Trip:
    """P(λ > λ*) in the sliding window, its mean cost, the loss since acceptance, and the wires tripped."""

    probability: float
    mean_cost: Money | None
    loss: Money
    tripped: tuple[str, ...]


def watch(
    acceptance: Acceptance,
    window_costs: Sequence[Money],
    loss: Money,
    today: date,
    months: float = WINDOW_MONTHS,
) -> Trip:
    """Judge the last `months`, given the cost of each incident in them and all lost since accepting.

    Trips when P(λ > λ*) > 80 %, the mean cost exceeds c*, the loss exceeds the most accepted, or the day of
    expiry has come.
    """
    probability = rate_exceeds(acceptance.rate_limit, len(window_costs), months)
    mean = _mean(window_costs, acceptance.cost_limit.currency)
    wires = {
        RATE: probability > SURE,
        COST: mean is not None and acceptance.cost_limit < mean,
        LOSS: acceptance.most_loss < loss,
        EXPIRED: today >= acceptance.expires,
    }
    return Trip(probability, mean, loss, tuple(wire for wire, is_tripped in wires.items() if is_tripped))


def incidents_to_trip(rate_limit: float, months: float = WINDOW_MONTHS) -> int:
    """The fewest incidents in the window that trip the rate wire, to be shown beside the limit."""
    count = 0
    while rate_exceeds(rate_limit, count, months) <= SURE:
        count += 1
    return count


def _mean(costs: Sequence[Money], currency: str) -> Money | None:
    return total(costs, currency).times(Decimal(1) / len(costs)) if costs else None
