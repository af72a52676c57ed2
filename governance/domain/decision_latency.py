"""What waiting for decisions costs: cost of delay per week × weeks waited on the critical path.

Reported by board and role, never as a ranking of persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from governance.domain.discounting import to_places
from kernel.errors import DomainError

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Question:
    """Something a board or role is asked to decide.

    `decidable_on` is the day the paper was complete: waiting counts from there, not from the asking.
    `float_days` is how long the work behind it can wait without moving the finish.
    """

    code: str
    decided_by: str
    asked_on: date
    decidable_on: date
    cost_of_delay: Decimal
    decided_on: date | None = None
    float_days: int = 0

    def __post_init__(self) -> None:
        if self.decidable_on < self.asked_on or (self.decided_on and self.decided_on < self.asked_on):
            raise DomainError("dates_invalid", f"{self.code} is decided after it is asked")


def days_waited(question: Question, as_of: date) -> int:
    """Days from a complete paper to the decision, or to now."""
    return max(((question.decided_on or as_of) - question.decidable_on).days, 0)


def latency_cost(question: Question, as_of: date) -> Decimal:
    """Cost of delay per week × weeks waited beyond the float: inside the float waiting costs nothing."""
    late = max(days_waited(question, as_of) - max(question.float_days, 0), 0)
    return to_places(max(question.cost_of_delay, Decimal(0)) * late / DAYS_A_WEEK)


@dataclass(frozen=True, slots=True)
class BoardLatency:
    """One board's or role's decisions: how many are open, the median wait in days, the money lost."""

    decided_by: str
    asked: int
    still_open: int
    median_days: float
    lost: Decimal


def by_board(questions: Iterable[Question], as_of: date) -> tuple[BoardLatency, ...]:
    """Latency of each board or role, by name."""
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        groups[question.decided_by].append(question)
    return tuple(
        BoardLatency(
            name,
            len(group),
            sum(question.decided_on is None for question in group),
            float(median(days_waited(question, as_of) for question in group)),
            sum((latency_cost(question, as_of) for question in group), Decimal(0)),
        )
        for name, group in sorted(groups.items())
    )


def most_urgent(questions: Sequence[Question], as_of: date) -> Question | None:
    """The open, decidable question that loses most per week from today on, the oldest of equals.

    One still inside its float loses nothing yet and counts as such.
    """

    def loses(question: Question) -> Decimal:
        inside = days_waited(question, as_of) < question.float_days
        return Decimal(0) if inside else max(question.cost_of_delay, Decimal(0))

    ready = [q for q in questions if q.decided_on is None and q.decidable_on <= as_of]
    return min(ready, key=lambda q: (-loses(q), q.decidable_on, q.code)) if ready else None
