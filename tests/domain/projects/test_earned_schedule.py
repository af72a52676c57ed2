"""Earned schedule: published cases, the end-of-project argument, and Lipke's identity."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from projects.domain.earned_schedule import actual_time, earned_periods, measure_schedule
from projects.domain.earned_value import measure
from projects.domain.planned_value import PlannedWork, cumulative_planned_value

D = Decimal
JAN = date(2026, 1, 1)
DAYS = [JAN + timedelta(n) for n in range(20)]
TWO_TASKS = [PlannedWork(D(1000), DAYS[0], DAYS[9]), PlannedWork(D(1000), DAYS[10], DAYS[19])]


def every_day(_day):
    return 1440


def two_tasks(done_a, done_b, day):
    planned = cumulative_planned_value(TWO_TASKS, every_day, DAYS)
    return measure_schedule(
        planned, D(1000) * D(done_a) + D(1000) * D(done_b), actual_time(JAN, day, every_day)
    )


def test_es_1_a_task_done_and_a_third_of_the_next():
    s = two_tasks("1", "0.33", date(2026, 1, 15))
    assert (s.es.value, s.at.value, s.pd.value, s.sv_t.value) == (D("13.3"), 15, 20, D("-1.7"))
    assert float(s.spi_t.value) == pytest.approx(0.886667, abs=1e-6)
    assert float(s.ieac_t.value) == pytest.approx(22.556391, abs=1e-6)


def test_es_2_little_done_early():
    assert two_tasks("0.05", "0", date(2026, 1, 5)).es.value == D("0.5")


def test_es_4_finished_on_time():
    s = two_tasks("1", "1", date(2026, 1, 20))
    assert (s.es.value, s.spi_t.value, s.sv_t.value, s.ieac_t.value) == (20, 1, 0, 20)
    assert s.tspi.null_reason == "finished"


PLAN = [D(n) for n in (10, 25, 50, 75, 100)]


@pytest.mark.parametrize(
    ("at", "ev", "es", "spi", "ieac"),
    [(1, 8, "0.8", 0.8, 6.25), (2, 22, "1.8", 0.9, 5.555556), (3, 40, "2.6", 0.866667, 5.769231)],
    ids=["ES-5 period 1", "ES-5 period 2", "ES-5 period 3"],
)
def test_es_5_three_periods_of_a_plan_of_five(at, ev, es, spi, ieac):
    s = measure_schedule(PLAN, D(ev), D(at))
    assert s.es.value == D(es)
    assert float(s.spi_t.value) == pytest.approx(spi, abs=1e-6)
    assert float(s.ieac_t.value) == pytest.approx(ieac, abs=1e-6)


def test_es_5_performance_needed_on_the_rest():
    s = measure_schedule(PLAN, D(40), D(3))
    assert s.tspi.value == D("1.2")
    assert s.recovery_unlikely


def test_es_7_a_late_finish_stays_visible():
    s = measure_schedule(PLAN, D(100), D(7))
    assert measure(D(100), D(100), D(100), D(100)).spi.value == 1
    assert float(s.spi_t.value) == pytest.approx(0.714286, abs=1e-6)
    assert s.sv_t.value == -2


def test_es_9_value_earned_in_july_was_planned_for_june():
    plan = [D(n) for n in (5, 12, 22, 35, 50, 68, 84, 95, 100)]
    s = measure_schedule(plan, D(60), D(7))
    assert 5 < s.es.value < 6
    assert s.spi_t.value < D(6) / 7


def test_a_flat_stretch_counts_to_its_end():
    assert earned_periods([D(10), D(20), D(20), D(20), D(30)], D(20)) == 4
    assert earned_periods([D(0), D(0), D(10)], D(5)) == D("2.5")


@pytest.mark.parametrize(
    ("plan", "ev", "at", "name", "reason"),
    [
        ([], 5, 3, "es", "no_baseline"),
        ([], 5, 3, "ieac_t", "no_baseline"),
        ([0, 0], 5, 3, "spi_t", "no_baseline"),
        ([10, 20], None, 3, "es", "no_data"),
        ([10, 20], 5, 0, "spi_t", "not_started"),
        ([10, 20], 5, -2, "spi_t", "not_started"),
        ([10, 20], 0, 1, "ieac_t", "not_started"),
        ([10, 20], 15, 2, "tspi", "zero_remaining_budget"),
        ([10, 20], 15, 5, "tspi", "zero_remaining_budget"),
    ],
)
def test_an_undefined_figure_says_why(plan, ev, at, name, reason):
    s = measure_schedule([D(n) for n in plan], None if ev is None else D(ev), D(at))
    figure = getattr(s, name)
    assert (figure.value, figure.null_reason) == (None, reason)


def test_actual_time_counts_working_days_inclusively():
    monday = date(2026, 1, 5)
    office = lambda day: 480 if day.weekday() < 5 else 0  # noqa: E731
    assert [int(actual_time(monday, monday + timedelta(n), office)) for n in (-1, 0, 4, 6, 7)] == [
        0,
        1,
        5,
        5,
        6,
    ]


plans = st.lists(st.integers(0, 1000), min_size=1, max_size=12).map(
    lambda steps: [D(sum(steps[: n + 1])) for n in range(len(steps))]
)


@given(plans, st.integers(1, 10**4), st.integers(1, 30))
@settings(max_examples=30)
def test_both_forms_of_the_duration_estimate_agree(plan, ev, at):
    s = measure_schedule(plan, D(ev), D(at))
    assume(s.spi_t.value)
    left = s.at.value + (s.pd.value - s.es.value) / s.spi_t.value
    assert round(left, 15) == round(s.ieac_t.value, 15)


@given(plans.filter(lambda p: p[-1] > 0), st.integers(0, 2000), st.integers(0, 2000))
@settings(max_examples=30)
def test_more_earned_value_never_lowers_earned_schedule(plan, ev, more):
    assert earned_periods(plan, D(ev)) <= earned_periods(plan, D(ev + more))


@given(plans.filter(lambda p: p[-1] > 0), st.data())
@settings(max_examples=30)
def test_value_planned_at_the_end_of_a_period_earns_at_least_that_period(plan, data):
    n = data.draw(st.integers(0, len(plan) - 1))
    assume(0 < plan[n] < plan[-1])
    assert earned_periods(plan, plan[n]) >= n + 1
