"""Who hears of an event: one visible table of event kind and audience, each audience known by its own app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom to tell, in one sentence without amounts and without internal words, and where it leads."""

    people: frozenset[int]
    text: str
    url: str


Audience = Callable[[AuditEvent], Telling | None]


@cache
def _table() -> Mapping[str, str]:
    found: Mapping[str, str] = import_string(settings.AUDIENCES)
    return found


def audience_of(kind: str) -> Audience | None:
    """The audience of a kind of event, None when nobody is told."""
    path = _table().get(kind)
    if path is None:
        return None
    found: Audience = import_string(path)
    return found


def told_kinds() -> tuple[str, ...]:
    """Kinds of which somebody is told, in the order of the table."""
    return tuple(_table())
