"""The history of a record as another system tells it, turned into events of a ticket.

A source row carries values by field; what changed is found by comparing it with the row before. The source's
own word for the state is kept beside ours (`source_state`), because several of its states may be one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.priority import DEFAULT_MATRIX, Matrix

OPENING = "opening"
# Said by whoever reported it; the other fields are the desk's.
REPORTED = (
    "kind", "title", "description", "category", "service", "requester", "impact", "urgency", "priority",
    "priority_override", "reported_at",
)  # fmt: skip
# A ticket always has these; a row that does not name them says nothing about them.
KEPT = frozenset({"title", "impact", "urgency", "state"})
FIELDS = (*REPORTED, "source_state", "state", "pending_reason", "team", "assignee", "resolution")
DEFAULTS = {"impact": 2, "urgency": 2}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row. `ref` names it within its record, the same in every later copy of the file. `values` holds the
    fields that the row tells, None for those it tells to be empty. A `final` row is an end value: it counts
    only when the record did not reach its state by itself."""

    ref: str
    at: datetime
    actor: str
    values: Mapping[str, Any]
    line: int
    final: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The rows of one record in the source's order, its kind, and its report where that is told."""

    key: str
    kind: str
    reported_at: datetime | None
    rows: Sequence[SourceRow]
    reported_by: str = ""


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """What happened by one row: `changes` maps a field to its old and new value."""

    ref: str
    at: datetime
    actor: str
    changes: Mapping[str, tuple[Any, Any]]
    line: int


@dataclass
class Telling:
    """What has been told of a record so far: its values, the rows behind them, and the states it was in."""

    values: dict[str, Any] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)

    def hear(self, ref: str, changes: Mapping[str, Sequence[Any]]) -> None:
        """Take an event in."""
        self.refs.add(ref)
        self.values.update({name: new for name, (_old, new) in changes.items()})
        if "state" in changes:
            self.states.add(changes["state"][1])


@dataclass(frozen=True, slots=True)
class Told:
    """The new events of a record in order, and rows that lie before what was known already."""

    events: tuple[SourceEvent, ...]
    late: tuple[SourceRow, ...] = ()


def tell(record: Record, known: Telling | None = None, matrix: Matrix = DEFAULT_MATRIX) -> Told:
    """The events that the record adds to what is known of it. Told again, it adds nothing.

    `matrix` derives the priority where the source gives none, and says where the source's is an override.
    """
    telling = known or Telling()
    events: list[SourceEvent] = []
    if not telling.refs:
        events.append(_opening(record, matrix))
        telling.hear(events[0].ref, events[0].changes)
    fresh, late = _new_rows(record.rows, telling.refs)
    for row in fresh:
        if row.final and row.values.get("state") in telling.states:
            continue
        event = SourceEvent(
            row.ref, row.at, row.actor, _changes(telling.values, row.values, matrix), row.line
        )
        telling.hear(event.ref, event.changes)
        events.append(event)
    return Told(tuple(events), late)


def _new_rows(rows: Sequence[SourceRow], refs: set[str]) -> tuple[list[SourceRow], tuple[SourceRow, ...]]:
    last = max((place for place, row in enumerate(rows) if row.ref in refs and not row.final), default=-1)
    unknown = [(place, row) for place, row in enumerate(rows) if row.ref not in refs]
    late = tuple(row for place, row in unknown if place < last)
    return [row for place, row in unknown if place > last], late


def _opening(record: Record, matrix: Matrix) -> SourceEvent:
    """Its first row, or its report before that row, when nobody worked on it yet."""
    first = record.rows[0]
    initial = LIFECYCLES[record.kind].initial
    reported_at = record.reported_at or first.at
    named = {"kind": record.kind, "title": f"{record.kind.capitalize()} {record.key}", **DEFAULTS}
    told = {name: value for name, value in first.values.items() if value is not None}
    if record.reported_at is not None and record.reported_at < first.at:
        told = {name: value for name, value in told.items() if name in REPORTED}
        ref, at, actor = OPENING, record.reported_at, record.reported_by
    else:
        ref, at, actor = first.ref, first.at, first.actor
    values = {"state": initial, **named, **told, "reported_at": reported_at}
    return SourceEvent(ref, at, actor, _changes({}, values, matrix), first.line)


def _changes(
    before: Mapping[str, Any], told: Mapping[str, Any], matrix: Matrix
) -> dict[str, tuple[Any, Any]]:
    after = {name: value for name, value in told.items() if value is not None or name not in KEPT}
    after.update(_rating(before, after, matrix))
    if "state" in after and after["state"] != "pending":
        after.setdefault("pending_reason", None)
    return {
        name: (before.get(name), value)
        for name in FIELDS
        if name in after and (value := after[name]) != before.get(name)
    }


def _rating(before: Mapping[str, Any], after: Mapping[str, Any], matrix: Matrix) -> dict[str, Any]:
    """The priority the source gives; where the matrix says otherwise, it is an override."""
    impact = after.get("impact", before.get("impact", 2))
    urgency = after.get("urgency", before.get("urgency", 2))
    derived = matrix.priority(impact, urgency)
    given = after.get("priority") or before.get("priority_override")
    if given is None or given == derived:
        return {"priority": derived, "priority_override": None}
    return {"priority": given, "priority_override": given}


def oddities(record: Record) -> Iterable[tuple[SourceRow, str, str]]:
    """What is strange about the order of a record: (row, code, sentence). It is told, not repaired."""
    before: datetime | None = None
    for row in record.rows:
        if row.final:
            continue
        if before is not None and row.at < before:
            yield row, "time_goes_back", f"{row.at:%Y-%m-%d %H:%M} is before the update that it follows."
        if record.reported_at is not None and row.at < record.reported_at:
            yield row, "before_report", f"{row.at:%Y-%m-%d %H:%M} is before the record was reported."
        before = row.at
