"""Keyset paging: a page costs the same at row ten and at row ten million, and no count is made."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q

from kernel.errors import BadInput
from kernel.events import plain

M = TypeVar("M", bound=models.Model)
MAX_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page, and the cursors of its neighbours (None at an end)."""

    rows: list[M]
    next: str | None
    previous: str | None


def keyset_page(
    rows: models.QuerySet[M], order: Sequence[str], cursor: str | None = None, size: int = 50
) -> Page[M]:
    """One page of `rows` in `order`: names of non-null columns, `-` for descending, ending in a unique one.

    Raises `BadInput` `bad_cursor` for a cursor that was not made for this order, and `bad_page_size`.
    """
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise BadInput("bad_page_size", f"A page has 1 to {MAX_PAGE_SIZE} rows.")
    backwards, values = _decode(cursor, order, rows.model) if cursor else (False, None)
    wanted = [_flip(name) for name in order] if backwards else list(order)
    if values is not None:
        rows = _from(rows, wanted, values)
    found = list(rows.order_by(*wanted)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = bool(found) and (backwards or more)
    has_previous = bool(found) and (more if backwards else values is not None)
    return Page(
        found,
        _encode(order, found[-1], backwards=False) if has_next else None,
        _encode(order, found[0], backwards=True) if has_previous else None,
    )


def _from(rows: models.QuerySet[M], order: Sequence[str], values: Sequence[Any]) -> models.QuerySet[M]:
    """The rows after `values`; an annotated column finds out only here that a value is none of its own."""
    try:
        return rows.filter(_after(order, values))
    except ValidationError as error:
        raise BadInput("bad_cursor", "This cursor does not belong to this list.") from error


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows strictly after `values`. The first bound repeats as an outer one, so that an index is used."""
    parts, equal = [], Q()
    for name, value in zip(order, values, strict=True):
        field, way = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        parts.append(equal & Q(**{f"{field}__{way}": value}))
        equal &= Q(**{field: value})
    first, way = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{way}": values[0]}) & reduce(or_, parts)


def _encode(order: Sequence[str], row: models.Model, *, backwards: bool) -> str:
    values = [plain(getattr(row, name.lstrip("-"))) for name in order]
    text = json.dumps([",".join(order), int(backwards), values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, order: Sequence[str], model: type[models.Model]) -> tuple[bool, list[Any]]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, backwards, values = json.loads(text)
        names = [name.lstrip("-") for name in order if made_for == ",".join(order)]
        # Too few names, as for a cursor of another order, make the strict zip raise.
        return bool(backwards), [_parsed(model, *pair) for pair in zip(names, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
        raise BadInput("bad_cursor", "This cursor does not belong to this list.") from error


def _parsed(model: type[models.Model], name: str, value: Any) -> Any:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return value
    return field.to_python(value) if isinstance(field, models.Field) else value
