"""Shapes of service levels in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tickets.api.serializers import StrictSerializer
from tickets.models.sla import clock_states, metrics, target_units
from tickets.models.tickets import kinds

_BLANK_KINDS = [("", "any"), *kinds()]


class TargetSerializer(serializers.Serializer[Any]):
    """A target: `business` and `elapsed` count minutes, `business_days` days to the end of the last."""

    unit = serializers.ChoiceField(choices=target_units())
    amount = serializers.IntegerField(min_value=1)


class PolicyRefSerializer(serializers.Serializer[Any]):
    """The version of a policy."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()


class ClockStepSerializer(serializers.Serializer[Any]):
    """What one event did to the clock, and what it showed right after; minutes of the clock's calendar."""

    at = serializers.DateTimeField()
    step = serializers.CharField()
    event = serializers.CharField()
    actor = serializers.CharField()
    policy = PolicyRefSerializer()
    state = serializers.CharField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)


class ClockSerializer(serializers.Serializer[Any]):
    """One clock; `due_at` is null while a pause keeps it open, `due_if_resumed` then says when it would be.

    `target_minutes`, `used` and `left` are minutes of the clock's own calendar.
    """

    metric = serializers.ChoiceField(choices=metrics())
    generation = serializers.IntegerField()
    policy = PolicyRefSerializer()
    state = serializers.ChoiceField(choices=clock_states())
    target = TargetSerializer()
    target_minutes = serializers.IntegerField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    due_if_resumed = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    breached = serializers.BooleanField()
    breached_at = serializers.DateTimeField(allow_null=True)
    breach_reason = serializers.CharField(allow_blank=True)
    steps = ClockStepSerializer(many=True)


class ClocksSerializer(serializers.Serializer[Any]):
    """All clocks of a ticket, the superseded ones too, computed from its events as of `as_of`."""

    as_of = serializers.DateTimeField()
    promised_at = serializers.DateTimeField(allow_null=True)
    results = ClockSerializer(many=True)


class PolicySerializer(serializers.Serializer[Any]):
    """One version of a policy; a blank criterion matches every ticket."""

    code = serializers.SlugField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=_BLANK_KINDS, allow_blank=True)
    priority = serializers.IntegerField(allow_null=True)
    service = serializers.CharField(source="service.code", default=None, allow_null=True)
    calendar = serializers.CharField()
    response = serializers.SerializerMethodField()
    resolution = serializers.SerializerMethodField()
    response_pauses = serializers.BooleanField()
    thresholds = serializers.ListField(child=serializers.IntegerField())
    valid_from = serializers.DateTimeField()
    active = serializers.BooleanField()

    def get_response(self, row: Any) -> dict[str, Any] | None:
        """The target of the first response."""
        return _target(row.response_unit, row.response_amount)

    def get_resolution(self, row: Any) -> dict[str, Any] | None:
        """The target of the resolution."""
        return _target(row.resolution_unit, row.resolution_amount)


def _target(unit: str, amount: int | None) -> dict[str, Any] | None:
    return {"unit": unit, "amount": amount} if unit else None


class GivenTargetSerializer(StrictSerializer):
    """A target as it is sent; an amount without a unit is refused by name."""

    unit = serializers.CharField(required=False, default="", allow_blank=True)
    amount = serializers.IntegerField(required=False, default=None, allow_null=True)


class PolicyChangesSerializer(StrictSerializer):
    """A policy as it is to be from `valid_from` on; now when that is absent."""

    name = serializers.CharField(max_length=120)
    position = serializers.IntegerField(min_value=0, max_value=100_000, default=100)
    kind = serializers.CharField(default="", allow_blank=True)
    priority = serializers.IntegerField(default=None, allow_null=True)
    service = serializers.CharField(default=None, allow_null=True)
    calendar = serializers.SlugField()
    response = GivenTargetSerializer(required=False, allow_null=True, default=None)
    resolution = GivenTargetSerializer(required=False, allow_null=True, default=None)
    response_pauses = serializers.BooleanField(default=False)
    thresholds = serializers.ListField(child=serializers.IntegerField(), max_length=20, required=False)
    valid_from = serializers.DateTimeField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False)


class NewPolicySerializer(PolicyChangesSerializer):
    """A policy that does not exist yet."""

    code = serializers.SlugField(max_length=60)


class MatrixSerializer(serializers.Serializer[Any]):
    """Rows by impact, columns by urgency, both high to low; a priority is 1 to 5."""

    version = serializers.IntegerField()
    rows = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class NewMatrixSerializer(StrictSerializer):
    """`dry_run` shows what would change and writes nothing; `replay` rates open tickets by it at once."""

    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), max_length=3, min_length=3),
        min_length=3, max_length=3,
    )  # fmt: skip
    reason = serializers.CharField(default="", allow_blank=True, max_length=500)
    dry_run = serializers.BooleanField(default=False)
    replay = serializers.BooleanField(default=False)
    version = serializers.IntegerField(required=False)


class ReratingSerializer(serializers.Serializer[Any]):
    """What a matrix does to an open ticket; an override hides the difference."""

    number = serializers.CharField(source="key")
    before = serializers.IntegerField(source="before.priority")
    after = serializers.IntegerField(source="after.priority")
    overridden = serializers.SerializerMethodField()

    def get_overridden(self, row: Any) -> bool:
        """Is a priority set by hand in force?"""
        return row.before.override is not None


class MatrixAnswerSerializer(MatrixSerializer):
    """The matrix, and the open tickets that it rates differently."""

    changes = ReratingSerializer(many=True)
