"""A small vocabulary for telling clock stories: Berlin office hours, events by local time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kernel.worktime import Calendar, weekly
from tickets.domain.history import AGENT_REPLIED, CHANGED, CREATED, HistoryEvent
from tickets.domain.sla import (
    BUSINESS,
    RESOLUTION,
    RESPONSE,
    Book,
    Clock,
    Promise,
    Publication,
    Rule,
    Target,
    always,
    fold_clocks,
)

BERLIN = "Europe/Berlin"
OFFICE = weekly(BERLIN, dict.fromkeys(range(5), "09:00-17:00"))
XMAS = weekly(
    BERLIN, dict.fromkeys(range(5), "09:00-17:00"), holidays=[date(2026, 12, 25), date(2026, 12, 26)]
)
LUNCH = weekly(BERLIN, dict.fromkeys(range(5), "09:00-12:00, 13:00-17:00"))
NIGHT = weekly(BERLIN, dict.fromkeys(range(7), "00:00-06:00"))
NEW_YORK = weekly("America/New_York", dict.fromkeys(range(5), "09:00-17:00"))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def bh(hours: int) -> Target:
    return Target(BUSINESS, hours * 60)


def rule(name: str, resolution: Target, calendar: Calendar = OFFICE, **criteria: Any) -> Rule:
    promises = (Promise(RESPONSE, bh(1), pauses=False), Promise(RESOLUTION, resolution, pauses=True))
    return Rule(name, calendar, promises, **criteria)


def one(target: Target, calendar: Calendar = OFFICE) -> tuple[Publication, ...]:
    return always(Book(default=rule("only", target, calendar)))


BY_PRIORITY = always(
    Book(rules=(rule("P1", bh(4), priority=1), rule("P2", bh(6), priority=2), rule("P3", bh(8), priority=3)))
)


def created(at: str, **values: Any) -> HistoryEvent:
    return HistoryEvent(
        local(at), CREATED, {name: (None, value) for name, value in {"state": "new", **values}.items()}
    )


def changed(at: str, **values: Any) -> HistoryEvent:
    return HistoryEvent(local(at), CHANGED, {name: (None, value) for name, value in values.items()}, "ada")


def replied(at: str) -> HistoryEvent:
    return HistoryEvent(local(at), AGENT_REPLIED, {}, "ada")


def clock_of(
    events: Iterable[HistoryEvent], library: tuple[Publication, ...], metric: str = RESOLUTION
) -> Clock:
    clock = fold_clocks(events, library).current(metric)
    assert clock is not None
    return clock
