"""The alert engine: a figure, the limits it is held against, and the step that follows.

It knows no business rule. A rule measures a snapshot; the engine compares the reading with limits,
remembers the level already raised (hysteresis), and plans one step. Judging twice changes nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from kernel.errors import DomainError
from kernel.figures import Figure

S = TypeVar("S")


class Level(IntEnum):
    """How far a promise has been left; the larger, the worse."""

    CLEAR = 0
    NOTICE = 1
    WARNING = 2
    CRITICAL = 3


RAISED = (Level.NOTICE, Level.WARNING, Level.CRITICAL)


@dataclass(frozen=True, slots=True)
class Limits:
    """The value beyond which each level is reached, and the slack that must be won back to leave it.

    Promise: a value strictly beyond a limit reaches its level; on the limit is inside. A level already
    raised is left only at or below limit - slack. No slack demands less than nothing: at a limit of zero
    or more, zero always leaves the level. `None` switches a level off.
    Errors: `limits_invalid` when a number is not finite, the slack is negative or wider than the distance
    between two limits, the limits do not ascend, or none is set.
    """

    notice: float | None
    warning: float | None
    critical: float | None
    slack: float

    def __post_init__(self) -> None:
        present = [limit for limit in (self.notice, self.warning, self.critical) if limit is not None]
        if not present or not all(math.isfinite(number) for number in [*present, self.slack]):
            raise DomainError("limits_invalid", "at least one limit is needed, and every one must be finite")
        if any(low >= high for low, high in pairwise(present)):
            raise DomainError("limits_invalid", "limits must ascend from notice to critical")
        gaps = [_minus(high, low) for low, high in pairwise(present)]
        if self.slack < 0 or any(self.slack > gap for gap in gaps):
            raise DomainError("limits_invalid", "the slack lies between zero and the distance of two limits")

    def of(self, level: Level) -> float | None:
        """The limit that guards `level`; none guards CLEAR."""
        return (None, self.notice, self.warning, self.critical)[level]

    def leaves(self, level: Level) -> float | None:
        """The value at or below which a raised `level` is left."""
        limit = self.of(level)
        if limit is None:
            return None
        bound = _minus(limit, self.slack)
        return max(bound, 0.0) if limit >= 0 else bound


def _minus(limit: float, less: float) -> float:
    """Subtract as people write numbers: 0.15 - 0.01 is 0.14, which binary arithmetic misses."""
    return float(Decimal(repr(float(limit))) - Decimal(repr(float(less))))


def level_of(value: float, limits: Limits, current: Level) -> Level:
    """The level after reading `value` when `current` was raised before. Errors: `not_finite`."""
    if not math.isfinite(value):
        raise DomainError("not_finite", f"{value!r} cannot be compared with a limit")
    result = Level.CLEAR
    for level in RAISED:
        bound = limits.leaves(level) if level <= current else limits.of(level)
        if bound is not None and value > bound:
            result = level
    return result


@dataclass(frozen=True, slots=True)
class Standing:
    """An open alert as known: its level, the last value, the limit passed, and since when at this level."""

    level: Level
    value: float
    limit: float
    since: date

    def __post_init__(self) -> None:
        if self.level is Level.CLEAR:
            raise DomainError("standing_clear", "an open alert has a level above clear")


class StepKind(StrEnum):
    """What to do with the one open alert of a rule."""

    KEEP = "keep"
    RAISE = "raise"
    CHANGE = "change"
    CLEAR = "clear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """The step and the standing after it (`None`: no open alert); a reason only for `UNKNOWN`."""

    kind: StepKind
    standing: Standing | None
    reason: str | None = None


def plan_step(current: Standing | None, figure: Figure[float], limits: Limits, as_of: date) -> Step:
    """The step that follows from one reading.

    A null figure neither clears nor raises: the standing stays and is to be shown as stale with the reason.
    `KEEP` carries the latest value at an unchanged level. Applying the step and judging the same reading
    again gives `KEEP` with the same standing. Errors: `not_finite`.
    """
    if figure.value is None:
        return Step(StepKind.UNKNOWN, current, figure.null_reason)
    value = float(figure.value)
    before = current.level if current else Level.CLEAR
    after = level_of(value, limits, before)
    limit = limits.of(after)
    if limit is None:
        return Step(StepKind.CLEAR if current else StepKind.KEEP, None)
    since = current.since if current and after is before else as_of
    return Step(_kind(before, after), Standing(after, value, limit, since))


def _kind(before: Level, after: Level) -> StepKind:
    if before is after:
        return StepKind.KEEP
    return StepKind.RAISE if before is Level.CLEAR else StepKind.CHANGE


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured figure, its named inputs as finished text, and one sentence that holds the numbers."""

    figure: Figure[float]
    inputs: tuple[tuple[str, str], ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One promise held against a snapshot of type `S`; `unit` is that of the figure and of its limits."""

    code: str
    title: str
    aspect: str
    unit: str
    measure: Callable[[S], Reading]
    default_limits: Limits
    owner_role: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Verdict(Generic[S]):
    """What one rule said: the reading, the limits it was held against, and the step to apply."""

    rule: Rule[S]
    reading: Reading
    limits: Limits
    step: Step


def judge(
    rules: Sequence[Rule[S]],
    snapshot: S,
    limits_by_code: Mapping[str, Limits],
    standing_by_code: Mapping[str, Standing],
    as_of: date,
) -> tuple[Verdict[S], ...]:
    """One verdict per rule, in rule order; a rule without limits of its own uses its defaults.

    At most one standing per rule goes in and comes out. Errors: `rule_twice`, `not_finite`.
    """
    twice = [code for code, count in Counter(rule.code for rule in rules).items() if count > 1]
    if twice:
        raise DomainError("rule_twice", f"rule code used twice: {', '.join(sorted(twice))}")

    def verdict(rule: Rule[S]) -> Verdict[S]:
        reading = rule.measure(snapshot)
        limits = limits_by_code.get(rule.code, rule.default_limits)
        return Verdict(
            rule, reading, limits, plan_step(standing_by_code.get(rule.code), reading.figure, limits, as_of)
        )

    return tuple(verdict(rule) for rule in rules)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """Limits decided for a rule, in force from a day on until a later row."""

    code: str
    valid_from: date
    limits: Limits


def limits_on(policies: Iterable[PolicyRow], code: str, day: date) -> Limits | None:
    """The limits in force for `code` on `day`, or `None` when no row reaches it (then the default holds).

    The latest `valid_from` wins; of two rows with the same day the one given later wins.
    """
    chosen: PolicyRow | None = None
    for row in policies:
        reached = row.code == code and row.valid_from <= day
        if reached and (chosen is None or row.valid_from >= chosen.valid_from):
            chosen = row
    return chosen.limits if chosen else None


def limits_in_force(rules: Iterable[Rule[S]], policies: Sequence[PolicyRow], day: date) -> dict[str, Limits]:
    """The limits of every rule on `day`: the dated policy row, else the rule's default."""
    return {rule.code: limits_on(policies, rule.code, day) or rule.default_limits for rule in rules}
