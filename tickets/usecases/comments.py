"""Saying something on a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.errors import BadInput
from kernel.lifecycle import step
from kernel.usecases import permit, usecase
from tickets.access import COMMENT_INTERNAL, COMMENT_PUBLIC, SEE_ALL, TICKET_VIEW
from tickets.domain import history
from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.pending import AWAITING_REQUESTER
from tickets.events import AGENT, OTHER, REQUESTER, Changes, TicketCommented, TicketMoved
from tickets.models import Comment, Ticket
from tickets.usecases.row import claim_ticket, keep, put

ACCESS_OF = {"public": COMMENT_PUBLIC, "internal": COMMENT_INTERNAL}


@dataclass(frozen=True, slots=True)
class CommentOnTicket:
    """A public reply or an internal note."""

    number: str
    visibility: str
    body: str


@usecase("ticket.comment")
def comment_on_ticket(actor: Actor, command: CommentOnTicket, *, at: datetime) -> Comment:
    """The comment. Staff's first public one answers the requester; the requester's resumes a waiting ticket.

    Raises `BadInput` `unknown_visibility` or `blank_comment`.
    """
    ticket = claim_ticket(actor, command.number, TICKET_VIEW)
    return say(actor, ticket, command.visibility, command.body, at)


def say(actor: Actor, ticket: Ticket, visibility: str, body: str, at: datetime) -> Comment:
    """Write a comment on a ticket that is already claimed."""
    if visibility not in ACCESS_OF:
        raise BadInput("unknown_visibility", "A comment is public or internal.")
    permit(actor, ACCESS_OF[visibility], ticket)
    text = body.strip()
    if not text:
        raise BadInput("blank_comment", "A comment has a text.", {"body": [("blank", "Write something.")]})
    comment = Comment.objects.create(
        ticket=ticket, visibility=visibility, body=text, author_id=actor.person_id, created_at=at
    )
    by = _whose(actor, ticket)
    meaning = {AGENT: history.AGENT_REPLIED, REQUESTER: history.REQUESTER_REPLIED}.get(by, history.CHANGED)
    put(ticket, {}, at, kind=meaning if visibility == "public" else history.CHANGED)

    def event(changes: Changes) -> TicketCommented:
        return TicketCommented(comment.pk, visibility, by, changes)

    keep(actor, ticket, event, {}, at)
    if visibility == "public" and by == REQUESTER:
        _resume(actor, ticket, at)
    return comment


def _whose(actor: Actor, ticket: Ticket) -> str:
    if actor.person_id is not None and actor.person_id == ticket.requester_id:
        return REQUESTER
    return AGENT if actor.roles & frozenset(SEE_ALL) else OTHER


def _resume(actor: Actor, ticket: Ticket, at: datetime) -> None:
    """The answer that was waited for is here."""
    if ticket.state != "pending" or ticket.pending_reason != AWAITING_REQUESTER:
        return
    target = step(LIFECYCLES[ticket.kind], ticket.state, "resume", {})
    changes = put(ticket, {"state": target, "pending_reason": ""}, at)
    keep(actor, ticket, lambda real: TicketMoved(real, "resume"), changes, at)
