"""What holds for every clock, whatever happens to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kernel.worktime import Calendar
from tests.domain.tickets.sla_world import (
    BY_PRIORITY,
    LUNCH,
    NEW_YORK,
    NIGHT,
    OFFICE,
    bh,
    local,
    one,
)
from tickets.domain.history import AGENT_REPLIED, CHANGED, CREATED, HistoryEvent
from tickets.domain.sla import (
    RESOLUTION,
    RESPONSE,
    Pause,
    crossing,
    due_at_of,
    due_with_pauses,
    fold_clocks,
    read,
    used,
)

FEW = settings(max_examples=30)  # the whole folder stays within seconds

START = local("2026-03-27T15:00")  # the Friday before the clocks go forward
CALENDARS = st.sampled_from([OFFICE, LUNCH, NIGHT, NEW_YORK])
AMOUNTS = st.timedeltas(timedelta(minutes=1), timedelta(hours=40))
FAR = START + timedelta(days=400)


def moment(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


pauses = st.builds(
    lambda begin, length: Pause(moment(begin), moment(begin + length)),
    st.integers(-600, 12000),
    st.integers(0, 6000),
)
happening = st.one_of(
    st.builds(lambda state: (CHANGED, {"state": (None, state)}), st.sampled_from(
        ("in_progress", "pending", "pending", "resolved", "closed", "cancelled")
    )),
    st.builds(lambda priority: (CHANGED, {"priority": (None, priority)}), st.integers(1, 4)),
    st.just((AGENT_REPLIED, {})),
)  # fmt: skip
BORN = HistoryEvent(START, CREATED, {"state": (None, "new"), "priority": (None, 3)})
stories = st.lists(st.tuples(st.integers(0, 3000), happening), max_size=8).map(
    lambda steps: [BORN, *_dated(steps)]
)


def _dated(steps: list[tuple[int, tuple[str, dict[str, tuple[None, object]]]]]) -> list[HistoryEvent]:
    events, minute = [], 0
    for wait, (kind, changes) in steps:
        minute += wait
        events.append(HistoryEvent(moment(minute), kind, changes))
    return events


@FEW
@given(CALENDARS, AMOUNTS, st.lists(pauses, max_size=5))
def test_due_and_used_are_inverse_under_pauses(
    calendar: Calendar, amount: timedelta, held: list[Pause]
) -> None:
    due = due_with_pauses(calendar, START, amount, held)
    assert due is not None
    assert used(calendar, START, held, due) == amount
    assert not any(pause.start <= due < pause.end for pause in held if pause.end)


@FEW
@given(CALENDARS, AMOUNTS, st.lists(pauses, max_size=4), pauses)
def test_a_pause_never_makes_due_earlier(
    calendar: Calendar, amount: timedelta, held: list[Pause], more: Pause
) -> None:
    before = due_with_pauses(calendar, START, amount, held)
    after = due_with_pauses(calendar, START, amount, [*held, more])
    assert before is not None
    assert after is not None
    assert after >= before


@FEW
@given(CALENDARS, AMOUNTS, st.lists(pauses, max_size=5), st.permutations(range(5)))
def test_the_order_of_pauses_does_not_matter(
    calendar: Calendar, amount: timedelta, held: list[Pause], order: list[int]
) -> None:
    shuffled = [held[index] for index in order if index < len(held)]
    assert due_with_pauses(calendar, START, amount, held) == due_with_pauses(
        calendar, START, amount, shuffled
    )


@FEW
@given(stories, st.data())
def test_the_cache_equals_the_rebuild(events: list[HistoryEvent], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(events)))
    prefix = fold_clocks(events[:cut], BY_PRIORITY)
    assert fold_clocks(events[cut:], BY_PRIORITY, prefix) == fold_clocks(events, BY_PRIORITY)


@FEW
@given(stories, st.integers(0, 40000))
def test_a_paused_clock_neither_breaches_nor_warns(events: list[HistoryEvent], later: int) -> None:
    state = fold_clocks(events, BY_PRIORITY)
    clock = state.current(RESOLUTION)
    assume(clock is not None and clock.running and clock.breach is None)
    assert clock is not None
    now = events[-1].at + timedelta(minutes=later)
    if read(clock, now).state != "paused":
        return
    settled = [fraction for fraction in (0.5, 1.0) if _passed(due_at_of(clock, fraction), events[-1].at)]
    assert read(clock, now).result is None
    assert crossing(clock, (0.5, 1.0), settled, now) is None


def _passed(at: datetime | None, by: datetime) -> bool:
    return at is not None and at <= by


@FEW
@given(stories)
def test_breaches_are_sticky(events: list[HistoryEvent]) -> None:
    seen: dict[int, datetime] = {}
    for length in range(1, len(events) + 1):
        for number, clock in enumerate(fold_clocks(events[:length], BY_PRIORITY).clocks):
            if number in seen:
                assert clock.breach is not None
                assert clock.breach.at == seen[number]
            if clock.breach:
                seen[number] = clock.breach.at


@FEW
@given(stories)
def test_retargeting_keeps_start_and_pauses_and_one_clock_in_force(events: list[HistoryEvent]) -> None:
    state = fold_clocks(events, BY_PRIORITY)
    for metric in (RESPONSE, RESOLUTION):
        clocks = [clock for clock in state.clocks if clock.metric == metric]
        assert all(clock.started_at == START for clock in clocks)
        assert sum(clock.end is None for clock in clocks) <= 1
    current = state.current(RESOLUTION)
    if current is not None and current.running:
        assert current.pauses == state.pauses


@FEW
@given(stories)
def test_a_decided_clock_never_changes_its_mind_as_time_passes(events: list[HistoryEvent]) -> None:
    for clock in fold_clocks(events, one(bh(8))).clocks:
        reading = read(clock, events[-1].at)
        if reading.result == "breached" or not clock.running:
            assert read(clock, FAR).result == reading.result
