"""Capacity of a team between running the service and projects.

Running the service takes hours that nobody plans: they are forecast from past weeks. With mean μ and
standard deviation σ of those hours, `P(conflict) = 1 − Φ((C − A − μ)/σ)` for capacity C and project
allocation A. Below 30 past weeks μ and σ are themselves uncertain, which a bootstrap carries into the result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import NormalDist, mean, stdev

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

ENOUGH_WEEKS = 30
RUNS = 1_000
NORMAL = NormalDist()


def capacity_hours(
    people_hours: Sequence[float], absent_hours: float = 0.0, holiday_hours: float = 0.0
) -> float:
    """Hours of a team in a week: what its people work, less absences and holidays; never below zero."""
    return max(math.fsum(people_hours) - absent_hours - holiday_hours, 0.0)


@dataclass(frozen=True, slots=True)
class Demand:
    """Hours per week that running the service takes: mean and standard deviation."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.mean) or not math.isfinite(self.sd) or self.sd < 0:
            raise DomainError("demand_invalid", "demand has a finite mean and spread")


def demand_of(weeks: Sequence[float]) -> Figure[Demand]:
    """Mean and sample standard deviation of past weeks; null `no_data` below two weeks."""
    return known(Demand(mean(weeks), stdev(weeks))) if len(weeks) >= 2 else unknown("no_data")


def p_conflict(capacity: float, allocation: float, demand: Demand) -> float:
    """`1 − Φ((C − A − μ)/σ)`: the probability that projects and service together need more than there is.

    Without spread it is a step: 0 while everything fits, 1 beyond.
    """
    room = capacity - allocation - demand.mean
    if not demand.sd:
        return 0.0 if room >= 0 else 1.0
    return NORMAL.cdf(-room / demand.sd)


def safe_project_hours(capacity: float, demand: Demand, risk: float = 0.10) -> float:
    """`C − μ − z(1−risk)·σ`: the hours projects may be promised at this risk. Negative: already too much.

    Errors: `probability_invalid` unless 0 < risk < 1.
    """
    if not 0 < risk < 1:
        raise DomainError("probability_invalid", f"a risk lies between 0 and 1, not at {risk}")
    return capacity - demand.mean - NORMAL.inv_cdf(1 - risk) * demand.sd


@dataclass(frozen=True, slots=True)
class Conflict:
    """A team's week: probability of conflict with its 90 % interval, and the hours safe for projects.

    With enough history the interval is a point.
    """

    probability: float
    low: float
    high: float
    safe_hours: float
    weeks: int


def conflict(
    capacity: float, allocation: float, weeks: Sequence[float], seed: int, risk: float = 0.10
) -> Figure[Conflict]:
    """The conflict of one team-week from its past service hours; null `no_data` below two weeks.

    Below 30 weeks the figures are means over 1,000 resamplings of the weeks (same seed, same result).
    """
    demand = demand_of(weeks).value
    if demand is None:
        return unknown("no_data")
    if len(weeks) >= ENOUGH_WEEKS:
        p = p_conflict(capacity, allocation, demand)
        return known(Conflict(p, p, p, safe_project_hours(capacity, demand, risk), len(weeks)))
    demands = _resampled(weeks, seed)
    chances = sorted(p_conflict(capacity, allocation, each) for each in demands)
    safe = mean(safe_project_hours(capacity, each, risk) for each in demands)
    low, high = chances[int(0.05 * RUNS)], chances[int(0.95 * RUNS)]
    return known(Conflict(mean(chances), low, high, safe, len(weeks)))


def _resampled(weeks: Sequence[float], seed: int) -> list[Demand]:
    random = Random(seed)  # noqa: S311  a repeatable simulation, not a secret
    draws = (random.choices(weeks, k=len(weeks)) for _ in range(RUNS))
    return [Demand(mean(draw), stdev(draw)) for draw in draws]


def interrupt_tax(planned_hours: float, delivered_hours: float) -> float:
    """Project hours that were planned and not delivered because the service needed them; never below zero."""
    return max(planned_hours - delivered_hours, 0.0)


def duration_multiplier(planned_hours: float, delivered_hours: float) -> Figure[float]:
    """How much longer project work takes under interruption: planned / delivered, at least 1.

    Null `zero_planned` without plan, `zero_actual` when nothing was delivered.
    """
    if planned_hours <= 0:
        return unknown("zero_planned")
    if delivered_hours <= 0:
        return unknown("zero_actual")
    return known(max(planned_hours / delivered_hours, 1.0))


@dataclass(frozen=True, slots=True)
class TeamTask:
    """A task's hours for a team in a week, and how many whole weeks it can move without moving the end."""

    code: str
    week: int
    hours: float
    float_weeks: int


def moves_within_float(
    capacities: Sequence[float], demands: Sequence[Demand], tasks: Sequence[TeamTask], risk: float = 0.10
) -> dict[str, int]:
    """Tasks to move, and the later week each goes to, so that weeks keep within their safe hours.

    Weeks are taken in order; in an overfull one the tasks with most float move first, each to the first
    later week inside its float that has room. What finds no room stays: the conflict is then real.
    """
    safe = [safe_project_hours(c, d, risk) for c, d in zip(capacities, demands, strict=True)]
    loads = [0.0] * len(safe)
    for task in tasks:
        loads[task.week] += task.hours
    moved: dict[str, int] = {}
    for week in range(len(safe)):
        here = sorted((t for t in tasks if t.week == week), key=lambda t: (-t.float_weeks, t.code))
        for task in here:
            target = _first_room(task, safe, loads) if loads[week] > safe[week] else None
            if target is not None:
                loads[week] -= task.hours
                loads[target] += task.hours
                moved[task.code] = target
    return moved


def _first_room(task: TeamTask, safe: Sequence[float], loads: Sequence[float]) -> int | None:
    last = min(task.week + task.float_weeks, len(safe) - 1)
    weeks = range(task.week + 1, last + 1)
    return next((week for week in weeks if loads[week] + task.hours <= safe[week]), None)
