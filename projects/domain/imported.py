"""Reports of another system about a project, turned into the dated facts they add.

A report is what the source said of the project on one day. The first budget is the original baseline; another
budget or planned finish later is a re-baseline, which moves no promise. Told again, a report adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """One project on one day, in the project's currency; what the source does not say is None.

    `spent` is the total so far, or the cost since the report before when `per_period` is set. `complete` is a
    fraction 0 … 1.
    """

    day: date
    line: int
    budget: Decimal | None = None
    start: date | None = None
    planned_finish: date | None = None
    forecast: Decimal | None = None
    forecast_finish: date | None = None
    spent: Decimal | None = None
    complete: Decimal | None = None
    note: str = ""
    phase: str | None = None
    state: str | None = None
    per_period: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A baseline that a report brings."""

    day: date
    budget: Decimal
    start: date | None
    finish: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost since the report before; negative where the source's total fell."""

    day: date
    amount: Decimal


@dataclass
class Known:
    """What earlier imports told: the days, the promise in force, and the cost so far."""

    days: set[date] = field(default_factory=set)
    budget: Decimal | None = None
    finish: date | None = None
    spent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What new reports add, in order of their days; `late` ones lie before what was known and add nothing."""

    reports: tuple[Report, ...]
    promises: tuple[Promise, ...]
    costs: tuple[Cost, ...]
    late: tuple[Report, ...]


def facts_of(reports: Sequence[Report], known: Known | None = None) -> Facts:
    """The facts of the reports that are new; `reports` hold one a day, in order."""
    standing = known or Known()
    last = max(standing.days, default=None)
    fresh = [report for report in reports if report.day not in standing.days]
    late = tuple(report for report in fresh if last is not None and report.day < last)
    new = tuple(report for report in fresh if last is None or report.day > last)
    return Facts(new, _promises(new, standing), _costs(new, standing), late)


def _promises(reports: Sequence[Report], known: Known) -> tuple[Promise, ...]:
    budget, finish = known.budget, known.finish
    promises = []
    for report in reports:
        amount = report.budget if report.budget is not None else budget
        ends = report.planned_finish or finish
        if amount is None or (amount, ends) == (budget, finish):
            continue
        reason = "" if budget is None else _reason(budget != amount, finish != ends)
        promises.append(Promise(report.day, amount, report.start, ends, reason))
        budget, finish = amount, ends
    return tuple(promises)


def _reason(budget_moved: bool, finish_moved: bool) -> str:  # noqa: FBT001
    parts = [name for name, moved in (("budget", budget_moved), ("finish", finish_moved)) if moved]
    return f"The source reports another {' and '.join(parts)}."


def _costs(reports: Sequence[Report], known: Known) -> tuple[Cost, ...]:
    total, costs = known.spent, []
    for report in reports:
        if report.spent is None:
            continue
        amount = report.spent if report.per_period else report.spent - total
        total += amount
        if amount:
            costs.append(Cost(report.day, amount))
    return tuple(costs)


def summed(reports: Sequence[Report]) -> Report:
    """Several rows of one day as one report: amounts are added, dates span them all, the last word holds.

    Completion is kept only where all rows agree: parts of unknown size have no common one.
    """
    said = {report.complete for report in reports}
    return Report(
        day=reports[0].day,
        line=reports[0].line,
        budget=_sum([report.budget for report in reports]),
        start=min((report.start for report in reports if report.start), default=None),
        planned_finish=max((r.planned_finish for r in reports if r.planned_finish), default=None),
        forecast=_sum([report.forecast for report in reports]),
        forecast_finish=max((r.forecast_finish for r in reports if r.forecast_finish), default=None),
        spent=_sum([report.spent for report in reports]),
        complete=next(iter(said)) if len(said) == 1 else None,
        note="\n".join(dict.fromkeys(report.note for report in reports if report.note)),
        phase=next((report.phase for report in reversed(reports) if report.phase), None),
        state=next((report.state for report in reversed(reports) if report.state), None),
        per_period=reports[0].per_period,
    )


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    present = [amount for amount in amounts if amount is not None]
    return sum(present, Decimal(0)) if present else None
