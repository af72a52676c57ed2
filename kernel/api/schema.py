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
READ = (400, 401, 403, 404, 405, 406, 429)
WRITE = (*READ, 409, 411, 413, 415, 422, 428)


KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Send the same key again with the same body to get the first answer again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
TAG = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that is known already: 304 while the answer is still the same.",
    "schema": {"type": "string"},
}
RATE = {
    f"RateLimit-{name}": {"description": text, "schema": {"type": "integer"}}
    for name, text in (
        ("Limit", "requests of a window"),
        ("Remaining", "requests left in this window"),
        ("Reset", "seconds until the next window"),
    )
}


def add_problem_answers(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """drf-spectacular post-processing hook: what every operation may be asked with and may answer."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result.get("paths", {}).values():
        for method, operation in operations.items():
            for status in READ if method == "get" else WRITE:
                operation["responses"].setdefault(str(status), _answer(status))
            _add_headers(method, operation)
    return result


def _add_headers(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    if method == "post":
        parameters.append(KEY)
    if method == "get":
        parameters.append(TAG)
        operation["responses"].setdefault("304", {"description": "Still the same"})
    for answer in operation["responses"].values():
        answer.setdefault("headers", {}).update(RATE)


def _answer(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": TITLES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        answer["headers"] = {"Retry-After": {"description": "seconds", "schema": {"type": "integer"}}}
    return answer


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
