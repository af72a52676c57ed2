"""Adding, editing and removing tasks of a plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError
from kernel.events import plain
from kernel.usecases import save_named, usecase
from people.selectors import time_entries_of
from projects.models import ScopeItem, Task, TaskReport
from projects.models.plan import constraint_kinds, task_progress_rules
from projects.plan_events import TaskAdded, TaskEdited, TaskRemoved
from projects.usecases.claims import refused, subject_of
from projects.usecases.plan_claims import Claimed, check_minutes, check_moment, claim_plan, replan

DAY = 480
EDITABLE = (
    "title", "duration", "elapsed", "calendar", "constraint", "constraint_at", "deadline_at", "milestone",
    "scope_item_id", "progress_rule", "units_planned",
)  # fmt: skip
UNDATED = ("ASAP", "ALAP")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_CONSTRAINTS = frozenset(kind for kind, _ in constraint_kinds())
_RULES = frozenset(rule for rule, _ in task_progress_rules())


@dataclass(frozen=True, slots=True)
class AddTask:
    """A task below `parent`, after its sibling `after` (else last). Without a duration a milestone takes none
    and any other task one day of eight hours. Without a code it gets the next one, `T-7`."""

    project_id: int
    title: str
    code: str = ""
    parent: str | None = None
    after: str | None = None
    duration: int | None = None
    elapsed: bool = False
    calendar: str = ""
    constraint: str = "ASAP"
    constraint_at: datetime | None = None
    deadline_at: datetime | None = None
    milestone: bool = False
    scope_item_id: int | None = None
    progress_rule: str = "percent"
    units_planned: Decimal | None = None
    reason: str = ""


@usecase("task.add")
def add_task(actor: Actor, command: AddTask, *, at: datetime) -> Task:
    """The task in its place.

    Raises `DomainError`: `title_missing`, `bad_code`, `code_taken`, `bad_duration`, `constraint_date`,
    `unknown_calendar`, `task_has_begun` for a parent with progress of its own, and those of the schedule.
    """
    claimed = claim_plan(actor, command.project_id, at)
    parent = _parent(claimed, command.parent)
    default = 0 if command.milestone else DAY
    task = Task(
        project=claimed.project, code=_code(claimed, command.code), parent=parent,
        position=_make_room(claimed, parent, command.after), created_at=at,
        duration=default if command.duration is None else command.duration,
        **{name: getattr(command, name) for name in EDITABLE if name != "duration"},
    )  # fmt: skip
    _check(claimed, task)
    task.save()
    replan(claimed, command.reason)
    record(actor, TaskAdded(task.code, task.title), subject_of(claimed.project), at)
    return task


def _parent(claimed: Claimed, code: str | None) -> Task | None:
    if code is None:
        return None
    parent = claimed.task(code)
    check_may_have_tasks(parent)
    return parent


def check_may_have_tasks(parent: Task) -> None:
    """A summary has no progress of its own. Raises `DomainError` `task_has_begun`."""
    if parent.actual_start is not None or parent.complete is not None:
        raise refused("task_has_begun", f"{parent.code} has progress of its own already.", "parent")


def _code(claimed: Claimed, wanted: str) -> str:
    rows = Task.objects.filter(project=claimed.project)
    if not wanted:
        return _next_code(claimed)
    if not _CODE.fullmatch(wanted):
        raise refused("bad_code", "A code has 1 to 40 letters, digits, dots, dashes, underscores.", "code")
    if rows.filter(code=wanted).exists():
        raise refused("code_taken", f"There is a task {wanted} already.", "code")
    return wanted


def _next_code(claimed: Claimed) -> str:
    while True:
        claimed.plan.last_number += 1
        code = f"T-{claimed.plan.last_number}"
        if not Task.objects.filter(project=claimed.project, code=code).exists():
            return code


def _make_room(claimed: Claimed, parent: Task | None, after: str | None) -> int:
    siblings = Task.objects.filter(project=claimed.project, parent=parent)
    if after is None:
        last = siblings.order_by("-position").values_list("position", flat=True).first()
        return 0 if last is None else last + 1
    neighbour = siblings.filter(code=after).first()
    if neighbour is None:
        raise refused("not_a_sibling", f"{after} is not at this level.", "after")
    siblings.filter(position__gt=neighbour.position).update(position=F("position") + 1)
    return neighbour.position + 1


def _check(claimed: Claimed, task: Task) -> None:
    task.title = task.title.strip()
    if not task.title:
        raise refused("title_missing", "A task has a title.", "title")
    check_minutes(task.duration, "duration")
    for name, known in (("constraint", _CONSTRAINTS), ("progress_rule", _RULES)):
        if getattr(task, name) not in known:
            raise BadInput(f"unknown_{name}", f"It is one of: {', '.join(sorted(known))}.")
    if task.constraint in UNDATED:
        task.constraint_at = None
    elif task.constraint_at is None:
        raise refused("constraint_date", "This constraint needs a date.", "constraint_at")
    for name in ("constraint_at", "deadline_at"):
        check_moment(getattr(task, name), name)
    _check_scope(claimed, task)


def _check_scope(claimed: Claimed, task: Task) -> None:
    items = ScopeItem.objects.filter(project=claimed.project)
    if task.scope_item_id is not None and not items.filter(pk=task.scope_item_id).exists():
        raise refused("unknown_scope_item", "There is no such scope item in this project.", "scope_item")
    if task.units_planned is not None and not task.units_planned > 0:
        raise refused("bad_units", "At least some units are planned.", "units_planned")


@dataclass(frozen=True, slots=True)
class EditTask:
    """New values for some of `EDITABLE`; `reason` stands beside every milestone that moves."""

    project_id: int
    code: str
    version: int | None
    changes: Mapping[str, Any]
    reason: str = ""


@usecase("task.edit")
def edit_task(actor: Actor, command: EditTask, *, at: datetime) -> Task:
    """The task with the new values; without a difference nothing is written. Raises as `add_task` does."""
    claimed = claim_plan(actor, command.project_id, at)
    task = claimed.task(command.code, command.version)
    unknown = sorted(set(command.changes) - set(EDITABLE))
    if unknown:
        raise BadInput("unknown_field", f"Cannot be edited: {', '.join(unknown)}.")
    before = {name: getattr(task, name) for name in EDITABLE}
    for name, value in command.changes.items():
        setattr(task, name, value)
    _check(claimed, task)
    changed = {name: old for name, old in before.items() if getattr(task, name) != old}
    if not changed:
        return task
    save_named(task, *changed)
    replan(claimed, command.reason)
    told = {name: (plain(old), plain(getattr(task, name))) for name, old in changed.items()}
    record(actor, TaskEdited(task.code, task.title, told), subject_of(claimed.project), at)
    return task


@dataclass(frozen=True, slots=True)
class RemoveTask:
    """A task and all below it."""

    project_id: int
    code: str
    version: int | None
    reason: str = ""


@usecase("task.remove")
def remove_task(actor: Actor, command: RemoveTask, *, at: datetime) -> None:
    """Takes a branch out of the plan, with its links; codes are not used again.

    Raises `DomainError` `task_has_facts`, naming the tasks on which work was reported or logged.
    """
    claimed = claim_plan(actor, command.project_id, at)
    task = claimed.task(command.code, command.version)
    branch = _branch(claimed, task)
    worked = set(TaskReport.objects.filter(task__in=branch).values_list("task_id", flat=True))
    worked |= set(time_entries_of("task", list(branch)).values_list("subject_id", flat=True))
    if worked:
        codes = ", ".join(branch[pk] for pk in sorted(worked))
        raise DomainError("task_has_facts", f"Work was reported on {codes}: it stays in the plan.")
    Task.objects.filter(pk__in=branch).delete()
    replan(claimed, command.reason)
    below = tuple(code for pk, code in branch.items() if pk != task.pk)
    record(actor, TaskRemoved(command.code, task.title, below), subject_of(claimed.project), at)


def _branch(claimed: Claimed, task: Task) -> dict[int, str]:
    """Ids and codes of a task and of all below it."""
    rows = Task.objects.filter(project=claimed.project).values_list("pk", "parent_id", "code")
    below: dict[int | None, list[tuple[int, str]]] = {}
    for pk, parent, code in rows:
        below.setdefault(parent, []).append((pk, code))
    branch, waiting = {}, [(task.pk, task.code)]
    while waiting:
        pk, code = waiting.pop()
        branch[pk] = code
        waiting += below.get(pk, [])
    return branch
