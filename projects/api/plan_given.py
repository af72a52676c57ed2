"""What a caller may send about a plan. Shape only; the rules are the use-cases' own."""

from __future__ import annotations

from rest_framework import serializers

from projects.api.shapes import Strict, source_key_given, text_given
from projects.domain.plan_outline import MOVES
from projects.models.plan import constraint_kinds, dependency_kinds, lag_calendars, task_progress_rules


class _TaskSaid(Strict):
    duration = serializers.IntegerField(required=False, min_value=0, help_text="minutes of work")
    elapsed = serializers.BooleanField(required=False, help_text="works around the clock")
    calendar = text_given(longest=60)
    constraint = serializers.ChoiceField(constraint_kinds(), required=False)
    constraint_at = serializers.DateTimeField(required=False, allow_null=True)
    deadline_at = serializers.DateTimeField(required=False, allow_null=True)
    milestone = serializers.BooleanField(required=False)
    scope_item = serializers.CharField(max_length=30, required=False, allow_null=True)
    progress_rule = serializers.ChoiceField(task_progress_rules(), required=False)
    units_planned = serializers.DecimalField(max_digits=14, decimal_places=4, required=False, allow_null=True)
    reason = text_given(longest=2000)


class NewTaskSerializer(_TaskSaid):
    """A task below `parent` (a code), after its sibling `after`, else last."""

    title = serializers.CharField(max_length=255)
    code = serializers.CharField(max_length=40, required=False)
    parent = serializers.CharField(  # type: ignore[assignment]  # a field, not the own attribute
        max_length=40, required=False, allow_null=True
    )
    after = serializers.CharField(max_length=40, required=False, allow_null=True)


class TaskChangesSerializer(_TaskSaid):
    """New values of some fields; `version` or the header If-Match says what they were made from."""

    title = serializers.CharField(max_length=255, required=False)
    version = serializers.IntegerField(required=False)


class TaskMoveSerializer(Strict):
    """Where a task moves in the outline."""

    move = serializers.ChoiceField(list(MOVES))
    reason = text_given(longest=2000)
    version = serializers.IntegerField(required=False)


class NewDependencySerializer(Strict):
    """A link between two codes; `lag` in minutes, a lead when negative."""

    predecessor = serializers.CharField(max_length=40)
    successor = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(dependency_kinds(), required=False)
    lag = serializers.IntegerField(required=False)
    lag_calendar = serializers.ChoiceField(lag_calendars(), required=False)
    reason = text_given(longest=2000)


class NewTaskReportSerializer(Strict):
    """How a task stands at the end of a day; what is not said stays as it was."""

    valid_on = serializers.DateField()
    actual_start = serializers.DateTimeField(required=False, allow_null=True)
    actual_finish = serializers.DateTimeField(required=False, allow_null=True)
    remaining = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    complete = serializers.DecimalField(max_digits=7, decimal_places=6, required=False, allow_null=True)
    units_done = serializers.DecimalField(max_digits=14, decimal_places=4, required=False, allow_null=True)
    evidence = text_given()
    note = text_given(longest=2000)
    source_key = source_key_given()
    version = serializers.IntegerField(required=False)


class PlanRulesSerializer(Strict):
    """By what a plan is scheduled; a field left out stays as it is."""

    calendar = text_given(longest=60)
    start_at = serializers.DateTimeField(required=False, allow_null=True)
    status_at = serializers.DateTimeField(required=False, allow_null=True)
    reason = text_given(longest=2000)
    version = serializers.IntegerField(required=False)


class FreezeSerializer(Strict):
    """Why the plan is frozen."""

    reason = text_given(longest=2000)
