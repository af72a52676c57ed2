"""Moving a task within the outline; its code stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput
from kernel.usecases import save_named, usecase
from projects.domain.plan_outline import MOVES, Place, moved
from projects.models import Task
from projects.plan_events import TaskMoved
from projects.usecases.claims import subject_of
from projects.usecases.plan_claims import claim_plan, replan
from projects.usecases.plan_tasks import check_may_have_tasks


@dataclass(frozen=True, slots=True)
class MoveTask:
    """`move` is up, down, indent or outdent; what is below the task goes with it."""

    project_id: int
    code: str
    version: int | None
    move: str
    reason: str = ""


@usecase("task.move")
def move_task(actor: Actor, command: MoveTask, *, at: datetime) -> Task:
    """The task in its new place.

    Raises `BadInput` `unknown_move`, `DomainError` `cannot_move`, `task_has_begun` when it would go below a
    task with progress of its own, and those of the schedule.
    """
    if command.move not in MOVES:
        raise BadInput("unknown_move", f"A task moves {', '.join(MOVES)}.")
    claimed = claim_plan(actor, command.project_id, at)
    task = claimed.task(command.code, command.version)
    rows = {row.pk: row for row in Task.objects.filter(project=claimed.project)}
    places = [Place(row.pk, row.parent_id, row.position) for row in rows.values()]
    changed = moved(places, task.pk, command.move)
    for place in changed:
        row = rows[place.id]
        if place.parent is not None and place.parent != row.parent_id:
            check_may_have_tasks(rows[place.parent])
        row.parent_id, row.position = place.parent, place.position
    siblings = [rows[place.id] for place in changed if place.id != task.pk]
    Task.objects.bulk_update(siblings, ["parent", "position"], batch_size=500)
    task = rows[task.pk]
    save_named(task, "parent", "position")
    replan(claimed, command.reason)
    record(actor, TaskMoved(task.code, task.title, command.move), subject_of(claimed.project), at)
    return task
