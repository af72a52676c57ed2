"""Taking a step of a ticket's lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kernel.access import Actor
from kernel.errors import BadInput, DomainError
from kernel.lifecycle import possible, step
from kernel.usecases import usecase
from tickets.access import CHANGE_AUTHORISE, move_access
from tickets.domain import windows
from tickets.domain.details import DETAILS, checked
from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.offers import Offer, offers
from tickets.events import TicketMoved
from tickets.models import Ticket
from tickets.selectors import incidents_since, visible_tickets
from tickets.usecases.comments import say
from tickets.usecases.row import claim_ticket, keep, put
from tickets.usecases.work import LogWork, post_work


@dataclass(frozen=True, slots=True)
class MoveTicket:
    """A move with what it needs: `resolution`, `pending_reason`, other facts by name in `details`. Minutes
    worked and a comment may come along; all of it happens or nothing does."""

    number: str
    version: int | None
    move: str
    resolution: str = ""
    pending_reason: str = ""
    minutes: int | None = None
    activity: str = ""
    note: str = ""
    work_date: date | None = None
    comment: str = ""
    visibility: str = "public"
    details: Mapping[str, str] = field(default_factory=dict)


@usecase("ticket.move")
def move_ticket(actor: Actor, command: MoveTicket, *, at: datetime) -> Ticket:
    """The ticket in its next state.

    Raises `DomainError` `unknown_move`, `illegal_move`, `missing_fact` (with every missing field), what
    `tickets.domain.details.checked` and logging work raise; `NotAllowed` without the right for this move.
    """
    ticket = claim_ticket(actor, command.number, move_access(command.move), command.version)
    details = _details(actor, ticket, command, at)
    given = {**details, "resolution": command.resolution.strip(), "pending_reason": _reason(command)}
    facts = facts_of(actor, ticket, at, given)
    target = step(LIFECYCLES[ticket.kind], ticket.state, command.move, facts)
    asked = _asked(ticket, command.move)
    if command.comment.strip():
        say(actor, ticket, command.visibility, command.comment, at)
    if command.minutes is not None:
        day = command.work_date or at.date()
        post_work(
            actor, ticket, LogWork(ticket.number, command.minutes, day, command.activity, command.note), at
        )
    changes = put(ticket, {"state": target, **_kept(ticket, target, given, asked)}, at)
    keep(actor, ticket, lambda real: TicketMoved(real, command.move), changes, at)
    return ticket


def _reason(command: MoveTicket) -> str:
    reason = command.pending_reason.strip()
    if len(reason) > 120:
        raise BadInput("too_long", "At most 120 characters.", {"pending_reason": [("too_long", "Too long.")]})
    return reason


def _details(actor: Actor, ticket: Ticket, command: MoveTicket, at: datetime) -> dict[str, str]:
    values = {name: checked(name, value, at.date()) for name, value in command.details.items()}
    duplicate = values.get("duplicate_of")
    if duplicate and not _is_another_problem(actor, ticket, duplicate):
        text = "There is no such other problem."
        raise DomainError("bad_duplicate", text, {"duplicate_of": [("bad_duplicate", text)]})
    return values


def _is_another_problem(actor: Actor, ticket: Ticket, number: str) -> bool:
    others = visible_tickets(actor).filter(kind="problem").exclude(pk=ticket.pk)
    return others.filter(number=number).exists()


def _asked(ticket: Ticket, move: str) -> frozenset[str]:
    moves = LIFECYCLES[ticket.kind].moves
    return frozenset(need for item in moves if item.name == move for need in item.needs)


def _kept(ticket: Ticket, target: str, given: Mapping[str, str], asked: frozenset[str]) -> dict[str, Any]:
    """What the move leaves on the row: what it asked for, and nothing of a state that was left."""
    values: dict[str, Any] = {name: value for name, value in given.items() if value and name in DETAILS}
    values["pending_reason"] = given["pending_reason"] if target == "pending" else ""
    if "resolution" in asked:
        values["resolution"] = given["resolution"]
    elif ticket.resolved_at is not None and target not in ("resolved", "closed"):
        values["resolution"] = ""
    return values


def facts_of(actor: Actor, ticket: Ticket, at: datetime, given: Mapping[str, str]) -> dict[str, bool]:
    """Which facts hold: texts that were given or written down before, and what time and people decide."""
    texts = {name: bool(given.get(name) or ticket.details.get(name)) for name in DETAILS}
    return {
        **texts,
        # Each time anew: the old text says why it was resolved or analysed the last time.
        "reanalyse_reason": bool(given.get("reanalyse_reason")),
        "resolution": bool(given.get("resolution")),
        "pending_reason": bool(given.get("pending_reason")),
        "within_reopen_window": windows.may_reopen(ticket.resolved_at, at),
        "verified": windows.is_verified(ticket.resolved_at, incidents_since(ticket), at),
        "approved": _second_pair_of_eyes(actor, ticket),
    }


def _second_pair_of_eyes(actor: Actor, ticket: Ticket) -> bool:
    own = actor.person_id in (ticket.requester_id, ticket.assignee_id)
    return CHANGE_AUTHORISE.allows(actor, ticket) and not own


def moves_for(actor: Actor, ticket: Ticket, at: datetime) -> list[Offer]:
    """The moves this actor may make now, with what still has to be given or to come true."""
    options = possible(LIFECYCLES[ticket.kind], ticket.state, facts_of(actor, ticket, at, {}))
    return offers(option for option in options if move_access(option.move.name).allows(actor, ticket))
