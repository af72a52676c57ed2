"""What happens to projects. Payloads hold no amounts, so that a feed never shows money without the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from kernel.events import Event
from projects.plan_events import PLAN_EVENTS


@dataclass(frozen=True)
class ProjectCreated(Event):
    """A project exists and its Initiation runs."""

    kind: ClassVar[str] = "project.created"
    name: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Project {data['name']} was created"


@dataclass(frozen=True)
class ProjectEdited(Event):
    """Fields of a project have new values: name -> (old, new)."""

    kind: ClassVar[str] = "project.edited"
    changes: Mapping[str, tuple[Any, Any]]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        names = ", ".join(sorted(data["changes"])).replace("_id", "").replace("_", " ")
        return f"Edited: {names}"


@dataclass(frozen=True)
class ScopeChanged(Event):
    """A row was added to the scope ledger."""

    kind: ClassVar[str] = "project.scope_changed"
    entry: int
    item: str
    change: str
    size: Decimal
    valid_on: date

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        verb = {
            "baseline": "entered the baseline", "added": "was added", "removed": "was cut",
            "re_estimated": "was re-estimated", "elaborated": "was detailed",
        }[data["change"]]  # fmt: skip
        return f"Scope {data['item']} {verb} ({_size(data['size'])})"


@dataclass(frozen=True)
class BaselineSet(Event):
    """A promise was recorded."""

    kind: ClassVar[str] = "project.baseline_set"
    number: int
    baseline: str
    valid_from: date
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        how = {"original": "original", "change": "approved change", "rebaseline": "re-baselined"}
        why = f": {data['reason']}" if data["reason"] else ""
        return f"Baseline {data['number']} ({how[data['baseline']]}) holds from {data['valid_from']}{why}"


@dataclass(frozen=True)
class ChangeRaised(Event):
    """Somebody asks for the promise to be changed."""

    kind: ClassVar[str] = "project.change_raised"
    number: int
    title: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Change request {data['number']} was raised: {data['title']}"


@dataclass(frozen=True)
class ChangeDecided(Event):
    """A change request was approved or rejected."""

    kind: ClassVar[str] = "project.change_decided"
    number: int
    title: str
    approved: bool
    note: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        how = "approved" if data["approved"] else "rejected"
        return f"Change request {data['number']} was {how}: {data['title']}"


@dataclass(frozen=True)
class ChangeWithdrawn(Event):
    """Whoever asked for a change no longer does."""

    kind: ClassVar[str] = "project.change_withdrawn"
    number: int
    title: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Change request {data['number']} was withdrawn: {data['title']}"


@dataclass(frozen=True)
class CostPosted(Event):
    """A cost was booked."""

    kind: ClassVar[str] = "project.cost_posted"
    entry: int
    category: str
    valid_on: date
    description: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return (
            f"{data['category'].capitalize()} cost was booked for {data['valid_on']}: {data['description']}"
        )


@dataclass(frozen=True)
class CostReversed(Event):
    """A cost was taken back."""

    kind: ClassVar[str] = "project.cost_reversed"
    entry: int
    reverses: int
    valid_on: date
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"A cost of {data['valid_on']} was taken back: {data['reason']}"


@dataclass(frozen=True)
class ProgressReported(Event):
    """Somebody says how much of the work is done."""

    kind: ClassVar[str] = "project.progress_reported"
    entry: int
    complete: Decimal
    valid_on: date
    item: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        what = f"of {data['item']} " if data["item"] else ""
        return f"{Decimal(data['complete']):.0%} {what}was done on {data['valid_on']}"


@dataclass(frozen=True)
class ForecastReported(Event):
    """Somebody says what they expect the project to cost, or when to finish."""

    kind: ClassVar[str] = "project.forecast_reported"
    entry: int
    valid_on: date
    finish: date | None

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        when = f", finishing {data['finish']}" if data["finish"] else ""
        return f"A forecast was made on {data['valid_on']}{when}"


@dataclass(frozen=True)
class GateRequested(Event):
    """Entry into the next phase is asked for."""

    kind: ClassVar[str] = "project.gate_requested"
    number: int
    to_phase: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Gate into {data['to_phase']} was asked for"


@dataclass(frozen=True)
class GateDecided(Event):
    """A gate was answered."""

    kind: ClassVar[str] = "project.gate_decided"
    number: int
    to_phase: str
    outcome: str
    note: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Gate into {data['to_phase']}: {data['outcome'].replace('_', ' ')}"


@dataclass(frozen=True)
class GateWithdrawn(Event):
    """A gate is no longer asked for."""

    kind: ClassVar[str] = "project.gate_withdrawn"
    number: int
    to_phase: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Request for the gate into {data['to_phase']} was withdrawn"


@dataclass(frozen=True)
class ConditionCompleted(Event):
    """A condition of a gate is fulfilled."""

    kind: ClassVar[str] = "project.condition_completed"
    condition: int
    text: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Gate condition was fulfilled: {data['text']}"


@dataclass(frozen=True)
class RiskAdded(Event):
    """Something may happen."""

    kind: ClassVar[str] = "project.risk_added"
    risk: int
    title: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Risk was added: {data['title']}"


@dataclass(frozen=True)
class RiskChanged(Event):
    """A risk is seen otherwise; `fields` names what changed."""

    kind: ClassVar[str] = "project.risk_changed"
    risk: int
    title: str
    fields: tuple[str, ...]
    state: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        if "state" in data["fields"]:
            return f"Risk is now {data['state']}: {data['title']}"
        return f"Risk was re-assessed: {data['title']}"


@dataclass(frozen=True)
class FactsImported(Event):
    """Reports of another system came in: the days they are of, and the days to be judged by them."""

    kind: ClassVar[str] = "project.facts_imported"
    source: str
    reports: tuple[date, ...]
    days: tuple[date, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        count, first, last = len(data["reports"]), min(data["reports"]), max(data["reports"])
        span = f"of {first}" if count == 1 else f"from {first} to {last}"
        return f"{count} {'report' if count == 1 else 'reports'} {span} came in from {data['source']}"


def _size(text: str) -> str:
    return f"{Decimal(text):+,.4f}".rstrip("0").rstrip(".")


EVENTS = (
    ProjectCreated, ProjectEdited, ScopeChanged, BaselineSet, ChangeRaised, ChangeDecided, ChangeWithdrawn,
    CostPosted, CostReversed, ProgressReported, ForecastReported, GateRequested, GateDecided, GateWithdrawn,
    ConditionCompleted, RiskAdded, RiskChanged, FactsImported, *PLAN_EVENTS,
)  # fmt: skip

_BY_KIND = {event.kind: event for event in EVENTS}


def sentence_of(kind: str, data: Mapping[str, Any]) -> str:
    """What happened, in words, from a stored event."""
    return _BY_KIND[kind].sentence(data)
