"""Short ways to act on tickets in tests: who does what, when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kernel.models import AuditEvent
from tests.world import NOON, World
from tickets.models import Ticket
from tickets.usecases import MoveTicket, OpenTicket, move_ticket, open_ticket


def later(**span: float) -> datetime:
    """A moment after noon."""
    return NOON + timedelta(**span)


def opened(
    world: World, kind: str = "incident", by: str = "amir", at: datetime = NOON, **given: Any
) -> Ticket:
    """A ticket about the Wi-Fi."""
    given = {"title": "Wi-Fi is slow", "service_id": world.service.pk, **given}
    return open_ticket(world.actor(by), OpenTicket(kind, **given), at=at)


def moved(
    world: World, ticket: Ticket, move: str, by: str = "amir", at: datetime = NOON, **given: Any
) -> Ticket:
    """The ticket after a move from its present version."""
    version = Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk)
    return move_ticket(world.actor(by), MoveTicket(ticket.number, version, move, **given), at=at)


def kinds_of(ticket: Ticket) -> list[str]:
    """What happened to the ticket, in the order of record."""
    rows = AuditEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("id")
    return list(rows.values_list("kind", flat=True))
