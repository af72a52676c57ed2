"""Filters of the lists of governance, shared by page and API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import TextInput

from governance.models import RUNNING, Alert, BusinessCase, ProjectHealth, reads_as
from kernel.filters import StrictFilterSet

STATES = [("running", "Running"), ("completed", "Completed"), ("stopped", "Stopped"), ("all", "All")]
PHASES = [
    ("initiation", "Initiation"), ("planning", "Planning"), ("execution", "Execution"),
    ("closing", "Closing"), ("closed", "Closed"),
]  # fmt: skip
LEVELS = [
    ("critical", "Critical"), ("warning", "Warning"), ("notice", "Notice"), ("clear", "Within limits"),
]  # fmt: skip
LEVEL_OF = {"clear": 0, "notice": 1, "warning": 2, "critical": 3}
Rows = QuerySet[Any]


class SearchInput(TextInput):
    """A field that the keyboard and the filter bar know as the search of the list."""

    input_type = "search"


class PortfolioFilter(StrictFilterSet):
    """Which projects the dashboard shows; only running ones unless asked."""

    search = django_filters.CharFilter(method="matching", label="Search", widget=SearchInput)
    phase = django_filters.ChoiceFilter(
        choices=PHASES, field_name="project__phase", label="Phase", empty_label="Any"
    )
    level = django_filters.ChoiceFilter(
        choices=LEVELS, method="at_level", label="Worst alert", empty_label="Any"
    )
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", empty_label=None, label="State")
    manager = django_filters.CharFilter(field_name="project__manager__username", label="Manager")

    class Meta:
        model = ProjectHealth
        fields: list[str] = []

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Without a wish for a state, running projects."""
        rows: Rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else self.in_state(rows, "state", "running")

    def at_level(self, rows: Rows, _name: str, value: str) -> Rows:
        """The level of the worst alert, by name."""
        return rows.filter(worst_level=LEVEL_OF[value])

    def in_state(self, rows: Rows, _name: str, value: str) -> Rows:
        """Running is active or on hold."""
        if value == "all":
            return rows
        return rows.filter(project__state__in=RUNNING if value == "running" else [value])

    def matching(self, rows: Rows, _name: str, value: str) -> Rows:
        """Every word is in the code, the name, or the manager's name."""
        for word in value.split():
            names = Q(project__code__icontains=word) | Q(project__name__icontains=word)
            rows = rows.filter(names | Q(project__manager__display_name__icontains=word))
        return rows


class AlertFilter(StrictFilterSet):
    """Which alerts a list shows."""

    state = django_filters.ChoiceFilter(
        choices=[(name, name) for name in ("open", "acknowledged", "snoozed", "cleared")],
        method="in_state",
        label="State",
    )
    level = django_filters.ChoiceFilter(
        choices=LEVELS[:3], method="at_level", label="Level", empty_label="Any"
    )
    level__gte = django_filters.ChoiceFilter(choices=LEVELS[:3], method="at_least", label="At least")
    rule = django_filters.CharFilter(label="Rule")
    project = django_filters.CharFilter(field_name="project__code", label="Project")
    running = django_filters.ChoiceFilter(
        choices=[("true", "Running"), ("false", "Ended")],
        method="in_run",
        label="Projects",
        empty_label="Any",
    )
    raised_at__gte = django_filters.IsoDateTimeFilter(field_name="raised_at", lookup_expr="gte")
    raised_at__lt = django_filters.IsoDateTimeFilter(field_name="raised_at", lookup_expr="lt")
    search = django_filters.CharFilter(method="matching", label="Search", widget=SearchInput)

    class Meta:
        model = Alert
        fields: list[str] = []

    def __init__(self, data: Any, queryset: Rows, at: datetime) -> None:
        super().__init__(data, queryset=queryset)
        self.at = at

    def in_state(self, rows: Rows, _name: str, value: str) -> Rows:
        """As people read it: a snooze that has ended is over."""
        return rows.filter(reads_as(value, self.at))

    def at_level(self, rows: Rows, _name: str, value: str) -> Rows:
        """Exactly this level, by name."""
        return rows.filter(level=LEVEL_OF[value])

    def at_least(self, rows: Rows, _name: str, value: str) -> Rows:
        """This level or a worse one, by name."""
        return rows.filter(level__gte=LEVEL_OF[value])

    def matching(self, rows: Rows, _name: str, value: str) -> Rows:
        """Every word is in the project's code or name, or in the rule."""
        for word in value.split():
            rows = rows.filter(
                Q(project__code__icontains=word) | Q(project__name__icontains=word) | Q(rule__icontains=word)
            )
        return rows

    def in_run(self, rows: Rows, _name: str, value: str) -> Rows:
        """Of projects on which something can still be done, or of those that have ended."""
        running = Q(project__state__in=RUNNING)
        return rows.filter(running if value == "true" else ~running)


class CaseFilter(StrictFilterSet):
    """Which versions of business cases a list shows."""

    state = django_filters.ChoiceFilter(
        choices=[(name, name) for name in ("draft", "submitted", "approved", "rejected", "superseded")],
        label="State",
    )
    project = django_filters.CharFilter(field_name="project__code", label="Project")

    class Meta:
        model = BusinessCase
        fields: list[str] = []
