"""Asking for a change and deciding it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from projects.models import ScopeEntry
from projects.web.forms.fields import amount, size, text


class ChangeForm(forms.Form):
    """What should move. `entry_ids` offers growth that nobody has authorised."""

    title = forms.CharField(label=_("What should change"), max_length=200)
    reason = text(_("Why"), required=True, rows=3)
    budget_delta = amount(_("Budget"), required=False, help_text=_("More is positive, less is negative."))
    finish_delta_days = forms.IntegerField(
        label=_("Finish"),
        required=False,
        min_value=-36500,
        max_value=36500,
        help_text=_("Days later; fewer is negative."),
    )
    entry_ids = forms.TypedMultipleChoiceField(
        label=_("Scope to authorise"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any, growth: Sequence[ScopeEntry], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        if not growth:
            del self.fields["entry_ids"]
            return
        self.fields["entry_ids"].choices = [  # type: ignore[attr-defined]  # a choice field
            (entry.pk, f"{entry.item.code} {entry.item.title} (+{entry.size.normalize():,f})")
            for entry in growth
        ]


class NewItemForm(forms.Form):
    """Scope to come."""

    code = forms.CharField(label=_("Code"), max_length=30)
    title = forms.CharField(label=_("Title"), max_length=200)
    size = size(_("Size"))


if TYPE_CHECKING:
    _Lines = BaseFormSet[NewItemForm]
else:  # the class takes no parameters at run time
    _Lines = BaseFormSet


class NewItems(_Lines):
    """The lines of new scope; empty ones are left out."""

    def items(self) -> tuple[tuple[str, str, Decimal], ...]:
        """The filled lines, in the order typed."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed()]
        return tuple((row["code"], row["title"], row["size"]) for row in rows)


_FORMS = formset_factory(NewItemForm, formset=NewItems, extra=3, max_num=20)


def new_item_forms(data: Any = None) -> NewItems:
    """The lines, bound when there is data."""
    return cast("NewItems", _FORMS(data, prefix="new"))


class DecisionForm(forms.Form):
    """The answer to a change request: the button says which."""

    decision = forms.ChoiceField(choices=[("approve", _("Approve")), ("reject", _("Reject"))])
    note = text(_("Note"), rows=2, help_text=_("Needed for a rejection."))
    version = forms.IntegerField(widget=forms.HiddenInput)
