"""Freezing the dates of a plan, so that what happens later can be held against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError
from kernel.usecases import usecase
from projects.models import PlanBaselineTask, Project
from projects.plan_events import PlanFrozen
from projects.selectors.plan import plan_view
from projects.usecases.claims import subject_of
from projects.usecases.plan_claims import claim_plan


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """Keep the dates of all tasks as they are now."""

    project_id: int
    reason: str = ""


@usecase("plan.freeze")
def freeze_plan(actor: Actor, command: FreezePlan, *, at: datetime) -> int:
    """The number of the plan baseline. Raises `DomainError` `plan_empty`, and those of the schedule."""
    claimed = claim_plan(actor, command.project_id, at)
    view = plan_view(claimed.project)
    if not view.tasks:
        raise DomainError("plan_empty", "There is nothing to freeze: the plan has no tasks.")
    number = next_plan_baseline(claimed.project)
    rows = []
    for task in view.tasks.values():
        start, finish = view.dates(task.code)
        rows.append(
            PlanBaselineTask(
                project=claimed.project, number=number, code=task.code, title=task.title, start_at=start,
                finish_at=finish, duration=task.duration, milestone=task.milestone, reason=command.reason,
                valid_on=at.date(), recorded_at=at, recorded_by=actor.name,
            )
        )  # fmt: skip
    PlanBaselineTask.objects.bulk_create(rows, batch_size=500)
    record(actor, PlanFrozen(number, len(rows), command.reason), subject_of(claimed.project), at)
    return number


def next_plan_baseline(project: Project) -> int:
    """The next number under the locked project."""
    latest = PlanBaselineTask.objects.filter(project=project).aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1
