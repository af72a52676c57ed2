"""The ticket row as the fold of its events: what was written last, and what the history says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tickets.domain.history import HistoryEvent, TicketState, fold


@dataclass(frozen=True, slots=True)
class Replayed:
    """`fields` holds the last value of every field that events named, `state` what the history derives."""

    fields: dict[str, Any] = field(default_factory=dict)
    state: TicketState = field(default_factory=TicketState)


def replay(events: Iterable[HistoryEvent]) -> Replayed:
    """The row that these events, in the order of record, leave behind."""
    items = list(events)
    fields = {name: new for event in items for name, (_old, new) in event.changes.items()}
    return Replayed(fields, fold(items))
