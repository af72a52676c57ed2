"""What a caller may send about projects. Shape only; the rules are the use-cases' own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import exceptions, serializers

from projects.api.shapes import AmountSerializer, Strict, person_given, size, source_key_given, text_given
from projects.domain.phases import PHASES
from projects.models.ledgers import cost_categories
from projects.models.risks import risk_states


class PhasePlanSerializer(Strict):
    """When a phase is planned."""

    phase = serializers.ChoiceField(PHASES)
    planned_start = serializers.DateField(required=False, allow_null=True, default=None)
    planned_finish = serializers.DateField(required=False, allow_null=True, default=None)


class _Said(Strict):
    objectives = text_given()
    category = text_given(longest=120)
    manager = person_given()
    sponsor = person_given()
    start = serializers.DateField(required=False, allow_null=True)
    target_finish = serializers.DateField(required=False, allow_null=True)


class NewProjectSerializer(_Said):
    """What a project is created with."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    currency = serializers.RegexField(r"^[A-Z]{3}$")
    external_key = serializers.CharField(max_length=200, required=False, allow_null=True)
    phases = PhasePlanSerializer(many=True, required=False)


class ProjectChangesSerializer(_Said):
    """New values of some fields; `version` or the header If-Match says what they were made from."""

    name = serializers.CharField(max_length=200, required=False)
    version = serializers.IntegerField(required=False)


class NewBaselineSerializer(Strict):
    """A promise; all but the first need a reason."""

    budget = AmountSerializer()
    start = serializers.DateField(required=False, allow_null=True, default=None)
    finish = serializers.DateField(required=False, allow_null=True, default=None)
    valid_from = serializers.DateField()
    reason = text_given()
    source_key = source_key_given()


class NewScopeSerializer(Strict):
    """A row of the scope ledger. `baseline` and `added` bring in a new item, `elaborated` a new one that
    details the item of entry `of`; `removed` (negative) and `re_estimated` change the item `code`."""

    kind = serializers.ChoiceField(["baseline", "added", "elaborated", "removed", "re_estimated"])
    code = serializers.CharField(max_length=30)
    title = text_given(longest=200)
    size = size()
    valid_on = serializers.DateField()
    of = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1
    )
    note = text_given()
    source_key = source_key_given()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        new = attrs["kind"] in ("baseline", "added", "elaborated")
        missing = [name for name in ("title",) if new and not attrs.get(name)]
        if attrs["kind"] == "elaborated" and attrs["of"] is None:
            missing.append("of")
        if missing:
            text = exceptions.ErrorDetail("This field is required.", "required")
            raise serializers.ValidationError({name: [text] for name in missing})
        return attrs


class NewItemSerializer(Strict):
    """Scope to come."""

    code = serializers.CharField(max_length=30)
    title = serializers.CharField(max_length=200)
    size = size()


class NewChangeSerializer(Strict):
    """A change request; the amount is in the project's currency."""

    title = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=50_000)
    budget_delta = serializers.DecimalField(
        max_digits=20, decimal_places=4, required=False, default=Decimal(0)
    )
    finish_delta_days = serializers.IntegerField(required=False, default=0, min_value=-36500, max_value=36500)
    entries = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, default=list
    )
    new_items = NewItemSerializer(many=True, required=False, default=list)


class DecisionSerializer(Strict):
    """Approve or reject; a rejection says why in `note`."""

    approve = serializers.BooleanField()
    note = text_given()
    valid_on = serializers.DateField(required=False, allow_null=True, default=None)
    version = serializers.IntegerField(required=False)


class VersionSerializer(Strict):
    """The version a change was made from; the header If-Match says it too."""

    version = serializers.IntegerField(required=False)


class NewCostSerializer(Strict):
    """An actual cost; a credit is negative."""

    amount = AmountSerializer()
    category = serializers.ChoiceField(cost_categories())
    valid_on = serializers.DateField()
    description = serializers.CharField(max_length=200)
    minutes = serializers.IntegerField(required=False, allow_null=True, min_value=-(10**6), max_value=10**6)
    source_key = source_key_given()


class ReasonSerializer(Strict):
    """Why something is taken back."""

    reason = serializers.CharField(max_length=2000)


class NewProgressSerializer(Strict):
    """Completion as a fraction 0 … 1, of the project or of the scope item named."""

    complete = serializers.DecimalField(max_digits=9, decimal_places=6)
    item = serializers.CharField(max_length=30, required=False, allow_null=True, default=None)
    valid_on = serializers.DateField()
    note = text_given()
    source_key = source_key_given()


class NewForecastSerializer(Strict):
    """Cost at completion, finish, or both."""

    amount = AmountSerializer(required=False, allow_null=True, default=None)
    finish = serializers.DateField(required=False, allow_null=True, default=None)
    valid_on = serializers.DateField()
    note = text_given()
    source_key = source_key_given()


class NewRiskSerializer(Strict):
    """A risk; `impact` in the project's currency, above 0 for a threat."""

    title = serializers.CharField(max_length=200)
    probability = serializers.DecimalField(max_digits=5, decimal_places=4)
    impact = serializers.DecimalField(max_digits=20, decimal_places=4)
    impact_days = serializers.IntegerField(required=False, min_value=-36500, max_value=36500)
    response = text_given()
    owner = person_given()


class RiskChangesSerializer(Strict):
    """New values of some fields of a risk."""

    title = serializers.CharField(max_length=200, required=False)
    probability = serializers.DecimalField(max_digits=5, decimal_places=4, required=False)
    impact = serializers.DecimalField(max_digits=20, decimal_places=4, required=False)
    impact_days = serializers.IntegerField(required=False, min_value=-36500, max_value=36500)
    response = text_given()
    owner = person_given()
    state = serializers.ChoiceField(risk_states(), required=False)
    version = serializers.IntegerField(required=False)
