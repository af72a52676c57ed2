"""Lists with keyset cursors, and the version a change was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import models
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import BadInput, VersionRequired
from kernel.paging import Page, keyset_page


def page_of(
    request: Request,
    rows: models.QuerySet[Any],
    orders: Mapping[str, Sequence[str]],
    default: str,
) -> Page[Any]:
    """The page that the request's `ordering`, `cursor` and `page_size` ask for.

    `orders` maps what a caller may write in `ordering` to a keyset order.
    """
    wanted = request.query_params.get("ordering", default)
    if wanted not in orders:
        raise BadInput("unknown_ordering", f"This list can be ordered by: {', '.join(sorted(orders))}.")
    return keyset_page(
        rows, orders[wanted], request.query_params.get("cursor"), _size(request.query_params.get("page_size"))
    )


def _size(text: str | None) -> int:
    if text is None:
        return 50
    if not text.isdecimal() or len(text) > 4:
        raise BadInput("bad_page_size", "page_size is a whole number.")
    return int(text)


def list_answer(
    request: Request, page: Page[Any], show: Callable[[Any], Any], *, count: int | None = None
) -> Response:
    """`{"results": …, "next": url, "previous": url}`, with `count` only when it was asked for."""
    body: dict[str, Any] = {
        "results": [show(row) for row in page.rows],
        "next": _url(request, page.next),
        "previous": _url(request, page.previous),
    }
    if count is not None:
        body["count"] = count
    return Response(body)


def _url(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    parameters = {**request.query_params.dict(), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(parameters)}")


def version_of(request: Request) -> int:
    """The version a change was made from: `If-Match: "7"` or `"version": 7` in the body.

    Raises `VersionRequired` when neither is there, `BadInput` when it is not a number.
    """
    header = request.headers.get("If-Match", "").strip()
    body = request.data if isinstance(request.data, dict) else {}
    given: Any = header.removeprefix("W/").strip('"') if header else body.get("version")
    if given is None or given == "":
        raise VersionRequired("version_required", "Say which version you change: If-Match or version.")
    if isinstance(given, bool) or not str(given).isdecimal():
        raise BadInput("bad_version", "A version is a whole number.")
    return int(given)
