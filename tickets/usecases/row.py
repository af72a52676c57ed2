"""Writing a ticket row: set fields, fold the history one event further, save what changed, record it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kernel.access import Access, Actor
from kernel.audit import Happened, record_many
from kernel.events import Event, Subject
from kernel.search import Document, index
from kernel.usecases import claim, save_named
from tickets.access import TICKET_VIEW
from tickets.domain.details import DETAILS
from tickets.domain.history import CHANGED, HistoryEvent, TicketState, fold
from tickets.events import Changes
from tickets.models import Ticket

# Fields that hold another row, and the key by which events name that row.
LINKS = {
    "service": "code", "team": "code", "assignee": "username", "requester": "username", "project": "code",
    "problem": "number",
}  # fmt: skip
DERIVED = (
    "first_responded_at", "first_resolved_at", "resolved_at", "closed_at", "reopen_count",
    "reassignment_count",
)  # fmt: skip
_FOUND_BY = ("title", "description", "resolution")


def claim_ticket(actor: Actor, number: str, act: Access, version: int | None = None) -> Ticket:
    """The ticket, locked, seen, allowed and unchanged since `version`."""
    rows = Ticket.objects.select_related(*LINKS)
    return claim(rows, actor, view=TICKET_VIEW, act=act, key={"number": number}, version=version)


def subject_of(ticket: Ticket) -> Subject:
    """The ticket as events name it."""
    return Subject("ticket", ticket.pk, ticket.number)


def shown(ticket: Ticket, name: str) -> Any:
    """The value of a field as events tell it: rows by their key, details by their text."""
    if name in DETAILS or name.startswith("override_"):
        return ticket.details.get(name)
    value = getattr(ticket, name)
    return getattr(value, LINKS[name]) if name in LINKS and value is not None else value


def put(
    ticket: Ticket, values: Mapping[str, Any], at: datetime, *, kind: str = CHANGED
) -> dict[str, tuple[Any, Any]]:
    """Set the values and what follows from them; the real changes, old and new. Nothing is saved yet."""
    before = _state_of(ticket)
    changes = {}
    for name, value in values.items():
        old = shown(ticket, name)
        _set(ticket, name, value)
        new = shown(ticket, name)
        if (old or None) != (new or None):
            changes[name] = (old, new)
    after = fold([HistoryEvent(at, kind, changes)], before)
    for name in DERIVED:
        setattr(ticket, name, getattr(after, name))
    return changes


def _set(ticket: Ticket, name: str, value: Any) -> None:
    if name in DETAILS or name.startswith("override_"):
        ticket.details = {**ticket.details, name: value}
    else:
        setattr(ticket, name, value)


def _state_of(ticket: Ticket) -> TicketState:
    return TicketState(ticket.state or None, **{name: getattr(ticket, name) for name in DERIVED})


def keep(
    actor: Actor,
    ticket: Ticket,
    event: Callable[[Changes], Event],
    changes: Changes,
    at: datetime,
    *,
    also: tuple[str, ...] = (),
) -> None:
    """Save changed and derived columns with the next version, record the event, refresh the search."""
    ticket.updated_at = at
    save_named(ticket, *_columns(changes), *also, *DERIVED, "updated_at")
    tell(actor, ticket, event(changes), at, at)
    if any(name in changes for name in _FOUND_BY):
        find_by(ticket)


def tell(actor: Actor, ticket: Ticket, event: Event, happened_at: datetime, at: datetime) -> None:
    """Record an event of the ticket."""
    record_many(actor, [Happened(event, subject_of(ticket), happened_at)], recorded_at=at)


def find_by(*tickets: Ticket) -> None:
    """Make tickets findable by number, title, description and resolution; what was said stays out of it,
    because internal notes must not be guessed by searching."""
    index(
        Document("ticket", row.pk, f"{row.number} {row.title}", f"{row.description}\n{row.resolution}")
        for row in tickets
    )


def _columns(changes: Changes) -> list[str]:
    inner = {name for name in changes if name in DETAILS or name.startswith("override_")}
    return [name for name in changes if name not in inner] + (["details"] if inner else [])
