"""What every page shows around its content: the navigation a person may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Entries of the main navigation for the signed-in person."""
    return {"nav": []}
