"""Forms of the service desk: they check the shape of what was typed; the rules are the use-cases'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.access import Actor
from people.selectors import people, staff, teams
from projects.selectors import project_choices
from tickets.access import INTERNAL_VIEW, TICKET_OPEN_FOR_OTHERS
from tickets.domain.offers import Need, Offer
from tickets.domain.priority import PRIORITIES
from tickets.models.comments import visibilities
from tickets.models.tickets import kinds
from tickets.selectors import services, visible_tickets
from tickets.words import LEVELS, state_choices

ACTIVITIES = ("", "analysis", "communication", "fix", "test", "documentation", "travel")
Choices = list[tuple[Any, str]]
ANY: Choices = [("", _("Any"))]  # type: ignore[list-item]  # translated when it is printed


def _rows(queryset: Any, empty: str = "–") -> Choices:
    return [("", empty), *((row.pk, str(row)) for row in queryset)]


class QueueForm(forms.Form):
    """The filter bar of the queue. Its values go to the filter as they are."""

    search = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, title, text"), "autocomplete": "off"}
        ),
    )
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[*ANY, *kinds()])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *state_choices()])
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[*ANY, *((item, f"P{item}") for item in PRIORITIES)]
    )
    service = forms.ChoiceField(label=_("Service"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        self._choose("service", [*ANY, *((row.code, row.name) for row in services(actor))])
        if INTERNAL_VIEW.allows(actor):
            self._choose(
                "team", [*ANY, ("none", _("No team")), *((row.code, row.name) for row in teams(actor))]
            )
        else:
            del self.fields["team"]

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


def _level(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=list(LEVELS.items()), initial=2)


def _link(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class TicketForm(forms.Form):
    """What opening and editing share. `halves` stand two in a row where there is room."""

    halves = frozenset(
        {
            "impact",
            "urgency",
            "service_id",
            "category",
            "team_id",
            "assignee_id",
            "requester_id",
            "project_id",
        }
    )

    title = forms.CharField(label=_("Title"), max_length=250)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    impact = _level(_("Impact"))
    urgency = _level(_("Urgency"))
    service_id = _link(_("Service"))
    category = forms.CharField(label=_("Category"), required=False, max_length=120)
    team_id = _link(_("Team"))
    assignee_id = _link(_("Assignee"))
    requester_id = _link(_("Requester"))
    project_id = _link(_("Project"))
    problem = forms.CharField(
        label=_("Problem"),
        required=False,
        max_length=20,
        help_text=_("The number of the problem behind it, such as PRB-7."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.choose("service_id", _rows(services(actor)))
        if TICKET_OPEN_FOR_OTHERS.allows(actor):
            self.choose("team_id", _rows(teams(actor)))
            self.choose("assignee_id", _rows(staff(actor)))
            self.choose("requester_id", _rows(people(actor)))
            self.choose("project_id", _rows(project_choices(actor)))
        else:
            for name in ("impact", "team_id", "assignee_id", "requester_id", "project_id", "problem"):
                del self.fields[name]

    def choose(self, name: str, choices: Choices) -> None:
        """Set the choices of a field; a present value that is no longer offered stays choosable."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_problem(self) -> int | None:
        """The problem's id; None for none."""
        number = self.cleaned_data["problem"].strip().upper()
        if not number:
            return None
        key: int | None = (
            visible_tickets(self.actor).filter(number=number).values_list("pk", flat=True).first()
        )
        if key is None:
            raise forms.ValidationError(_("There is no such ticket."), "unknown_problem")
        return key


class NewTicketForm(TicketForm):
    """Opening a ticket; requesters are asked only for what they can know."""

    kind = forms.ChoiceField(label=_("Type"), choices=kinds(), widget=forms.RadioSelect, initial="incident")
    field_order = ("kind", "title")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        if not TICKET_OPEN_FOR_OTHERS.allows(actor):
            self.choose("kind", [row for row in kinds() if row[0] in ("incident", "request")])


class CommentForm(forms.Form):
    """The composer."""

    visibility = forms.ChoiceField(choices=visibilities(), initial="public", widget=forms.RadioSelect)
    body = forms.CharField(label=_("Text"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, keeps_typed: bool = False) -> None:
        super().__init__(data, auto_id="comment-%s")
        if keeps_typed:
            # Another action on the page must not wipe a reply that is being written.
            self.fields["body"].widget.attrs["hx-preserve"] = "true"


class WorkForm(forms.Form):
    """Logging work."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440)
    work_date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    activity = forms.ChoiceField(
        label=_("Activity"), required=False, choices=[(name, name.capitalize() or "–") for name in ACTIVITIES]
    )
    note = forms.CharField(label=_("What was done"), required=False, max_length=2000)


class ReverseForm(forms.Form):
    """Taking an entry back."""

    reason = forms.CharField(label=_("Why it is taken back"), max_length=2000)


class MoveForm(forms.Form):
    """A move with what it asks for. Work may be logged along with resolving."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    was_state = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, offer: Offer, data: Any = None, *, initial: dict[str, Any], may_log: bool = False
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"move-{offer.move}-%s")
        self.offer = offer
        for need in offer.asks:
            self.fields[need.name] = _field_for(need)
        if may_log and offer.target in ("resolved", "closed", "review", "fix_in_progress", "known_error"):
            self.fields["minutes"] = forms.IntegerField(
                label=_("Minutes worked"), required=False, min_value=1, max_value=1440
            )
            self.fields["note"] = forms.CharField(label=_("What was done"), required=False, max_length=2000)

    @property
    def asks_nothing(self) -> bool:
        """A button alone makes the move."""
        return len(self.fields) == 2


def _field_for(need: Need) -> forms.Field:
    # Whether a text is enough is the lifecycle's decision; its refusal marks the field.
    if need.type == "choice":
        return forms.ChoiceField(label=need.label, choices=[("", "–"), *need.choices])
    if need.type == "date":
        return forms.DateField(label=need.label, widget=forms.DateInput(attrs={"type": "date"}))
    if need.type == "text":
        return forms.CharField(label=need.label, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    return forms.CharField(label=need.label, max_length=250)
