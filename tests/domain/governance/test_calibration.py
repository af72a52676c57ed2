"""Forecasts held against what came."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.calibration import (
    Bucket,
    ProbabilityForecast,
    Uplift,
    ValueForecast,
    brier,
    median_bias,
    optimism_uplift,
    p80_hit_rate,
    quantile,
    reliability,
)
from kernel.errors import DomainError
from kernel.figures import known, unknown


@pytest.mark.parametrize(
    ("forecasts", "score"),
    [
        pytest.param([(0.7, True)], 0.09, id="BR-4 it happens"),
        pytest.param([(0.7, False)], 0.49, id="BR-4 it does not"),
        pytest.param([(0.7, True), (0.7, False)], 0.29, id="mean"),
        pytest.param([(1.0, True), (0.0, False)], 0.0, id="perfect"),
    ],
)
def test_brier_score(forecasts: list[tuple[float, bool]], score: float) -> None:
    assert brier([ProbabilityForecast(p, came) for p, came in forecasts]).value == pytest.approx(score)


def test_no_forecasts_no_score() -> None:
    assert brier([]) == unknown("no_data")
    assert p80_hit_rate([]) == unknown("no_data")
    assert median_bias([ValueForecast(0, 1, 1)]) == unknown("no_data")
    with pytest.raises(DomainError):
        ProbabilityForecast(1.2, happened=True)
    with pytest.raises(DomainError):
        quantile([], 0.5)


def test_when_we_say_eighty_percent_how_often_are_we_right() -> None:
    values = [ValueForecast(100, 120, actual) for actual in (90, 110, 120, 121, 150)]
    assert p80_hit_rate(values) == known(0.6)
    assert median_bias(values).value == pytest.approx(0.2)


def test_reliability_compares_stated_with_observed() -> None:
    forecasts = [ProbabilityForecast(p, came) for p, came in ((0.81, True), (0.85, False), (1.0, True))]
    assert reliability(forecasts) == (
        Bucket(pytest.approx(0.83), 0.5, 2),
        Bucket(1.0, 1.0, 1),
    )


@pytest.mark.parametrize(
    ("overruns", "expected"),
    [
        pytest.param([], Uplift(0.51, 0.0, 0), id="no record: the published bound"),
        pytest.param([0.1] * 10, Uplift(pytest.approx(0.305), 0.5, 10), id="half and half at ten"),
        pytest.param([0.1] * 90, Uplift(pytest.approx(0.141), 0.9, 90), id="own record prevails"),
        pytest.param([0.0, 1.0], Uplift(pytest.approx(0.8 / 6 + 0.51 * 5 / 6), 1 / 6, 2), id="own P80"),
    ],
)
def test_uplift_shrinks_towards_the_own_record(overruns: list[float], expected: Uplift) -> None:
    assert optimism_uplift(overruns, 0.51) == expected


@given(st.lists(st.floats(-1, 5), max_size=30), st.floats(0, 3))
@settings(max_examples=30)
def test_uplift_lies_between_record_and_bound(overruns: list[float], bound: float) -> None:
    ends = [bound, quantile(overruns, 0.8) if overruns else bound]
    assert min(ends) - 1e-9 <= optimism_uplift(overruns, bound).share <= max(ends) + 1e-9
