"""Who hears of what happens to a ticket. Only numbers, titles and names are told, never what was written."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.models import AuditEvent
from kernel.telling import Telling
from tickets.events import BY_KIND
from tickets.models import Ticket


def assignee(event: AuditEvent) -> Telling | None:
    """The person a ticket was given to."""
    changed = event.data["changes"].get("assignee")
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if not changed or not changed[1] or ticket is None or ticket.assignee_id is None:
        return None
    return _telling(ticket, ticket.assignee_id, _("%(who)s gave you %(number)s: %(title)s"), event)


def requester(event: AuditEvent) -> Telling | None:
    """Whoever asked for help, when somebody replied to them."""
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if event.data["visibility"] != "public" or ticket is None or ticket.requester_id is None:
        return None
    return _telling(ticket, ticket.requester_id, _("%(who)s replied on %(number)s: %(title)s"), event)


def holder(event: AuditEvent) -> Telling | None:
    """Whoever has a ticket whose promised time runs out, or has run out."""
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if ticket is None or ticket.assignee_id is None:
        return None
    words = {"number": ticket.number, "title": ticket.title, "what": BY_KIND[event.kind].sentence(event.data)}
    url = reverse("tickets:detail", args=[ticket.number])
    return Telling(frozenset({ticket.assignee_id}), _("%(number)s %(title)s: %(what)s") % words, url)


def _telling(ticket: Ticket, person_id: int, text: str, event: AuditEvent) -> Telling:
    words = {"who": event.actor_name, "number": ticket.number, "title": ticket.title}
    return Telling(frozenset({person_id}), text % words, reverse("tickets:detail", args=[ticket.number]))
