"""Shapes of time, rates and locked periods in the API."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import exceptions, serializers

from people.models import CostRate, TimeEntry

LONG_TEXT = 2000


class _Strict(serializers.Serializer[Any]):
    """Refuses fields it does not know, so that a misspelt one is never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                text = exceptions.ErrorDetail("There is no such field.", "unknown_field")
                raise serializers.ValidationError({name: [text] for name in unknown})
        return super().to_internal_value(data)


@extend_schema_serializer(component_name="RateAmount")
class RateAmountSerializer(_Strict):
    """An exact amount of one currency."""

    amount = serializers.DecimalField(max_digits=20, decimal_places=4)
    currency = serializers.RegexField(r"^[A-Z]{3}$")


def _told(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount:.4f}", "currency": currency}


class WorkSubjectSerializer(serializers.Serializer[Any]):
    """What was worked on: its type, and the name people use for it."""

    type = serializers.CharField(source="subject_type")
    key = serializers.CharField(source="subject_key")


class TimeEntrySerializer(serializers.Serializer[TimeEntry]):
    """A time entry; `minutes` are negative in a reversal. `cost` is there only for callers who may see
    money, and null where no rate held. `locked` entries stay as they are."""

    id = serializers.IntegerField()
    person = serializers.CharField(source="person.username")
    date = serializers.DateField(source="valid_on")
    minutes = serializers.IntegerField()
    activity = serializers.CharField()
    note = serializers.CharField()
    subject = WorkSubjectSerializer(source="*")
    cost = serializers.SerializerMethodField()
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True)
    reversed_by = serializers.IntegerField(source="reversed_by.pk", default=None, allow_null=True)
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    locked = serializers.SerializerMethodField()

    def to_representation(self, instance: TimeEntry) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not self.context["money"]:
            del shown["cost"]
        return shown

    @extend_schema_field(RateAmountSerializer(allow_null=True, required=False))
    def get_cost(self, row: TimeEntry) -> dict[str, str] | None:
        """Its price at the rate of its day."""
        return _told(row.amount, row.currency)

    def get_locked(self, row: TimeEntry) -> bool:
        """Is its day in a locked period?"""
        until = self.context["locked_until"]
        return until is not None and row.valid_on <= until


class NewTimeEntrySerializer(_Strict):
    """Work to log; `person` is a user name, the caller's own when absent."""

    subject_type = serializers.CharField(max_length=30)
    subject = serializers.CharField(max_length=80, help_text="number of a ticket, code of a project")
    minutes = serializers.IntegerField()
    date = serializers.DateField()
    activity = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=LONG_TEXT, required=False, allow_blank=True, default="")
    person = serializers.CharField(max_length=150, required=False, allow_null=True, default=None)


class TakeBackSerializer(_Strict):
    """Why an entry is taken back."""

    reason = serializers.CharField(max_length=LONG_TEXT, allow_blank=True)


class PeriodSerializer(serializers.Serializer[Any]):
    """The last day that is locked, and the version a decision must name."""

    locked_until = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class PeriodChangeSerializer(serializers.Serializer[Any]):
    """A decision: from then on time was locked up to that day, or nothing was (null)."""

    version = serializers.IntegerField(source="number")
    locked_until = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()


class LockSerializer(_Strict):
    """Lock up to `until`; `version` or the header If-Match says which lock was seen."""

    until = serializers.DateField()
    reason = serializers.CharField(max_length=LONG_TEXT, allow_blank=True)
    version = serializers.IntegerField(required=False)


class UnlockSerializer(LockSerializer):
    """Open the days after `until`; null opens every day."""

    until = serializers.DateField(allow_null=True)


class CostRateSerializer(serializers.Serializer[CostRate]):
    """What an hour costs, for one role or one person, from the first to the last day, both included."""

    id = serializers.IntegerField()
    role = serializers.CharField()
    person = serializers.CharField(source="person.username", default=None, allow_null=True)
    per_hour = serializers.SerializerMethodField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)

    @extend_schema_field(RateAmountSerializer)
    def get_per_hour(self, row: CostRate) -> dict[str, str] | None:
        """The amount of an hour."""
        return _told(row.per_hour, row.currency)


class NewRateSerializer(_Strict):
    """A rate from a day on, for either a role or a person (user name)."""

    per_hour = RateAmountSerializer()
    valid_from = serializers.DateField()
    role = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    person = serializers.CharField(max_length=150, required=False, allow_null=True, default=None)
