"""Adds to the OpenAPI document what every endpoint may answer besides success."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from kernel.api.errors import CONTENT_TYPE, TITLES

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
                },
            },
        },
        "current": {"type": "object", "additionalProperties": True},
    },
}
READ = (400, 401, 403, 404, 405, 406)
WRITE = (*READ, 409, 413, 415, 422, 428)


def add_problem_answers(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """drf-spectacular post-processing hook: problem answers on every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result.get("paths", {}).values():
        for method, operation in operations.items():
            for status in READ if method == "get" else WRITE:
                operation["responses"].setdefault(str(status), _answer(status))
    return result


def _answer(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def listed(name: str, items: serializers.BaseSerializer[Any]) -> serializers.Serializer[Any]:
    """The shape of `kernel.api.lists.list_answer` for these items (a serializer made with `many=True`)."""
    return inline_serializer(
        name,
        {
            "results": items,
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "count": serializers.IntegerField(required=False),
        },
    )
