"""Creating and editing a project, and the filter bar of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.access import Actor
from projects.models.projects import project_states, sequence_choices
from projects.selectors import people_choices
from projects.web.forms.fields import Choices, choice, choose, day, text

ANY: Choices = [("", _("Any"))]
PEOPLE: Choices = [*ANY, ("me", _("Me")), ("none", _("Nobody"))]


class ProjectFilterForm(forms.Form):
    """The filter bar of the list. Its values go to the filter as they are."""

    search = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code, name, text")}),
    )
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=lambda: [*ANY, *sequence_choices()])
    state = forms.ChoiceField(label=_("State"), required=False, choices=lambda: [*ANY, *project_states()])
    manager = forms.ChoiceField(label=_("Manager"), required=False, choices=PEOPLE)


class _SaidForm(forms.Form):
    """What is said about a project, at its creation and later."""

    name = forms.CharField(label=_("Name"), max_length=200)
    objectives = text(_("Objectives"), help_text=_("What is better when the project has succeeded."))
    category = forms.CharField(label=_("Category"), max_length=120, required=False)
    manager_id = choice(_("Manager"))
    sponsor_id = choice(_("Sponsor"))
    start = day(_("Start"), required=False)
    target_finish = day(_("Target finish"), required=False)

    def __init__(self, data: Any, actor: Actor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        people: Choices = list(people_choices(actor))
        choose(self, "manager_id", people)
        choose(self, "sponsor_id", people)


class NewForm(_SaidForm):
    """A new project."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("The short name people use, such as NET-014.")
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        max_length=3,
        error_messages={"invalid": _("Three capitals, such as EUR.")},
    )
    field_order = ("code", "name")


class EditForm(_SaidForm):
    """A project as it is now, to be changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
