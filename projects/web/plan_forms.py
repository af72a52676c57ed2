"""Forms of the plan: shape only; durations as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.access import Actor
from kernel.errors import DomainError
from people.selectors import calendars
from projects.domain.plan_words import minutes_of, typed
from projects.models import PlanCalendar, Project, Task
from projects.models.plan import constraint_kinds, dependency_kinds, task_progress_rules
from projects.selectors.pages import scope_items_of
from projects.selectors.plan import PlanView
from projects.web.forms.fields import choice, choose, day

# Constraints that a finish is held against mean the end of their day, all others its beginning.
AT_THE_END = frozenset({"FNET", "FNLT", "MFO"})


class DurationField(forms.CharField):
    """`2 d`, `4 h`, `30 m`; cleaned to minutes, or None when left blank."""

    per_day = 480

    def clean(self, value: Any) -> Any:
        """Raises `ValidationError` for what is not a duration."""
        given = super().clean(value)
        if not given:
            return None
        try:
            return minutes_of(given, self.per_day)
        except DomainError as refused:
            raise ValidationError(refused.message, refused.code) from refused


def day_begins(chosen: date | None, zone: ZoneInfo, days: int = 0) -> datetime | None:
    """Midnight at the beginning of a day of the plan, `days` later."""
    if chosen is None:
        return None
    return datetime.combine(chosen + timedelta(days=days), time(), tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime | None, zone: ZoneInfo, *, end: bool = False) -> date | None:
    """The day of the plan that a moment belongs to; an end at midnight belongs to the day before."""
    if moment is None:
        return None
    return (moment - timedelta(seconds=1 if end else 0)).astimezone(zone).date()


class _PlanForm(forms.Form):
    def __init__(self, data: Any, view: PlanView, **more: Any) -> None:
        super().__init__(data, **more)
        self.view = view
        for field in self.fields.values():
            if isinstance(field, DurationField):
                field.per_day = view.minutes_a_day

    def moment(self, name: str, present: datetime | None, days: int = 0) -> datetime | None:
        """The beginning of the day typed, `days` later; the present moment when the day was not touched."""
        if name not in self.changed_data:
            return present
        return day_begins(self.cleaned_data[name], self.view.zone, days)


class AddTaskForm(_PlanForm):
    """A new task, at the end of the plan or below another."""

    title = forms.CharField(label=_("New task"), max_length=255)
    duration = DurationField(label=_("Duration"), max_length=20, required=False)
    parent = forms.CharField(label=_("Below"), max_length=40, required=False)
    milestone = forms.BooleanField(label=_("Milestone"), required=False)

    def values(self) -> dict[str, Any]:
        """As the use-case takes them."""
        return {**self.cleaned_data, "parent": self.cleaned_data["parent"] or None}


class EditTaskForm(_PlanForm):
    """A task as it is now."""

    title = forms.CharField(label=_("Title"), max_length=255)
    duration = DurationField(label=_("Duration"), max_length=20)
    constraint = forms.ChoiceField(label=_("Constraint"), choices=constraint_kinds)
    constraint_on = day(_("On"), required=False)
    deadline_on = day(_("Deadline"), required=False)
    progress_rule = forms.ChoiceField(label=_("Progress rule"), choices=task_progress_rules)
    units_planned = forms.DecimalField(
        label=_("Units planned"), required=False, max_digits=14, decimal_places=4
    )
    scope_item_id = choice(_("Scope item"))
    milestone = forms.BooleanField(label=_("Milestone"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, view: PlanView, project: Project, task: Task) -> None:
        super().__init__(data, view, initial=_as_typed(view, task), prefix=None)
        self.task = task
        choose(
            self, "scope_item_id", [(i.pk, f"{i.code} {i.title}") for i in scope_items_of(project)], _("None")
        )

    def values(self) -> dict[str, Any]:
        """Changes as the use-case takes them. A date that was not touched keeps its time of day."""
        data, zone = self.cleaned_data, self.view.zone
        names = (
            "title",
            "duration",
            "constraint",
            "progress_rule",
            "units_planned",
            "scope_item_id",
            "milestone",
        )
        values = {name: data[name] for name in names}
        ends = data["constraint"] in AT_THE_END
        if "constraint_on" in self.changed_data or "constraint" in self.changed_data:
            values["constraint_at"] = day_begins(data["constraint_on"], zone, int(ends))
        if "deadline_on" in self.changed_data:
            values["deadline_at"] = day_begins(data["deadline_on"], zone, 1)
        return values


def _as_typed(view: PlanView, task: Task) -> dict[str, Any]:
    ends = task.constraint in AT_THE_END
    return {
        "title": task.title, "duration": typed(task.duration, view.minutes_a_day),
        "constraint": task.constraint, "constraint_on": day_of(task.constraint_at, view.zone, end=ends),
        "deadline_on": day_of(task.deadline_at, view.zone, end=True), "progress_rule": task.progress_rule,
        "units_planned": task.units_planned, "scope_item_id": task.scope_item_id,
        "milestone": task.milestone, "version": task.version,
    }  # fmt: skip


class LinkForm(_PlanForm):
    """What the task waits for."""

    predecessor = forms.CharField(label=_("Waits for"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=dependency_kinds)
    lag = DurationField(label=_("Lag"), max_length=20, required=False)


class ProgressForm(_PlanForm):
    """How a task stands at the end of a day."""

    valid_on = day(_("As of"))
    started_on = day(_("Started on"), required=False)
    finished_on = day(_("Finished on"), required=False)
    percent = forms.DecimalField(
        label=_("Done"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    units_done = forms.DecimalField(label=_("Units done"), required=False, max_digits=14, decimal_places=4)
    remaining = DurationField(label=_("Work left"), max_length=20, required=False)
    evidence = forms.CharField(label=_("Evidence"), max_length=2000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """As the use-case takes them: a start at the beginning, a finish at the end of its day."""
        data = self.cleaned_data
        percent = data["percent"]
        return {
            "version": data["version"], "valid_on": data["valid_on"],
            "actual_start": self.moment("started_on", None),
            "actual_finish": self.moment("finished_on", None, 1),
            "complete": None if percent is None else percent / Decimal(100),
            "units_done": data["units_done"], "remaining": data["remaining"], "evidence": data["evidence"],
        }  # fmt: skip


class RulesForm(_PlanForm):
    """What the plan is scheduled by."""

    calendar = forms.ChoiceField(label=_("Calendar"), required=False)
    start_on = day(_("Work starts on"), required=False)
    status_on = day(_("Status date"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, view: PlanView, actor: Actor) -> None:
        plan, zone = view.plan, view.zone
        initial = {
            "calendar": plan.calendar, "start_on": day_of(plan.start_at, zone),
            "status_on": day_of(plan.status_at, zone), "version": plan.version,
        }  # fmt: skip
        super().__init__(data, view, initial=initial)
        own = PlanCalendar.objects.filter(project=view.project).values_list("code", "name")
        named = [(row.code, row.name) for row in calendars(actor)]
        field = self.fields["calendar"]
        field.choices = [("", _("Standard week, 8 hours a day")), *own, *named]  # type: ignore[attr-defined]  # a choice field

    def values(self) -> dict[str, Any]:
        """As the use-case takes them. A date that was not touched keeps its time of day."""
        data, plan = self.cleaned_data, self.view.plan
        return {
            "version": data["version"], "calendar": data["calendar"],
            "start_at": self.moment("start_on", plan.start_at),
            "status_at": self.moment("status_on", plan.status_at),
        }  # fmt: skip


class FreezeForm(forms.Form):
    """Why the plan is frozen."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
