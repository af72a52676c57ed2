"""Who may do what with tickets: requesters with their own, staff with all."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from kernel.access import Access, Actor, Grant, everyone, has_role, is_person
from people.domain import roles

CLOCK = "clock"
SEE_ALL = (*roles.STAFF, CLOCK)
WORKERS = (
    roles.AGENT, roles.SERVICE_MANAGER, roles.PROJECT_MANAGER, roles.INTEGRATION, roles.ADMINISTRATOR, CLOCK,
)  # fmt: skip
MANAGERS = (roles.SERVICE_MANAGER, roles.ADMINISTRATOR)


def of_kind(*kinds: str) -> Grant:
    """Tickets of one of the kinds."""

    def allows(_actor: Actor, row: Any) -> bool:
        return getattr(row, "kind", None) in kinds

    return Grant(f"kind {'/'.join(kinds)}", allows, lambda _actor: Q(kind__in=kinds))


_own = is_person("requester_id")
_own_desk = _own & of_kind("incident", "request")
_workers = has_role(*WORKERS)

TICKET_VIEW = Access(has_role(*SEE_ALL) | _own, "tickets:read")
# Internal notes, work and hand-overs are for staff; a requester sees replies and progress.
INTERNAL_VIEW = Access(has_role(*SEE_ALL), "tickets:read")
TICKET_OPEN = Access(_workers | _own_desk, "tickets:write")
TICKET_OPEN_FOR_OTHERS = Access(_workers, "tickets:write")
TICKET_EDIT = Access(_workers, "tickets:write")
TICKET_MOVE = Access(_workers, "tickets:write")
TICKET_MOVE_OWN = Access(_workers | _own_desk, "tickets:write")
TICKET_ASSIGN = Access(_workers, "tickets:write")
COMMENT_PUBLIC = Access(_workers | _own, "tickets:write")
COMMENT_INTERNAL = Access(has_role(*SEE_ALL), "tickets:write")
WORK_LOG = Access(_workers, "tickets:write")
WORK_LOG_FOR_OTHERS = Access(has_role(*MANAGERS, roles.INTEGRATION, CLOCK), "tickets:write")
PRIORITY_OVERRIDE = Access(has_role(*MANAGERS), "tickets:write")
CHANGE_AUTHORISE = Access(has_role(*MANAGERS), "tickets:write")
SERVICE_VIEW = Access(everyone(), "tickets:read")
SERVICE_EDIT = Access(has_role(*MANAGERS), "tickets:write")
POLICY_VIEW = Access(has_role(*SEE_ALL), "tickets:read")
POLICY_SET = Access(has_role(*MANAGERS), "admin")
MATRIX_SET = Access(has_role(*MANAGERS), "admin")
CLOCK_KEEP = Access(has_role(CLOCK, *MANAGERS), "admin")
REPORT_VIEW = Access(has_role(*SEE_ALL), "tickets:read")
IMPORT_RUN = Access(has_role(roles.ADMINISTRATOR, roles.INTEGRATION), "import")

ACCESS = {
    "ticket.view": TICKET_VIEW,
    "ticket.internal": INTERNAL_VIEW,
    "ticket.open": TICKET_OPEN,
    "ticket.open_for_others": TICKET_OPEN_FOR_OTHERS,
    "ticket.edit": TICKET_EDIT,
    "ticket.move": TICKET_MOVE,
    "ticket.move_own": TICKET_MOVE_OWN,
    "ticket.assign": TICKET_ASSIGN,
    "ticket.comment": COMMENT_PUBLIC,
    "ticket.note": COMMENT_INTERNAL,
    "ticket.log_work": WORK_LOG,
    "ticket.reverse_work": WORK_LOG,
    "ticket.work_for_others": WORK_LOG_FOR_OTHERS,
    "ticket.override": PRIORITY_OVERRIDE,
    "ticket.authorise": CHANGE_AUTHORISE,
    "service.view": SERVICE_VIEW,
    "service.add": SERVICE_EDIT,
    "ticket.promise": TICKET_EDIT,
    "sla.view": POLICY_VIEW,
    "sla.set_policy": POLICY_SET,
    "sla.retire_policy": POLICY_SET,
    "sla.set_matrix": MATRIX_SET,
    "sla.replay_matrix": MATRIX_SET,
    "sla.keep_clocks": CLOCK_KEEP,
    "sla.report": REPORT_VIEW,
    "ticket.import": IMPORT_RUN,
    "service.import": IMPORT_RUN,
}

# What a requester may do to an own ticket without the desk.
OWN_MOVES = frozenset({"reopen", "close", "cancel"})


def move_access(move: str) -> Access:
    """The right a move needs: requesters may confirm, reopen and withdraw their own tickets."""
    if move in OWN_MOVES:
        return TICKET_MOVE_OWN
    return CHANGE_AUTHORISE if move == "authorise" else TICKET_MOVE
