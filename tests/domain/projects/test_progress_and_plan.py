"""How work is planned over days, and how much of it counts as done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import BadInput, DomainError
from projects.domain.planned_value import (
    PlannedWork,
    cumulative_planned_value,
    planned_value,
    planned_value_on,
    spread,
)
from projects.domain.progress import Progress, WeightedMilestone, earned, physical_percent

D = Decimal
DONE = WeightedMilestone(D(30), reached=True)
OPEN = WeightedMilestone(D(70), reached=False)


def every_day(_day):
    return 1440


def office_days(*holidays):
    return lambda day: 0 if day.weekday() > 4 or day in holidays else 480


def test_ev_6_one_issue_over_a_weekend():
    issue = PlannedWork(D(24), date(2015, 8, 1), date(2015, 8, 3))
    days = [date(2015, 8, n) for n in (1, 2, 3)]
    closed = [Progress("zero_hundred", started=True, finished=day == days[2]) for day in days]
    assert cumulative_planned_value([issue], every_day, days) == (8, 16, 24)
    assert [earned(D(24), p, D(0)).value for p in closed] == [0, 0, 24]


@pytest.mark.parametrize(
    ("hours", "last", "expected"),
    [
        pytest.param(12, 8, {1: 4, 2: 4, 8: 4}, id="EV-7 over the holidays"),
        pytest.param(10, 7, {1: 5, 2: 5}, id="EV-7 before the holidays end"),
    ],
)
def test_ev_7_holidays_and_weekends_plan_nothing(hours, last, expected):
    holidays = office_days(*(date(2017, 5, n) for n in (3, 4, 5)))
    work = PlannedWork(D(hours), date(2017, 5, 1), date(2017, 5, last))
    assert {day.day: amount for day, amount in spread(work, holidays).items()} == expected


def test_a_half_day_plans_half_as_much():
    half_friday = {0: 480, 1: 480, 2: 480, 3: 480, 4: 240}
    work = PlannedWork(D(90), date(2026, 1, 5), date(2026, 1, 9))
    amounts = spread(work, lambda day: half_friday.get(day.weekday(), 0))
    assert list(amounts.values()) == [20, 20, 20, 20, 10]


def test_work_planned_only_on_days_off_is_due_on_its_last_day():
    work = PlannedWork(D(10), date(2026, 1, 10), date(2026, 1, 11))
    assert spread(work, office_days()) == {date(2026, 1, 11): 10}
    assert planned_value_on(work, date(2026, 1, 10), office_days()) == 0


def test_planned_value_ends_at_the_budget():
    work = PlannedWork(D(10), date(2026, 1, 5), date(2026, 1, 7))
    assert planned_value([work, work], date(2026, 1, 4), office_days()) == 0
    assert planned_value([work, work], date(2027, 1, 1), office_days()) == 20


def test_work_cannot_finish_before_it_starts():
    with pytest.raises(BadInput):
        PlannedWork(D(1), date(2026, 1, 2), date(2026, 1, 1))


works = st.builds(
    lambda budget, start, length: PlannedWork(
        D(budget) / 100, date(2026, 1, 1) + timedelta(start), date(2026, 1, 1) + timedelta(start + length)
    ),
    st.integers(0, 10**9),
    st.integers(0, 20),
    st.integers(0, 25),
)


@given(st.lists(works, max_size=5))
@settings(max_examples=25)
def test_the_spread_sums_to_the_budget_and_agrees_with_the_running_value(plan):
    days = [date(2026, 1, 1) + timedelta(n) for n in range(50)]
    assert all(sum(spread(w, office_days()).values()) == w.budget for w in plan)
    series = cumulative_planned_value(plan, office_days(), days)
    direct = [planned_value(plan, day, office_days()) for day in days]
    assert [round(v, 6) for v in series] == [round(v, 6) for v in direct]


@pytest.mark.parametrize(
    ("progress", "fraction"),
    [
        pytest.param(Progress("zero_hundred", started=True), 0, id="0/100 under way"),
        pytest.param(Progress("zero_hundred", started=True, finished=True), 1, id="0/100 done"),
        pytest.param(Progress("fifty_fifty"), 0, id="50/50 not started"),
        pytest.param(Progress("fifty_fifty", started=True), D("0.5"), id="50/50 under way"),
        pytest.param(Progress("weighted_milestones", milestones=(DONE, OPEN)), D("0.3"), id="milestones"),
        pytest.param(Progress("units", units_done=D(30), units_planned=D(40)), D("0.75"), id="units"),
        pytest.param(
            Progress("units", units_done=D(50), units_planned=D(40)), 1, id="more units than planned"
        ),
        pytest.param(
            Progress("percent", percent=D("0.4"), evidence="test report 12"), D("0.4"), id="percent"
        ),
        pytest.param(Progress("apportioned", base=D("0.6")), D("0.6"), id="apportioned"),
    ],
)
def test_each_rule_says_how_much_is_done(progress, fraction):
    assert physical_percent(progress).value == fraction
    assert earned(D(200), progress, planned=D(50)).value == 200 * fraction


def test_level_of_effort_earns_what_is_planned():
    assert earned(D(200), Progress("level_of_effort"), planned=D(50)).value == 50
    assert physical_percent(Progress("level_of_effort")).null_reason == "no_data"


@pytest.mark.parametrize("rule", ["units", "percent", "weighted_milestones", "apportioned"])
def test_a_rule_without_its_facts_earns_nothing_known(rule):
    assert earned(D(200), Progress(rule), planned=D(50)).null_reason == "no_data"


@pytest.mark.parametrize(
    ("progress", "code"),
    [
        (Progress("percent", percent=D("0.4")), "percent_evidence"),
        (Progress("percent", percent=D(40), evidence="report"), "percent_range"),
        (
            Progress("weighted_milestones", milestones=(WeightedMilestone(D(-1), reached=True),)),
            "milestone_weight",
        ),
    ],
)
def test_progress_that_cannot_be_believed_is_refused(progress, code):
    with pytest.raises(DomainError) as refused:
        physical_percent(progress)
    assert refused.value.code == code
