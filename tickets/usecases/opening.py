"""Opening a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kernel.access import Actor
from kernel.errors import BadInput, DomainError
from kernel.numbers import take
from kernel.usecases import permit, usecase
from tickets.access import TICKET_OPEN, TICKET_OPEN_FOR_OTHERS
from tickets.clock_selectors import current_matrix
from tickets.domain.history import CREATED
from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.priority import rate
from tickets.events import TicketOpened
from tickets.models import Ticket
from tickets.usecases import lookups
from tickets.usecases.row import find_by, put, tell

PREFIXES = {"incident": "INC", "request": "REQ", "problem": "PRB", "change": "CHG"}
# A caller's clock may run a little ahead of ours.
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """What is known when a ticket is opened. Without a team the service's team gets it; without a requester
    the actor is one; `reported_at` is for staff who write down later what was reported earlier."""

    kind: str
    title: str
    description: str = ""
    impact: int = 2
    urgency: int = 2
    service_id: int | None = None
    category: str = ""
    team_id: int | None = None
    assignee_id: int | None = None
    requester_id: int | None = None
    project_id: int | None = None
    problem_id: int | None = None
    reported_at: datetime | None = None


@usecase("ticket.open")
def open_ticket(actor: Actor, command: OpenTicket, *, at: datetime) -> Ticket:
    """The new ticket with its number, in the first state of its kind.

    Raises `BadInput` `unknown_kind`, `blank_title`, `unknown_…`; `DomainError` `bad_level`,
    `service_retired`, `not_a_problem`, `reported_in_the_future`.
    """
    kind = _checked_kind(command.kind)
    permit(actor, TICKET_OPEN, Ticket(kind=kind, requester_id=command.requester_id or actor.person_id))
    reported_at = _reported_at(actor, command, at)
    ticket = Ticket(state="", kind="", title="", reported_at=reported_at, updated_at=at)
    changes = put(ticket, _values(actor, command), reported_at, kind=CREATED)
    ticket.number = f"{PREFIXES[kind]}-{take(f'ticket.{kind}')}"
    ticket.save(force_insert=True)
    # Levels that equal the columns' defaults are part of what was opened all the same.
    levels = {name: (None, getattr(ticket, name)) for name in ("impact", "urgency", "priority")}
    first = {name: (None, new) for name, (_old, new) in changes.items()}
    event = TicketOpened({**first, **levels, "reported_at": (None, reported_at)})
    tell(actor, ticket, event, reported_at, at)
    find_by(ticket)
    return ticket


def _checked_kind(kind: str) -> str:
    if kind not in LIFECYCLES:
        raise BadInput("unknown_kind", f"A ticket is one of: {', '.join(LIFECYCLES)}.")
    return kind


def _reported_at(actor: Actor, command: OpenTicket, at: datetime) -> datetime:
    if command.reported_at is None or command.reported_at == at:
        return at
    permit(actor, TICKET_OPEN_FOR_OTHERS)
    if command.reported_at > at + CLOCK_SKEW:
        text = "Nothing can have been reported in the future."
        raise DomainError("reported_in_the_future", text, {"reported_at": [("reported_in_the_future", text)]})
    return min(command.reported_at, at)


def _values(actor: Actor, command: OpenTicket) -> dict[str, Any]:
    title = command.title.strip()
    if not title:
        raise BadInput(
            "blank_title", "A ticket has a title.", {"title": [("blank", "Say what it is about.")]}
        )
    service = lookups.service(command.service_id)
    matrix = current_matrix()
    return {
        "kind": command.kind,
        "title": title,
        "description": command.description.strip(),
        "state": LIFECYCLES[command.kind].initial,
        "impact": command.impact,
        "urgency": command.urgency,
        "priority": rate(matrix, command.impact, command.urgency).priority,
        "matrix_version": matrix.version,
        "category": command.category.strip(),
        "service": service,
        **_people(actor, command, service),
        **_links(actor, command),
    }


def _people(actor: Actor, command: OpenTicket, service: Any) -> dict[str, Any]:
    if command.team_id is not None or command.assignee_id is not None:
        permit(actor, TICKET_OPEN_FOR_OTHERS)
    own_team = lookups.team(actor, command.team_id)
    return {
        "team": own_team or (service.team if service else None),
        "assignee": lookups.assignee(actor, command.assignee_id),
        "requester": lookups.person(actor, command.requester_id or actor.person_id, "requester"),
    }


def _links(actor: Actor, command: OpenTicket) -> dict[str, Any]:
    if command.project_id is not None or command.problem_id is not None:
        permit(actor, TICKET_OPEN_FOR_OTHERS)
    return {
        "project": lookups.project(actor, command.project_id),
        "problem": lookups.problem(actor, command.problem_id, command.kind),
    }
