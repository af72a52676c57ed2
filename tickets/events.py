"""What happens to a ticket. Every event carries `changes`, so that the row is the fold of its events.

In `changes` a field maps to its old and new value; services, teams, people, projects and problems are named
by the key people use for them. Money is never part of an event: not everyone who reads events may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from kernel.events import Event
from tickets.domain import history

Changes = Mapping[str, tuple[Any, Any]]
# `by` of a comment: whose word it is, which decides what it means for the clocks.
AGENT, REQUESTER, OTHER = "agent", "requester", "other"
_GOALS = {"response": "the first response", "resolution": "the resolution"}


@dataclass(frozen=True)
class TicketOpened(Event):
    """A ticket exists."""

    kind: ClassVar[str] = "ticket.opened"
    changes: Changes

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"opened the {data['changes']['kind'][1]}"


@dataclass(frozen=True)
class TicketEdited(Event):
    """Fields were changed. An imported update may have changed nothing that is kept here."""

    kind: ClassVar[str] = "ticket.edited"
    changes: Changes

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"changed {told(data['changes'])}" if data["changes"] else "updated it"


@dataclass(frozen=True)
class TicketAssigned(Event):
    """Another team or person has it."""

    kind: ClassVar[str] = "ticket.assigned"
    changes: Changes

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"assigned it: {told(data['changes'])}"


@dataclass(frozen=True)
class TicketMoved(Event):
    """It took a step of its lifecycle."""

    kind: ClassVar[str] = "ticket.moved"
    changes: Changes
    move: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        old, new = data["changes"]["state"]
        return f"moved it from {_words(old)} to {_words(new)}"


@dataclass(frozen=True)
class TicketCommented(Event):
    """Somebody said something; the text is in the comment."""

    kind: ClassVar[str] = "ticket.commented"
    comment: int
    visibility: str
    by: str
    changes: Changes = field(default_factory=dict)

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return "replied" if data["visibility"] == "public" else "left an internal note"


@dataclass(frozen=True)
class WorkLogged(Event):
    """Somebody worked on it. `project` is the id of the project the cost went to, if any."""

    kind: ClassVar[str] = "ticket.work_logged"
    personal: ClassVar[tuple[str, ...]] = ("person",)
    entry: int
    person: str
    minutes: int
    day: date
    project: int | None
    changes: Changes

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"logged {data['minutes']} min of {data['person']}"


@dataclass(frozen=True)
class WorkReversed(Event):
    """Work that was logged wrongly was taken back."""

    kind: ClassVar[str] = "ticket.work_reversed"
    personal: ClassVar[tuple[str, ...]] = ("person",)
    entry: int
    reverses: int
    person: str
    minutes: int
    reason: str
    project: int | None
    changes: Changes

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"took back {data['minutes']} min of {data['person']}: {data['reason']}"


@dataclass(frozen=True)
class ImportedOpening(TicketOpened):
    """Another system tells of the opening. `row` names the source's row within the record."""

    row: str = ""


@dataclass(frozen=True)
class ImportedEdit(TicketEdited):
    """Another system tells of an update."""

    row: str = ""


@dataclass(frozen=True)
class ImportedAssignment(TicketAssigned):
    """Another system tells of a hand-over."""

    row: str = ""


@dataclass(frozen=True)
class ImportedMove(TicketMoved):
    """Another system tells of a new state; it need not be a step of the lifecycle here."""

    row: str = ""


@dataclass(frozen=True)
class TicketsImported(Event):
    """A batch of records of another system came in."""

    kind: ClassVar[str] = "import.batch"
    source: str
    tickets: int
    events: int

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['events']} events of {data['source']} came in, with {data['tickets']} new tickets"


@dataclass(frozen=True)
class ClockWarned(Event):
    """A clock has used up a part of its target, in percent. `settled` are all percentages told by this."""

    kind: ClassVar[str] = "ticket.clock_warned"
    metric: str
    percent: int
    settled: tuple[int, ...]
    due_at: datetime | None
    policy: str
    changes: Changes = field(default_factory=dict)

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['percent']} % of the time to {_GOALS[data['metric']]} is used up ({data['policy']})"


@dataclass(frozen=True)
class ClockBreached(Event):
    """A clock ran past its target; `reason` is overdue or retargeted."""

    kind: ClassVar[str] = "ticket.clock_breached"
    metric: str
    reason: str
    settled: tuple[int, ...]
    due_at: datetime | None
    policy: str
    changes: Changes = field(default_factory=dict)

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"the time to {_GOALS[data['metric']]} was not kept ({data['policy']}, {data['reason']})"


@dataclass(frozen=True)
class TicketPromised(Event):
    """A date was agreed with the requester, or the agreement was taken back."""

    kind: ClassVar[str] = "ticket.promised"
    changes: Changes
    note: str = ""

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        day = data["changes"]["promised_at"][1]
        return f"promised it for {day[:16].replace('T', ' ')} UTC" if day else "took the promised date back"


@dataclass(frozen=True)
class SlaPolicySet(Event):
    """A new version of a policy holds from `valid_from` on; an inactive one retires it."""

    kind: ClassVar[str] = "sla.policy_set"
    code: str
    name: str
    version: int
    valid_from: datetime
    active: bool

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        if not data["active"]:
            return f"Policy {data['name']} was retired"
        return f"Policy {data['name']} has version {data['version']}"


@dataclass(frozen=True)
class PriorityMatrixSet(Event):
    """A new priority matrix; open tickets keep their priority until it is applied to them."""

    kind: ClassVar[str] = "priority.matrix_set"
    version: int
    rows: tuple[tuple[int, ...], ...]
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"The priority matrix has version {data['version']}: {data['reason']}"


@dataclass(frozen=True)
class PriorityMatrixReplayed(Event):
    """Open tickets were rated anew."""

    kind: ClassVar[str] = "priority.matrix_replayed"
    version: int
    tickets: int

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['tickets']} open tickets were rated with version {data['version']} of the matrix"


@dataclass(frozen=True)
class ServiceAdded(Event):
    """A service takes tickets."""

    kind: ClassVar[str] = "service.added"
    code: str
    name: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Service {data['name']} was added"


TICKET_EVENTS: tuple[type[Event], ...] = (
    TicketOpened, TicketEdited, TicketAssigned, TicketMoved, TicketCommented, WorkLogged, WorkReversed,
    TicketPromised, ClockWarned, ClockBreached,
)  # fmt: skip
EVENTS = (
    *TICKET_EVENTS, ServiceAdded, TicketsImported, SlaPolicySet, PriorityMatrixSet, PriorityMatrixReplayed,
)  # fmt: skip
BY_KIND = {event.kind: event for event in TICKET_EVENTS}
# What a requester is told of; replies are told with their text.
PUBLIC_KINDS = (TicketOpened.kind, TicketMoved.kind)


def told(changes: Mapping[str, Any]) -> str:
    """Changes in words, field by field."""
    return ", ".join(f"{_words(name)} {_value(old)} → {_value(new)}" for name, (old, new) in changes.items())


def _words(name: Any) -> str:
    return str(name).replace("_", " ")


def _value(value: Any) -> str:
    text = " ".join(str(value).split()) if value not in (None, "") else "–"
    return text if len(text) <= 60 else f"{text[:59]}…"


def history_event(kind: str, at: datetime, data: Mapping[str, Any], actor: str = "") -> history.HistoryEvent:
    """A stored event as the history reads it."""
    meaning = history.CREATED if kind == TicketOpened.kind else history.CHANGED
    if kind == TicketCommented.kind and data["visibility"] == "public":
        meaning = {AGENT: history.AGENT_REPLIED, REQUESTER: history.REQUESTER_REPLIED}.get(
            data["by"], history.CHANGED
        )
    changes = {name: (old, new) for name, (old, new) in data["changes"].items()}
    return history.HistoryEvent(at, meaning, changes, actor)


def sentence_of(kind: str, data: Mapping[str, Any]) -> str:
    """A stored event in words, without who did it."""
    return BY_KIND[kind].sentence(data)
