"""The critical path on working calendars, against files calculated by Microsoft Project."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import BadInput, DomainError
from projects.domain.axis import ELAPSED, SpanAxis, instant_of, minute_of
from projects.domain.schedule import Link, Rules, Task, schedule
from projects.domain.schedule_types import LagCalendar, LinkKind
from tests.domain.projects.calendars import DAY, at, week_axis

WEEK = 5 * DAY
OCT_2014 = week_axis("2014-10-06", 60)
PAIRS = [("FS", 0), ("FS", DAY), ("FS", 2 * DAY), ("FS", WEEK), ("FS", 2 * WEEK)]
PAIRS += [("SF", 2 * DAY), ("SS", 2 * DAY), ("FF", 2 * DAY)]


def cal_1():
    tasks = [Task(n, DAY) for n in range(16)]
    links = [Link(2 * n, 2 * n + 1, kind, lag) for n, (kind, lag) in enumerate(PAIRS)]
    return schedule(tasks, links, Rules(at("2014-10-17"), OCT_2014))


def test_cal_1_dates_of_eight_kinds_of_link():
    s = cal_1()
    starts = ["10-20", "10-21", "10-22", "10-27", "11-03", "10-20", "10-21", "10-21"]
    assert [s.tasks[n].early_start for n in range(1, 16, 2)] == [at(f"2014-{day}") for day in starts]
    assert s.finish == at("2014-11-03", 17)


def test_cal_1_and_cal_3_floats_in_days():
    s = cal_1()
    total = [row.total_float // DAY for row in s.tasks.values()]
    free = [row.free_float // DAY for row in s.tasks.values()]
    assert total == [10, 10, 9, 9, 8, 8, 5, 5, 0, 0, 10, 10, 9, 9, 9, 9]
    assert free == [0, 10, 0, 9, 0, 8, 0, 5, 0, 0, 0, 10, 0, 9, 0, 9]


def test_cal_4_a_chain_of_all_kinds():
    axis = week_axis("2006-09-11", 40)
    links = [Link(1, 2), Link(2, 3, "SS", DAY), Link(3, 4, "FF"), Link(4, 5, "SF")]
    s = schedule([Task(n, DAY) for n in range(1, 6)], links, Rules(at("2006-09-21"), axis))
    starts = ["09-21", "09-22", "09-25", "09-25", "09-22"]
    assert [row.early_start for row in s.tasks.values()] == [at(f"2006-{day}") for day in starts]
    assert axis.position(s.tasks[5].early_finish) == axis.position(at("2006-09-25"))
    assert s.finish == at("2006-09-25", 17)
    assert [row.total_float // DAY for row in s.tasks.values()] == [0, 0, 0, 0, 1]


FRIDAY, MONDAY = "2026-01-09", "2026-01-12"
OFFICE = week_axis("2026-01-01", 60)
DAILY = week_axis("2025-10-01", 500, working=range(7))


@pytest.mark.parametrize(
    ("lag_calendar", "successor_starts"),
    [
        pytest.param("project", at("2026-01-13"), id="project calendar: a working day"),
        pytest.param("predecessor", at("2026-01-13"), id="predecessor's calendar"),
        pytest.param("successor", at("2026-01-11"), id="successor works at weekends: Saturday passes"),
        pytest.param("elapsed", at("2026-01-10", 8), id="eight elapsed hours: Saturday 01:00"),
    ],
)
def test_the_lag_runs_on_the_chosen_calendar(lag_calendar, successor_starts):
    tasks = [Task(1, DAY), Task(2, DAY, axis=DAILY)]
    s = schedule(tasks, [Link(1, 2, "FS", DAY, lag_calendar)], Rules(at(FRIDAY), OFFICE))
    expected = at("2026-01-12", 17) if lag_calendar in {"project", "predecessor"} else successor_starts
    assert DAILY.position(s.tasks[2].early_start) == DAILY.position(expected)
    assert s.tasks[1].total_float == 0


def test_a_team_that_works_at_weekends_ends_earlier():
    tasks = [Task(1, DAY), Task(2, 2 * DAY, axis=DAILY), Task(3, 2 * DAY)]
    s = schedule(tasks, [Link(1, 2), Link(1, 3)], Rules(at(FRIDAY), OFFICE))
    assert s.tasks[2].early_finish == at("2026-01-11", 17)
    assert s.tasks[3].early_finish == at("2026-01-13", 17)
    assert s.tasks[2].total_float == 2 * DAY


def test_elapsed_durations_ignore_the_calendar():
    s = schedule([Task(1, 24 * 60, axis=ELAPSED), Task(2, DAY)], [Link(1, 2)], Rules(at(FRIDAY, 16), OFFICE))
    assert s.tasks[1].early_finish == at("2026-01-10", 16)
    assert s.tasks[2].early_start == at(MONDAY)


def test_a_lead_overlaps_over_the_weekend():
    s = schedule([Task(1, DAY), Task(2, DAY)], [Link(1, 2, "FS", -DAY // 2)], Rules(at(MONDAY), OFFICE))
    assert s.tasks[2].early_start == at(MONDAY, 13)


def test_a_milestone_stands_where_its_work_ends_or_where_a_date_puts_it():
    tasks = [Task(1, DAY), Task("done"), Task("begin"), Task("gate", constraint="SNET", at=at(MONDAY))]
    s = schedule(tasks, [Link(1, "done")], Rules(at(FRIDAY), OFFICE))
    assert s.tasks["done"].early_finish == at(FRIDAY, 17)
    assert s.tasks["begin"].early_start == at(FRIDAY)
    assert s.tasks["gate"].early_start == at(MONDAY)


def test_a_holiday_moves_the_finish():
    holiday = week_axis("2026-01-01", 60, holidays={MONDAY})
    s = schedule([Task(1, DAY + 60)], [], Rules(at(FRIDAY), holiday))
    assert s.finish == at("2026-01-13", 9)


def test_free_float_of_work_that_may_run_into_the_weekend():
    """The office successor starts on Monday anyway, so weekend work has two days before it moves it."""
    tasks = [Task(1, DAY, axis=DAILY), Task(2, DAY)]
    s = schedule(tasks, [Link(1, 2)], Rules(at(FRIDAY), OFFICE))
    assert s.tasks[1].free_float == 2 * DAY


def test_a_calendar_that_ends_too_soon_is_an_error_not_a_guess():
    short = week_axis("2026-01-01", 9)
    with pytest.raises(DomainError) as refused:
        schedule([Task(1, 20 * DAY)], [], Rules(at("2026-01-02"), short))
    assert refused.value.code == "calendar_horizon"


@pytest.mark.parametrize("spans", [[(5, 5)], [(0, 10), (9, 12)]])
def test_spans_that_are_no_calendar_are_refused(spans):
    with pytest.raises(BadInput):
        SpanAxis(spans)


def test_a_milestone_waits_for_the_morning_only_when_a_date_says_so():
    friday_evening = [Task("m", constraint="SNET", at=at(FRIDAY, 17))]
    assert schedule(friday_evening, [], Rules(at(FRIDAY), OFFICE)).finish == at(FRIDAY, 17)
    tasks = [Task(1, DAY), Task("m", constraint="SNET", at=at(MONDAY))]
    assert schedule(tasks, [Link(1, "m")], Rules(at(FRIDAY), OFFICE)).finish == at(MONDAY)


SHIFTS = [None, DAILY, week_axis("2025-10-01", 500, working=(5, 6, 0)), ELAPSED]
LONG_OFFICE = week_axis("2025-10-01", 500)


@st.composite
def plans_of_many_calendars(draw):
    n = draw(st.integers(1, 5))
    tasks = [Task(i, 60 * draw(st.integers(1, 20)), axis=draw(st.sampled_from(SHIFTS))) for i in range(n)]
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=7)) if pairs else []
    kinds, calendars = st.sampled_from(get_args(LinkKind)), st.sampled_from(get_args(LagCalendar))
    lags = st.integers(-8, 20)
    return tasks, [Link(i, j, draw(kinds), 60 * draw(lags), draw(calendars)) for i, j in chosen]


@given(plans_of_many_calendars(), st.data())
@settings(max_examples=30)
def test_floats_hold_across_calendars(plan, data):
    """Held back by its total float a task leaves the finish alone, by its free float everybody else too."""
    tasks, links = plan
    rules = Rules(at("2026-01-07"), LONG_OFFICE)
    before = schedule(tasks, links, rules)
    row = before.tasks[data.draw(st.integers(0, len(tasks) - 1))]
    axis = tasks[row.id].axis or LONG_OFFICE

    def held_by(minutes):
        until = axis.start_of(axis.position(row.early_start) + minutes)
        held = [replace(t, constraint="SNET", at=until) if t.id == row.id else t for t in tasks]
        return schedule(held, links, rules)

    assert 0 <= row.free_float <= row.total_float
    assert held_by(row.total_float).finish == before.finish
    after = held_by(row.free_float)
    others = [t.id for t in tasks if t.id != row.id]
    assert [after.tasks[i].early_start for i in others] == [before.tasks[i].early_start for i in others]


@given(st.integers(at("2026-01-02"), at("2026-02-25")))
def test_start_and_finish_bracket_every_instant(minute):
    position = OFFICE.position(minute)
    assert OFFICE.finish_of(position) <= minute <= OFFICE.start_of(position)
    assert (
        OFFICE.position(OFFICE.finish_of(position)) == position == OFFICE.position(OFFICE.start_of(position))
    )


def test_minutes_and_instants_are_inverse():
    assert minute_of(instant_of(29_000_000)) == 29_000_000
