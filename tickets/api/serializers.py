"""Shapes of tickets in the API: what is told, and what a caller may send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers

from tickets.domain.details import DETAILS, LONGEST
from tickets.domain.priority import LEVELS, PRIORITIES
from tickets.events import sentence_of
from tickets.models import Comment, Service, Ticket
from tickets.models.comments import visibilities
from tickets.models.tickets import kinds

LONG_TEXT = 50_000


class MoneySerializer(serializers.Serializer[Any]):
    """An exact amount of one currency."""

    amount = serializers.CharField()
    currency = serializers.CharField()


class ExternalKeySerializer(serializers.Serializer[Any]):
    """Where an imported record came from, and its name there."""

    source = serializers.CharField()  # type: ignore[assignment]  # a field, not the own attribute
    id = serializers.CharField()


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    """A ticket. `cost` is there only for callers who may see money, null where it cannot be said; `details`
    (what moves asked to be written down) only for staff."""

    service = serializers.CharField(source="service.code", default=None, allow_null=True)
    team = serializers.CharField(source="team.code", default=None, allow_null=True)
    assignee = serializers.CharField(source="assignee.username", default=None, allow_null=True)
    requester = serializers.CharField(source="requester.username", default=None, allow_null=True)
    project = serializers.CharField(source="project.code", default=None, allow_null=True)
    problem = serializers.CharField(source="problem.number", default=None, allow_null=True)
    details = serializers.DictField(child=serializers.CharField(), required=False)
    cost = serializers.SerializerMethodField()
    external_key = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = (
            "number", "kind", "title", "description", "state", "impact", "urgency", "priority",
            "priority_override", "service", "category", "team", "assignee", "requester", "project", "problem",
            "pending_reason", "reported_at", "first_responded_at", "first_resolved_at", "resolved_at",
            "closed_at", "updated_at", "resolution", "details", "reopen_count", "reassignment_count",
            "minutes_worked", "cost", "external_key", "version",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Ticket) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not self.context.get("money"):
            del shown["cost"]
        if not self.context.get("internal"):
            del shown["details"]
        return shown

    @extend_schema_field(MoneySerializer(allow_null=True, required=False))
    def get_cost(self, row: Ticket) -> dict[str, str] | None:
        """What its work cost."""
        return None if row.cost is None else {"amount": str(row.cost), "currency": row.cost_currency}

    @extend_schema_field(ExternalKeySerializer(allow_null=True))
    def get_external_key(self, row: Ticket) -> dict[str, str] | None:
        """The record it was imported from."""
        return {"source": row.external_source, "id": row.external_key} if row.external_key else None


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know, so that a misspelt one is never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                text = exceptions.ErrorDetail("There is no such field.", "unknown_field")
                raise serializers.ValidationError({name: [text] for name in unknown})
        return super().to_internal_value(data)


def _key(**given: Any) -> serializers.CharField:
    return serializers.CharField(max_length=160, required=False, allow_null=True, **given)


class _TicketFields(StrictSerializer):
    description = serializers.CharField(max_length=LONG_TEXT, required=False, allow_blank=True)
    impact = serializers.ChoiceField(LEVELS, required=False)
    urgency = serializers.ChoiceField(LEVELS, required=False)
    category = serializers.CharField(max_length=120, required=False, allow_blank=True)
    service = _key(help_text="code")
    team = _key(help_text="code")
    assignee = _key(help_text="user name")
    requester = _key(help_text="user name")
    project = _key(help_text="code")
    problem = _key(help_text="number")


class NewTicketSerializer(_TicketFields):
    """What a ticket is opened with."""

    kind = serializers.ChoiceField(kinds())
    title = serializers.CharField(max_length=250)
    reported_at = serializers.DateTimeField(required=False)


class TicketChangesSerializer(_TicketFields):
    """New values of some fields; `version` or the header If-Match says what they were made from."""

    kind = serializers.ChoiceField(kinds(), required=False)
    title = serializers.CharField(max_length=250, required=False)
    priority_override = serializers.ChoiceField(PRIORITIES, required=False, allow_null=True)
    override_reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False)


def _detail() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)


class MoveSerializer(StrictSerializer):
    """A move and what it needs; the names are those that GET tells in `needs`."""

    move = serializers.CharField(max_length=30)
    version = serializers.IntegerField(required=False)
    resolution = serializers.CharField(max_length=LONG_TEXT, required=False, allow_blank=True)
    pending_reason = serializers.CharField(max_length=120, required=False, allow_blank=True)
    minutes = serializers.IntegerField(required=False)
    date = serializers.DateField(required=False)
    activity = serializers.CharField(max_length=40, required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    comment = serializers.CharField(max_length=LONG_TEXT, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(visibilities(), required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), **{name: _detail() for name in DETAILS}}


class NeedSerializer(serializers.Serializer[Any]):
    """Something a move needs: given with the move by name, or a `condition` that comes true by itself."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the own attribute
    type = serializers.CharField()
    choices = serializers.SerializerMethodField()
    met = serializers.BooleanField()

    def get_choices(self, need: Any) -> list[str]:
        """What may be given, where that is limited."""
        return [value for value, _label in need.choices]


class TransitionSerializer(serializers.Serializer[Any]):
    """A move out of the present state. `possible` is false while a condition is not met."""

    move = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the own attribute
    target = serializers.CharField()
    possible = serializers.BooleanField()
    needs = NeedSerializer(many=True)


class TransitionsSerializer(serializers.Serializer[Any]):
    """Where the ticket stands, and what the caller may do with it now."""

    state = serializers.CharField()
    version = serializers.IntegerField()
    transitions = TransitionSerializer(many=True)


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A public reply or an internal note."""

    author = serializers.CharField(source="author.username", default=None, allow_null=True)

    class Meta:
        model = Comment
        fields = ("id", "visibility", "body", "author", "created_at")
        read_only_fields = fields


class NewCommentSerializer(StrictSerializer):
    """What is said, and to whom."""

    visibility = serializers.ChoiceField(visibilities())
    body = serializers.CharField(max_length=LONG_TEXT)


class WorkSerializer(serializers.Serializer[Any]):
    """A time entry. `cost` is there only for callers who may see money; null where no rate held."""

    id = serializers.IntegerField()
    person = serializers.CharField(source="person.username")
    date = serializers.DateField(source="valid_on")
    minutes = serializers.IntegerField()
    activity = serializers.CharField()
    note = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True)
    cost = serializers.SerializerMethodField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not self.context.get("money"):
            del shown["cost"]
        return shown

    @extend_schema_field(MoneySerializer(allow_null=True, required=False))
    def get_cost(self, row: Any) -> dict[str, str] | None:
        """Its price at the rate of its day."""
        return None if row.amount is None else {"amount": str(row.amount), "currency": row.currency}


class NewWorkSerializer(StrictSerializer):
    """Minutes worked; or, with `reverses`, an entry that is taken back, with the reason in `note`."""

    minutes = serializers.IntegerField(required=False)
    date = serializers.DateField(required=False)
    activity = serializers.CharField(max_length=40, required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    person = _key(help_text="user name; the caller's when absent")
    reverses = serializers.IntegerField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in ("minutes", "date") if name not in attrs]
        if attrs.get("reverses") is None and missing:
            text = exceptions.ErrorDetail("This field is required.", "required")
            raise serializers.ValidationError({name: [text] for name in missing})
        return attrs


class TicketEventSerializer(serializers.Serializer[Any]):
    """Something that happened to a ticket; `changes` maps fields to their old and new value."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    happened_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    actor = serializers.CharField(source="actor_name")
    door = serializers.CharField()
    sentence = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    def get_sentence(self, row: Any) -> str:
        """What happened, in words."""
        return sentence_of(row.kind, row.data)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": {}}})
    def get_changes(self, row: Any) -> dict[str, Any]:
        """Old and new values."""
        changes: dict[str, Any] = row.data["changes"]
        return changes


class ServiceSerializer(serializers.ModelSerializer[Service]):
    """A service and how many of its tickets are open."""

    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    team = serializers.CharField(source="team.code", default=None, allow_null=True)
    open_tickets = serializers.IntegerField()

    class Meta:
        model = Service
        fields = ("code", "name", "owner", "team", "criticality", "retired_at", "open_tickets")
        read_only_fields = fields


class NewServiceSerializer(StrictSerializer):
    """What a service is added with."""

    code = serializers.SlugField(max_length=80)
    name = serializers.CharField(max_length=120)
    owner = _key(help_text="user name")
    team = _key(help_text="code")
    criticality = serializers.ChoiceField(LEVELS, required=False)
