"""Request ids in the log, and application errors as pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from kernel.errors import AppError, Stale

Handler = Callable[[HttpRequest], HttpResponse]
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestIdMiddleware:
    """Every request has an id: the caller's when it is sane, else a new one; it is in log and answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        request.META["ITSM_PM_REQUEST_ID"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class AppErrorMiddleware:
    """An `AppError` that a page let through becomes a page with its sentence and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The error page, or a bare sentence for a fragment request."""
        if not isinstance(error, AppError):
            return None
        context = {"error": error, "stale": isinstance(error, Stale)}
        if request.headers.get("HX-Request") == "true":
            # The page's script shows the marked sentence where the reader looks.
            return HttpResponse(format_html("<p data-sentence>{}</p>", error.message), status=error.status)
        return render(request, "errors/app_error.html", context, status=error.status)
