"""Forms of working calendars. What the engine of working time refuses is said beside its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError
from kernel.worktime import spans, zone_of

DAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
_OFFICE = "09:00-17:00"
# As much as the calendar's tables hold.
_LONGEST = 120


def refused_by(check: Callable[[str], Any], text: str) -> None:
    """Raises the field's error when the engine refuses the text."""
    try:
        check(text)
    except DomainError as error:
        raise forms.ValidationError(
            error.message[:1].upper() + error.message[1:] + ".", code=error.code
        ) from error


def _date(label: Any, **given: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **given)


class WeekForm(forms.Form):
    """Seven days of hours from a day on; a calendar that is new also gets its code, name and zone."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters and dashes; it never changes.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("Such as Europe/Berlin; it never changes."),
    )  # fmt: skip
    valid_from = _date(_("Holds from"))

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            for name in ("code", "name", "zone"):
                del self.fields[name]
        for number, label in enumerate(DAYS):
            self.fields[f"day_{number}"] = forms.CharField(
                label=label, required=False, max_length=_LONGEST, initial=_OFFICE if number < 5 else "",
                help_text=_("Such as 09:00-12:00, 13:00-17:00; empty is closed.") if number == 0 else "",
            )  # fmt: skip

    def clean_zone(self) -> str:
        """An IANA zone, by its exact name."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in available_timezones():
            refused_by(zone_of, zone)
            raise forms.ValidationError(_("There is no such time zone."), code="unknown_zone")
        return zone

    def clean(self) -> dict[str, Any]:
        """Each day is checked by itself, so that its error stands beside it."""
        for number in range(7):
            name = f"day_{number}"
            try:
                refused_by(spans, self.cleaned_data.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    def hours(self) -> tuple[str, str, str, str, str, str, str]:
        """The week, Monday first."""
        first, second, third, fourth, fifth, sixth, seventh = (
            str(self.cleaned_data[f"day_{number}"]).strip() for number in range(7)
        )
        return first, second, third, fourth, fifth, sixth, seventh


class DayForm(forms.Form):
    """A date with hours of its own; without hours it is a holiday."""

    day = _date(_("Date"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    hours = forms.CharField(
        label=_("Hours"), max_length=_LONGEST, required=False, help_text=_("Empty is a holiday."),
    )  # fmt: skip

    def clean_hours(self) -> str:
        """Intervals that do not overlap."""
        text = str(self.cleaned_data["hours"]).strip()
        refused_by(spans, text)
        return text


def initial_week(hours: list[str], today: date) -> dict[str, Any]:
    """The form filled with a week that holds already."""
    return {"valid_from": today, **{f"day_{number}": text for number, text in enumerate(hours)}}
