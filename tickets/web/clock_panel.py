"""The clocks of a ticket as a panel: what is left, when it falls due, and why, event by event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.access import Actor
from kernel.slots import Panel
from kernel.templatetags.ui import duration
from tickets.access import INTERNAL_VIEW
from tickets.clock_selectors import Explained, TicketClockView, explained_clocks
from tickets.models import Ticket
from tickets.models.sla import metrics

_METRICS = dict(metrics())
_MINUTE = timedelta(minutes=1)
_LABELS: Mapping[str, tuple[str, Any]] = {
    "running": ("info", gettext_lazy("Running")),
    "paused": ("notice", gettext_lazy("Paused")),
    "met": ("ok", gettext_lazy("Met")),
    "breached": ("critical", gettext_lazy("Breached")),
    "superseded": ("neutral", gettext_lazy("Superseded")),
    "cancelled": ("neutral", gettext_lazy("Cancelled")),
    "unanswered": ("neutral", gettext_lazy("Closed without answer")),
}
_STEPS: Mapping[str, Any] = {
    "started": gettext_lazy("Started"),
    "retargeted": gettext_lazy("New target, same start"),
    "paused": gettext_lazy("Paused"),
    "resumed": gettext_lazy("Runs again"),
    "stopped": gettext_lazy("Stopped"),
    "reopened": gettext_lazy("Reopened: runs on"),
    "breached": gettext_lazy("Breached"),
    "now": gettext_lazy("Now"),
    "superseded": gettext_lazy("Superseded by a new target"),
    "cancelled": gettext_lazy("Cancelled with the ticket"),
    "unanswered": gettext_lazy("Closed without an answer"),
}
_UNITS: Mapping[str, Any] = {
    "business": gettext_lazy("of working time"),
    "elapsed": gettext_lazy("round the clock"),
}
# From which part of the target on a running clock is drawn as a warning.
NEARLY = 0.75


def clock_panel(actor: Actor, ticket: Ticket, at: datetime) -> Panel | None:
    """The panel for the side of a ticket's page, for those who see the desk; four queries.

    A ticket without a policy says so; nothing is shown for history that never had one.
    """
    if not INTERNAL_VIEW.allows(actor, ticket):
        return None
    clocks = [clock_context(one, at) for one in explained_clocks(ticket, at)]
    if not clocks and (ticket.resolved_at or ticket.closed_at):
        return None
    context = {
        "clocks": [one for one in clocks if not one["is_past"]],
        "earlier": [one for one in clocks if one["is_past"]],
        "promised_at": ticket.promised_at,
        "number": ticket.number,
        "at": at,
        "is_live": any(one["is_live"] for one in clocks),
    }
    return Panel("tickets/clock_panel.html", context)


def clock_context(one: Explained, at: datetime) -> dict[str, Any]:
    """One clock as finished text."""
    view = one.view
    reading = view.reading
    tone, label = _LABELS[view.state]
    part = reading.used / reading.target if reading.target else 1.0
    if view.state == "running" and part >= NEARLY:
        tone = "warning"
    return {
        "title": _METRICS[view.metric],
        "tone": tone,
        "label": label,
        "headline": headline(view),
        "due_at": reading.due_at if view.clock.running else None,
        "if_resumed": reading.due_if_resumed if view.state == "paused" else None,
        "used_percent": min(100, round(part * 100)),
        "used": _("%(used)s of %(target)s") % {"used": _span(reading.used), "target": _span(reading.target)},
        "promise": promise_text(view),
        "is_past": view.clock.end is not None,
        "is_live": view.clock.running,
        "lines": [_line(line) for line in one.lines],
    }


def headline(view: TicketClockView) -> str:
    """What matters about a clock, in its own working time: a paused one says so and counts nothing down."""
    left = view.reading.left
    span = _span(abs(left))
    if view.clock.end is not None:
        return ""
    if view.clock.stopped_at is not None:
        return _("%(span)s to spare") % {"span": span} if view.state == "met" else _late(view, span)
    if view.reading.state == "paused":
        return (
            _("Stands still with %(span)s left") % {"span": span}
            if left >= timedelta(0)
            else _late(view, span)
        )
    return _("%(span)s left") % {"span": span} if left >= timedelta(0) else _late(view, span)


def _late(view: TicketClockView, span: str) -> str:
    return _("%(span)s late") % {"span": span} if view.reading.left < timedelta(0) else _("Too late")


def promise_text(view: TicketClockView) -> str:
    """The target in words, with the policy that made it."""
    unit = getattr(view.policy, f"{view.metric}_unit")
    amount = getattr(view.policy, f"{view.metric}_amount")
    return f"{target_text(unit, amount)} · {view.policy.name}"


def target_text(unit: str, amount: int | None) -> str:
    """A target in words; a dash for none."""
    if not unit or amount is None:
        return "–"
    if unit == "business_days":
        return _("1 business day") if amount == 1 else _("%(n)s business days") % {"n": amount}
    return f"{duration(amount)} {_UNITS[unit]}"


def _line(line: Any) -> dict[str, Any]:
    due = line.reading.due_at
    return {
        "at": line.at,
        "step": _STEPS[line.step],
        "actor": line.actor,
        "left": _span(line.reading.left),
        "due_at": due,
    }


def _span(span: timedelta) -> str:
    return duration(int(span / _MINUTE))
