"""Direct labour on a project: one entry in the joint time sheet and its cost in the project's ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.access import Actor
from kernel.errors import BadInput, NotVisible
from kernel.money import Money
from kernel.usecases import permit, usecase
from people.selectors import time_entries_of
from people.usecases import LogTime, ReverseTime, WorkSubject, log_time, reverse_time
from projects.access import COST_POST, WORK_COST_POST
from projects.models import Project
from projects.usecases.claims import claim_project
from projects.usecases.costs import PostWorkCost, post_work_cost

SUBJECT = "project"


@dataclass(frozen=True, slots=True)
class LogProjectWork:
    """Minutes on a project on a day; of the actor unless `person_id` says otherwise."""

    project_id: int
    person_id: int | None
    minutes: int
    work_date: date
    activity: str = ""
    note: str = ""


@usecase("project.log_work")
def log_project_work(actor: Actor, command: LogProjectWork, *, at: datetime) -> Any:
    """The time entry, priced at that day's rate and posted to the project as labour.

    Work of somebody else is logged by whoever may post the project's costs. Raises `BadInput` `whose_work`,
    `unknown_person`; `DomainError` `bad_minutes`, `work_in_the_future`, `period_locked`.
    """
    project = claim_project(actor, WORK_COST_POST, command.project_id)
    subject = WorkSubject(SUBJECT, project.pk, project.code)
    person_id = _whose(actor, project, command.person_id)
    log = LogTime(person_id, command.work_date, command.minutes, subject, command.activity, command.note)
    entry = log_time(actor, log, at=at)
    _post(actor, project, entry, f"Work of {entry.person}", at)
    return entry


def _whose(actor: Actor, project: Project, person_id: int | None) -> int:
    if person_id is not None and person_id != actor.person_id:
        permit(actor, COST_POST, project)
        return person_id
    if actor.person_id is None:
        raise BadInput("whose_work", "Say whose work it was.", {"person": [("whose_work", "Who worked?")]})
    return actor.person_id


@dataclass(frozen=True, slots=True)
class ReverseProjectWork:
    """Take back an entry of direct labour, saying why."""

    project_id: int
    entry_id: int
    reason: str


@usecase("project.reverse_work")
def reverse_project_work(actor: Actor, command: ReverseProjectWork, *, at: datetime) -> Any:
    """The opposite entry, and the opposite cost in the project's ledger.

    Raises `NotVisible` for an entry of another subject, `BadInput` `blank_reason`, and what
    `people.usecases.reverse_time` raises.
    """
    project = claim_project(actor, WORK_COST_POST, command.project_id)
    reason = command.reason.strip()
    if not reason:
        raise BadInput("blank_reason", "Say why it is taken back.", {"reason": [("blank", "Say why.")]})
    if not time_entries_of(SUBJECT, [project.pk]).filter(pk=command.entry_id).exists():
        raise NotVisible("not_found", "There is no such entry on this project.")
    opposite = reverse_time(actor, ReverseTime(command.entry_id, reason), at=at)
    _post(actor, project, opposite, f"Taken back: {reason}", at)
    return opposite


def _post(actor: Actor, project: Project, entry: Any, description: str, at: datetime) -> None:
    """Work without a price posts nothing: there is no amount to post."""
    if entry.amount is None:
        return
    amount = Money(entry.amount, entry.currency)
    command = PostWorkCost(project.pk, entry.pk, amount, entry.minutes, entry.valid_on, description)
    post_work_cost(actor, command, at=at)
