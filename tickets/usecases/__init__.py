"""Writes of the service desk: one function per verb."""

from tickets.usecases.comments import CommentOnTicket, comment_on_ticket
from tickets.usecases.editing import AssignTicket, EditTicket, assign_ticket, edit_ticket
from tickets.usecases.moving import MoveTicket, move_ticket, moves_for
from tickets.usecases.opening import OpenTicket, open_ticket
from tickets.usecases.services import AddService, add_service
from tickets.usecases.work import LogWork, ReverseWork, log_work, reverse_work

__all__ = [
    "AddService", "AssignTicket", "CommentOnTicket", "EditTicket", "LogWork", "MoveTicket", "OpenTicket",
    "ReverseWork", "add_service", "assign_ticket", "comment_on_ticket", "edit_ticket", "log_work",
    "move_ticket", "moves_for", "open_ticket", "reverse_work",
]  # fmt: skip
