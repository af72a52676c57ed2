"""Shapes that several endpoints share: amounts, figures, strict input."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import exceptions, serializers

from kernel.errors import DomainError
from kernel.money import Money

LONG_TEXT = 50_000


class AmountSerializer(serializers.Serializer[Any]):
    """An exact amount of one currency."""

    amount = serializers.DecimalField(max_digits=20, decimal_places=4)
    currency = serializers.RegexField(r"^[A-Z]{3}$")

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        try:
            return Money(values["amount"], values["currency"])
        except DomainError as error:
            raise serializers.ValidationError({"amount": [error.message]}) from error


@extend_schema_field(AmountSerializer(allow_null=True))
class AmountField(serializers.Field[Any, Any, Any, Any]):
    """An amount told from two attributes of the row; a path may lead through relations."""

    def __init__(self, amount: str, currency: str) -> None:
        super().__init__(source="*", read_only=True)
        self.paths = (amount, currency)

    def to_representation(self, value: Any) -> dict[str, str] | None:
        amount, currency = (_at(value, path) for path in self.paths)
        return told_amount(amount, currency)


def told_amount(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    """An amount as the API tells it."""
    return None if amount is None else {"amount": f"{amount:.4f}", "currency": currency}


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return row


@extend_schema_serializer(component_name="ProjectFigure")
class FigureSerializer(serializers.Serializer[Any]):
    """A figure: its value, unit and day, or the reason why there is none."""

    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField(required=False)
    as_of = serializers.DateField(required=False)
    null_reason = serializers.CharField(required=False)


class WithMoney(serializers.Serializer[Any]):
    """Leaves `money_fields` out unless the caller may see money (`context["money"]`)."""

    money_fields: ClassVar[tuple[str, ...]] = ()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not self.context.get("money"):
            for name in self.money_fields:
                shown.pop(name, None)
        return shown


class Strict(serializers.Serializer[Any]):
    """Refuses fields it does not know, so that a misspelt one is never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                text = exceptions.ErrorDetail("There is no such field.", "unknown_field")
                raise serializers.ValidationError({name: [text] for name in unknown})
        return super().to_internal_value(data)


def person(name: str) -> serializers.CharField:
    """A person told by user name."""
    return serializers.CharField(source=f"{name}.username", default=None, allow_null=True)


def person_given() -> serializers.CharField:
    """A person given by user name; null is nobody."""
    return serializers.CharField(max_length=160, required=False, allow_null=True, help_text="user name")


def text_given(*, required: bool = False, longest: int = LONG_TEXT) -> serializers.CharField:
    """A text; blank unless required."""
    return serializers.CharField(max_length=longest, required=required, allow_blank=not required)


def source_key_given() -> serializers.CharField:
    """The caller's name for the fact: sent again, it writes nothing."""
    return serializers.CharField(max_length=150, required=False, help_text="makes a repeat a no-op")


def size(**given: Any) -> serializers.DecimalField:
    """A size of scope."""
    return serializers.DecimalField(max_digits=16, decimal_places=4, **given)
