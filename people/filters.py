"""Filters of the lists about people, shared by page and API."""

from __future__ import annotations

import django_filters as filters

from kernel.filters import StrictFilterSet
from people.models import CostRate, TimeEntry


class TimeFilter(StrictFilterSet):
    """By person, by day (both ends included) and by what was worked on."""

    person = filters.CharFilter(field_name="person__username")
    subject_type = filters.CharFilter()
    subject = filters.CharFilter(field_name="subject_key")
    reverses__isnull = filters.BooleanFilter(field_name="reverses", lookup_expr="isnull")

    class Meta:
        model = TimeEntry
        fields: tuple[str, ...] = ()


# `from` and `to` are words of the language, so they are added by name.
TimeFilter.base_filters["from"] = filters.DateFilter(field_name="valid_on", lookup_expr="gte")
TimeFilter.base_filters["to"] = filters.DateFilter(field_name="valid_on", lookup_expr="lte")


class RateFilter(StrictFilterSet):
    """By role and by person."""

    role = filters.CharFilter()
    person = filters.CharFilter(field_name="person__username")

    class Meta:
        model = CostRate
        fields: tuple[str, ...] = ()
