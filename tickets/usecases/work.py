"""Work on a ticket: one entry in the joint time sheet, its minutes and cost on the ticket, and its cost on
the project the ticket belongs to, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.access import Actor
from kernel.errors import BadInput, DomainError, NotVisible
from kernel.money import Money
from kernel.usecases import permit, usecase
from people.selectors import time_entries_of
from people.usecases import LogTime, ReverseTime, WorkSubject, log_time, reverse_time
from projects.usecases import PostWorkCost, post_work_cost
from tickets.access import WORK_LOG, WORK_LOG_FOR_OTHERS
from tickets.domain.effort import Work, worked
from tickets.events import Changes, WorkLogged, WorkReversed
from tickets.models import Ticket
from tickets.selectors import events_of
from tickets.usecases.row import claim_ticket, keep, put

_SUMS = ("cost", "cost_currency")


@dataclass(frozen=True, slots=True)
class LogWork:
    """Minutes on a day; of the actor unless `person_id` says otherwise."""

    number: str
    minutes: int
    work_date: date
    activity: str = ""
    note: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReverseWork:
    """Take back an entry of the ticket, saying why. `minutes`, where given, are the negative minutes the
    caller expects to take back."""

    number: str
    entry_id: int
    reason: str
    minutes: int | None = None


@usecase("ticket.log_work")
def log_work(actor: Actor, command: LogWork, *, at: datetime) -> Any:
    """The time entry, priced at that day's rate and posted to the ticket's project, if any.

    Raises `DomainError` `bad_minutes`, `work_in_the_future`; `BadInput` `unknown_person`, `whose_work`.
    """
    ticket = claim_ticket(actor, command.number, WORK_LOG)
    return post_work(actor, ticket, command, at)


def post_work(actor: Actor, ticket: Ticket, command: LogWork, at: datetime) -> Any:
    """Log work on a ticket that is already claimed."""
    permit(actor, WORK_LOG, ticket)
    person_id = _whose(actor, command.person_id)
    subject = WorkSubject("ticket", ticket.pk, ticket.number)
    log = LogTime(person_id, command.work_date, command.minutes, subject, command.activity, command.note)
    entry = log_time(actor, log, at=at)
    _post(actor, ticket.project_id, entry, f"{ticket.number} {ticket.title}", at)

    def event(changes: Changes) -> WorkLogged:
        person = str(entry.person)
        return WorkLogged(entry.pk, person, entry.minutes, entry.valid_on, ticket.project_id, changes)

    keep(actor, ticket, event, _summed(ticket, at), at, also=_SUMS)
    return entry


def _whose(actor: Actor, person_id: int | None) -> int:
    if person_id is not None and person_id != actor.person_id:
        permit(actor, WORK_LOG_FOR_OTHERS)
        return person_id
    if actor.person_id is None:
        raise BadInput("whose_work", "Say whose work it was.", {"person": [("whose_work", "Who worked?")]})
    return actor.person_id


@usecase("ticket.reverse_work")
def reverse_work(actor: Actor, command: ReverseWork, *, at: datetime) -> Any:
    """The opposite entry, taken back from the ticket and from the project that had received the cost.

    Raises `NotVisible` for an entry of another ticket, `BadInput` `blank_reason`, `DomainError`
    `minutes_differ`, and what `people.usecases.reverse_time` raises.
    """
    ticket = claim_ticket(actor, command.number, WORK_LOG)
    reason = command.reason.strip()
    if not reason:
        raise BadInput("blank_reason", "Say why it is taken back.", {"reason": [("blank", "Say why.")]})
    if not time_entries_of("ticket", [ticket.pk]).filter(pk=command.entry_id).exists():
        raise NotVisible("not_found", "There is no such entry on this ticket.")
    opposite = reverse_time(actor, ReverseTime(command.entry_id, reason), at=at)
    if command.minutes is not None and command.minutes != opposite.minutes:
        text = f"This entry is taken back with {opposite.minutes} minutes."
        raise DomainError("minutes_differ", text, {"minutes": [("minutes_differ", text)]})
    project_id = _project_of(ticket, command.entry_id)
    _post(actor, project_id, opposite, f"{ticket.number} {reason}", at)

    def event(changes: Changes) -> WorkReversed:
        person, minutes = str(opposite.person), -opposite.minutes
        return WorkReversed(
            opposite.pk, command.entry_id, person, minutes, reason, project_id, changes
        )  # fmt: skip

    keep(actor, ticket, event, _summed(ticket, at), at, also=_SUMS)
    return opposite


def _project_of(ticket: Ticket, entry_id: int) -> int | None:
    """The project that received the cost then: moving a ticket to another project moves no cost."""
    for row in events_of(ticket).filter(kind=WorkLogged.kind):
        if row.data["entry"] == entry_id:
            project: int | None = row.data["project"]
            return project
    return ticket.project_id


def _summed(ticket: Ticket, at: datetime) -> Changes:
    rows = time_entries_of("ticket", [ticket.pk]).values_list("minutes", "amount", "currency")
    effort = worked(Work(*row) for row in rows)
    ticket.cost = effort.cost.amount if effort.cost else None
    ticket.cost_currency = effort.cost.currency if effort.cost else ""
    return put(ticket, {"minutes_worked": effort.minutes}, at)


def _post(actor: Actor, project_id: int | None, entry: Any, description: str, at: datetime) -> None:
    """Work without a price posts nothing: there is no amount to post."""
    if project_id is None or entry.amount is None:
        return
    amount = Money(entry.amount, entry.currency)
    command = PostWorkCost(project_id, entry.pk, amount, entry.minutes, entry.valid_on, description[:200])
    post_work_cost(actor, command, at=at)
