"""A clock explains itself event by event, and its thresholds cross exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.errors import DomainError
from tests.domain.tickets.sla_world import BY_PRIORITY, OFFICE, bh, changed, clock_of, created, local, one
from tickets.domain.sla import (
    RESOLUTION,
    TEAM,
    Book,
    Crossing,
    Promise,
    Rule,
    always,
    crossing,
    explain,
    thresholds,
)

DAY = "2026-03-09T"
STORY = [
    created(DAY + "09:00", priority=3),
    changed(DAY + "10:00", state="pending"),
    changed(DAY + "11:00", state="in_progress"),
    changed(DAY + "12:00", priority=1),
    changed("2026-03-10T10:00", state="resolved"),
    changed("2026-03-10T11:00", state="in_progress"),
]
FRACTIONS = (0.5, 0.75, 1.0)


def test_the_story_of_a_clock() -> None:
    lines = explain(STORY, BY_PRIORITY, RESOLUTION, local("2026-03-10T12:00"))
    told = [(line.at, line.clock, line.step, line.policy, line.reading.used) for line in lines]
    assert told == [
        (local(DAY + "09:00"), 1, "started", "P3", timedelta(0)),
        (local(DAY + "10:00"), 1, "paused", "P3", timedelta(hours=1)),
        (local(DAY + "11:00"), 1, "resumed", "P3", timedelta(hours=1)),
        (local(DAY + "12:00"), 1, "superseded", "P3", timedelta(hours=2)),
        (local(DAY + "12:00"), 2, "retargeted", "P1", timedelta(hours=2)),
        (local(DAY + "14:00"), 2, "breached", "P1", timedelta(hours=4)),
        (local("2026-03-10T10:00"), 2, "stopped", "P1", timedelta(hours=8)),
        (local("2026-03-10T11:00"), 2, "reopened", "P1", timedelta(hours=8)),
        (local("2026-03-10T12:00"), 2, "now", "P1", timedelta(hours=9)),
    ]
    assert {line.actor for line in lines if line.step in ("paused", "stopped", "retargeted")} == {"ada"}
    assert [line.event for line in lines if line.step in ("breached", "now")] == ["", ""]


def test_a_breach_by_time_alone_is_told() -> None:
    lines = explain(STORY[:1], BY_PRIORITY, RESOLUTION, local("2026-03-10T10:00"))
    assert [(line.at, line.step) for line in lines] == [
        (local(DAY + "09:00"), "started"),
        (local(DAY + "17:00"), "breached"),
        (local("2026-03-10T10:00"), "now"),
    ]


def test_each_team_period_starts_its_own_story() -> None:
    agreement = Rule("ola", OFFICE, (Promise(TEAM, bh(2), pauses=True),))
    library = always(Book(team_rules=(("net", agreement), ("db", agreement))))
    events = [created(DAY + "09:00", team="net"), changed(DAY + "10:00", team="db")]
    lines = explain(events, library, TEAM, local(DAY + "10:30"))
    assert [(line.clock, line.step) for line in lines] == [
        (0, "started"), (0, "stopped"), (1, "started"), (1, "now"),
    ]  # fmt: skip


def test_thresholds_fall_due_as_the_budget_is_used() -> None:
    clock = clock_of(STORY[:3], BY_PRIORITY)
    assert [(t.fraction, t.at) for t in thresholds(clock, FRACTIONS)] == [
        (0.5, local(DAY + "14:00")),
        (0.75, local(DAY + "16:00")),
        (1.0, local("2026-03-10T10:00")),
    ]
    paused = clock_of(STORY[:2], BY_PRIORITY)
    assert [t.at for t in thresholds(paused, (0.1, 0.5))] == [local(DAY + "09:48"), None]


def test_each_threshold_crosses_exactly_once_however_often_one_looks() -> None:
    clock = clock_of([created(DAY + "09:00")], one(bh(8)))
    settled: set[float] = set()
    notices = []
    for minute in range(12 * 60):
        found = crossing(clock, FRACTIONS, settled, local(DAY + "08:00") + timedelta(minutes=minute))
        if found:
            notices.append((minute, found.notify))
            settled.update(found.settle)
    assert notices == [(5 * 60, 0.5), (7 * 60, 0.75), (9 * 60 + 1, 1.0)]


def test_after_downtime_one_notice_settles_all() -> None:
    clock = clock_of([created(DAY + "09:00")], one(bh(8)))
    assert crossing(clock, FRACTIONS, (), local("2026-03-12T12:00")) == Crossing(1.0, FRACTIONS)
    assert crossing(clock, FRACTIONS, (0.5,), local(DAY + "15:30")) == Crossing(0.75, (0.75,))
    assert crossing(clock, FRACTIONS, FRACTIONS, local("2026-03-12T12:00")) is None


def test_a_retarget_into_the_past_gives_one_notice() -> None:
    clock = clock_of([created(DAY + "09:00", priority=3), changed(DAY + "15:00", priority=1)], BY_PRIORITY)
    assert crossing(clock, FRACTIONS, (), local(DAY + "15:00")) == Crossing(1.0, FRACTIONS)


def test_the_breach_is_not_told_at_the_due_instant() -> None:
    clock = clock_of([created(DAY + "09:00")], one(bh(8)))
    assert crossing(clock, (1.0,), (), local(DAY + "17:00")) is None
    assert crossing(clock, (1.0,), (), local(DAY + "17:01")) == Crossing(1.0, (1.0,))


def test_a_paused_clock_crosses_nothing() -> None:
    clock = clock_of([created(DAY + "09:00"), changed(DAY + "12:59", state="pending")], one(bh(8)))
    assert crossing(clock, FRACTIONS, (), local("2027-03-09T12:00")) is None


def test_a_stopped_clock_warns_no_more_but_its_breach_is_told() -> None:
    met = clock_of([created(DAY + "09:00"), changed(DAY + "16:00", state="resolved")], one(bh(8)))
    assert crossing(met, FRACTIONS, (), local("2026-03-12T12:00")) is None
    late = clock_of([created(DAY + "09:00"), changed("2026-03-10T16:00", state="resolved")], one(bh(8)))
    assert crossing(late, FRACTIONS, (0.5, 0.75), local("2026-03-12T12:00")) == Crossing(1.0, (1.0,))


@pytest.mark.parametrize("fraction", [0, -0.5, 1.5])
def test_a_threshold_is_a_fraction(fraction: float) -> None:
    with pytest.raises(DomainError) as refused:
        thresholds(clock_of([created(DAY + "09:00")], one(bh(8))), (fraction,))
    assert refused.value.code == "bad_threshold"
