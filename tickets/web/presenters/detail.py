"""The page of one ticket: head, moves, facts beside it, work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kernel.access import Actor
from kernel.money import Money
from kernel.templatetags.ui import absolute, chip
from people.access import MONEY_VIEW, TIME_REVERSE
from tickets.access import (
    COMMENT_INTERNAL,
    COMMENT_PUBLIC,
    INTERNAL_VIEW,
    TICKET_ASSIGN,
    TICKET_EDIT,
    WORK_LOG,
)
from tickets.domain import pending
from tickets.domain.details import DETAILS
from tickets.domain.offers import Offer
from tickets.models import Ticket
from tickets.words import KINDS, LEVELS, priority_tone, state_label, state_tone

Items = list[dict[str, Any]]
# Which move is drawn as the one to take next.
_NEXT = (
    "start", "resume", "assess", "analyse", "confirm", "fix", "resolve", "submit", "request_authorisation",
    "authorise", "implement", "review", "close",
)  # fmt: skip


def can(actor: Actor, ticket: Ticket) -> dict[str, bool]:
    """What the templates may offer."""
    mine = actor.person_id is not None and ticket.assignee_id == actor.person_id
    return {
        "edit": TICKET_EDIT.allows(actor, ticket),
        "take": TICKET_ASSIGN.allows(actor, ticket) and "agent" in actor.roles and not mine,
        "reply": COMMENT_PUBLIC.allows(actor, ticket),
        "note": COMMENT_INTERNAL.allows(actor, ticket),
        "work": WORK_LOG.allows(actor, ticket),
        "internal": INTERNAL_VIEW.allows(actor, ticket),
        "money": MONEY_VIEW.allows(actor),
    }


def head(ticket: Ticket) -> dict[str, Any]:
    """Title, state and where it stands in the list."""
    crumbs = [
        {"label": f"{KINDS[ticket.kind]}s", "url": f"{reverse('tickets:queue')}?kind={ticket.kind}"},
        {"label": ticket.number},
    ]
    return {
        "title": ticket.title,
        "kicker": f"{KINDS[ticket.kind]} {ticket.number}",
        "crumbs": crumbs,
        "chip_tone": state_tone(ticket.state),
        "chip_label": state_label(ticket.state),
        "lede": _waiting(ticket),
    }


def _waiting(ticket: Ticket) -> str:
    return pending.label(ticket.pending_reason) if ticket.state == "pending" else ""


def moves(offers: Iterable[Offer], ticket: Ticket) -> Items:
    """Buttons; the first that leads on is the main one, what is not possible says why."""
    items = list(offers)
    possible = [offer.move for offer in items if offer.possible]
    main = next((name for name in _NEXT if name in possible), "")
    return [
        {
            "move": offer.move,
            "label": _label(offer, ticket),
            "url": reverse("tickets:move", args=[ticket.number, offer.move]),
            "main": offer.move == main,
            "refusal": offer.refusal,
            "offer": offer,
        }
        for offer in items
    ]


def _label(offer: Offer, ticket: Ticket) -> str:
    """Beside a form "Cancel" would promise to close the form."""
    kind = KINDS[ticket.kind].lower()
    return _("Cancel the %(kind)s") % {"kind": kind} if offer.move == "cancel" else offer.label


def facts(ticket: Ticket, *, internal: bool) -> Items:
    """What is said about the ticket, as a definition list."""
    items = [
        {"label": _("Priority"), "html": _priority(ticket, internal=internal)},
        _text(_("Requester"), ticket.requester, _("Nobody asked: the desk opened it")),
        _text(_("Service"), ticket.service, _("No service"), url=_service_url(ticket)),
        _text(_("Category"), ticket.category, _("No category")),
        _text(_("Team"), ticket.team, _("No team")),
        _text(_("Assignee"), ticket.assignee, _("Nobody works on it yet")),
        {"label": _("Reported"), "text": absolute(ticket.reported_at)},
        _moment(_("First reply"), ticket.first_responded_at, _("Nobody has replied yet")),
        _moment(_("Resolved"), ticket.resolved_at, _("Not resolved")),
    ]
    return items + (_links(ticket) if internal else [])


def _links(ticket: Ticket) -> Items:
    problem = ticket.problem
    items = []
    if ticket.kind != "problem":
        url = reverse("tickets:detail", args=[problem.number]) if problem else ""
        items.append(_text(_("Problem"), problem, _("No problem is linked"), url=url))
    project = ticket.project
    url = reverse("projects:overview", args=[project.code]) if project else ""
    items.append(_text(_("Project"), project and f"{project.code} {project.name}", _("No project"), url=url))
    if ticket.reopen_count:
        items.append({"label": _("Reopened"), "text": str(ticket.reopen_count)})
    if ticket.reassignment_count:
        items.append({"label": _("Handed over"), "text": str(ticket.reassignment_count)})
    if ticket.external_key:
        items.append({"label": _("Imported as"), "text": f"{ticket.external_source} {ticket.external_key}"})
    return items


def _text(label: str, value: Any, reason: str, url: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "text": str(value) if value else "",
        "url": url if value else "",
        "reason": reason,
    }


def _moment(label: str, value: Any, reason: str) -> dict[str, Any]:
    return {"label": label, "text": absolute(value) if value else "", "reason": reason}


def _service_url(ticket: Ticket) -> str:
    return f"{reverse('tickets:queue')}?view=open&service={ticket.service.code}" if ticket.service else ""


def _priority(ticket: Ticket, *, internal: bool) -> str:
    shown = chip(priority_tone(ticket.priority), f"P{ticket.priority}")
    if not internal:
        # Why the desk rates it so is said among staff.
        return shown
    if ticket.priority_override is None:
        why = _("impact %(impact)s, urgency %(urgency)s") % {
            "impact": LEVELS[ticket.impact].lower(), "urgency": LEVELS[ticket.urgency].lower(),
        }  # fmt: skip
    else:
        why = _("by %(who)s: %(reason)s") % {
            "who": ticket.details.get("override_by", ""), "reason": ticket.details.get("override_reason", ""),
        }  # fmt: skip
    return format_html('{} <span class="muted">{}</span>', shown, why)


def record(ticket: Ticket) -> Items:
    """What moves asked to be written down, and the resolution."""
    texts = {name: ticket.details.get(name) for name in DETAILS}
    items = [
        {"label": DETAILS[name].label, "text": _detail(name, text)} for name, text in texts.items() if text
    ]
    return ([{"label": _("Resolution"), "text": ticket.resolution}] if ticket.resolution else []) + items


def _detail(name: str, text: str) -> str:
    return dict(DETAILS[name].choices).get(text, text)


def work_panel(ticket: Ticket, entries: Iterable[Any], actor: Actor, *, money: bool) -> dict[str, Any]:
    """Minutes and, with the right, cost; the entries that still count, newest first."""
    rows = list(entries)
    standing = [row for row in rows if row.reverses_id is None and not hasattr(row, "reversed_by")]
    priced = all(row.amount is not None for row in standing)
    return {
        "minutes": ticket.minutes_worked,
        "money": money,
        "cost": Money(ticket.cost, ticket.cost_currency) if ticket.cost is not None else None,
        "cost_reason": "mixed_currency" if standing and priced else "no_data",
        "unpriced": 0 if priced else sum(row.minutes for row in standing if row.amount is None),
        "entries": [_entry(ticket, row, actor) for row in reversed(standing)],
    }


def _entry(ticket: Ticket, row: Any, actor: Actor) -> dict[str, Any]:
    day: date = row.valid_on
    url = reverse("tickets:reverse", args=[ticket.number, row.pk])
    return {
        "person": str(row.person),
        "day": day,
        "minutes": row.minutes,
        "activity": row.activity,
        "note": row.note,
        "reverse_url": url if TIME_REVERSE.allows(actor, row) else "",
    }
