"""Stage gates: criteria that evidence proves, criteria that people judge, and what may be decided on them.

Sources: PM² gates Ready for Planning, Executing, Closing; PRINCE2 stage boundary.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kernel.errors import DomainError
from kernel.figures import Figure

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class GateCriterion:
    """A criterion bound to a metric (`metric sign limit`) or else judged by a role (`approver`).

    A mandatory one cannot be passed with a condition.
    """

    code: str
    text: str
    metric: str | None = None
    sign: str = "<="
    limit: float = 0.0
    approver: str | None = None
    mandatory: bool = False

    def __post_init__(self) -> None:
        if (self.metric is None) == (self.approver is None) or self.sign not in COMPARE:
            raise DomainError("criterion_invalid", f"{self.code} is proved by a metric or judged by a role")


class Met(StrEnum):
    """How a criterion stands. `UNKNOWN`: no figure, or nobody has judged it yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """A criterion with its state and the evidence: the figure read, or who judged it."""

    criterion: GateCriterion
    met: Met
    evidence: str


def check(
    criteria: Sequence[GateCriterion],
    figures: Mapping[str, Figure[float]],
    judgements: Mapping[str, tuple[bool, str]],
) -> tuple[Checked, ...]:
    """Each criterion's state: ticked by the data where it is bound to a metric, by its judgement (accepted,
    by whom) otherwise. A missing or null figure is unknown, never met."""
    return tuple(
        _by_figure(each, figures.get(each.metric)) if each.metric else _by_person(each, judgements)
        for each in criteria
    )


def _by_figure(criterion: GateCriterion, figure: Figure[float] | None) -> Checked:
    if figure is None or figure.value is None:
        reason = figure.null_reason if figure and figure.null_reason else "no_data"
        return Checked(criterion, Met.UNKNOWN, reason.replace("_", " "))
    met = Met.YES if COMPARE[criterion.sign](figure.value, criterion.limit) else Met.NO
    return Checked(
        criterion, met, f"{criterion.metric} is {figure.value:g}, needed {criterion.sign} {criterion.limit:g}"
    )


def _by_person(criterion: GateCriterion, judgements: Mapping[str, tuple[bool, str]]) -> Checked:
    judged = judgements.get(criterion.code)
    if judged is None:
        return Checked(criterion, Met.UNKNOWN, f"waits for the {criterion.approver}")
    return Checked(criterion, Met.YES if judged[0] else Met.NO, f"judged by {judged[1]}")


class GateDecision(StrEnum):
    """What a board can decide at a gate."""

    GO = "go"
    GO_WITH_CONDITIONS = "go_with_conditions"
    HOLD = "hold"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be done after a go, for which criterion, by whom and until when: it becomes a task."""

    criterion: str
    text: str
    owner: str
    due: date


def allowed(checked: Sequence[Checked]) -> frozenset[GateDecision]:
    """What may be decided: hold and stop always; go when everything is met; go with conditions when no
    mandatory criterion is open."""
    result = {GateDecision.HOLD, GateDecision.STOP}
    open_ones = [each for each in checked if each.met is not Met.YES]
    if not open_ones:
        result.add(GateDecision.GO)
    if not any(each.criterion.mandatory for each in open_ones):
        result.add(GateDecision.GO_WITH_CONDITIONS)
    return frozenset(result)


def decide(
    checked: Sequence[Checked], decision: GateDecision, conditions: Sequence[Condition], today: date
) -> tuple[Condition, ...]:
    """The conditions that a legal decision leaves behind.

    Errors: `gate_not_passed` when the decision is not allowed; `condition_missing` when a go with conditions
    leaves an open criterion uncovered or has none; `condition_overdue`; `condition_unwanted` elsewhere.
    """
    if decision not in allowed(checked):
        raise DomainError("gate_not_passed", f"{decision.value} is not open to the board on these criteria")
    if decision is not GateDecision.GO_WITH_CONDITIONS:
        if conditions:
            raise DomainError("condition_unwanted", f"{decision.value} has no conditions")
        return ()
    covered = {condition.criterion for condition in conditions}
    uncovered = [each.criterion.code for each in checked if each.met is not Met.YES]
    uncovered = [code for code in uncovered if code not in covered]
    if uncovered or not conditions:
        raise DomainError("condition_missing", f"no condition for {', '.join(uncovered) or 'the go'}")
    if any(condition.due < today for condition in conditions):
        raise DomainError("condition_overdue", "a condition is due today or later")
    return tuple(conditions)
