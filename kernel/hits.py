"""What a search finds: links from every app, asked in the order of one visible list in the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: where it is, what it is called, what it is."""

    url: str
    label: str
    detail: str
    icon: str


SearchFunction = Callable[[Actor, str, int], Sequence[Hit]]


@cache
def _searches() -> tuple[SearchFunction, ...]:
    paths: tuple[str, ...] = import_string(settings.SEARCHES)
    return tuple(import_string(path) for path in paths)


def find(actor: Actor, text: str, limit: int = 8) -> list[Hit]:
    """Up to `limit` hits of each kind that the actor may see; nothing for an empty text."""
    wanted = text.strip()
    return [hit for search in _searches() for hit in search(actor, wanted, limit)] if wanted else []
