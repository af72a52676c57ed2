"""What happened, in the past tense: closed, typed, owned by the app that emits it.

An `Event` subclass is a frozen dataclass with a `kind`, a sentence, and the names of its personal fields
(which are blanked when a person is erased). `subject` says what it happened to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event happened to: its type, its row and the name people use for it."""

    type: str
    id: int
    key: str


def plain(value: Any) -> Any:
    """A value as JSON can hold it, without losing digits: decimals and dates become text."""
    if isinstance(value, Decimal | date | datetime):
        return str(value) if isinstance(value, Decimal) else value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


@dataclass(frozen=True)
class Event:
    """Base of every event. A subclass sets `kind` and writes `sentence`."""

    kind: ClassVar[str]
    personal: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        """What happened, in words, from the stored payload."""
        raise NotImplementedError

    def payload(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        return {item.name: plain(getattr(self, item.name)) for item in fields(self)}
