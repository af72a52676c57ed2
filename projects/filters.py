"""The one filter of projects, shared by the list and the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce

from kernel.access import Actor
from kernel.filters import StrictFilterSet
from kernel.search import subject_ids
from projects.models import Project
from projects.models.projects import project_states, sequence_choices

# What a list may be ordered by: its keyset order. A project without a finish comes after all others.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "code": ("code",),
    "-code": ("-code",),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "target_finish": ("finish_key", "id"),
    "-target_finish": ("-finish_key", "-id"),
    "created_at": ("created_at", "id"),
    "-created_at": ("-created_at", "-id"),
}
DEFAULT_ORDER = "code"
NO_FINISH = date(9999, 12, 31)


def orderable(rows: QuerySet[Project]) -> QuerySet[Project]:
    """The rows with the columns that `ORDERS` need."""
    last = Value(NO_FINISH, output_field=DateField())
    return rows.annotate(finish_key=Coalesce("target_finish", last))


class _Words(filters.BaseInFilter, filters.CharFilter):  # type: ignore[misc]  # the library is untyped
    """Values separated by commas."""


class ProjectFilter(StrictFilterSet):
    """By field, by range, by text; people may be `me` or `none`."""

    search = filters.CharFilter(method="filter_search", max_length=200)
    code = filters.CharFilter()
    code__in = _Words(field_name="code", lookup_expr="in")
    state = filters.ChoiceFilter(choices=project_states)
    state__in = _Words(field_name="state", lookup_expr="in")
    phase = filters.ChoiceFilter(choices=sequence_choices)
    phase__in = _Words(field_name="phase", lookup_expr="in")
    manager = filters.CharFilter(method="filter_person", max_length=160)
    sponsor = filters.CharFilter(method="filter_person", max_length=160)
    category = filters.CharFilter(max_length=120)
    currency = filters.CharFilter(max_length=3)
    external_key = filters.CharFilter(max_length=200)
    start__gte = filters.DateFilter(field_name="start", lookup_expr="gte")
    start__lt = filters.DateFilter(field_name="start", lookup_expr="lt")
    target_finish__gte = filters.DateFilter(field_name="target_finish", lookup_expr="gte")
    target_finish__lt = filters.DateFilter(field_name="target_finish", lookup_expr="lt")

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any], rows: QuerySet[Project], actor: Actor) -> None:
        super().__init__(data, orderable(rows))
        self.actor = actor

    def filter_search(self, rows: QuerySet[Project], _name: str, value: str) -> QuerySet[Project]:
        """Every word of the text, or its beginning, in code, name, objectives or category."""
        return rows.filter(pk__in=subject_ids(value, "project"))

    def filter_person(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        """By user name; a person who could be called `me` or `none` is not found by that word."""
        if value == "none":
            return rows.filter(**{f"{name}__isnull": True})
        if value == "me":
            return rows.filter(**{name: self.actor.person_id})
        return rows.filter(**{f"{name}__username": value})
