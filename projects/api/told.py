"""What the API tells of projects."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.api.shapes import AmountField, FigureSerializer, WithMoney, person, size
from projects.domain.phases import LABELS
from projects.models import Phase, Project


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """A project; `phase` is the one in sequence, `phases/` lists all five."""

    manager = person("manager")
    sponsor = person("sponsor")

    class Meta:
        model = Project
        fields = (
            "code", "name", "objectives", "category", "phase", "state", "manager", "sponsor", "start",
            "target_finish", "currency", "external_key", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class PhaseSerializer(serializers.ModelSerializer[Phase]):
    """One of the five phases; `state` is ahead, running or done."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field, not the own attribute
    owner = person("owner")
    state = serializers.SerializerMethodField()

    class Meta:
        model = Phase
        fields = (
            "kind", "label", "state", "owner", "planned_start", "planned_finish", "actual_start",
            "actual_finish",
        )  # fmt: skip
        read_only_fields = fields

    def get_label(self, row: Phase) -> str:
        """Its name."""
        return LABELS[row.kind]

    @extend_schema_field(serializers.ChoiceField(["ahead", "running", "done"]))
    def get_state(self, row: Phase) -> str:
        """Where it stands."""
        if row.actual_finish:
            return "done"
        return "running" if row.actual_start else "ahead"


class CriterionSerializer(serializers.Serializer[Any]):
    """A criterion of a gate with the evidence as it stood; a hard one cannot be left to a condition."""

    code = serializers.CharField()
    title = serializers.CharField()
    hard = serializers.BooleanField(default=True)
    met = serializers.BooleanField(allow_null=True)
    evidence = serializers.CharField()


class ConditionSerializer(serializers.Serializer[Any]):
    """What must still be done after a go with conditions."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    due_on = serializers.DateField()
    done_at = serializers.DateTimeField(allow_null=True)


class GateReviewSerializer(serializers.Serializer[Any]):
    """A request to enter the next phase, and its decision."""

    number = serializers.IntegerField()
    from_phase = serializers.CharField()
    to_phase = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField()
    criteria = CriterionSerializer(many=True)
    conditions = serializers.SerializerMethodField()
    requested_by = person("requested_by")
    requested_at = serializers.DateTimeField()
    decided_by = person("decided_by")
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField()
    version = serializers.IntegerField()

    @extend_schema_field(ConditionSerializer(many=True))
    def get_conditions(self, row: Any) -> list[dict[str, Any]]:
        """The conditions of a go."""
        return cast("list[dict[str, Any]]", ConditionSerializer(row.conditions.all(), many=True).data)


class BaselineSerializer(WithMoney):
    """A promise; never changed, the next one has the next number."""

    money_fields = ("budget",)
    number = serializers.IntegerField()
    kind = serializers.CharField()
    valid_from = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    approved_by = serializers.CharField()
    reason = serializers.CharField()
    change_request = serializers.IntegerField(source="change.number", default=None, allow_null=True)
    budget = AmountField("budget", "project.currency")
    start = serializers.DateField(allow_null=True)
    finish = serializers.DateField(allow_null=True)
    scope_size = size(allow_null=True)


class ScopeEntrySerializer(serializers.Serializer[Any]):
    """A row of the scope ledger; `size` is a signed change, `of` the entry it authorises or details."""

    id = serializers.IntegerField()
    item = serializers.CharField(source="item.code")
    title = serializers.CharField(source="item.title")
    kind = serializers.CharField()
    size = size()
    valid_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    of = serializers.IntegerField(source="of_id", allow_null=True)
    change_request = serializers.IntegerField(source="change.number", default=None, allow_null=True)
    note = serializers.CharField()


class ChangeItemSerializer(serializers.Serializer[Any]):
    """Scope that a change asks for: an entry of the ledger, or an item to come."""

    entry = serializers.IntegerField(source="entry_id", allow_null=True)
    code = serializers.CharField()
    title = serializers.CharField()
    size = size()


class ChangeRequestSerializer(WithMoney):
    """A proposed change of the promise."""

    money_fields = ("budget_delta",)
    number = serializers.IntegerField()
    title = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.CharField()
    budget_delta = AmountField("budget_delta", "project.currency")
    finish_delta_days = serializers.IntegerField()
    scope = ChangeItemSerializer(source="items", many=True)
    requested_by = person("requested_by")
    requested_at = serializers.DateTimeField()
    decided_by = person("decided_by")
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()
    version = serializers.IntegerField()


class StandingSerializer(WithMoney):
    """Budget, finish and scope at one side of a change."""

    money_fields = ("budget",)
    budget = FigureSerializer()
    finish = FigureSerializer()
    scope_total = size()
    scope_authorised = size()
    scope_unauthorised = size()


class ImpactSerializer(serializers.Serializer[Any]):
    """What a change moves."""

    before = StandingSerializer()
    after = StandingSerializer()


class CostSerializer(WithMoney):
    """An actual cost of a day; a reversal is negative and names what it reverses."""

    money_fields = ("amount",)
    id = serializers.IntegerField()
    category = serializers.CharField()
    amount = AmountField("amount", "currency")
    minutes = serializers.IntegerField(allow_null=True)
    valid_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    description = serializers.CharField()
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True)
    reversed = serializers.BooleanField(source="is_reversed", default=False)


class ProgressSerializer(serializers.Serializer[Any]):
    """Completion as a fraction, of the project or of one scope item."""

    id = serializers.IntegerField()
    item = serializers.CharField(source="item.code", default=None, allow_null=True)
    complete = serializers.DecimalField(max_digits=9, decimal_places=6)
    valid_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    note = serializers.CharField()


class ForecastSerializer(WithMoney):
    """What was expected on a day."""

    money_fields = ("amount",)
    id = serializers.IntegerField()
    amount = AmountField("amount", "currency")
    finish = serializers.DateField(allow_null=True)
    valid_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    note = serializers.CharField()


class RiskSerializer(WithMoney):
    """A threat (impact above 0) or an opportunity (below)."""

    money_fields = ("impact",)
    id = serializers.IntegerField()
    title = serializers.CharField()
    probability = serializers.DecimalField(max_digits=5, decimal_places=4)
    impact = AmountField("impact", "project.currency")
    impact_days = serializers.IntegerField()
    response = serializers.CharField()
    owner = person("owner")
    state = serializers.CharField()
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class FiguresSerializer(WithMoney):
    """Where the project stands on a day; every figure has a value or the reason why not."""

    money_fields = (
        "promised_budget", "original_budget", "current_budget", "spent", "forecast_at_completion",
        "forecast_method",
    )  # fmt: skip
    code = serializers.CharField()
    as_of = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    phase = serializers.CharField()
    state = serializers.CharField()
    next_gate = serializers.CharField(allow_null=True)
    promised_budget = FigureSerializer()
    original_budget = FigureSerializer()
    current_budget = FigureSerializer()
    spent = FigureSerializer()
    forecast_at_completion = FigureSerializer()
    forecast_method = serializers.CharField()
    percent_complete = FigureSerializer()
    scope_s0 = FigureSerializer()
    scope_authorised = FigureSerializer()
    scope_unauthorised = FigureSerializer()
    scope_total = FigureSerializer()
    start = FigureSerializer()
    target_finish = FigureSerializer()
    forecast_finish = FigureSerializer()
    next_gate_due = FigureSerializer()
