"""Editing a ticket in place, so that two people who edit at once lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kernel.access import Actor
from tickets.access import PRIORITY_OVERRIDE
from tickets.domain.priority import PRIORITIES
from tickets.models import Ticket
from tickets.models.tickets import kinds
from tickets.web.forms import TicketForm


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed while it was edited here."""

    label: str
    was: str
    present: str


class EditTicketForm(TicketForm):
    """Editing in place. Each field also sends the value it was shown with, so that only real changes are
    saved and a change by somebody else is seen field by field."""

    kind = forms.ChoiceField(label=_("Type"), choices=kinds())
    priority_override = forms.TypedChoiceField(
        label=_("Priority by hand"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("From impact and urgency")), *((item, f"P{item}") for item in PRIORITIES)],
    )
    override_reason = forms.CharField(label=_("Reason for it"), required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = (
        "title",
        "description",
        "kind",
        "impact",
        "urgency",
        "priority_override",
        "override_reason",
    )

    def __init__(self, actor: Actor, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, initial=values_of(ticket), **kwargs)
        if ticket.kind in ("incident", "request"):
            self.choose("kind", [row for row in kinds() if row[0] in ("incident", "request")])
        else:
            del self.fields["kind"]
        if not PRIORITY_OVERRIDE.allows(actor, ticket):
            del self.fields["priority_override"]
            del self.fields["override_reason"]
        self._keep_present(ticket)
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"

    def _keep_present(self, ticket: Ticket) -> None:
        """A retired service or a person who left stays choosable on the tickets that have them."""
        for name in ("service", "team", "assignee", "requester", "project"):
            row, field = getattr(ticket, name), self.fields.get(f"{name}_id")
            if row is not None and field is not None:
                known = list(field.choices)  # type: ignore[attr-defined]  # a choice field
                if all(key != row.pk for key, _label in known):
                    self.choose(f"{name}_id", [*known, (row.pk, str(row))])

    def changes(self) -> dict[str, Any]:
        """What was changed, as the use-case names it."""
        names = {name: "problem_id" if name == "problem" else name for name in self.changed_data}
        return {key: self.cleaned_data[name] for name, key in names.items() if name != "version"}

    def overtaken(self, ticket: Ticket) -> dict[str, Any]:
        """Fields whose value is no longer the one this form was shown with, with the value as it is now."""
        present = values_of(ticket)
        return {
            name: present[name]
            for name in self.fields
            if name != "version" and _text(present[name]) != _text(self._shown(name))
        }

    def _shown(self, name: str) -> str:
        return str(self.data.get(self.add_initial_prefix(name), ""))

    def rebase(self, ticket: Ticket) -> list[Conflict]:
        """Take over what others changed, keep what was typed, and tell the fields in which both differ.
        Saving again then is a choice made with open eyes."""
        overtaken, changed = self.overtaken(ticket), set(self.changed_data)
        conflicts = [self._conflict(name, overtaken[name]) for name in overtaken if name in changed]
        data = cast("QueryDict", self.data).copy()
        for name, value in overtaken.items():
            data[self.add_initial_prefix(name)] = _text(value)
            if name not in changed:
                data[name] = _text(value)
        data["version"] = str(ticket.version)
        self.data = data
        return conflicts

    def _conflict(self, name: str, value: Any) -> Conflict:
        field = self.fields[name]
        labels = {_text(key): str(label) for key, label in getattr(field, "choices", ())}
        was, present = self._shown(name), _text(value)
        return Conflict(str(field.label), labels.get(was, was), labels.get(present, present))


def _text(value: Any) -> str:
    """A value as a browser sends it back."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def values_of(ticket: Ticket) -> dict[str, Any]:
    """The ticket's values as the form shows them."""
    names = (
        "title", "description", "kind", "impact", "urgency", "category", "service_id", "team_id",
        "assignee_id", "requester_id", "project_id", "priority_override", "version",
    )  # fmt: skip
    return {
        **{name: getattr(ticket, name) for name in names},
        "problem": ticket.problem.number if ticket.problem else "",
        "override_reason": ticket.details.get("override_reason", ""),
    }
