"""A risk, with the probability in percent as people say it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.access import Actor
from projects.models import Risk
from projects.models.risks import risk_states
from projects.selectors import people_choices
from projects.web.forms.fields import amount, choice, choose, text


class RiskForm(forms.Form):
    """A new risk, or one as it is now."""

    title = forms.CharField(label=_("What may happen"), max_length=200)
    percent = forms.DecimalField(
        label=_("Probability"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    impact = amount(_("Impact"), help_text=_("A gain is negative."))
    impact_days = forms.IntegerField(label=_("Delay"), required=False, min_value=-36500, max_value=36500)
    response = text(_("Response"), rows=3)
    owner_id = choice(_("Owner"))
    state = forms.ChoiceField(label=_("State"), choices=risk_states, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, actor: Actor, risk: Risk | None = None) -> None:
        super().__init__(data, initial=_as_typed(risk) if risk else None)
        choose(self, "owner_id", list(people_choices(actor)))
        if risk is None:
            del self.fields["state"], self.fields["version"]

    def values(self) -> dict[str, Any]:
        """As the use-cases take them."""
        names = ("title", "impact", "response", "owner_id")
        values = {name: self.cleaned_data[name] for name in names}
        values["probability"] = self.cleaned_data["percent"] / Decimal(100)
        values["impact_days"] = self.cleaned_data["impact_days"] or 0
        if self.cleaned_data.get("state"):
            values["state"] = self.cleaned_data["state"]
        return values


def _as_typed(risk: Risk) -> dict[str, Any]:
    return {
        "title": risk.title,
        "percent": (risk.probability * 100).normalize(),
        "impact": risk.impact.quantize(Decimal("0.01")),
        "impact_days": risk.impact_days,
        "response": risk.response,
        "owner_id": risk.owner_id,
        "state": risk.state,
        "version": risk.version,
    }
