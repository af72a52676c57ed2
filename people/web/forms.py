"""Forms of people's pages: shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=2000, strip=True)


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class LockForm(forms.Form):
    """Lock up to a day."""

    until = _day(_("Lock all days up to"))  # type: ignore[arg-type]  # translated when it is printed
    reason = _reason()
    version = forms.IntegerField(widget=forms.HiddenInput)


class UnlockForm(forms.Form):
    """Open days again."""

    until = _day(_("Open the days after"), required=False)  # type: ignore[arg-type]  # the same
    reason = _reason()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they are
        self.fields["until"].help_text = _("Leave it empty to open every day.")
