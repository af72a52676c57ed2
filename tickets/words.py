"""How states, priorities and fields are called and which tone they have; how a ticket is told in a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from tickets.domain import pending
from tickets.domain.details import DETAILS
from tickets.domain.lifecycles import LIFECYCLES
from tickets.models import Ticket
from tickets.models.tickets import kinds

KINDS = dict(kinds())
LEVELS = {1: "High", 2: "Medium", 3: "Low"}
_PRIORITY_TONES = {1: "critical", 2: "warning", 3: "notice"}
_STATE_TONES = {
    "new": "info", "in_progress": "info", "pending": "notice", "resolved": "ok", "closed": "neutral",
    "assess": "info", "analysis": "info", "known_error": "warning", "fix_in_progress": "info",
    "risk_accepted": "warning", "assessment": "info", "authorisation": "notice", "scheduled": "info",
    "implementation": "info", "review": "notice",
}  # fmt: skip
_FIELDS = {
    "service": "Service", "team": "Team", "assignee": "Assignee", "requester": "Requester",
    "project": "Project", "problem": "Problem",
    "priority_override": "Priority set by hand", "override_reason": "Reason",
    "override_by": "Set by", "pending_reason": "Waiting for", "minutes_worked": "Minutes worked",
}  # fmt: skip


def state_label(state: str | None) -> str:
    """`in_progress` → `In progress`; the record of another system may begin without a state."""
    return state.replace("_", " ").capitalize() if state else "–"


def state_tone(state: str) -> str:
    """The tone of a state; states that end a ticket are neutral."""
    return _STATE_TONES.get(state, "neutral")


def priority_tone(priority: int) -> str:
    """The tone of a priority."""
    return _PRIORITY_TONES.get(priority, "neutral")


def state_choices() -> list[tuple[str, str]]:
    """Every state once, in the order in which tickets pass through them."""
    names = dict.fromkeys(state for lifecycle in LIFECYCLES.values() for state in lifecycle.states)
    return [(name, state_label(name)) for name in names]


def field_label(name: str) -> str:
    """A field of a ticket in words."""
    if name in DETAILS:
        return DETAILS[name].label
    return _FIELDS.get(name, name.replace("_", " ").capitalize())


def value_label(name: str, value: Any, people: Mapping[str, str]) -> str:
    """A value of a field in words; `people` maps user names to the names people go by."""
    if value in (None, ""):
        return "–"
    labels: Mapping[Any, str] = {
        "state": {value: state_label(str(value))},
        "kind": KINDS,
        "impact": LEVELS,
        "urgency": LEVELS,
        "priority": {value: f"P{value}"},
        "priority_override": {value: f"P{value}"},
        "pending_reason": {value: pending.label(str(value))},
        "assignee": people,
        "requester": people,
    }.get(name, {})
    text = " ".join(str(labels.get(value, value)).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def brief(ticket: Ticket) -> dict[str, str]:
    """A ticket as `tickets/brief.html` tells it: where to open it, what it is about, where it stands."""
    return {
        "url": reverse("tickets:detail", args=[ticket.number]),
        "number": ticket.number,
        "title": ticket.title,
        "tone": state_tone(ticket.state),
        "state": state_label(ticket.state),
    }
