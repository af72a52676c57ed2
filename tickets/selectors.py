"""Reads of the service desk: what the actor may see, with a fixed number of queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kernel.access import Actor
from kernel.errors import NotVisible
from kernel.models import AuditEvent
from tickets.access import SERVICE_VIEW, TICKET_VIEW
from tickets.domain.history import HistoryEvent
from tickets.events import BY_KIND, history_event
from tickets.models import Service, Ticket

# In every lifecycle a ticket is open until it is resolved or has ended; the queue's indexes hold these rows.
OPEN = Q(resolved_at__isnull=True, closed_at__isnull=True)
LINKED = ("service", "team", "assignee", "requester", "project", "problem")


def visible_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Tickets the actor may see."""
    return Ticket.objects.filter(TICKET_VIEW.where(actor))


def get_ticket(actor: Actor, number: str) -> Ticket:
    """One ticket with all it links to; one query. Raises `NotVisible`."""
    row = visible_tickets(actor).select_related(*LINKED).filter(number=number).first()
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    return row


def tickets_of_project(actor: Actor, project_id: int) -> QuerySet[Ticket]:
    """Tickets whose work is for the project, that the actor may see."""
    return visible_tickets(actor).filter(project_id=project_id)


def open_ticket_count_of_project(project_id: int) -> int:
    """How many tickets of the project are still open, whoever asks: a fact for gates."""
    return Ticket.objects.filter(OPEN, project_id=project_id).count()


def services(actor: Actor) -> QuerySet[Service]:
    """Services that take tickets."""
    return Service.objects.filter(SERVICE_VIEW.where(actor), retired_at__isnull=True)


def events_of(ticket: Ticket) -> QuerySet[AuditEvent]:
    """Everything that happened to the ticket, in the order of record."""
    return AuditEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk, kind__in=BY_KIND).order_by(
        "id"
    )


def history_of(ticket: Ticket) -> list[HistoryEvent]:
    """The ticket's events as its history reads them; one query."""
    return [history_event(row.kind, row.happened_at, row.data, row.actor_name) for row in events_of(ticket)]


def incidents_since(problem: Ticket) -> int:
    """How many tickets of the problem were reported after it was resolved; 0 while it is not."""
    if problem.kind != "problem" or problem.resolved_at is None:
        return 0
    return Ticket.objects.filter(problem=problem, reported_at__gt=problem.resolved_at).count()
