"""Bringing records of another system in, with their whole history. What is there already stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kernel.access import Actor
from kernel.audit import Happened, record, record_past
from kernel.events import Event, Subject
from kernel.models import AuditEvent
from kernel.numbers import take_many
from kernel.usecases import permit, usecase
from people.usecases import EnsureNames, ensure_people, ensure_teams, person_key, team_code
from tickets.access import IMPORT_RUN
from tickets.clock_selectors import current_matrix
from tickets.domain.history import EMPTY, HistoryEvent, TicketState, fold
from tickets.domain.imported import OPENING, Record, SourceEvent, SourceRow, Telling, tell
from tickets.events import (
    ImportedAssignment,
    ImportedEdit,
    ImportedMove,
    ImportedOpening,
    TicketsImported,
)
from tickets.models import Ticket
from tickets.usecases.opening import PREFIXES
from tickets.usecases.row import DERIVED, find_by, subject_of
from tickets.usecases.services import ensure_services

_PLAIN = (
    "kind", "title", "description", "category", "state", "impact", "urgency", "priority", "priority_override",
    "pending_reason", "resolution", "reported_at",
)  # fmt: skip
# Fields that name another row, and the key of that row made from the source's name.
_LINKED: Mapping[str, Callable[[str, str], str]] = {
    "assignee": person_key, "requester": person_key, "team": team_code, "service": team_code,
}  # fmt: skip
_EMPTY_TEXT = frozenset({"description", "category", "pending_reason", "resolution"})
_SAVED = (*(name for name in _PLAIN if name not in {"kind", "reported_at"}), *_LINKED, *DERIVED, "updated_at")


@dataclass(frozen=True, slots=True)
class ImportTickets:
    """Records of a source, each with its rows in order."""

    source: str
    records: tuple[Record, ...]


@dataclass
class Imported:
    """How many tickets and events came in, and rows that were older than what was known."""

    tickets: int = 0
    events: int = 0
    unchanged: int = 0
    late: list[tuple[str, SourceRow]] = field(default_factory=list)


@dataclass
class _Work:
    """One record on its way: what is new of it, and the ticket it becomes."""

    record: Record
    events: Sequence[SourceEvent]
    ticket: Ticket
    before: TicketState = EMPTY
    new: bool = True


@usecase("ticket.import")
def import_tickets(actor: Actor, command: ImportTickets, *, at: datetime) -> Imported:
    """Add the tickets and the events that are not there yet; records may come again, longer or not.

    A ticket's row is the fold of its events. Nobody is notified of the past.
    """
    permit(actor, IMPORT_RUN)
    result = Imported()
    names = _Names(command.source)
    work = list(_compare(command, names, result, at))
    if not work:
        return result
    _fill(actor, command.source, work, names, at)
    _save(work)
    _record(actor, work, at)
    result.tickets = sum(item.new for item in work)
    result.events = sum(len(item.events) for item in work)
    event = TicketsImported(command.source, result.tickets, result.events)
    record(actor, event, Subject("source", 0, command.source), at)
    return result


def _compare(command: ImportTickets, names: _Names, result: Imported, at: datetime) -> Iterable[_Work]:
    rows = Ticket.objects.select_for_update().filter(
        external_source=command.source, external_key__in=[record.key for record in command.records]
    )
    known = {row.external_key: row for row in rows}
    tellings, matrix = _tellings(known.values()), current_matrix()
    for item in command.records:
        ticket = known.get(item.key)
        told = tell(names.keyed(item), tellings[ticket.pk] if ticket else None, matrix)
        result.late += [(item.key, row) for row in told.late]
        if not told.events:
            result.unchanged += 1
        elif ticket:
            yield _Work(item, told.events, ticket, _state_of(ticket), new=False)
        else:
            yield _Work(item, told.events, _new_ticket(command.source, item, at))


def _tellings(tickets: Iterable[Ticket]) -> dict[int, Telling]:
    """What earlier imports told of these tickets; one query."""
    tellings = {ticket.pk: Telling() for ticket in tickets}
    if not tellings:
        return tellings
    rows = AuditEvent.objects.filter(subject_type="ticket", subject_id__in=tellings, door="import")
    for subject_id, data in rows.order_by("id").values_list("subject_id", "data"):
        if "row" in data:
            tellings[subject_id].hear(data["row"], data["changes"])
    return tellings


def _state_of(ticket: Ticket) -> TicketState:
    return TicketState(ticket.state or None, **{name: getattr(ticket, name) for name in DERIVED})


def _new_ticket(source: str, item: Record, at: datetime) -> Ticket:
    return Ticket(
        external_source=source, external_key=item.key, kind=item.kind, state="", title="", reported_at=at,
        updated_at=at,
    )  # fmt: skip


def _fill(actor: Actor, source: str, work: Sequence[_Work], names: _Names, at: datetime) -> None:
    """Put the new values on the tickets, people, teams and services by their rows."""
    wanted = names.behind(event.changes for item in work for event in item.events)
    people = ensure_people(actor, EnsureNames(source, wanted["assignee"] | wanted["requester"]), at=at)
    teams = ensure_teams(actor, EnsureNames(source, wanted["team"]), at=at)
    services = ensure_services(actor, EnsureNames(source, wanted["service"]), at=at)
    ids = {
        "assignee": {named.key: named.id for named in people.values()},
        "team": {named.key: named.id for named in teams.values()},
        "service": {named.key: named.id for named in services.values()},
    }
    ids["requester"] = ids["assignee"]
    for item in work:
        for event in item.events:
            _put(item.ticket, event, ids)
        after = fold((HistoryEvent(e.at, "changed", e.changes, e.actor) for e in item.events), item.before)
        for name in DERIVED:
            setattr(item.ticket, name, getattr(after, name))
        item.ticket.version += not item.new


class _Names:
    """Events name people, teams and services by the keys used here; this remembers the source's names."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.known: dict[str, dict[str, str]] = {name: {} for name in _LINKED}

    def keyed(self, item: Record) -> Record:
        """The record with keys in place of names."""
        return replace(item, rows=[replace(row, values=self._keyed(row.values)) for row in item.rows])

    def _keyed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        result = dict(values)
        for field_name, key_of in _LINKED.items():
            name = result.get(field_name)
            if name:
                result[field_name] = key = key_of(self.source, name)
                self.known[field_name].setdefault(key, name)
        return result

    def behind(self, changes: Iterable[Mapping[str, tuple[Any, Any]]]) -> dict[str, frozenset[str]]:
        """The names that these changes bring in, by field."""
        found: dict[str, set[str]] = {name: set() for name in _LINKED}
        for change in changes:
            for name in _LINKED:
                if name in change and change[name][1]:
                    found[name].add(self.known[name][change[name][1]])
        return {name: frozenset(values) for name, values in found.items()}


def _put(ticket: Ticket, event: SourceEvent, ids: Mapping[str, Mapping[str, int]]) -> None:
    for name, (_old, new) in event.changes.items():
        if name in _LINKED:
            setattr(ticket, f"{name}_id", ids[name][new] if new else None)
        elif name in _PLAIN:
            setattr(ticket, name, "" if new is None and name in _EMPTY_TEXT else new)
    ticket.updated_at = event.at


def _save(work: Sequence[_Work]) -> None:
    new = [item.ticket for item in work if item.new]
    for kind in sorted({ticket.kind for ticket in new}):
        of_kind = [ticket for ticket in new if ticket.kind == kind]
        for ticket, number in zip(of_kind, take_many(f"ticket.{kind}", len(of_kind)), strict=True):
            ticket.number = f"{PREFIXES[kind]}-{number}"
    Ticket.objects.bulk_create(new, batch_size=500)
    changed = [item.ticket for item in work if not item.new]
    if changed:
        Ticket.objects.bulk_update(changed, [*_SAVED, "version"], batch_size=200)
    find_by(*(item.ticket for item in work))


def _record(actor: Actor, work: Sequence[_Work], at: datetime) -> None:
    record_past(
        actor,
        (
            Happened(_event(event), subject_of(item.ticket), event.at, event.actor)
            for item in work
            for event in item.events
        ),
        recorded_at=at,
    )


def _event(event: SourceEvent) -> Event:
    if event.ref == OPENING or "kind" in event.changes:
        return ImportedOpening(event.changes, event.ref)
    if "state" in event.changes:
        return ImportedMove(event.changes, "", event.ref)
    if event.changes and event.changes.keys() <= {"team", "assignee"}:
        return ImportedAssignment(event.changes, event.ref)
    return ImportedEdit(event.changes, event.ref)
