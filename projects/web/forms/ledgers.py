"""Rows for the ledgers: promise, scope, cost, progress, forecast."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from projects.models.ledgers import cost_categories
from projects.selectors import detailed_entries, scope_items_of
from projects.web.forms.fields import amount, choice, choose, day, size, text

MOVES = [("cut", _("Cut by")), ("raise", _("Estimate higher by")), ("lower", _("Estimate lower by"))]


class BaselineForm(forms.Form):
    """A promise; the currency is the project's."""

    budget = amount(_("Budget"), min_value=0)
    start = day(_("Start"), required=False)
    finish = day(_("Finish"), required=False)
    valid_from = day(_("Holds from"))
    reason = text(_("Reason"), rows=2, help_text=_("Needed for every baseline after the first."))


class ScopeItemForm(forms.Form):
    """A new scope item."""

    code = forms.CharField(label=_("Code"), max_length=30)
    title = forms.CharField(label=_("Title"), max_length=200)
    size = size(_("Size"), help_text=_("In the project's own unit: points, hours or money."))
    valid_on = day(_("True from"))
    of_entry_id = choice(_("Details"), help_text=_("An item that this one breaks down."))
    note = text(_("Note"), rows=2)

    def __init__(self, data: Any, project: Project, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        choose(self, "of_entry_id", list(detailed_entries(project)), _("Nothing: it stands for itself"))


class ScopeChangeForm(forms.Form):
    """A change of an item's size, typed without a sign."""

    item_id = choice(_("Item"), required=True)
    move = forms.ChoiceField(label=_("Change"), choices=MOVES)
    size = size(_("Size"))
    valid_on = day(_("True from"))
    note = text(_("Note"), rows=2)

    def __init__(self, data: Any, project: Project, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        items = [(item.pk, f"{item.code} {item.title}") for item in scope_items_of(project)]
        choose(self, "item_id", list(items), _("Choose an item"))

    def signed(self) -> tuple[str, Decimal]:
        """The kind and the signed size as the ledger holds them."""
        move, given = self.cleaned_data["move"], self.cleaned_data["size"]
        return ("removed" if move == "cut" else "re_estimated", given if move == "raise" else -given)


class CostForm(forms.Form):
    """An actual cost."""

    amount = amount(_("Amount"), help_text=_("A credit is negative."))
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), max_length=3)
    category = forms.ChoiceField(label=_("Category"), choices=cost_categories)
    valid_on = day(_("Day"))
    description = forms.CharField(label=_("Paid for"), max_length=200)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = text(_("Reason"), required=True, rows=2)


class ProgressForm(forms.Form):
    """Completion in percent, as people say it."""

    percent = forms.DecimalField(
        label=_("Complete"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )
    valid_on = day(_("On"))
    item_id = choice(_("Of"))
    note = text(_("Note"), rows=2)

    def __init__(self, data: Any, project: Project, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        items = [(item.pk, f"{item.code} {item.title}") for item in scope_items_of(project)]
        choose(self, "item_id", list(items), _("The whole project"))


class ForecastForm(forms.Form):
    """What is expected at the end."""

    amount = amount(_("Cost at completion"), required=False)
    finish = day(_("Finish"), required=False)
    valid_on = day(_("Expected on"))
    note = text(_("Note"), rows=2)
