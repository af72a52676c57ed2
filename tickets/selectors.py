"""Reads of the service desk: what the actor may see, with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kernel.access import Actor
from kernel.errors import BadInput, NotVisible
from kernel.models import AuditEvent
from kernel.search import subject_ids, words
from kernel.usecases import permit
from people.selectors import people, staff, teams, time_entries_of
from projects.selectors import visible_projects
from tickets.access import INTERNAL_VIEW, SERVICE_VIEW, TICKET_VIEW
from tickets.domain.history import HistoryEvent
from tickets.events import BY_KIND, PUBLIC_KINDS, TicketCommented, history_event
from tickets.models import OPEN, Comment, Service, Ticket

# Shorter words say little about what a ticket is about.
SHORTEST_WORD = 4
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


def queue(actor: Actor) -> QuerySet[Ticket]:
    """Tickets the actor may see with what a line of the queue shows; the long texts are left out."""
    rows = visible_tickets(actor).select_related("service", "team", "assignee")
    return rows.defer("description", "resolution", "details")


def services_with_counts(actor: Actor) -> QuerySet[Service]:
    """Services, retired ones too, with owner, team and how many tickets are open on each; one query."""
    counted = Ticket.objects.filter(OPEN, service=OuterRef("pk")).order_by().values("service")
    number = Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)
    rows = Service.objects.filter(SERVICE_VIEW.where(actor)).select_related("owner", "team")
    return rows.annotate(open_tickets=number)


def comments_of(actor: Actor, ticket: Ticket) -> QuerySet[Comment]:
    """What was said on the ticket; internal notes only for those who may read them."""
    rows = Comment.objects.filter(ticket=ticket).select_related("author")
    return rows if INTERNAL_VIEW.allows(actor, ticket) else rows.filter(visibility="public")


def told_events(actor: Actor, ticket: Ticket) -> QuerySet[AuditEvent]:
    """What happened to the ticket, as far as the actor is told of it."""
    rows = events_of(ticket)
    if INTERNAL_VIEW.allows(actor, ticket):
        return rows
    replies = Q(kind=TicketCommented.kind, data__visibility="public")
    return rows.filter(Q(kind__in=PUBLIC_KINDS) | replies)


def work_of(actor: Actor, ticket: Ticket) -> QuerySet[Any]:
    """Time entries of the ticket, with the entry each one reverses. Raises `NotAllowed` for requesters."""
    permit(actor, INTERNAL_VIEW, ticket)
    return time_entries_of("ticket", [ticket.pk]).select_related("person", "reversed_by")


def ids_of(actor: Actor, names: Mapping[str, str | None]) -> dict[str, int | None]:
    """Ids behind the keys that people use, by the command's field: `{"team": "network"}` → `{"team_id": 3}`.

    Raises `BadInput` that marks every name that nothing has.
    """
    found = {name: _id_of(actor, name, key) if key else None for name, key in names.items()}
    wrong = [name for name, key in names.items() if key and found[name] is None]
    if wrong:
        marks = {name: [(f"unknown_{name}", f"There is no {name} {names[name]!r}.")] for name in wrong}
        raise BadInput("unknown_reference", f"Unknown: {', '.join(wrong)}.", marks)
    return {f"{name}_id": value for name, value in found.items()}


def _id_of(actor: Actor, name: str, key: str) -> int | None:
    rows: Mapping[str, Callable[[], QuerySet[Any]]] = {
        "service": lambda: Service.objects.filter(code=key),
        "team": lambda: teams(actor).filter(code=key),
        "assignee": lambda: staff(actor).filter(username=key),
        "requester": lambda: people(actor).filter(username=key),
        "owner": lambda: people(actor).filter(username=key),
        "person": lambda: people(actor).filter(username=key),
        "project": lambda: visible_projects(actor).filter(code=key),
        "problem": lambda: visible_tickets(actor).filter(number=key),
    }
    found: int | None = rows[name]().values_list("pk", flat=True).first()
    return found


def get_service(actor: Actor, code: str) -> Service:
    """One service with its open tickets. Raises `NotVisible`."""
    row = services_with_counts(actor).filter(code=code).first()
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    return row


def incidents_of(actor: Actor, problem: Ticket) -> QuerySet[Ticket]:
    """Tickets that have this problem behind them, the latest first."""
    return queue(actor).filter(problem=problem).order_by("-reported_at", "-id")


def similar_tickets(actor: Actor, text: str, limit: int = 5) -> list[Ticket]:
    """Tickets that share words with the text: first all words, then the two longest, then the longest."""
    known = sorted(set(words(text)), key=lambda word: (-len(word), word))
    told = [word for word in known if len(word) >= SHORTEST_WORD]
    found: dict[int, Ticket] = {}
    for wanted in dict.fromkeys((" ".join(told), " ".join(told[:2]), " ".join(told[:1]))):
        if wanted and len(found) < limit:
            rows = queue(actor).filter(pk__in=subject_ids(wanted, "ticket")).order_by("-updated_at", "-id")
            found |= {row.pk: row for row in rows[:limit] if row.pk not in found}
    return list(found.values())[:limit]
