"""Forms of inbox, tokens and webhooks: they check the shape of what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.telling import told_kinds
from people.access import SCOPES
from people.models.notices import notice_ways

KINDS = {
    "ticket.opened": _("A new ticket is given to me"),
    "ticket.assigned": _("A ticket is given to me"),
    "ticket.commented": _("Somebody replies on a ticket of mine"),
    "ticket.clock_warned": _("The promised time of a ticket of mine runs out"),
    "ticket.clock_breached": _("The promised time of a ticket of mine has run out"),
    "project.change_raised": _("A change request waits for my decision"),
    "project.gate_requested": _("A gate waits for my decision"),
    "case.submitted": _("A business case waits for my decision"),
    "alert.raised": _("A figure of a project of mine leaves its limits"),
    "alert.changed": _("An alert of a project of mine becomes worse"),
    "webhook.disabled": _("A webhook of mine is switched off"),
}
DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("a year")), (730, _("two years"))]


class WaysForm(forms.Form):
    """One choice per kind of event."""

    def __init__(self, data: Mapping[str, str] | None = None, *, chosen: Mapping[str, str]) -> None:
        super().__init__(data)
        for kind in told_kinds():
            self.fields[_name(kind)] = forms.ChoiceField(
                label=KINDS.get(kind, kind), choices=notice_ways(), initial=chosen.get(kind, "inbox")
            )

    def ways(self) -> dict[str, str]:
        """Kind of event to way."""
        return {kind: self.cleaned_data[_name(kind)] for kind in told_kinds()}


def _name(kind: str) -> str:
    return kind.replace(".", "-")


class TokenForm(forms.Form):
    """A token for oneself."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What it is for: you will know it by this.")
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=365)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A token never gives more than you may do yourself."),
    )


class WebhookForm(forms.Form):
    """An address and what it wants to hear."""

    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(label=_("Address"), max_length=500, widget=forms.URLInput)
    kinds = forms.CharField(
        label=_("Kinds of events"),
        required=False,
        max_length=600,
        help_text=_(
            "Separated by commas, such as ticket.assigned; ticket. is all about tickets; empty is all."
        ),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_kinds(self) -> tuple[str, ...]:
        """The kinds, one by one."""
        return tuple(part.strip() for part in self.cleaned_data["kinds"].split(",") if part.strip())
