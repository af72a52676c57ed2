"""The one reading of a ticket's event history: live writes and imports both derive their fields from it.

Events are folded in the order given, which is the order of record. A source without a sequence number is
first put through `in_order`, which keeps the file's order among equal time stamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

CREATED = "created"
CHANGED = "changed"
AGENT_REPLIED = "agent_replied"  # public message or logged call to the requester, by the providing team
REQUESTER_REPLIED = "requester_replied"

DONE = frozenset({"resolved", "closed"})
ENDED = frozenset({"closed", "cancelled", "rejected", "duplicate", "risk_accepted"})
_OWNERS = ("team", "assignee")


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """What happened at one instant: `changes` maps a field to its old and new value; empty is None or ""."""

    at: datetime
    kind: str
    changes: Mapping[str, tuple[Any, Any]]
    actor: str = ""


@dataclass(frozen=True, slots=True)
class StateInterval:
    """The ticket was in `state` during [start, end); `end` is None for the present state."""

    state: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketState:
    """What the history says.

    - `first_responded_at`: the first `AGENT_REPLIED`; never moved by a reopening.
    - `first_resolved_at`, `resolved_at`: first and last entry into resolved or closed from elsewhere, so that
      closing a resolved ticket moves neither; `resolved_at` is None while the ticket is open again.
    - `closed_at`: entry into a state of `ENDED`; None again once it is left.
    - `reopen_count`: moves from resolved or closed to a state that is neither of them nor in `ENDED`.
    - `reassignment_count`: events that change the team, or the assignee, from one non-empty value to another
      non-empty one; an event that changes both counts once; filling or emptying a field counts nothing.
    - `intervals`: every state with its span, gapless, never negative (a late-dated event has no length).
    """

    state: str | None = None
    first_responded_at: datetime | None = None
    first_resolved_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_count: int = 0
    reassignment_count: int = 0
    intervals: tuple[StateInterval, ...] = ()


EMPTY = TicketState()


def in_order(events: Iterable[HistoryEvent]) -> list[HistoryEvent]:
    """By time; equal time stamps keep the order given."""
    return sorted(events, key=lambda event: event.at)


def fold(events: Iterable[HistoryEvent], start: TicketState = EMPTY) -> TicketState:
    """The state after `events`; `fold(rest, fold(prefix))` equals `fold(prefix + rest)`."""
    result = start
    for event in events:
        result = _after(result, event)
    return result


def _after(current: TicketState, event: HistoryEvent) -> TicketState:
    if event.kind == AGENT_REPLIED and current.first_responded_at is None:
        current = replace(current, first_responded_at=event.at)
    if _is_reassignment(event):
        current = replace(current, reassignment_count=current.reassignment_count + 1)
    change = event.changes.get("state")
    if change is None:
        return current
    before = current.state if current.state is not None else change[0] or None
    return current if before == change[1] == current.state else _moved(current, before, change[1], event.at)


def _is_reassignment(event: HistoryEvent) -> bool:
    changes = (event.changes.get(field) for field in _OWNERS)
    return any(change[0] and change[1] and change[0] != change[1] for change in changes if change)


def _moved(current: TicketState, before: str | None, state: str, at: datetime) -> TicketState:
    resolving = state in DONE and before not in DONE
    reopening = before in DONE and state not in DONE and state not in ENDED
    resolved_at = at if resolving else current.resolved_at if state in DONE else None
    if state not in ENDED:
        closed_at = None
    else:
        closed_at = current.closed_at if before in ENDED and current.closed_at else at
    return replace(
        current,
        state=state,
        first_resolved_at=current.first_resolved_at or (at if resolving else None),
        resolved_at=resolved_at,
        closed_at=closed_at,
        reopen_count=current.reopen_count + reopening,
        intervals=_extended(current.intervals, state, at),
    )


def _extended(intervals: tuple[StateInterval, ...], state: str, at: datetime) -> tuple[StateInterval, ...]:
    if not intervals:
        return (StateInterval(state, at),)
    last = intervals[-1]
    turn = max(at, last.start)
    return (*intervals[:-1], replace(last, end=turn), StateInterval(state, turn))
