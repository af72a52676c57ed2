"""A ticket's history as the plain row from which service metrics are computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.domain.history import AGENT_REPLIED, REQUESTER_REPLIED, HistoryEvent, StateInterval, fold
from tickets.domain.metrics.rows import TicketRow, open_spans, reopenings, resolutions
from tickets.domain.sla.target import PENDING, RESOLVED, Pause

_DONE = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class Known:
    """What a ticket's row says that its history need not tell."""

    key: str
    kind: str
    reported_at: datetime
    minutes_worked: int = 0
    has_problem: bool = False


def row_of(known: Known, events: Iterable[HistoryEvent]) -> TicketRow:
    """The row after `events`, in the order of record."""
    history = list(events)
    state = fold(history)
    replies = [event.at for event in history if event.kind == AGENT_REPLIED]
    public = [event.at for event in history if event.kind in (AGENT_REPLIED, REQUESTER_REPLIED)]
    owned = (event.at for event in history if event.changes.get("assignee", ("", ""))[1])
    return TicketRow(
        key=known.key,
        kind=known.kind,
        state=state.state or "",
        reported_at=known.reported_at,
        first_responded_at=state.first_responded_at,
        first_owned_at=next(owned, None),
        resolutions=resolutions(state.intervals),
        reopenings=reopenings(state.intervals),
        open_spans=open_spans(known.reported_at, state.intervals),
        pauses=pauses(state.intervals),
        reassignments=state.reassignment_count,
        agent_contacts=len(replies),
        minutes_worked=known.minutes_worked,
        has_problem=known.has_problem,
        last_public_update_at=max(public, default=None),
    )


def pauses(intervals: Sequence[StateInterval]) -> tuple[Pause, ...]:
    """Time on hold, and time between a resolution and what followed it."""
    kinds = {"pending": PENDING, **dict.fromkeys(_DONE, RESOLVED)}
    return tuple(
        Pause(one.start, one.end, kinds[one.state])
        for one in intervals
        if one.state in kinds and one.end != one.start
    )
