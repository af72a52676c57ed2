"""Capacity between running the service and projects."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.figures import known, unknown
from people.domain.capacity import (
    Demand,
    TeamTask,
    capacity_hours,
    conflict,
    demand_of,
    duration_multiplier,
    interrupt_tax,
    moves_within_float,
    p_conflict,
    safe_project_hours,
)

SERVICE = Demand(80, 15)
WEEKS = [70.0, 85.0, 90.0, 78.0, 66.0, 95.0, 81.0, 77.0, 84.0, 74.0]


def test_ca_1() -> None:
    assert p_conflict(150, 60, SERVICE) == pytest.approx(0.252493, abs=1e-6)
    assert safe_project_hours(150, SERVICE, 0.10) == pytest.approx(50.7767, abs=1e-4)


@pytest.mark.parametrize(
    ("allocation", "expected"),
    [pytest.param(70, 0.0, id="fits exactly"), pytest.param(70.1, 1.0, id="does not fit")],
)
def test_without_spread_it_is_a_step(allocation: float, expected: float) -> None:
    assert p_conflict(150, allocation, Demand(80, 0)) == expected
    assert safe_project_hours(150, Demand(80, 0)) == 70


def test_holidays_and_absences_reduce_capacity() -> None:
    assert capacity_hours([40, 40, 32], absent_hours=16, holiday_hours=24) == 72
    assert capacity_hours([8], absent_hours=40) == 0


@pytest.mark.parametrize("risk", [0, 1, -0.1, 1.1])
def test_a_risk_lies_between_nothing_and_certainty(risk: float) -> None:
    with pytest.raises(DomainError):
        safe_project_hours(150, SERVICE, risk)


def test_demand_is_finite_and_needs_two_weeks() -> None:
    assert demand_of([80]) == unknown("no_data")
    assert demand_of([78, 80, 82]) == known(Demand(80, 2))
    for mean, sd in ((float("nan"), 1), (1, -1)):
        with pytest.raises(DomainError):
            Demand(mean, sd)


def test_short_histories_carry_their_uncertainty_and_repeat_themselves() -> None:
    found = conflict(150, 60, WEEKS, seed=5).value
    assert found is not None
    assert found == conflict(150, 60, WEEKS, seed=5).value
    assert found.low < found.probability < found.high
    assert found.weeks == 10


def test_long_histories_are_taken_at_their_word() -> None:
    found = conflict(150, 60, WEEKS * 3, seed=5).value
    demand = demand_of(WEEKS * 3).value
    assert found is not None
    assert demand is not None
    assert found.low == found.high == found.probability == p_conflict(150, 60, demand)
    assert found.safe_hours == safe_project_hours(150, demand)
    assert conflict(150, 60, [80], seed=1) == unknown("no_data")


@pytest.mark.parametrize("history", [WEEKS, WEEKS * 3])
def test_a_major_incident_week_lowers_the_safe_hours(history: list[float]) -> None:
    before, after = conflict(150, 60, history, seed=5).value, conflict(150, 60, [*history, 160], seed=5).value
    assert before is not None
    assert after is not None
    assert after.safe_hours < before.safe_hours


def test_interruption() -> None:
    assert (interrupt_tax(40, 31), interrupt_tax(40, 45)) == (9, 0)
    assert duration_multiplier(40, 32) == known(1.25)
    assert duration_multiplier(40, 50) == known(1.0)
    assert duration_multiplier(0, 5) == unknown("zero_planned")
    assert duration_multiplier(40, 0) == unknown("zero_actual")


CAPACITIES, DEMANDS = [150.0, 150.0, 150.0], [Demand(80, 0)] * 3


@pytest.mark.parametrize(
    ("tasks", "moves"),
    [
        pytest.param([TeamTask("a", 0, 70, 0)], {}, id="fits"),
        pytest.param([TeamTask("a", 0, 50, 1), TeamTask("b", 0, 50, 0)], {"a": 1}, id="inside its float"),
        pytest.param([TeamTask("a", 0, 50, 0), TeamTask("b", 0, 50, 0)], {}, id="no float, a real conflict"),
        pytest.param(
            [TeamTask("a", 0, 50, 2), TeamTask("b", 0, 50, 0), TeamTask("c", 1, 40, 0)],
            {"a": 2},
            id="first week with room",
        ),
        pytest.param([TeamTask("a", 2, 90, 5)], {}, id="not beyond the weeks known"),
    ],
)
def test_what_to_move(tasks: list[TeamTask], moves: dict[str, int]) -> None:
    assert moves_within_float(CAPACITIES, DEMANDS, tasks) == moves


HOURS = st.floats(0, 200)


@given(HOURS, HOURS, HOURS, st.floats(0, 200), st.floats(0, 50))
@settings(max_examples=40)
def test_more_work_never_lowers_the_conflict(
    capacity: float, one: float, other: float, mean: float, sd: float
) -> None:
    low, high = sorted((one, other))
    demand = Demand(mean, sd)
    assert p_conflict(capacity, low, demand) <= p_conflict(capacity, high, demand)


@given(HOURS, st.floats(0, 200), st.floats(0.1, 50), st.floats(0.01, 0.99))
@settings(max_examples=40)
def test_the_safe_hours_are_where_the_risk_is_reached(
    capacity: float, mean: float, sd: float, risk: float
) -> None:
    demand = Demand(mean, sd)
    safe = safe_project_hours(capacity, demand, risk)
    assert p_conflict(capacity, safe, demand) == pytest.approx(risk, abs=1e-6)
