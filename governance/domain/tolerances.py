"""Management by exception: is a promise about to be left, how sure is that, and who decides.

PRINCE2 7 has seven aspects and escalates when a tolerance is *forecast* to be exceeded; a value on the
limit is inside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from statistics import NormalDist, median

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

WATCH_AT = 0.30
FORECAST_AT = 0.50
NOTICE_EVERY = timedelta(days=7)


class Aspect(StrEnum):
    """What a promise is about."""

    BENEFIT = "benefit"
    COST = "cost"
    TIME = "time"
    QUALITY = "quality"
    SCOPE = "scope"
    SUSTAINABILITY = "sustainability"
    RISK = "risk"


class Tier(StrEnum):
    """The level of management a tolerance is given to."""

    WORK_PACKAGE = "work_package"
    STAGE = "stage"
    PROJECT = "project"


ESCALATES_TO = {Tier.WORK_PACKAGE: "project_manager", Tier.STAGE: "board", Tier.PROJECT: "portfolio"}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A target and how far it may be left below and above, in the aspect's unit; `None` = no limit there."""

    target: float
    minus: float | None
    plus: float | None

    def __post_init__(self) -> None:
        given = [self.target, *(side for side in (self.minus, self.plus) if side is not None)]
        if len(given) == 1 or not all(math.isfinite(number) for number in given) or min(given[1:]) < 0:
            raise DomainError("tolerance_invalid", "a tolerance has a finite width on at least one side")

    @property
    def lowest(self) -> float:
        return -math.inf if self.minus is None else self.target - self.minus

    @property
    def highest(self) -> float:
        return math.inf if self.plus is None else self.target + self.plus

    def holds(self, value: float) -> bool:
        """Whether the value is inside; on the limit is inside, to twelve digits of the target."""
        reach = 1e-12 * abs(self.target)
        return self.lowest - reach <= value <= self.highest + reach


def share_of_target(target: float, minus: float | None, plus: float | None) -> Tolerance:
    """A tolerance given in fractions of the target."""
    size = abs(target)
    return Tolerance(target, None if minus is None else minus * size, None if plus is None else plus * size)


def not_delegated(target: float) -> Tolerance:
    """No tolerance was given: any deviation escalates."""
    return Tolerance(target, 0.0, 0.0)


def p_breach_normal(mean: float, sd: float, tolerance: Tolerance) -> float:
    """P(final value outside) for a normal forecast; without spread 0 or 1."""
    if sd < 0 or not math.isfinite(mean) or not math.isfinite(sd):
        raise DomainError("forecast_invalid", "a forecast has a finite mean and spread")
    if not sd:
        return 0.0 if tolerance.holds(mean) else 1.0
    forecast = NormalDist(mean, sd)
    above = 0.0 if tolerance.plus is None else 1 - forecast.cdf(tolerance.highest)
    below = 0.0 if tolerance.minus is None else forecast.cdf(tolerance.lowest)
    return above + below


def p_breach(samples: Sequence[float], tolerance: Tolerance) -> Figure[float]:
    """The share of simulated final values outside; null `no_data` without samples."""
    if not samples:
        return unknown("no_data")
    return known(sum(not tolerance.holds(value) for value in samples) / len(samples))


class State(IntEnum):
    """How near a breach is. `ACCEPTED`: a decision replaced the tolerance and the new one holds."""

    WITHIN = 0
    ACCEPTED = 1
    WATCH = 2
    FORECAST_BREACH = 3
    ACTUAL_BREACH = 4


CALM = (State.WITHIN, State.ACCEPTED)
# 0.10 beyond the threshold needs no second evaluation; 0.10 below it a state is left.
SURE_AT = {State.WATCH: 0.40, State.FORECAST_BREACH: 0.60}
LEFT_AT = {State.WATCH: 0.20, State.FORECAST_BREACH: 0.40}


@dataclass(frozen=True, slots=True)
class Outlook:
    """One evaluation: the probability of breach, whether the median forecast is outside, and whether the
    value already reached is."""

    probability: float
    median_outside: bool = False
    actual_outside: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise DomainError("probability_invalid", f"{self.probability} is no probability")


@dataclass(frozen=True, slots=True)
class Watched:
    """The state of one tolerance as known, since when, and an upward move that waits for confirmation."""

    state: State = State.WITHIN
    since: date | None = None
    pending: State | None = None
    pending_since: date | None = None
    decision: str | None = None


def evaluate(before: Watched, outlook: Figure[Outlook], as_of: date) -> Watched:
    """The state after one evaluation.

    Up: when evaluations on two days in a row say so, or at once when the probability is 0.10 beyond the
    threshold. Down: when it is 0.10 below. An actual breach is a fact and counts at once; it is left only
    when the value comes back or by `accept`. An unknown outlook changes nothing. Evaluating the same
    outlook again on the same day changes nothing.
    """
    if outlook.value is None:
        return before
    wanted = state_of(outlook.value)
    if wanted in CALM or wanted <= before.state:
        state = _held(before, outlook.value)
        return Watched(state, before.since if state is before.state else as_of, decision=before.decision)
    state = max(before.state, _sure(outlook.value), _confirmed(before, wanted, as_of))
    waits = wanted > state
    return Watched(
        state=state,
        since=before.since if state is before.state else as_of,
        pending=wanted if waits else None,
        pending_since=as_of if waits else None,
        decision=before.decision,
    )


def state_of(outlook: Outlook) -> State:
    """What one evaluation says by itself, without memory."""
    if outlook.actual_outside:
        return State.ACTUAL_BREACH
    if outlook.probability >= FORECAST_AT or outlook.median_outside:
        return State.FORECAST_BREACH
    return State.WATCH if outlook.probability >= WATCH_AT else State.WITHIN


def _sure(outlook: Outlook) -> State:
    """The highest state that needs no second evaluation."""
    if outlook.actual_outside:
        return State.ACTUAL_BREACH
    reached = (
        state for state in (State.FORECAST_BREACH, State.WATCH) if outlook.probability >= SURE_AT[state]
    )
    return next(reached, State.WITHIN)


def _confirmed(before: Watched, wanted: State, as_of: date) -> State:
    """What this evaluation and the one before it agree on."""
    if before.pending is None or before.pending_since is None or as_of <= before.pending_since:
        return State.WITHIN
    return min(wanted, before.pending)


def _held(before: Watched, outlook: Outlook) -> State:
    """Going down: the highest state not yet left, each left only 0.10 below its threshold."""
    calm = State.ACCEPTED if before.decision else State.WITHIN
    if outlook.actual_outside:
        return State.ACTUAL_BREACH
    for state in (State.FORECAST_BREACH, State.WATCH):
        outside = state is State.FORECAST_BREACH and outlook.median_outside
        holds = outside or outlook.probability > LEFT_AT[state]
        if before.state >= state and holds:
            return state
    return calm


def accept(before: Watched, decision: str, as_of: date) -> Watched:
    """A board accepts the breach with a new tolerance; the next evaluations are held against that one.

    Errors: `nothing_to_accept` unless a breach is forecast or actual, `decision_missing`.
    """
    if before.state < State.FORECAST_BREACH:
        raise DomainError("nothing_to_accept", "only a forecast or actual breach can be accepted")
    if not decision:
        raise DomainError("decision_missing", "accepting a breach names the decision")
    return Watched(State.ACCEPTED, as_of, decision=decision)


def must_notify(state: State, last: tuple[State, date] | None, as_of: date) -> bool:
    """Whether to tell somebody of a breach: at once when worse than what was last told, otherwise at most
    once in seven days."""
    if state < State.FORECAST_BREACH:
        return False
    if last is None:
        return True
    told, when = last
    return state > told or as_of - when >= NOTICE_EVERY


@dataclass(frozen=True, slots=True)
class ExceptionKey:
    """What one exception is about; at most one is open for each key."""

    subject: str
    aspect: Aspect
    tier: Tier

    @property
    def goes_to(self) -> str:
        """Who decides: one level up."""
        return ESCALATES_TO[self.tier]


def plan_exceptions(
    states: dict[ExceptionKey, State], already_open: frozenset[ExceptionKey]
) -> tuple[frozenset[ExceptionKey], frozenset[ExceptionKey]]:
    """The exceptions to open and to close; a key without a state keeps what it has."""
    breached = {key for key, state in states.items() if state >= State.FORECAST_BREACH}
    return frozenset(breached - already_open), frozenset(
        key for key in already_open & states.keys() if key not in breached
    )


def lead_time(breach_on: date | None, today: date) -> Figure[int]:
    """Days until the expected breach; negative when it is past; null `no_data` when none is expected."""
    return unknown("no_data") if breach_on is None else known((breach_on - today).days)


def decision_due(breach_on: date, past_decision_days: Sequence[float], today: date) -> date:
    """Breach date less the authority's median decision time (7 days without history), never before today."""
    days = math.ceil(median(past_decision_days)) if past_decision_days else NOTICE_EVERY.days
    return max(breach_on - timedelta(days=days), today)
