"""The queue: tabs, columns, rows and the addresses around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.access import Actor
from kernel.cells import Cell, Column, Row
from kernel.paging import Page
from tickets.access import INTERNAL_VIEW
from tickets.filters import DEFAULT_ORDER
from tickets.models import Ticket
from tickets.words import KINDS, priority_tone, state_label, state_tone

STAFF_VIEWS = ("mine", "team", "unassigned", "open", "all")
OWN_VIEWS = ("open", "all")
_LABELS = {
    "mine": "Mine", "team": "My teams", "unassigned": "Unassigned", "open": "Open", "all": "All",
}  # fmt: skip
_EMPTY = {
    "mine": "Nothing is waiting for you. Take something from your teams or from what is unassigned.",
    "team": "Your teams have nothing open.",
    "unassigned": "Everything that is open has somebody who works on it.",
    "open": "Nothing is open.",
}


def views_for(actor: Actor) -> tuple[str, ...]:
    """The views that make sense for this actor; the first that is not empty by nature is the default."""
    return STAFF_VIEWS if INTERNAL_VIEW.allows(actor) else OWN_VIEWS


def default_view(actor: Actor) -> str:
    """What the queue opens with: what is open."""
    return "open" if "open" in views_for(actor) else "all"


def address(parameters: Mapping[str, str], **changes: str | None) -> str:
    """The queue's address with some parameters changed; empty ones are left out, and so is the old cursor."""
    wanted = {**parameters, "cursor": None, **changes}
    text = urlencode({name: value for name, value in wanted.items() if value})
    return f"{reverse('tickets:queue')}?{text}" if text else reverse("tickets:queue")


def queue_page(actor: Actor, parameters: Mapping[str, str], page: Page[Ticket]) -> dict[str, Any]:
    """Everything the list prints."""
    view = parameters["view"]
    return {
        "tabs": [
            {"label": _LABELS[name], "url": address(parameters, view=name), "active": name == view}
            for name in views_for(actor)
        ],
        "view": view,
        "columns": _columns(parameters),
        "rows": _rows(page.rows),
        "prev_url": address(parameters, cursor=page.previous) if page.previous else "",
        "next_url": address(parameters, cursor=page.next) if page.next else "",
        "empty_text": _empty_text(parameters),
        "caption": f"{title_of(parameters)}: {_LABELS[view]}",
    }


def title_of(parameters: Mapping[str, str]) -> str:
    """The page is called after the kind it shows."""
    kind = parameters.get("kind", "")
    return f"{KINDS[kind]}s" if kind in KINDS else _("Tickets")


def is_filtered(parameters: Mapping[str, str]) -> bool:
    """Does anything but the view narrow the list?"""
    return any(value for name, value in parameters.items() if name not in ("view", "ordering", "cursor"))


def _empty_text(parameters: Mapping[str, str]) -> str:
    if is_filtered(parameters):
        return _("Nothing matches these filters.")
    return _EMPTY.get(parameters["view"], _("There are no tickets yet."))


def _columns(parameters: Mapping[str, str]) -> list[Column]:
    return [
        Column(_("Number")),
        Column(_("Ticket")),
        Column(_("State")),
        _sorted(_("Priority"), parameters, "priority", "-priority"),
        Column(_("Service"), low=True),
        Column(_("Team"), low=True),
        Column(_("Assignee")),
        _sorted(_("Reported"), parameters, "-reported_at", "reported_at", low=True),
        _sorted(_("Updated"), parameters, "-updated_at", "updated_at"),
    ]


def _sorted(
    label: str, parameters: Mapping[str, str], first: str, second: str, *, low: bool = False
) -> Column:
    """A click on the head sorts the usual way, a second one the other way."""
    now = parameters.get("ordering") or DEFAULT_ORDER
    order = {first: "ascending", second: "descending"} if first == "priority" else {
        first: "descending", second: "ascending",
    }  # fmt: skip
    url = address(parameters, ordering=second if now == first else first)
    return Column(label, low=low, sort_url=url, sort=order.get(now, ""))


def _rows(tickets: Iterable[Ticket]) -> list[Row]:
    return [ticket_row(ticket) for ticket in tickets]


def ticket_row(ticket: Ticket) -> Row:
    """One line of the queue."""
    url = reverse("tickets:detail", args=[ticket.number])
    cells = (
        Cell(ticket.number, code=True),
        Cell(ticket.title, url=url, main=True),
        Cell(state_label(ticket.state), tone=state_tone(ticket.state)),
        Cell(f"P{ticket.priority}", tone=priority_tone(ticket.priority), label=_("Priority")),
        Cell(str(ticket.service or ""), label=_("Service"), low=True, reason=_("No service")),
        Cell(str(ticket.team or ""), label=_("Team"), low=True, reason=_("No team")),
        _assignee(ticket),
        Cell(when=ticket.reported_at, label=_("Reported"), low=True),
        Cell(when=ticket.updated_at, label=_("Updated")),
    )
    return Row(str(ticket.pk), cells, ticket.number)


def _assignee(ticket: Ticket) -> Cell:
    if ticket.assignee is None:
        return Cell(label=_("Assignee"), reason=_("Nobody works on it yet"))
    return Cell(person=str(ticket.assignee), label=_("Assignee"))
