"""What every page shows around its content: the navigation a person may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from people.domain import roles
from people.web.actors import actor_of

MANAGERS = frozenset(roles.STAFF) - {roles.AGENT, roles.INTEGRATION}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation, for the roles that may use it."""

    label: Promise
    icon: str
    page: str
    roles: frozenset[str]
    query: str = ""


ENTRIES = (
    Entry(_("Portfolio"), "portfolio", "governance:portfolio", MANAGERS),
    Entry(_("Projects"), "project", "projects:list", frozenset(roles.STAFF)),
    Entry(_("Tickets"), "ticket", "tickets:queue", frozenset(roles.LABELS)),
    Entry(_("Problems"), "problem", "tickets:queue", frozenset(roles.STAFF), "?kind=problem"),
    Entry(_("Services"), "service", "tickets:services", frozenset(roles.STAFF)),
    Entry(_("Time"), "time", "people:sheet", frozenset(roles.STAFF)),
    Entry(_("Alerts"), "warning", "governance:alerts", MANAGERS),
)

# What few people need, and seldom: in the menu of the person.
KEEPERS = frozenset({roles.SERVICE_MANAGER, roles.ADMINISTRATOR})
MENU = (
    Entry(_("Service levels"), "flag", "sla:policies", KEEPERS),
    Entry(_("Calendars"), "calendar", "calendars:list", KEEPERS),
    Entry(_("API tokens"), "lock", "people:tokens", frozenset(roles.LABELS)),
    Entry(_("Webhooks"), "send", "people:webhooks", frozenset({roles.INTEGRATION, roles.ADMINISTRATOR})),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Entries of the main navigation, the addresses around it and the moment the page is drawn for."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"now": now()}
    actor = actor_of(request)
    held = [entry for entry in ENTRIES if actor.roles & entry.roles]
    return {
        "now": now(),
        "home_url": reverse("home"),
        "inbox_url": reverse("people:inbox"),
        "inbox_count_url": reverse("people:inbox-count"),
        "timer_url": reverse("people:timer") if actor.roles & frozenset(roles.STAFF) else "",
        "account_url": reverse("people:inbox-settings"),
        "menu_links": [
            {"label": entry.label, "url": reverse(entry.page), "icon": entry.icon}
            for entry in MENU
            if actor.roles & entry.roles
        ],
        "search_url": reverse("search"),
        "logout_url": reverse("logout"),
        "user_role": _role_label(actor.roles),
        "nav": [_shown(entry, request) for entry in held],
    }


def _shown(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    url = reverse(entry.page) + entry.query
    here = request.get_full_path() if entry.query else request.path
    other = any(
        one.query and request.get_full_path().startswith(reverse(one.page) + one.query) for one in ENTRIES
    )
    active = here.startswith(url) and (bool(entry.query) or not other)
    return {"label": entry.label, "url": url, "icon": entry.icon, "active": active, "count": None}


def _role_label(held: frozenset[str]) -> str:
    return ", ".join(label for role, label in roles.LABELS.items() if role in held)
