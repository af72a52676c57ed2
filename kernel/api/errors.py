"""Errors as problem details (RFC 9457), in one shape for every endpoint."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

from kernel.errors import AppError, Stale
from kernel.events import plain

log = logging.getLogger(__name__)

TITLES = {
    400: "Bad input", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    406: "Not acceptable", 409: "Changed meanwhile", 411: "Length required", 413: "Too large",
    415: "Unsupported media type", 422: "Refused by a rule", 428: "Version required",
    429: "Too many requests", 500: "Server error",
}  # fmt: skip
# What a database says of a value that its columns cannot hold.
TOO_LARGE = (DataError, OverflowError)
CONTENT_TYPE = "application/problem+json"


def problem_body(
    code: str, detail: str, http_status: int, *, errors: dict[str, Any] | None = None, **extra: Any
) -> dict[str, Any]:
    """The members of a problem."""
    body: dict[str, Any] = {
        "type": f"urn:itsm-pm:problem:{code}",
        "title": TITLES.get(http_status, "Error"),
        "status": http_status,
        "detail": detail,
        "code": code,
        **extra,
    }
    if errors:
        body["errors"] = errors
    return body


def problem(code: str, detail: str, http_status: int, **extra: Any) -> Response:
    """One problem answer of an endpoint."""
    body = problem_body(code, detail, http_status, **extra)
    return Response(body, status=http_status, content_type=CONTENT_TYPE)


def plain_problem(code: str, detail: str, http_status: int, **extra: Any) -> HttpResponse:
    """One problem answer from outside of any endpoint."""
    body = problem_body(code, detail, http_status, **extra)
    return HttpResponse(json.dumps(body), status=http_status, content_type=CONTENT_TYPE)


def problem_response(error: Exception, _context: dict[str, Any]) -> Response | None:
    """The REST framework's exception handler. Unknown errors stay errors and are logged as such."""
    if isinstance(error, AppError):
        return _app_problem(error)
    if isinstance(error, Http404):
        return problem("not_found", "There is nothing here, or you may not see it.", 404)
    if isinstance(error, PermissionDenied):
        return problem("not_allowed", "You may not do this.", 403)
    if isinstance(error, exceptions.APIException):
        return _framework_problem(error)
    if isinstance(error, TOO_LARGE):
        log.warning("a value was outside of what can be kept", exc_info=error)
        return problem("out_of_range", "A value is outside of what can be kept.", 400)
    return None


def _app_problem(error: AppError) -> Response:
    errors = {
        name: [{"code": code, "detail": text} for code, text in items] for name, items in error.fields.items()
    }
    if isinstance(error, Stale):
        return problem(error.code, error.message, error.status, current=plain(error.current))
    return problem(error.code, error.message, error.status, errors=errors)


def _framework_problem(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        return problem(
            "invalid", "The input has the wrong shape.", status.HTTP_400_BAD_REQUEST,
            errors=_field_errors(error.get_full_details()),
        )  # fmt: skip
    code = "not_signed_in" if error.status_code == status.HTTP_401_UNAUTHORIZED else str(error.default_code)
    response = problem(code, str(error.detail), error.status_code)
    header = getattr(error, "auth_header", None)
    if header:
        response["WWW-Authenticate"] = header
    wait = getattr(error, "wait", None)
    if wait:
        response["Retry-After"] = f"{wait:.0f}"
    return response


def _field_errors(details: Any, path: str = "") -> dict[str, list[dict[str, str]]]:
    """Nested serializer errors, flattened to dotted field names."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        return {path or "non_field_errors": [{"code": details["code"], "detail": str(details["message"])}]}
    pairs = details.items() if isinstance(details, dict) else enumerate(details)
    result: dict[str, list[dict[str, str]]] = {}
    for name, inner in pairs:
        deeper = path if _is_leaf(inner) and not isinstance(details, dict) else f"{path}.{name}".strip(".")
        for key, items in _field_errors(inner, deeper).items():
            result.setdefault(key, []).extend(items)
    return result


def _is_leaf(item: Any) -> bool:
    return isinstance(item, dict) and "message" in item and "code" in item
