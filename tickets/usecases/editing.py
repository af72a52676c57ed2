"""Changing what a ticket says, and handing it to another team or person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.access import Actor
from kernel.errors import BadInput, DomainError
from kernel.usecases import permit, usecase
from tickets.access import PRIORITY_OVERRIDE, TICKET_ASSIGN, TICKET_EDIT
from tickets.clock_selectors import current_matrix
from tickets.domain import priority
from tickets.domain.priority import Matrix, Override, Rating, rate
from tickets.events import TicketAssigned, TicketEdited
from tickets.models import Ticket
from tickets.usecases import lookups
from tickets.usecases.row import claim_ticket, keep, put

CONVERTIBLE = ("incident", "request")
_RATING = frozenset({"impact", "urgency", "priority_override", "override_reason"})


@dataclass(frozen=True, slots=True)
class EditTicket:
    """New values by field: `title description category kind impact urgency priority_override override_reason
    service_id team_id assignee_id requester_id project_id problem_id`. `priority_override` None resets it."""

    number: str
    version: int | None
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AssignTicket:
    """The team and the person that have the ticket from now on; None for nobody."""

    number: str
    version: int | None
    team_id: int | None
    assignee_id: int | None


def _title(_actor: Actor, _ticket: Ticket, value: Any) -> str:
    text = str(value).strip()
    if not text:
        raise BadInput(
            "blank_title", "A ticket has a title.", {"title": [("blank", "Say what it is about.")]}
        )
    return text


def _kind(_actor: Actor, ticket: Ticket, value: Any) -> str:
    if value != ticket.kind and not {value, ticket.kind} <= set(CONVERTIBLE):
        text = "Only incidents and requests turn into each other."
        raise DomainError("not_convertible", text, {"kind": [("not_convertible", text)]})
    return str(value)


def _service(_actor: Actor, ticket: Ticket, value: Any) -> Any:
    return ticket.service if value == ticket.service_id else lookups.service(value)


# How a command's field becomes the row's: its name on the row, and the value found or checked.
_FIELDS: Mapping[str, tuple[str, Callable[[Actor, Ticket, Any], Any]]] = {
    "title": ("title", _title),
    "description": ("description", lambda _actor, _ticket, value: str(value).strip()),
    "category": ("category", lambda _actor, _ticket, value: str(value).strip()),
    "kind": ("kind", _kind),
    "service_id": ("service", _service),
    "team_id": ("team", lambda actor, _ticket, value: lookups.team(actor, value)),
    "assignee_id": (
        "assignee",
        lambda actor, ticket, value: (
            ticket.assignee if value == ticket.assignee_id else lookups.assignee(actor, value)
        ),
    ),
    "requester_id": ("requester", lambda actor, _ticket, value: lookups.person(actor, value, "requester")),
    "project_id": ("project", lambda actor, _ticket, value: lookups.project(actor, value)),
    "problem_id": ("problem", lambda actor, ticket, value: lookups.problem(actor, value, ticket.kind)),
}
EDITABLE = frozenset(_FIELDS) | _RATING


@usecase("ticket.edit")
def edit_ticket(actor: Actor, command: EditTicket, *, at: datetime) -> Ticket:
    """The ticket with its new values; no change at all records nothing and keeps the version.

    Raises `BadInput` `unknown_field`, `blank_title`, `unknown_…`; `DomainError` `not_convertible`,
    `bad_level`, `bad_priority`, `reason_required`, `service_retired`, `not_a_problem`.
    """
    ticket = claim_ticket(actor, command.number, TICKET_EDIT, command.version)
    unknown = sorted(set(command.changes) - EDITABLE)
    if unknown:
        marks = {name: [("unknown_field", "This cannot be changed.")] for name in unknown}
        raise BadInput("unknown_field", f"Unknown field: {', '.join(unknown)}.", marks)
    if {"team_id", "assignee_id"} & set(command.changes):
        permit(actor, TICKET_ASSIGN, ticket)
    values = {
        name: find(actor, ticket, command.changes[key])
        for key, (name, find) in _FIELDS.items()
        if key in command.changes
    }
    changes = put(ticket, {**values, **_rating(actor, ticket, command.changes)}, at)
    if changes:
        keep(actor, ticket, TicketEdited, changes, at)
    return ticket


def _rating(actor: Actor, ticket: Ticket, changes: Mapping[str, Any]) -> dict[str, Any]:
    if not _RATING & set(changes):
        return {}
    impact, urgency = changes.get("impact", ticket.impact), changes.get("urgency", ticket.urgency)
    matrix = current_matrix()
    rating = rate(matrix, impact, urgency, _current(ticket, matrix))
    if "priority_override" in changes:
        rating = _overridden(actor, ticket, rating, changes)
    inner = rating.override
    return {
        "impact": impact,
        "urgency": urgency,
        "priority": rating.priority,
        "matrix_version": matrix.version,
        "priority_override": inner.priority if inner else None,
        "override_reason": inner.reason if inner else "",
        "override_by": inner.author if inner else "",
    }


def _current(ticket: Ticket, matrix: Matrix) -> Rating:
    rating = rate(matrix, ticket.impact, ticket.urgency)
    if ticket.priority_override is None:
        return rating
    reason, author = ticket.details.get("override_reason", ""), ticket.details.get("override_by", "")
    override = Override(ticket.priority_override, reason, author)
    return Rating(rating.impact, rating.urgency, rating.derived, rating.matrix_version, override)


def _overridden(actor: Actor, ticket: Ticket, rating: Rating, changes: Mapping[str, Any]) -> Rating:
    permit(actor, PRIORITY_OVERRIDE, ticket)
    wanted = changes["priority_override"]
    if wanted is None:
        return priority.reset(rating)
    reason = str(changes.get("override_reason", ""))
    return priority.override(rating, wanted, reason, actor.name, may_override=True)


@usecase("ticket.assign")
def assign_ticket(actor: Actor, command: AssignTicket, *, at: datetime) -> Ticket:
    """The ticket with its new team and person; handing it to those who have it already changes nothing.

    Raises `BadInput` `unknown_team` or `unknown_assignee`.
    """
    ticket = claim_ticket(actor, command.number, TICKET_ASSIGN, command.version)
    wanted = {"team_id": command.team_id, "assignee_id": command.assignee_id}
    values = {_FIELDS[key][0]: _FIELDS[key][1](actor, ticket, value) for key, value in wanted.items()}
    changes = put(ticket, values, at)
    if changes:
        keep(actor, ticket, TicketAssigned, changes, at)
    return ticket
