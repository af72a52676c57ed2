"""Which events of tickets are told to whom: staff hear all, requesters of progress and replies.

The texts of comments are no part of any event.
"""

from __future__ import annotations

from django.db.models import Q

from kernel.access import EVERY_ROW, NO_ROW, Actor
from kernel.feed import Told
from tickets.access import INTERNAL_VIEW, SERVICE_VIEW
from tickets.events import (
    PUBLIC_KINDS,
    TICKET_EVENTS,
    PriorityMatrixSet,
    ServiceAdded,
    SlaPolicySet,
    TicketCommented,
)
from tickets.models import Service
from tickets.selectors import visible_tickets


def _of_tickets(actor: Actor) -> Q:
    seen = Q(subject_type="ticket", subject_id__in=visible_tickets(actor).order_by().values("pk"))
    if INTERNAL_VIEW.allows(actor):
        return seen
    return seen & (Q(kind__in=PUBLIC_KINDS) | Q(kind=TicketCommented.kind, data__visibility="public"))


def _of_services(actor: Actor) -> Q:
    seen = Service.objects.filter(SERVICE_VIEW.where(actor))
    return Q(subject_type="service", subject_id__in=seen.order_by().values("pk"))


def _of_rules(actor: Actor) -> Q:
    """Published rules are for staff."""
    return EVERY_ROW if INTERNAL_VIEW.allows(actor) else NO_ROW


TOLD = (
    Told(TICKET_EVENTS, _of_tickets),
    Told((ServiceAdded,), _of_services),
    Told((SlaPolicySet, PriorityMatrixSet), _of_rules),
)
