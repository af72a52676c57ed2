"""The plain rows service metrics are computed from, and which of them count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tickets.domain.history import DONE, ENDED, StateInterval
from tickets.domain.sla.target import Pause

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end); what is attributed to it is stated by each metric."""

    start: datetime
    end: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether the instant exists and lies in the period."""
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket.

    `first_owned_at`: first assignment to a person. `resolutions`, `reopenings`: every instant, ascending.
    `open_spans`: when it was open. `agent_contacts`: public messages and calls by agents to the requester.
    `excluded`: why it is no member of the population (merged, spam, test), cancelled being seen from `state`.
    """

    key: str
    kind: str
    state: str
    reported_at: datetime
    first_responded_at: datetime | None = None
    first_owned_at: datetime | None = None
    resolutions: tuple[datetime, ...] = ()
    reopenings: tuple[datetime, ...] = ()
    open_spans: tuple[Span, ...] = ()
    pauses: tuple[Pause, ...] = ()
    reassignments: int = 0
    agent_contacts: int = 0
    minutes_worked: int = 0
    has_problem: bool = False
    last_public_update_at: datetime | None = None
    excluded: str | None = None
    is_child: bool = False

    @property
    def resolved_at(self) -> datetime | None:
        """The last resolution, unless the ticket has been reopened since."""
        if not self.resolutions or (self.reopenings and self.reopenings[-1] >= self.resolutions[-1]):
            return None
        return self.resolutions[-1]


def population(rows: Iterable[TicketRow], *, count_children: bool = False) -> list[TicketRow]:
    """The tickets that count: not merged away, cancelled, spam or test; children only where wanted."""
    return [
        row
        for row in rows
        if row.excluded is None and row.state != "cancelled" and (count_children or not row.is_child)
    ]


def resolutions(intervals: Sequence[StateInterval]) -> tuple[datetime, ...]:
    """Every entry into resolved or closed from elsewhere."""
    first = [intervals[0].start] if intervals and intervals[0].state in DONE else []
    entries = [b.start for a, b in pairwise(intervals) if b.state in DONE and a.state not in DONE]
    return (*first, *entries)


def reopenings(intervals: Sequence[StateInterval]) -> tuple[datetime, ...]:
    """Every move from resolved or closed back to an open state."""
    return tuple(b.start for a, b in pairwise(intervals) if a.state in DONE and _is_open(b.state))


def open_spans(reported_at: datetime, intervals: Sequence[StateInterval]) -> tuple[Span, ...]:
    """When the ticket was open, from its report on; touching spans are joined."""
    spans = list[Span]()
    for place, interval in enumerate(intervals):
        if not _is_open(interval.state):
            continue
        start = min(reported_at, interval.start) if place == 0 else interval.start
        if spans and spans[-1][1] == start:
            start = spans.pop()[0]
        spans.append((start, interval.end))
    return tuple(spans)


def _is_open(state: str) -> bool:
    return state not in DONE and state not in ENDED
