"""A plan as other programs keep it, whatever their file format: tasks, links, calendars, frozen dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from projects.domain.schedule_types import ConstraintKind, LagCalendar, LinkKind


@dataclass(frozen=True, slots=True)
class ExchangeCalendar:
    """Hours of a week as texts, Monday first, and dates with hours of their own (blank: closed)."""

    code: str
    name: str
    zone: str
    hours: tuple[str, ...]
    days: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangeBaseline:
    """Frozen dates of a task under the other program's number."""

    number: int
    start: datetime
    finish: datetime
    duration: int


@dataclass(frozen=True, slots=True)
class ExchangeTask:
    """A task. `start` and `finish` are the dates the file says; `caveats` say why ours may differ."""

    key: str
    parent: str | None
    title: str
    code: str = ""
    summary: bool = False
    duration: int = 0
    elapsed: bool = False
    calendar: str = ""
    constraint: ConstraintKind = "ASAP"
    constraint_at: datetime | None = None
    deadline_at: datetime | None = None
    milestone: bool = False
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining: int | None = None
    complete: Decimal | None = None
    start: datetime | None = None
    finish: datetime | None = None
    baselines: tuple[ExchangeBaseline, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangeLink:
    """A link between two keys, with its lag in minutes."""

    predecessor: str
    successor: str
    kind: LinkKind = "FS"
    lag: int = 0
    lag_calendar: LagCalendar = "project"


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """A whole plan, every summary before its tasks. `notes` tell what was read otherwise or left out."""

    name: str
    start: datetime
    calendar: ExchangeCalendar
    calendars: tuple[ExchangeCalendar, ...] = ()
    status: datetime | None = None
    tasks: tuple[ExchangeTask, ...] = ()
    links: tuple[ExchangeLink, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateDifference:
    """A task whose computed dates are not those of the file, and why."""

    code: str
    title: str
    ours: tuple[datetime, datetime]
    theirs: tuple[datetime, datetime]
    why: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import wrote, nothing when it was a repetition, and which tasks do not keep their dates."""

    tasks: int
    links: int
    calendars: int
    baselines: int
    repeated: bool
    compared: int
    differences: tuple[DateDifference, ...]
    notes: tuple[str, ...]

    @property
    def same(self) -> int:
        """Tasks whose start and finish are those of the file."""
        return self.compared - len(self.differences)
