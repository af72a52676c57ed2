"""Forms of service levels: they check the shape of what was typed; the rules are the use-cases'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.access import Actor
from people.selectors import calendars
from tickets.domain.priority import LEVELS, PRIORITIES, Rows
from tickets.models.sla import target_units
from tickets.models.tickets import kinds
from tickets.selectors import services
from tickets.usecases import Goal

_PRIORITIES = [(item, f"P{item}") for item in PRIORITIES]


def _unit(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("no target")), *target_units()])


def _amount(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1)


class PolicyForm(forms.Form):
    """A policy; `code` only while it is new."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters and dashes; it never changes.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    position = forms.IntegerField(
        label=_("Tried as number"), min_value=0, max_value=100_000, initial=100,
        help_text=_("The first policy that matches counts; small numbers are tried first."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("For type"), required=False, choices=[("", _("Any")), *kinds()])
    priority = forms.TypedChoiceField(
        label=_("For priority"), required=False, coerce=int, empty_value=None,
        choices=[("", _("Any")), *_PRIORITIES],
    )  # fmt: skip
    service_id = forms.TypedChoiceField(label=_("For service"), required=False, coerce=int, empty_value=None)
    calendar = forms.ChoiceField(label=_("Calendar"))
    response_amount = _amount(_("First response within"))
    response_unit = _unit(_("counted in"))
    response_pauses = forms.BooleanField(label=_("Time on hold stops this clock"), required=False)
    resolution_amount = _amount(_("Resolution within"))
    resolution_unit = _unit(_("counted in"))
    thresholds = forms.CharField(
        label=_("Warn at"), initial="50, 75, 90", required=False,
        help_text=_("Percent of the target, separated by commas; the breach is always told."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[Any, Any] = {row.pk: row.name for row in services(actor)}
        # A service that was retired meanwhile stays choosable where it is named.
        if self.initial.get("service_id"):
            known.setdefault(self.initial["service_id"], self.initial.get("service_name"))
        self._choose("service_id", [("", _("Any")), *known.items()])
        self._choose("calendar", [(row.code, row.name) for row in calendars(actor)])
        if not is_new:
            del self.fields["code"]

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_thresholds(self) -> tuple[int, ...]:
        """Whole numbers."""
        parts = [part.strip() for part in self.cleaned_data["thresholds"].split(",") if part.strip()]
        if not all(part.isdecimal() and len(part) <= 3 for part in parts):
            raise forms.ValidationError(_("Whole numbers, such as 50, 75, 90."), code="bad_threshold")
        return tuple(int(part) for part in parts)

    def given(self) -> dict[str, Any]:
        """What was typed, as the command names it."""
        data = dict(self.cleaned_data)
        for metric in ("response", "resolution"):
            data[metric] = Goal(data.pop(f"{metric}_unit"), data.pop(f"{metric}_amount"))
        return data


def cell_name(impact: int, urgency: int) -> str:
    """The field of one cell of the matrix."""
    return f"cell_{impact}_{urgency}"


class MatrixForm(forms.Form):
    """Nine cells, a reason, and whether open tickets follow."""

    reason = forms.CharField(label=_("Why"), max_length=500, required=False)
    replay = forms.BooleanField(
        label=_("Rate open tickets by it at once"), required=False,
        help_text=_("Without this they keep their priority until their impact or urgency is edited."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for impact in LEVELS:
            for urgency in LEVELS:
                self.fields[cell_name(impact, urgency)] = forms.TypedChoiceField(
                    coerce=int, choices=_PRIORITIES, label=f"{impact} / {urgency}"
                )

    def rows(self) -> Rows:
        """The matrix that was typed."""
        first, second, third = (
            (
                self.cleaned_data[cell_name(impact, 1)],
                self.cleaned_data[cell_name(impact, 2)],
                self.cleaned_data[cell_name(impact, 3)],
            )
            for impact in LEVELS
        )
        return first, second, third
