"""What a group of look-alikes costs a year, and how surely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.figures import Figure, known, unknown
from kernel.money import Money
from tickets.domain.economics.evidence import IncidentCost, gather
from tickets.domain.economics.inputs import as_money
from tickets.domain.economics.simulate import band, futures
from tickets.domain.metrics.statistics import Share, share
from tickets.domain.recurrence.grouping import Likeness

DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket of a group: who reported it, when, and its cost."""

    requester: str
    cost: IncidentCost


@dataclass(frozen=True, slots=True)
class Recurrence:
    """ "7 tickets, 5 people, €1 900 a year, 83 % alike": a proposal to open a problem.

    `per_year` is 12·λ·c, `per_year_p10` the amount it exceeds with 90 % probability; both `no_data` when no
    ticket has a known cost. `coverage` is tickets with a work log ÷ tickets.
    """

    keys: tuple[str, ...]
    people: int
    alike: float
    per_year: Figure[Money]
    per_year_p10: Figure[Money]
    coverage: Figure[float]
    later_half_only: bool


def price(
    likeness: Likeness,
    cases: Mapping[str, Case],
    start: datetime,
    end: datetime,
    currency: str,
    *,
    user_impact: bool,
    seed: int = 0,
) -> Recurrence:
    """Price a group by its tickets in [start, end); `cases` holds each of its keys."""
    mine = [cases[key] for key in likeness.keys]
    evidence = gather((case.cost for case in mine), start, end, currency, user_impact=user_impact)
    per_year: Figure[Money] = unknown("no_data")
    p10: Figure[Money] = unknown("no_data")
    if evidence.mean_cost.value is not None:
        future = futures(evidence, seed, DRAWS)
        per_year = known(as_money(12 * evidence.rate * evidence.mean_cost.value, currency))
        p10 = known(as_money(band(12 * future.rate * future.cost).p10, currency))
    people = len({case.requester for case in mine if case.requester})
    trend = evidence.later_half_only
    return Recurrence(likeness.keys, people, likeness.alike, per_year, p10, evidence.coverage, trend)


def ranked(found: Iterable[Recurrence]) -> tuple[Recurrence, ...]:
    """Dearest per year first, then by P10; groups without a price last, larger ones first."""
    return tuple(sorted(found, key=_rank))


def precision(answers: Iterable[tuple[str, bool]]) -> Share:
    """Proposals accepted ÷ answered, from (proposal, accepted)."""
    return share(list(answers))


def _rank(row: Recurrence) -> tuple[bool, float, float, int]:
    if row.per_year.value is None or row.per_year_p10.value is None:
        return True, 0.0, 0.0, -len(row.keys)
    return False, -float(row.per_year.value.amount), -float(row.per_year_p10.value.amount), -len(row.keys)
