"""Forms of governance: they check shape only; what is possible is the use-case's to say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from governance.domain.alerts import Limits
from governance.domain.case_figures import Flow
from governance.domain.rules import RULES

SNOOZES = [(1, _("1 day")), (7, _("1 week")), (30, _("1 month"))]
NOTE = forms.Textarea(attrs={"rows": 2})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VersionForm(forms.Form):
    """The version that the person saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AcknowledgeForm(VersionForm):
    """I take care of it."""

    note = forms.CharField(required=False, max_length=2000, label=_("What is being done"), widget=NOTE)


class SnoozeForm(VersionForm):
    """Not now."""

    days = forms.TypedChoiceField(choices=SNOOZES, coerce=int, label=_("For"))
    note = forms.CharField(required=False, max_length=2000, label=_("Why it can wait"), widget=NOTE)

    def until(self, at: datetime) -> datetime:
        """The moment the snooze ends."""
        return at + timedelta(days=self.cleaned_data["days"])


class LimitsForm(forms.Form):
    """New limits of a rule; ratios are typed as percentages, because people speak of 90 %, not of 0.9."""

    rule = forms.ChoiceField(choices=[(rule.code, rule.title) for rule in RULES], label=_("Rule"))
    valid_from = forms.DateField(label=_("In force from"), widget=DAY)
    notice = forms.FloatField(required=False, label=_("Notice above"))
    warning = forms.FloatField(required=False, label=_("Warning above"))
    critical = forms.FloatField(required=False, label=_("Critical above"))
    slack = forms.FloatField(
        initial=0,
        min_value=0,
        label=_("Slack"),
        help_text=_("How far below a limit a figure must fall to clear."),
    )
    reason = forms.CharField(max_length=2000, label=_("Reason"), widget=NOTE)

    def limits(self) -> Limits:
        """The limits in the unit of the rule. Errors: `limits_invalid`."""
        rule = next(rule for rule in RULES if rule.code == self.cleaned_data["rule"])
        scale = Decimal(100) if rule.unit == "fraction" else Decimal(1)
        names = ("notice", "warning", "critical", "slack")
        values = {name: _scaled(self.cleaned_data[name], scale) for name in names}
        return Limits(values["notice"], values["warning"], values["critical"], values["slack"] or 0.0)


def _scaled(value: float | None, scale: Decimal) -> float | None:
    """Divided in decimal: 7 % is 0.07, which binary division misses."""
    return None if value is None else float(Decimal(repr(value)) / scale)


class CaseForm(forms.Form):
    """What a business case says besides its cash flows; the rate is typed as a percentage."""

    title = forms.CharField(max_length=200, label=_("Title"))
    summary = forms.CharField(
        required=False,
        max_length=10_000,
        label=_("Why it is worth it"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    currency = forms.CharField(min_length=3, max_length=3, label=_("Currency"))
    discount_rate = forms.DecimalField(
        initial=Decimal("3.5"), max_digits=6, decimal_places=3, label=_("Discount rate"),
        help_text=_("Real rate a year in percent; 3.5 is the social time preference rate of the Green Book."),
    )  # fmt: skip

    def rate(self) -> Decimal:
        """The rate as a fraction."""
        rate: Decimal = self.cleaned_data["discount_rate"] / 100
        return rate


class FlowForm(forms.Form):
    """One line of the case."""

    year = forms.IntegerField(min_value=0, max_value=60, label=_("Year"))
    kind = forms.ChoiceField(
        choices=[("cost", _("Cost")), ("benefit", _("Benefit"))], initial="cost", label=_("Side")
    )
    label = forms.CharField(required=False, max_length=120, label=_("What for"))
    amount = forms.DecimalField(min_value=0, max_digits=20, decimal_places=4, label=_("Amount"))


class FlowFormSet(BaseFormSet):  # type: ignore[type-arg]  # none at run time
    """The lines; empty ones are left out, so clearing a stored line removes it."""

    def _construct_form(self, i: int, **kwargs: Any) -> forms.Form:
        form: forms.Form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # the stubs lack it
        form.empty_permitted = True
        return form

    def flows(self) -> tuple[Flow, ...]:
        """The filled lines, in the order typed."""
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("amount") is not None]
        return tuple(Flow(row["year"], row["kind"], row["label"], row["amount"]) for row in filled)


Flows = formset_factory(FlowForm, formset=FlowFormSet, extra=4, max_num=200, validate_max=True)


def flow_forms(data: Any = None, flows: tuple[Flow, ...] = ()) -> FlowFormSet:
    """The lines of a case, bound to what was typed, or filled with what is stored."""
    initial = [
        {"year": f.year, "kind": f.kind, "label": f.label, "amount": f"{f.amount.normalize():f}"}
        for f in flows
    ]
    return cast("FlowFormSet", Flows(data, initial=initial, prefix="flows"))


class DecideForm(VersionForm):
    """Yes or no, and why."""

    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("reject", _("Reject"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    note = forms.CharField(required=False, max_length=2000, label=_("Note"), widget=NOTE)


OUTCOMES = [
    ("go", _("Go")), ("go_with_conditions", _("Go with conditions")), ("hold", _("Hold")),
    ("stop", _("Stop")),
]  # fmt: skip


class GateForm(VersionForm):
    """The answer of a gate."""

    outcome = forms.ChoiceField(choices=OUTCOMES, widget=forms.RadioSelect, label=_("Outcome"))
    note = forms.CharField(required=False, max_length=2000, label=_("Why"), widget=NOTE)


class ConditionForm(forms.Form):
    """Something to be done after a go with conditions, by a day."""

    text = forms.CharField(max_length=300, label=_("Condition"))
    due_on = forms.DateField(label=_("Due"), widget=DAY)


class ConditionFormSet(BaseFormSet):  # type: ignore[type-arg]  # as above
    """The conditions; empty lines are left out."""

    def conditions(self) -> tuple[tuple[str, date], ...]:
        """The filled lines."""
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]
        return tuple((row["text"], row["due_on"]) for row in filled)


Conditions = formset_factory(ConditionForm, formset=ConditionFormSet, extra=3, max_num=20)


def condition_forms(data: Any = None) -> ConditionFormSet:
    """Lines for conditions."""
    return cast("ConditionFormSet", Conditions(data, prefix="conditions"))
