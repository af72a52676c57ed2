"""Writes of the service desk: one function per verb."""

from tickets.usecases.clocks import PromiseDate, RebuildClocks, promise_date, rebuild_clocks
from tickets.usecases.comments import CommentOnTicket, comment_on_ticket
from tickets.usecases.editing import AssignTicket, EditTicket, assign_ticket, edit_ticket
from tickets.usecases.moving import MoveTicket, move_ticket, moves_for
from tickets.usecases.opening import OpenTicket, open_ticket
from tickets.usecases.priority_matrix import (
    ReplayPriorityMatrix,
    SetPriorityMatrix,
    replay_priority_matrix,
    set_priority_matrix,
)
from tickets.usecases.services import AddService, add_service
from tickets.usecases.sla_policies import (
    Goal,
    RetireSlaPolicy,
    SetSlaPolicy,
    retire_sla_policy,
    set_sla_policy,
)
from tickets.usecases.work import LogWork, ReverseWork, log_work, reverse_work

__all__ = [
    "AddService", "AssignTicket", "CommentOnTicket", "EditTicket", "Goal", "LogWork", "MoveTicket",
    "OpenTicket", "PromiseDate", "RebuildClocks", "ReplayPriorityMatrix", "RetireSlaPolicy",
    "ReverseWork", "SetPriorityMatrix", "SetSlaPolicy", "add_service", "assign_ticket",
    "comment_on_ticket", "edit_ticket", "log_work", "move_ticket", "moves_for", "open_ticket",
    "promise_date", "rebuild_clocks", "replay_priority_matrix", "retire_sla_policy", "reverse_work",
    "set_priority_matrix", "set_sla_policy",
]  # fmt: skip
