"""What happens to people's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from kernel.events import Event


@dataclass(frozen=True)
class TimeLogged(Event):
    """A person worked some minutes on something."""

    kind: ClassVar[str] = "time.logged"
    personal: ClassVar[tuple[str, ...]] = ("person",)
    entry: int
    person: str
    minutes: int
    day: date
    subject: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['person']} worked {data['minutes']} min on {data['subject']}"


@dataclass(frozen=True)
class TimeReversed(TimeLogged):
    """An entry was taken back."""

    kind: ClassVar[str] = "time.reversed"
    reason: str = ""

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['minutes']} min of {data['person']} on {data['subject']} were taken back"


@dataclass(frozen=True)
class RateSet(Event):
    """An hourly rate holds from a day on."""

    kind: ClassVar[str] = "rate.set"
    who: str
    per_hour: Decimal
    currency: str
    valid_from: date

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"An hour of {data['who']} has a new rate from {data['valid_from']}"


@dataclass(frozen=True)
class TokenCreated(Event):
    """A token was made for a person."""

    kind: ClassVar[str] = "token.created"
    name: str
    scopes: tuple[str, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Token {data['name']} was created"


@dataclass(frozen=True)
class TokenRevoked(Event):
    """A token is good for nothing any more."""

    kind: ClassVar[str] = "token.revoked"
    name: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Token {data['name']} was revoked"


@dataclass(frozen=True)
class PersonAdded(Event):
    """A person can be given work or sign in."""

    kind: ClassVar[str] = "person.added"
    personal: ClassVar[tuple[str, ...]] = ("username", "name")
    username: str
    name: str
    roles: tuple[str, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['name']} was added as {', '.join(data['roles'])}"


@dataclass(frozen=True)
class TeamAdded(Event):
    """A team can be given work."""

    kind: ClassVar[str] = "team.added"
    code: str
    name: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Team {data['name']} was added"


@dataclass(frozen=True)
class NamesImported(Event):
    """People or teams of another system are on record."""

    kind: ClassVar[str] = "names.imported"
    source: str
    what: str
    count: int

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['count']} {data['what']} of {data['source']} were imported"


@dataclass(frozen=True)
class CalendarWeekSet(Event):
    """A calendar has new hours from a day on."""

    kind: ClassVar[str] = "calendar.week_set"
    calendar: str
    valid_from: date
    hours: tuple[str, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Calendar {data['calendar']} has new hours from {data['valid_from']}"


@dataclass(frozen=True)
class CalendarDaySet(Event):
    """A date of a calendar differs from its week."""

    kind: ClassVar[str] = "calendar.day_set"
    calendar: str
    day: date
    hours: str
    name: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Calendar {data['calendar']}: {data['day']} is {data['hours'] or 'a holiday'}"


@dataclass(frozen=True)
class TimerStarted(Event):
    """A person began to measure work."""

    kind: ClassVar[str] = "timer.started"
    personal: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    subject: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['person']} started a timer on {data['subject']}"


@dataclass(frozen=True)
class TimerStopped(TimerStarted):
    """What was measured was written down."""

    kind: ClassVar[str] = "timer.stopped"
    minutes: int = 0
    entries: tuple[int, ...] = ()

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['person']} stopped a timer on {data['subject']} after {data['minutes']} min"


@dataclass(frozen=True)
class TimerDiscarded(TimerStarted):
    """What was measured was not work."""

    kind: ClassVar[str] = "timer.discarded"

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['person']} discarded a timer on {data['subject']}"


@dataclass(frozen=True)
class PeriodLocked(Event):
    """Time up to a day, that day included, stays as it is."""

    kind: ClassVar[str] = "period.locked"
    locked_until: date
    was: date | None
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Time was locked up to {data['locked_until']}"


@dataclass(frozen=True)
class PeriodUnlocked(Event):
    """Days that were locked are open again."""

    kind: ClassVar[str] = "period.unlocked"
    locked_until: date | None
    was: date
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        if data["locked_until"] is None:
            return f"Time up to {data['was']} was unlocked"
        return f"Time after {data['locked_until']} was unlocked"


EVENTS = (
    NamesImported,
    PersonAdded,
    TeamAdded,
    TimeLogged,
    TimeReversed,
    RateSet,
    TokenCreated,
    TokenRevoked,
    CalendarWeekSet,
    CalendarDaySet,
    TimerStarted,
    TimerStopped,
    TimerDiscarded,
    PeriodLocked,
    PeriodUnlocked,
)
