"""Addresses that carry what the sheet shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

Key = tuple[str, int]


def key_text(key: Key) -> str:
    """A subject as addresses and forms name it: `ticket:12`."""
    return f"{key[0]}:{key[1]}"


def key_of(text: str) -> Key | None:
    """The subject that a text names, None for anything else."""
    kind, _colon, number = text.rpartition(":")
    return (kind, int(number)) if kind and number.isdecimal() and len(number) < 19 else None


def sheet_url(monday: date, person: str = "", subjects: Iterable[Key] = ()) -> str:
    """A week; of somebody else with `person`, with rows for `subjects`."""
    query = [("week", monday.isoformat())]
    query += [("person", person)] if person else []
    query += [("subject", key_text(key)) for key in subjects]
    return f"{reverse('people:sheet')}?{urlencode(query)}"


def entries_url(key: Key, day: date, person: str) -> str:
    """The entries behind a cell."""
    query = {"subject": key_text(key), "day": day.isoformat(), "person": person}
    return f"{reverse('people:entries')}?{urlencode(query)}"
