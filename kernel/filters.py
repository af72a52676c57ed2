"""Filters that page and API share, and that refuse what they do not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import django_filters
from django.db import models

from kernel.errors import BadInput

M = TypeVar("M", bound=models.Model)
# Parameters of the list itself, not of the filter.
LIST_PARAMETERS = frozenset({"cursor", "page_size", "ordering", "count", "view", "columns", "format"})


class StrictFilterSet(django_filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """Unknown parameters and bad values are a `BadInput` that names them, never ignored."""

    def checked(self) -> models.QuerySet[Any]:
        """The filtered rows, or `BadInput`."""
        unknown = sorted(set(self.data) - set(self.filters) - LIST_PARAMETERS)
        if unknown:
            raise BadInput(
                "unknown_parameter",
                f"Unknown filter: {', '.join(unknown)}.",
                {name: [("unknown_parameter", "There is no such filter.")] for name in unknown},
            )
        if not self.is_valid():
            raise BadInput("bad_filter", "A filter has a value it cannot take.", form_errors(self.form))
        rows: models.QuerySet[Any] = self.qs
        return rows


def form_errors(form: Any) -> Mapping[str, list[tuple[str, str]]]:
    """A Django form's errors as field -> [(code, sentence)]."""
    return {
        name: [(item.get("code") or "invalid", item["message"]) for item in items]
        for name, items in form.errors.get_json_data().items()
    }
