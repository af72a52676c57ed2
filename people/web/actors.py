"""The person behind a page request, as an actor."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from kernel.access import Actor
from people.models import User
from people.selectors import actor_for


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person as an actor; read once per request. Views are behind `login_required`."""
    known = getattr(request, "_actor", None)
    if known is None:
        user = cast("User", request.user)
        known = actor_for(user, "page", request_id=request.META.get("ITSM_PM_REQUEST_ID", ""))
        request._actor = known  # type: ignore[attr-defined]  # kept for the rest of this request
    return cast("Actor", known)
