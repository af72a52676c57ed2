"""Fields that several forms use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[Any, Any]]
NOBODY = _("Nobody")


def day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """A calendar day, by the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def text(label: Any, *, required: bool = False, rows: int = 4, **more: Any) -> forms.CharField:
    """A longer text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=50_000, widget=widget, **more)


def amount(label: Any, *, required: bool = True, **more: Any) -> forms.DecimalField:
    """An amount of money; its currency stands beside it."""
    return forms.DecimalField(label=label, required=required, max_digits=18, decimal_places=2, **more)


def size(label: Any, **more: Any) -> forms.DecimalField:
    """A size of scope, above 0."""
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0, **more)


def choice(label: Any, *, required: bool = False, **more: Any) -> forms.TypedChoiceField:
    """A choice among ids that the form fills in; nothing chosen is None."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required, **more)


def choose(form: forms.Form, name: str, choices: Choices, empty: Any = NOBODY) -> None:
    """Give a choice field its choices, with a first one for nothing."""
    form.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]  # a choice field
