"""The one filter of tickets, shared by the queue and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from kernel.access import NO_ROW, Actor
from kernel.errors import BadInput
from kernel.filters import StrictFilterSet
from kernel.search import subject_ids
from tickets.domain.lifecycles import LIFECYCLES
from tickets.models import OPEN, Ticket
from tickets.models.tickets import kinds

# What a list may be ordered by: its keyset order.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "-updated_at": ("-updated_at", "-id"),
    "updated_at": ("updated_at", "id"),
    "-reported_at": ("-reported_at", "-id"),
    "reported_at": ("reported_at", "id"),
    "priority": ("priority", "reported_at", "id"),
    "-priority": ("-priority", "-reported_at", "-id"),
    # Breaching next: what is overdue first, then what falls due; what cannot fall due comes last.
    "due": ("next_due_at", "id"),
}
DEFAULT_ORDER = "-updated_at"


def _mine(actor: Actor) -> Q:
    return OPEN & (Q(assignee=actor.person_id) if actor.person_id is not None else NO_ROW)


def _of_my_teams(actor: Actor) -> Q:
    teams = sorted(actor.team_ids)
    # One team as an equality, so that the index of teams also gives the order.
    return OPEN & (Q(team=teams[0]) if len(teams) == 1 else Q(team__in=teams))


# The views everybody has, by the word in the address.
VIEWS: Mapping[str, Callable[[Actor], Q]] = {
    "mine": _mine,
    "team": _of_my_teams,
    "unassigned": lambda _actor: OPEN & Q(assignee__isnull=True),
    "open": lambda _actor: OPEN,
    "all": lambda _actor: Q(),
}


def viewed(rows: QuerySet[Ticket], view: str | None, actor: Actor) -> QuerySet[Ticket]:
    """The rows of a view; all without one. Raises `BadInput` `unknown_view`."""
    if view is None:
        return rows
    if view not in VIEWS:
        raise BadInput("unknown_view", f"A view is one of: {', '.join(VIEWS)}.")
    return rows.filter(VIEWS[view](actor))


def states() -> list[tuple[str, str]]:
    """Every state of every kind, in the order in which tickets pass through them."""
    names = dict.fromkeys(state for lifecycle in LIFECYCLES.values() for state in lifecycle.states)
    return [(name, name.replace("_", " ").capitalize()) for name in names]


class _Words(filters.BaseInFilter, filters.CharFilter):  # type: ignore[misc]  # the library is untyped
    """Values separated by commas."""


class _Numbers(filters.BaseInFilter, filters.NumberFilter):  # type: ignore[misc]  # the same
    """Numbers separated by commas."""


class TicketFilter(StrictFilterSet):
    """By field, by range, by text; people may be `me` or `none`, a team may be `none`."""

    search = filters.CharFilter(method="filter_search", max_length=200)
    kind = filters.ChoiceFilter(choices=kinds)
    kind__in = _Words(field_name="kind", lookup_expr="in")
    state = filters.ChoiceFilter(choices=states)
    state__in = _Words(field_name="state", lookup_expr="in")
    open = filters.BooleanFilter(method="filter_open")
    priority = filters.NumberFilter()
    priority__in = _Numbers(field_name="priority", lookup_expr="in")
    priority__lte = filters.NumberFilter(field_name="priority", lookup_expr="lte")
    impact = filters.NumberFilter()
    urgency = filters.NumberFilter()
    service = filters.CharFilter(field_name="service__code")
    service__in = _Words(field_name="service__code", lookup_expr="in")
    category = filters.CharFilter()
    team = filters.CharFilter(method="filter_team")
    assignee = filters.CharFilter(method="filter_person")
    requester = filters.CharFilter(method="filter_person")
    project = filters.CharFilter(field_name="project__code")
    problem = filters.CharFilter(field_name="problem__number")
    external_source = filters.CharFilter()
    external_key = filters.CharFilter()
    reported_at__gte = filters.IsoDateTimeFilter(field_name="reported_at", lookup_expr="gte")
    reported_at__lt = filters.IsoDateTimeFilter(field_name="reported_at", lookup_expr="lt")
    updated_at__gte = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    updated_at__lt = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="lt")
    resolved_at__gte = filters.IsoDateTimeFilter(field_name="resolved_at", lookup_expr="gte")
    resolved_at__lt = filters.IsoDateTimeFilter(field_name="resolved_at", lookup_expr="lt")

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any], rows: QuerySet[Ticket], actor: Actor) -> None:
        super().__init__(data, rows)
        self.actor = actor

    def filter_search(self, rows: QuerySet[Ticket], _name: str, value: str) -> QuerySet[Ticket]:
        """Every word of the text, or its beginning, in number, title, description or resolution."""
        return rows.filter(pk__in=subject_ids(value, "ticket"))

    def filter_open(
        self,
        rows: QuerySet[Ticket],
        _name: str,
        value: bool,  # noqa: FBT001  # the library passes it so
    ) -> QuerySet[Ticket]:
        """Open tickets, or those that are not."""
        return rows.filter(OPEN if value else ~OPEN)

    def filter_team(self, rows: QuerySet[Ticket], _name: str, value: str) -> QuerySet[Ticket]:
        """By the code of the team."""
        return rows.filter(team__isnull=True) if value == "none" else rows.filter(team__code=value)

    def filter_person(self, rows: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        """By user name; a person who could be called `me` or `none` is not found by that word."""
        if value == "none":
            return rows.filter(**{f"{name}__isnull": True})
        if value == "me":
            return rows.filter(**{name: self.actor.person_id})
        return rows.filter(**{f"{name}__username": value})
