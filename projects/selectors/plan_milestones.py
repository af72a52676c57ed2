"""Milestones of a plan: when each is expected, what was frozen, and how it slipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projects.models import MilestoneForecast
from projects.selectors.plan import PlanView, frozen_plan, milestone_history


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone with its history, oldest first. `slip_days` are calendar days later than
    frozen, null without a frozen date."""

    code: str
    title: str
    expected_at: datetime
    frozen_at: datetime | None
    slip_days: int | None
    reached: bool
    history: tuple[MilestoneForecast, ...]


def milestones_of(view: PlanView) -> list[Milestone]:
    """All milestones in order of their date; three queries."""
    history = milestone_history(view.project)
    frozen = frozen_plan(view.project)
    found = []
    for task in view.tasks.values():
        if not task.milestone:
            continue
        expected = view.dates(task.code)[1]
        promised = frozen[task.code].finish_at if task.code in frozen else None
        found.append(
            Milestone(
                task.code, task.title, expected, promised,
                None if promised is None else _days(promised, expected, view),
                task.actual_finish is not None, tuple(history.get(task.code, ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.expected_at, one.code))


def _days(promised: datetime, expected: datetime, view: PlanView) -> int:
    return (expected.astimezone(view.zone).date() - promised.astimezone(view.zone).date()).days
