"""Tables of the service desk. The history of a ticket is its audit events; its row is their fold."""

from tickets.models.comments import Comment
from tickets.models.services import Service
from tickets.models.tickets import OPEN, Ticket

__all__ = ["OPEN", "Comment", "Service", "Ticket"]
