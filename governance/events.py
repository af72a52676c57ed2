"""What happens to alerts, their limits, and business cases.

Events about alerts carry ratios and days, never amounts: whoever may hear of an alert may not see money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from kernel.events import Event

LEVEL_NAMES = ("clear", "notice", "warning", "critical")


@dataclass(frozen=True)
class AlertEvent(Event):
    """Something happened to the alert of a rule on a project."""

    project: str
    rule: str
    title: str


@dataclass(frozen=True)
class AlertMoved(AlertEvent):
    """A level was reached or left; `as_of` is the day for which it is true."""

    level_from: int
    level_to: int
    value: float | None
    limit: float | None
    as_of: date


@dataclass(frozen=True)
class AlertRaised(AlertMoved):
    """A figure left its limits."""

    kind: ClassVar[str] = "alert.raised"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['title']} of {data['project']} reached {LEVEL_NAMES[data['level_to']]}"


@dataclass(frozen=True)
class AlertChanged(AlertMoved):
    """An alert became worse or better without clearing; a worse one is open again."""

    kind: ClassVar[str] = "alert.changed"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        before, after = LEVEL_NAMES[data["level_from"]], LEVEL_NAMES[data["level_to"]]
        return f"{data['title']} of {data['project']} went from {before} to {after}"


@dataclass(frozen=True)
class AlertCleared(AlertMoved):
    """A figure is inside its limits again, or there is nothing left to be late for."""

    kind: ClassVar[str] = "alert.cleared"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['title']} of {data['project']} cleared"


@dataclass(frozen=True)
class AlertAcknowledged(AlertEvent):
    """Somebody takes care of it."""

    kind: ClassVar[str] = "alert.acknowledged"
    note: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['title']} of {data['project']} was acknowledged"


@dataclass(frozen=True)
class AlertSnoozed(AlertEvent):
    """Nothing is to be done about it until a moment."""

    kind: ClassVar[str] = "alert.snoozed"
    until: datetime
    note: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['title']} of {data['project']} was snoozed until {data['until']}"


@dataclass(frozen=True)
class AlertReopened(AlertEvent):
    """The snooze is over and the alert still stands."""

    kind: ClassVar[str] = "alert.reopened"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['title']} of {data['project']} is open again after its snooze"


@dataclass(frozen=True)
class LimitsSet(Event):
    """New limits of a rule hold from a day on."""

    kind: ClassVar[str] = "limits.set"
    rule: str
    valid_from: date
    notice: float | None
    warning: float | None
    critical: float | None
    slack: float
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"New limits of {data['rule']} hold from {data['valid_from']}"


@dataclass(frozen=True)
class CaseEvent(Event):
    """Something happened to a version of a project's business case."""

    project: str
    number: int
    title: str


@dataclass(frozen=True)
class CaseDrafted(CaseEvent):
    """A version was written."""

    kind: ClassVar[str] = "case.drafted"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Business case {data['number']} of {data['project']} was drafted"


@dataclass(frozen=True)
class CaseEdited(CaseEvent):
    """A draft got other content."""

    kind: ClassVar[str] = "case.edited"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Business case {data['number']} of {data['project']} was edited"


@dataclass(frozen=True)
class CaseSubmitted(CaseEvent):
    """A version awaits a decision."""

    kind: ClassVar[str] = "case.submitted"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Business case {data['number']} of {data['project']} was submitted"


@dataclass(frozen=True)
class CaseApproved(CaseEvent):
    """A version was approved and supersedes the one approved before."""

    kind: ClassVar[str] = "case.approved"
    note: str
    supersedes: tuple[int, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Business case {data['number']} of {data['project']} was approved"


@dataclass(frozen=True)
class CaseRejected(CaseEvent):
    """A version was refused."""

    kind: ClassVar[str] = "case.rejected"
    note: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Business case {data['number']} of {data['project']} was rejected"


EVENTS = (
    AlertRaised, AlertChanged, AlertCleared, AlertAcknowledged, AlertSnoozed, AlertReopened, LimitsSet,
    CaseDrafted, CaseEdited, CaseSubmitted, CaseApproved, CaseRejected,
)  # fmt: skip
