"""Tables of the service desk. The history of a ticket is its audit events; its row is their fold."""

from tickets.models.comments import Comment
from tickets.models.services import Service
from tickets.models.sla import ClockThreshold, PriorityMatrix, SlaPolicy, TicketClock
from tickets.models.tickets import NEVER, OPEN, Ticket

__all__ = [
    "NEVER", "OPEN", "ClockThreshold", "Comment", "PriorityMatrix", "Service", "SlaPolicy", "Ticket",
    "TicketClock",
]  # fmt: skip
