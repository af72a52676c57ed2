"""Linking tasks and taking links away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, NotVisible
from kernel.usecases import usecase
from projects.models import Dependency
from projects.models.plan import dependency_kinds, lag_calendars
from projects.plan_events import TasksLinked, TasksUnlinked
from projects.usecases.claims import subject_of
from projects.usecases.plan_claims import check_minutes, claim_plan, replan

_KINDS = frozenset(kind for kind, _ in dependency_kinds())
_CALENDARS = frozenset(name for name, _ in lag_calendars())


@dataclass(frozen=True, slots=True)
class LinkTasks:
    """The successor waits for the predecessor; `lag` in minutes of `lag_calendar`, a lead when negative."""

    project_id: int
    predecessor: str
    successor: str
    kind: str = "FS"
    lag: int = 0
    lag_calendar: str = "project"
    reason: str = ""


@usecase("task.link")
def link_tasks(actor: Actor, command: LinkTasks, *, at: datetime) -> Dependency:
    """The link; one of the same kind between the same tasks gets the new lag.

    Raises `DomainError` `dependency_cycle`, naming the loop, `link_inside_summary`, `bad_duration`;
    `BadInput` `unknown_kind`, `unknown_lag_calendar`.
    """
    if command.kind not in _KINDS:
        raise BadInput("unknown_kind", f"A link is one of: {', '.join(sorted(_KINDS))}.")
    if command.lag_calendar not in _CALENDARS:
        raise BadInput("unknown_lag_calendar", f"A lag runs on: {', '.join(sorted(_CALENDARS))}.")
    check_minutes(command.lag, "lag", negative=True)
    claimed = claim_plan(actor, command.project_id, at)
    predecessor, successor = claimed.task(command.predecessor), claimed.task(command.successor)
    if predecessor.pk == successor.pk:
        raise DomainError("dependency_cycle", f"Links form a loop: {predecessor.code} -> {successor.code}")
    link, _made = Dependency.objects.update_or_create(
        project=claimed.project, predecessor=predecessor, successor=successor, kind=command.kind,
        defaults={"lag": command.lag, "lag_calendar": command.lag_calendar},
    )  # fmt: skip
    replan(claimed, command.reason)
    event = TasksLinked(predecessor.code, successor.code, link.kind, link.lag)
    record(actor, event, subject_of(claimed.project), at)
    return link


@dataclass(frozen=True, slots=True)
class UnlinkTasks:
    """One link, by its id."""

    project_id: int
    link_id: int
    reason: str = ""


@usecase("task.unlink")
def unlink_tasks(actor: Actor, command: UnlinkTasks, *, at: datetime) -> None:
    """Takes the link away. Raises `NotVisible` when the plan has no such link."""
    claimed = claim_plan(actor, command.project_id, at)
    rows = Dependency.objects.filter(project=claimed.project).select_related("predecessor", "successor")
    link = rows.filter(pk=command.link_id).first()
    if link is None:
        raise NotVisible("not_found", "There is no such link in this plan.")
    link.delete()
    replan(claimed, command.reason)
    event = TasksUnlinked(link.predecessor.code, link.successor.code, link.kind)
    record(actor, event, subject_of(claimed.project), at)
