"""So many requests per window for each token and each person, told in every answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kernel.api.counters import counter

if TYPE_CHECKING:
    from rest_framework.views import APIView


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still do until `reset` (seconds from now)."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """As HTTP tells it."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class CallerThrottle(BaseThrottle):
    """Fixed windows of `API_RATE_SECONDS` with `API_RATE_LIMIT` requests; 0 switches it off.

    Whoever is not signed in was refused before and is not counted.
    """

    def __init__(self) -> None:
        self._reset = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request; the answer's headers are left on it for the middleware."""
        limit: int = settings.API_RATE_LIMIT
        seconds: int = settings.API_RATE_SECONDS
        if not limit or request.user is None:
            return True
        moment = int(time.time())
        made = counter().count(_caller(request), moment // seconds, seconds)
        self._reset = seconds - moment % seconds
        allowance = Allowance(limit, max(0, limit - made), self._reset)
        request._request.rate_allowance = allowance  # type: ignore[attr-defined]  # read by the middleware
        return made <= limit

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._reset


def _caller(request: Request) -> str:
    token = getattr(request.auth, "pk", None)
    return f"token:{token}" if token is not None else f"person:{getattr(request.user, 'pk', '')}"
