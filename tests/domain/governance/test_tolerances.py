"""Tolerances: probability of breach, states with hysteresis, one exception each, growth over baselines."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.growth import (
    Growth,
    GrowthLimits,
    Rebaseline,
    baseline_laundering,
    growth_of,
)
from governance.domain.tolerances import (
    Aspect,
    ExceptionKey,
    Outlook,
    State,
    Tier,
    Tolerance,
    Watched,
    accept,
    decision_due,
    evaluate,
    lead_time,
    must_notify,
    not_delegated,
    p_breach,
    p_breach_normal,
    plan_exceptions,
    share_of_target,
    state_of,
)
from kernel.errors import DomainError
from kernel.figures import known, unknown

D = Decimal
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("forecast", "inside"),
    [
        pytest.param(10_500, True, id="TO-1 on the limit"),
        pytest.param(10_550, False, id="TO-1 beyond"),
        pytest.param(10_500.01, False, id="a cent beyond"),
        pytest.param(9_500, True, id="on the lower limit"),
        pytest.param(9_499, False, id="below"),
    ],
)
def test_inside_or_outside(forecast: float, inside: bool) -> None:
    assert share_of_target(10_000, 0.05, 0.05).holds(forecast) is inside


@pytest.mark.parametrize(
    ("mean", "sd", "tolerance", "expected"),
    [
        pytest.param(108, 6, Tolerance(100, None, 10), 0.369441, id="TO-2"),
        pytest.param(108, 6, Tolerance(100, 20, 10), 0.369441 + 2.0e-06, id="two-sided adds the lower tail"),
        pytest.param(110, 0, Tolerance(100, None, 10), 0, id="no spread, on the limit"),
        pytest.param(110.1, 0, Tolerance(100, None, 10), 1, id="no spread, beyond"),
        pytest.param(100, 5, not_delegated(100), 1, id="not delegated: any deviation"),
        pytest.param(90, 5, Tolerance(100, 10, None), 0.5, id="one-sided below"),
    ],
)
def test_probability_of_breach(mean: float, sd: float, tolerance: Tolerance, expected: float) -> None:
    assert p_breach_normal(mean, sd, tolerance) == pytest.approx(expected, abs=1.5e-6)


def test_to_2_is_to_be_watched() -> None:
    assert state_of(Outlook(p_breach_normal(108, 6, Tolerance(100, None, 10)))) is State.WATCH


def test_probability_from_samples() -> None:
    assert p_breach([105, 110, 110.5, 89.9], Tolerance(100, 10, 10)) == known(0.5)
    assert p_breach([], Tolerance(100, 10, 10)) == unknown("no_data")


def test_impossible_tolerances_and_forecasts_are_refused() -> None:
    for bad in ((100, None, None), (100, -1, None), (float("nan"), 1, 1), (100, float("inf"), None)):
        with pytest.raises(DomainError):
            Tolerance(*bad)
    for mean, sd in ((1.0, -1.0), (float("nan"), 1.0), (1.0, float("inf"))):
        with pytest.raises(DomainError):
            p_breach_normal(mean, sd, Tolerance(100, 10, 10))
    with pytest.raises(DomainError):
        Outlook(1.1)


W, A, C, F, X = State.WITHIN, State.ACCEPTED, State.WATCH, State.FORECAST_BREACH, State.ACTUAL_BREACH


def run(*probabilities: float, start: Watched | None = None) -> list[State]:
    watched, states = start or Watched(), []
    for number, p in enumerate(probabilities):
        watched = evaluate(watched, known(Outlook(p)), DAY + timedelta(days=number))
        states.append(watched.state)
    return states


@pytest.mark.parametrize(
    ("probabilities", "states"),
    [
        pytest.param((0.29, 0.29), [W, W], id="below the threshold"),
        pytest.param((0.35, 0.35), [W, C], id="twice in a row"),
        pytest.param((0.35, 0.1, 0.35, 0.1), [W, W, W, W], id="never twice in a row"),
        pytest.param((0.40,), [C], id="0.10 beyond counts at once"),
        pytest.param((0.55, 0.55), [C, F], id="surely watched, then forecast"),
        pytest.param((0.60,), [F], id="forecast at once"),
        pytest.param((0.35, 0.55), [W, C], id="both agree on watch only"),
        pytest.param((0.35, 0.55, 0.55), [W, C, F], id="then on forecast"),
        pytest.param((0.60, 0.45, 0.41), [F, F, F], id="not left inside 0.10"),
        pytest.param((0.60, 0.40), [F, C], id="left 0.10 below"),
        pytest.param((0.60, 0.20), [F, W], id="left altogether"),
        pytest.param((0.40, 0.21, 0.20), [C, C, W], id="watch left 0.10 below"),
    ],
)
def test_states_follow_probability_with_hysteresis(
    probabilities: tuple[float, ...], states: list[State]
) -> None:
    assert run(*probabilities) == states


def test_a_median_outside_is_a_forecast_breach() -> None:
    outlook = known(Outlook(0.45, median_outside=True))
    first = evaluate(Watched(), outlook, DAY)
    second = evaluate(first, outlook, DAY + timedelta(days=1))
    assert (first.state, second.state) == (C, F)
    assert evaluate(second, known(Outlook(0.1, median_outside=True)), DAY).state is F


def test_an_actual_breach_counts_at_once_and_is_left_when_the_value_comes_back() -> None:
    breached = evaluate(Watched(), known(Outlook(1.0, actual_outside=True)), DAY)
    assert breached == Watched(X, DAY)
    assert evaluate(breached, known(Outlook(0.45)), DAY).state is F
    assert evaluate(breached, known(Outlook(0.05)), DAY).state is W


def test_an_unknown_outlook_changes_nothing() -> None:
    assert evaluate(Watched(F, DAY), unknown("no_baseline"), DAY) == Watched(F, DAY)


def test_acceptance_needs_a_breach_and_a_decision_and_stays_visible() -> None:
    accepted = accept(Watched(F, DAY), "DEC-7", DAY)
    assert accepted == Watched(A, DAY, decision="DEC-7")
    assert run(0.1, start=accepted) == [A]
    assert run(0.7, 0.1, start=accepted) == [F, A]
    for watched, decision in ((Watched(C, DAY), "DEC-7"), (Watched(F, DAY), "")):
        with pytest.raises(DomainError):
            accept(watched, decision, DAY)


OUTLOOKS = st.lists(
    st.builds(Outlook, st.floats(0, 1), median_outside=st.booleans(), actual_outside=st.booleans()),
    min_size=1,
    max_size=12,
)


@given(OUTLOOKS)
@settings(max_examples=40)
def test_evaluating_again_on_the_same_day_changes_nothing(outlooks: list[Outlook]) -> None:
    watched = Watched()
    for number, outlook in enumerate(outlooks):
        day = DAY + timedelta(days=number)
        watched = evaluate(watched, known(outlook), day)
        assert evaluate(watched, known(outlook), day) == watched


@given(st.lists(st.floats(0, 1), min_size=8, max_size=30))
@settings(max_examples=40)
def test_flapping_notifies_once_a_week_at_most(probabilities: list[float]) -> None:
    watched, last, told = Watched(), None, []
    for number, p in enumerate(probabilities):
        day = DAY + timedelta(days=number)
        watched = evaluate(watched, known(Outlook(p)), day)
        if must_notify(watched.state, last, day):
            last = (watched.state, day)
            told.append(day)
    assert all(b - a >= timedelta(days=7) for a, b in pairwise(told))


def test_no_exception_while_inside_and_a_worse_state_is_told_at_once() -> None:
    assert not must_notify(C, None, DAY)
    assert must_notify(X, (F, DAY), DAY)
    assert not must_notify(F, (X, DAY), DAY)
    assert must_notify(F, (F, DAY), DAY + timedelta(days=7))


COST = ExceptionKey("PRJ-1", Aspect.COST, Tier.PROJECT)
TIME = ExceptionKey("PRJ-1", Aspect.TIME, Tier.STAGE)


def test_exactly_one_exception_per_subject_aspect_and_tier() -> None:
    assert plan_exceptions({COST: F, TIME: C}, frozenset()) == (frozenset({COST}), frozenset())
    assert plan_exceptions({COST: X, TIME: W}, frozenset({COST, TIME})) == (frozenset(), frozenset({TIME}))
    assert plan_exceptions({}, frozenset({COST})) == (frozenset(), frozenset())
    assert (COST.goes_to, TIME.goes_to) == ("portfolio", "board")


def test_time_left_to_decide() -> None:
    assert lead_time(DAY + timedelta(days=12), DAY) == known(12)
    assert lead_time(None, DAY) == unknown("no_data")
    assert decision_due(DAY + timedelta(days=30), [3, 9.5, 40], DAY) == DAY + timedelta(days=20)
    assert decision_due(DAY + timedelta(days=3), [9], DAY) == DAY
    assert decision_due(DAY + timedelta(days=30), [], DAY) == DAY + timedelta(days=23)


@pytest.mark.parametrize(
    ("estimate", "growth", "over_original"),
    [
        pytest.param(114, Growth.NONE, 0.266667, id="BL-1 14 %, 26.7 %"),
        pytest.param(115, Growth.SIGNIFICANT, 0.277778, id="BL-1 15 %"),
        pytest.param(125, Growth.CRITICAL, 0.388889, id="BL-1 25 %"),
        pytest.param(90, Growth.NONE, 0, id="no growth"),
    ],
)
def test_growth_over_both_baselines(estimate: int, growth: Growth, over_original: float) -> None:
    reading = growth_of(D(90), D(100), D(estimate)).value
    assert reading is not None
    assert reading.growth is growth
    assert float(reading.over_original) == pytest.approx(over_original, abs=1e-6)


@pytest.mark.parametrize(
    ("original", "current", "estimate", "growth"),
    [
        pytest.param(100, 200, 130, Growth.SIGNIFICANT, id="30 % over the original alone"),
        pytest.param(100, 200, 150, Growth.CRITICAL, id="50 % over the original alone"),
        pytest.param(100, 200, 129, Growth.NONE, id="neither"),
    ],
)
def test_a_moved_baseline_does_not_hide_growth(
    original: int, current: int, estimate: int, growth: Growth
) -> None:
    reading = growth_of(D(original), D(current), D(estimate)).value
    assert reading is not None
    assert reading.growth is growth


def test_growth_undefined() -> None:
    assert growth_of(None, D(1), D(1)) == unknown("no_baseline")
    assert growth_of(D(1), D(1), None) == unknown("no_data")
    assert growth_of(D(0), D(1), D(1)) == unknown("zero_planned")
    with pytest.raises(DomainError):
        GrowthLimits(significant_current=D("0.5"))


def test_laundering_index_is_the_variance_that_vanished() -> None:
    moves = [
        Rebaseline(date(2026, 2, 1), D(130), during_exception=True),
        Rebaseline(date(2026, 1, 1), D(110)),
    ]
    found = baseline_laundering(D(100), moves, D(135), DAY)
    assert found.index == known(D("0.3"))
    assert (found.times, found.moved_by, found.days_since_last) == (2, 30, 29)
    assert found.share_during_exception == known(0.5)


def test_an_unmoved_baseline_hides_nothing() -> None:
    found = baseline_laundering(D(100), [], D(135), DAY)
    assert (found.index, found.times, found.days_since_last) == (known(D(0)), 0, None)
    assert baseline_laundering(None, [], D(135), DAY).index == unknown("no_baseline")
    assert baseline_laundering(D(100), [], None, DAY).index == unknown("no_data")
    assert baseline_laundering(D(0), [], D(1), DAY).index == unknown("zero_planned")
