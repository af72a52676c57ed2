"""Conformance vectors of the SLA clock, told as ticket histories."""

from __future__ import annotations

import pytest

from kernel.worktime import weekly
from tests.domain.tickets.sla_world import (
    BY_PRIORITY,
    LUNCH,
    NEW_YORK,
    NIGHT,
    OFFICE,
    XMAS,
    bh,
    changed,
    clock_of,
    created,
    local,
    one,
)
from tickets.domain.history import HistoryEvent
from tickets.domain.sla import (
    BUSINESS_DAYS,
    ELAPSED,
    Pause,
    Publication,
    Target,
    due_at_of,
    due_with_pauses,
    read,
)


def paused(start: str, end: str) -> list[HistoryEvent]:
    return [changed(start, state="pending"), changed(end, state="in_progress")]


VECTORS = [
    pytest.param([created("2026-03-06T16:00")], one(bh(4)), "2026-03-09T12:00", id="V1-weekend"),
    pytest.param(
        [created("2026-03-06T15:00"), *paused("2026-03-06T16:00", "2026-03-09T10:00")],
        one(bh(8)),
        "2026-03-09T17:00",
        id="V2-weekend-pause-is-not-wall-clock",
    ),
    pytest.param(
        [created("2026-03-28T20:00")],
        one(Target(ELAPSED, 8 * 3600)),
        "2026-03-29T05:00",
        id="V3-round-the-clock-over-gap",
    ),
    pytest.param([created("2026-03-29T00:00")], one(bh(6), NIGHT), "2026-03-30T01:00", id="V4-short-sunday"),
    pytest.param([created("2026-10-25T00:00")], one(bh(7), NIGHT), "2026-10-25T06:00", id="long-sunday"),
    pytest.param(
        [created("2026-10-24T20:00")],
        one(Target(ELAPSED, 8 * 3600)),
        "2026-10-25T03:00",
        id="round-the-clock-over-fold",
    ),
    pytest.param(
        [created("2026-03-09T09:00", priority=3), changed("2026-03-09T12:00", priority=1)],
        BY_PRIORITY,
        "2026-03-09T13:00",
        id="V6-retarget-from-original-start",
    ),
    pytest.param(
        [
            created("2026-03-09T09:00", priority=3),
            *paused("2026-03-09T10:00", "2026-03-09T11:00"),
            changed("2026-03-09T12:00", priority=1),
        ],
        BY_PRIORITY,
        "2026-03-09T14:00",
        id="V6-retarget-keeps-pauses",
    ),
    pytest.param(
        [created("2026-03-09T09:00")], one(Target(BUSINESS_DAYS, 1)), "2026-03-09T17:00", id="V7-business-day"
    ),
    pytest.param([created("2026-03-09T09:00")], one(bh(24)), "2026-03-11T17:00", id="V7-24-business-hours"),
    pytest.param([created("2026-12-24T15:00")], one(bh(4), XMAS), "2026-12-28T11:00", id="V8-holidays"),
    pytest.param([created("2026-03-09T11:00")], one(bh(2), LUNCH), "2026-03-09T14:00", id="V9-lunch"),
    pytest.param(
        [
            created("2026-03-09T09:00"),
            changed("2026-03-09T15:00", state="resolved"),
            changed("2026-03-10T10:00", state="in_progress"),
        ],
        one(bh(8)),
        "2026-03-10T12:00",
        id="reopened-without-the-resolved-span",
    ),
    pytest.param([created("2026-03-07T12:00")], one(bh(1)), "2026-03-09T10:00", id="V11-starts-on-saturday"),
    pytest.param(
        [created("2026-03-09T15:00")], one(bh(2), NEW_YORK), "2026-03-09T17:00", id="V12-other-zone"
    ),
    pytest.param(
        [created("2026-03-06T15:00"), *paused("2026-03-06T17:00", "2026-03-09T09:00")],
        one(bh(4)),
        "2026-03-09T11:00",
        id="closed-hours-pause-nothing",
    ),
]


@pytest.mark.parametrize(("events", "library", "expected"), VECTORS)
def test_due(events: list[HistoryEvent], library: tuple[Publication, ...], expected: str) -> None:
    clock = clock_of(events, library)
    assert due_at_of(clock) == local(expected)
    at_due = read(clock, local(expected))
    assert (at_due.used, at_due.left.total_seconds()) == (at_due.target, 0)


def test_v14_overlapping_pauses_are_united() -> None:
    pauses = [
        Pause(local("2026-03-09T10:00"), local("2026-03-09T12:00")),
        Pause(local("2026-03-09T11:00"), local("2026-03-09T13:00")),
    ]
    amount = read(clock_of([created("2026-03-09T09:00")], one(bh(4))), local("2026-03-09T09:00")).target
    for order in (pauses, pauses[::-1]):
        assert due_with_pauses(OFFICE, local("2026-03-09T09:00"), amount, order) == local("2026-03-09T16:00")


def test_v12_is_shown_alike_on_both_clocks() -> None:
    due = due_at_of(clock_of([created("2026-03-09T15:00")], one(bh(2), NEW_YORK)))
    assert due is not None
    assert due.isoformat() == "2026-03-09T16:00:00+00:00"


def test_a_pause_is_measured_on_the_calendar_of_its_clock() -> None:
    events = [created("2026-03-06T15:00"), *paused("2026-03-06T16:00", "2026-03-09T10:00")]
    round_the_clock = clock_of(events, one(Target(ELAPSED, 4 * 3600)))
    assert due_at_of(round_the_clock) == local("2026-03-09T13:00")
    sundays = clock_of(events, one(bh(4), weekly("Europe/Berlin", {6: "00:00-24:00", 0: "09:00-17:00"})))
    assert due_at_of(sundays) == local("2026-03-09T14:00")
