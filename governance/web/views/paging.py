"""Links to the neighbours of a page that keep the filter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kernel.paging import Page


def page_links(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """`next` and `previous`, empty at an end."""
    return {"next": _link(request, page.next), "previous": _link(request, page.previous)}


def _link(request: HttpRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"
