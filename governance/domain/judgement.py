"""Judging a project over days in order, each day starting from what the day before left standing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from governance.domain.alerts import (
    RAISED,
    Level,
    Limits,
    PolicyRow,
    Rule,
    Standing,
    Step,
    StepKind,
    Verdict,
    judge,
    limits_in_force,
)
from governance.domain.rules import RULES
from governance.domain.snapshot import ProjectSnapshot

RULES_BY_CODE: dict[str, Rule[ProjectSnapshot]] = {rule.code: rule for rule in RULES}
# A trend is read at weekly distance: closer readings of one reporting period say the same thing twice.
TREND_STEP = timedelta(days=7)
TREND_POINTS = 12


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """One day's snapshot and what every rule said of it."""

    day: date
    snapshot: ProjectSnapshot
    verdicts: tuple[Verdict[ProjectSnapshot], ...]


def judge_days(
    days: Iterable[date],
    snapshot_on: Callable[[date], ProjectSnapshot],
    policies: Sequence[PolicyRow],
    standing: Mapping[str, Standing],
) -> tuple[JudgedDay, ...]:
    """Every day in ascending order, judged by the limits in force on it.

    A figure that is null because the project is finished clears what stood: nothing is left to be late for.
    Any other null leaves it standing. Errors: as `judge`.
    """
    open_now, result = dict(standing), []
    for day in sorted(set(days)):
        snapshot = snapshot_on(day)
        limits = limits_in_force(RULES, policies, day)
        verdicts = tuple(_settled(item) for item in judge(RULES, snapshot, limits, open_now, day))
        open_now = {item.rule.code: item.step.standing for item in verdicts if item.step.standing}
        result.append(JudgedDay(day, snapshot, verdicts))
    return tuple(result)


def _settled(verdict: Verdict[ProjectSnapshot]) -> Verdict[ProjectSnapshot]:
    over = verdict.step.reason == "finished" and verdict.step.standing is not None
    return replace(verdict, step=Step(StepKind.CLEAR, None)) if over else verdict


def trend_of(
    rule: Rule[ProjectSnapshot], snapshot_on: Callable[[date], ProjectSnapshot], day: date
) -> tuple[tuple[date, float], ...]:
    """The defined readings of a rule on the last twelve weekly days that end on `day`, oldest first."""
    days = [day - TREND_STEP * back for back in reversed(range(TREND_POINTS))]
    readings = [(when, rule.measure(snapshot_on(when)).figure.value) for when in days]
    return tuple((when, value) for when, value in readings if value is not None)


def next_limit(limits: Limits, level: Level) -> float | None:
    """The lowest limit above `level`; none above the highest."""
    higher = [limits.of(above) for above in RAISED if above > level]
    return next((limit for limit in higher if limit is not None), None)
