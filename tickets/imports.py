"""Event logs of other service desks: the mapping's keys, and rows made into records of `tickets`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kernel.access import Actor
from kernel.importing.cell_reader import CellReader
from kernel.importing.cells import AnyCell, Cell
from kernel.importing.compound import Condition, conditions
from kernel.importing.formats import EPOCH
from kernel.importing.issues import Issue, shown
from kernel.importing.layouts import layout_of
from kernel.importing.mapping import Node
from kernel.importing.pipeline import Outcome, RowReader
from kernel.importing.staging import Group, Rank, Staged
from kernel.importing.styles import style_of
from kernel.importing.tables import Layout, Row
from people.usecases import LONGEST_NAME
from tickets.domain.imported import Record, SourceRow, oddities
from tickets.domain.lifecycles import LIFECYCLES
from tickets.usecases.importing import ImportTickets, import_tickets

SNAPSHOT, EVENTS = "snapshot", "events"
LEVELS = ("1", "2", "3")
PRIORITIES = ("1", "2", "3", "4", "5")
# Longest text by field: longer ones are cut and told (titles and the like) or refused (names).
CUT = {"title": 250, "category": 120, "pending_reason": 120}
NAMES = {"assignee": LONGEST_NAME, "requester": LONGEST_NAME, "team": 120, "service": 120}
LONGEST_KEY = 160
_TEXTS = (
    "title", "description", "pending_reason", "team", "assignee", "requester", "category", "service",
    "resolution",
)  # fmt: skip
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Final:
    """An end value: when it happened, the state it means, and who did it."""

    at: Cell[datetime]
    state: Cell[str]
    actor: Cell[str] | None


@dataclass(frozen=True)
class EventLog:
    """A mapping made ready: what every key of it means."""

    source: str
    layout: Layout
    only_rows: tuple[Condition, ...]
    shape: str
    record: Cell[str]
    time: Cell[datetime]
    order: tuple[AnyCell, ...] | None
    kind: Cell[str]
    state: Cell[str] | None
    odd: frozenset[str]
    actor: Cell[str] | None
    reported_at: Cell[datetime] | None
    reported_by: Cell[str] | None
    fields: dict[str, AnyCell]
    finals: tuple[Final, ...]

    def cells(self) -> list[AnyCell]:
        """Every cell there is."""
        named = (
            self.record,
            self.time,
            self.kind,
            self.state,
            self.actor,
            self.reported_at,
            self.reported_by,
        )
        finals = [cell for final in self.finals for cell in (final.at, final.state, final.actor)]
        return [cell for cell in (*named, *(self.order or ()), *self.fields.values(), *finals) if cell]


def read_event_log(values: dict[str, Any]) -> EventLog:
    """The mapping of an event log. Raises `Refused` naming the key that is wrong."""
    node = Node(values)
    reader = CellReader(style_of(node))
    kind = reader.choice(node, "kind", tuple(LIFECYCLES), required=True)
    record = reader.text(node, "record", required=True)
    time = reader.instant(node, "time", required=True)
    assert kind and record and time  # they are required
    states = _states(kind)
    log = EventLog(
        source=node.pattern("source", r"[a-z0-9][a-z0-9_-]{0,39}", "a name of a-z, 0-9, - and _ (up to 40)"),
        layout=layout_of(node),
        only_rows=conditions(node),
        shape=node.text("shape", SNAPSHOT, (SNAPSHOT, EVENTS)),
        record=record,
        time=time,
        order=_order(reader, node),
        kind=kind,
        state=_state(reader, node, states),
        odd=frozenset(node.texts("odd_states")),
        actor=reader.text(node, "actor"),
        reported_at=reader.instant(node, "reported_at"),
        reported_by=reader.text(node, "reported_by"),
        fields=_fields(reader, node.section("fields")),
        finals=_finals(reader, node, states),
    )
    node.done()
    return log


def _states(kind: Cell[str]) -> tuple[str, ...]:
    if kind.source.form == "constant" and kind.source.text in LIFECYCLES:
        return LIFECYCLES[kind.source.text].states
    return tuple(dict.fromkeys(state for cycle in LIFECYCLES.values() for state in cycle.states))


def _state(reader: CellReader, node: Node, states: tuple[str, ...]) -> Cell[str] | None:
    return reader.choice(node, "state", states)


def _fields(reader: CellReader, node: Node) -> dict[str, AnyCell]:
    cells: dict[str, AnyCell | None] = {name: reader.text(node, name) for name in _TEXTS}
    cells["impact"] = reader.choice(node, "impact", LEVELS)
    cells["urgency"] = reader.choice(node, "urgency", LEVELS)
    cells["priority"] = reader.choice(node, "priority", PRIORITIES)
    node.done()
    return {name: cell for name, cell in cells.items() if cell}


def _order(reader: CellReader, node: Node) -> tuple[AnyCell, ...] | None:
    """Up to three cells; () keeps the order of the file, None orders by time."""
    value = node.raw("order_by")
    if value is None:
        return None
    if value == "file":
        return ()
    items = value if isinstance(value, list) else [value]
    if not 1 <= len(items) <= 3:
        raise node.wrong("order_by", "has one to three columns, or is the word file.")
    return tuple(_order_cell(reader, node, place, item) for place, item in enumerate(items))


def _order_cell(reader: CellReader, node: Node, place: int, item: Any) -> AnyCell:
    values = dict(item) if isinstance(item, dict) else {"column": item}
    kind = str(values.pop("type", "number"))
    key = f"order_by.{place}"
    within = Node({key: values})
    readers: dict[str, Callable[..., AnyCell | None]] = {
        "number": reader.number, "text": reader.text, "time": reader.instant,
    }  # fmt: skip
    if kind not in readers:
        raise node.wrong(key, f"{shown(kind)} is not one of number, text, time.")
    cell = readers[kind](within, key, required=True)
    assert cell  # it is required
    return cell


def _finals(reader: CellReader, node: Node, states: tuple[str, ...]) -> tuple[Final, ...]:
    finals = []
    for place, item in enumerate(node.items("finals")):
        section = node.node(f"finals.{place}", item)
        at = reader.instant(section, "at", required=True)
        state = reader.choice(section, "state", states, required=True)
        assert at and state  # they are required
        # A row without the end value simply has not come to its end.
        optional = (replace(at, required=False), replace(state, required=False))
        finals.append(Final(*optional, reader.text(section, "actor")))
        section.done()
    return tuple(finals)


class EventLogPlan:
    """The import of an event log."""

    kind = "event_log"

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.source = log.source
        self.layout = log.layout
        self.only_rows = log.only_rows

    def columns(self) -> tuple[str, ...]:
        """The columns that the mapping names."""
        return tuple(column for cell in self.log.cells() for column in cell.source.columns)

    def bind(self, header: Sequence[str]) -> RowReader:
        """A reader of rows with this header."""
        return _RowReader(self.log, header)

    def write(self, actor: Actor, groups: Sequence[Group], at: datetime) -> Outcome:
        """Bring records in; late rows and oddities become findings."""
        records = [record_of(group) for group in groups]
        done = import_tickets(actor, ImportTickets(self.source, tuple(records)), at=at)
        issues = [
            Issue(row.line, "", code, f"{record.key}: {text}", warning=True)
            for record in records
            for row, code, text in oddities(record)
        ]
        issues += [
            Issue(
                row.line, "", "late_row",
                f"{key}: later rows of this record were imported before; this one was not added.",
            )
            for key, row in done.late
        ]  # fmt: skip
        counts = {
            "records": len(records), "tickets": done.tickets, "events": done.events,
            "unchanged_records": done.unchanged,
        }  # fmt: skip
        return Outcome(counts, issues)


class _RowReader:
    """Reads a row into what is staged of it: at, actor, kind, reported_at, reported_by, values, ends."""

    def __init__(self, log: EventLog, header: Sequence[str]) -> None:
        self.log = log
        self.record, self.time, self.kind = (
            log.record.bind(header),
            log.time.bind(header),
            log.kind.bind(header),
        )
        self.order = None if log.order is None else [cell.bind(header) for cell in log.order]
        self.state = log.state.bind(header) if log.state else None
        self.actor = log.actor.bind(header) if log.actor else None
        self.reported_at = log.reported_at.bind(header) if log.reported_at else None
        self.reported_by = log.reported_by.bind(header) if log.reported_by else None
        self.fields = {name: cell.bind(header) for name, cell in log.fields.items()}
        self.finals = [
            (
                final.at.bind(header),
                final.state.bind(header),
                final.actor.bind(header) if final.actor else None,
            )
            for final in log.finals
        ]

    def __call__(self, row: Row, issues: list[Issue]) -> Staged | None:
        """The staged row, or None when a finding keeps it out."""
        key, at, kind = self.record(row, issues), self.time(row, issues), self.kind(row, issues)
        if key is None or at is None or kind is None:
            return None
        if len(key) > LONGEST_KEY:
            issues.append(Issue(row.line, "record", "too_long", f"A key has at most {LONGEST_KEY} signs."))
        values = self._values(row, kind, issues)
        rank = self._rank(row, at, issues)
        reported_at = self.reported_at(row, issues) if self.reported_at else None
        data = [
            _stamp(at),
            (self.actor(row, issues) if self.actor else None) or "",
            kind,
            None if reported_at is None else _stamp(reported_at),
            (self.reported_by(row, issues) if self.reported_by else None) or "",
            values,
            self._ends(row, kind, issues),
        ]
        return Staged(key, rank, row.line, data)

    def _values(self, row: Row, kind: str, issues: list[Issue]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, cell in self.fields.items():
            value = cell(row, issues)
            if value is not None or self.log.shape == SNAPSHOT:
                values[name] = _fitted(row, name, value, issues)
        for name in ("impact", "urgency", "priority"):
            if values.get(name) is not None:
                values[name] = int(values[name])
        if self.state:
            self._add_state(row, kind, values, issues)
        return values

    def _add_state(self, row: Row, kind: str, values: dict[str, Any], issues: list[Issue]) -> None:
        assert self.state  # asked by the caller
        label, state = self.state.read(row.cells), self.state(row, issues)
        if label is not None:
            values["source_state"] = label
        if label in self.log.odd:
            issues.append(
                Issue(row.line, "state", "odd_state", f"The state is {shown(label)}.", warning=True)
            )
        if state is None:
            return
        _check_state(row, kind, state, issues)
        values["state"] = state
        if state == "pending" and not values.get("pending_reason"):
            values["pending_reason"] = _fitted(row, "pending_reason", label, issues)

    def _rank(self, row: Row, at: datetime, issues: list[Issue]) -> Rank:
        if self.order is None:
            return (_stamp(at), None, None)
        found = [_sortable(cell(row, issues)) for cell in self.order]
        return (_at(found, 0), _at(found, 1), _at(found, 2))

    def _ends(self, row: Row, kind: str, issues: list[Issue]) -> list[list[Any]]:
        ends: list[list[Any]] = []
        for at_cell, state_cell, actor_cell in self.finals:
            at, state = at_cell(row, issues), state_cell(row, issues)
            if at is None or state is None:
                ends.append([None, "", ""])
                continue
            _check_state(row, kind, state, issues)
            ends.append([_stamp(at), state, (actor_cell(row, issues) if actor_cell else None) or ""])
        return ends


def _check_state(row: Row, kind: str, state: str, issues: list[Issue]) -> None:
    if state not in LIFECYCLES[kind].states:
        text = f"{shown(state)} is not a state of the kind {kind}."
        issues.append(Issue(row.line, "state", "state_of_other_kind", text))


def _fitted(row: Row, name: str, value: Any, issues: list[Issue]) -> Any:
    if value is None or name not in {**CUT, **NAMES}:
        return value
    limit = CUT.get(name) or NAMES[name]
    if len(value) <= limit:
        return value
    text = f"The text has {len(value):,} signs; at most {limit} fit."
    issues.append(Issue(row.line, name, "text_cut" if name in CUT else "too_long", text, warning=name in CUT))
    return f"{value[: limit - 1]}…"


def _sortable(value: Any) -> int | float | str | None:
    if isinstance(value, datetime):
        return _stamp(value)
    if value is None or isinstance(value, str):
        return value
    return int(value) if value == int(value) and abs(value) < 2**53 else float(value)


def _at(found: Sequence[int | float | str | None], place: int) -> int | float | str | None:
    return found[place] if place < len(found) else None


def _stamp(at: datetime) -> int:
    """Microseconds since 1970: exact, and JSON holds it."""
    return (at - EPOCH) // _MICROSECOND


def _moment(stamp: int) -> datetime:
    return EPOCH + stamp * _MICROSECOND


def record_of(group: Group) -> Record:
    """The record of a group of staged rows; its kind and report are those its first row names."""
    rows, seen = [], dict[Rank, int]()
    for staged in group.rows:
        at, actor, _kind, _reported, _by, values, _finals = staged.data
        place = seen[staged.rank] = seen.get(staged.rank, -1) + 1
        rows.append(SourceRow(_ref(staged.rank, place), _moment(at), actor, values, staged.line))
    last = group.rows[-1]
    for place, (at, state, actor) in enumerate(last.data[6]):
        if at is not None:
            rows.append(
                SourceRow(f"final:{place}", _moment(at), actor, {"state": state}, last.line, final=True)
            )
    reported = next((row.data[3] for row in group.rows if row.data[3] is not None), None)
    return Record(
        key=group.key,
        kind=group.rows[0].data[2],
        reported_at=None if reported is None else _moment(reported),
        rows=rows,
        reported_by=next((row.data[4] for row in group.rows if row.data[4]), ""),
    )


def _ref(rank: Rank, place: int) -> str:
    parts = [str(part) for part in rank if part is not None]
    return f"{'|'.join(parts)}#{place}"
