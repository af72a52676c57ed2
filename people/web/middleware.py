"""Dates are shown in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.selectors import zone_named


class PersonMiddleware:
    """Activates the signed-in person's time zone, or the one the installation displays.

    The API tells times in UTC, whoever asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            with timezone.override(UTC):
                return self.get_response(request)
        with timezone.override(zone_named(getattr(request.user, "time_zone", ""))):
            return self.get_response(request)
