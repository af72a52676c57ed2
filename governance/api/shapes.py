"""Shapes that the endpoints of governance share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

LIST = ("ordering", "cursor", "page_size")
VERSION = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)
LEVELS = ("notice", "warning", "critical")


def parameters(*names: str) -> list[OpenApiParameter]:
    """Query parameters of a list."""
    return [OpenApiParameter(name, OpenApiTypes.STR, required=False) for name in (*names, *LIST)]


class Strict(serializers.Serializer[Any]):
    """Refuses fields it does not know, so that a misspelt one is never ignored."""

    version = serializers.IntegerField(required=False, help_text="or the header If-Match")

    def to_internal_value(self, data: Any) -> Any:
        """As the base class, after naming every unknown field."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            text = exceptions.ErrorDetail("There is no such field.", "unknown_field")
            raise serializers.ValidationError({name: [text] for name in unknown})
        return super().to_internal_value(data)


class SeenVersionSerializer(Strict):
    """Nothing but the version that the caller saw."""


class ToldAmountSerializer(serializers.Serializer[Any]):
    """An exact amount of one currency."""

    amount = serializers.CharField()
    currency = serializers.CharField()


class GovernanceFigureSerializer(serializers.Serializer[Any]):
    """A figure: its value, unit and day, or the reason why there is none."""

    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField(required=False)
    as_of = serializers.DateField(required=False)
    null_reason = serializers.CharField(required=False)


def checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The input in its shape, without the version."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    data: dict[str, Any] = dict(given.validated_data)
    data.pop("version", None)
    return data


def amount(value: Decimal | None, currency: str) -> dict[str, str] | None:
    """An amount as the API tells it."""
    return None if value is None else {"amount": f"{value:.4f}", "currency": currency}


def figure(stored: Mapping[str, Any], as_of: date | None = None) -> dict[str, Any]:
    """A stored figure as the API tells it."""
    if stored["value"] is None:
        return {"value": None, "null_reason": stored["null_reason"]}
    return {"value": stored["value"], "unit": stored["unit"], **({"as_of": as_of} if as_of else {})}


def versioned(request: Request, body: Any, version: int, *, status: int = 200) -> Response:
    """An answer with its version as entity tag; 304 to a reader who has it."""
    tag = f'"{version}"'
    if request.method == "GET" and tag in seen_tags(request):
        return Response(status=304, headers={"ETag": tag})
    return Response(body, status=status, headers={"ETag": tag})


def seen_tags(request: Request) -> Sequence[str]:
    """The entity tags a reader has."""
    return [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
