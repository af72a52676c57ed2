"""The day a trend passes a limit."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.trend import forecast_breach_on
from kernel.errors import DomainError

START = date(2026, 1, 1)


def weekly(*values: float) -> list[tuple[date, float]]:
    return [(START + timedelta(weeks=week), value) for week, value in enumerate(values)]


@pytest.mark.parametrize(
    ("series", "limit", "expected"),
    [
        pytest.param([], 1.0, None, id="no readings"),
        pytest.param(weekly(0.1, 0.2), 1.0, None, id="two readings are no trend"),
        pytest.param(weekly(0.5, 0.5, 0.5), 1.0, None, id="flat"),
        pytest.param(weekly(0.5, 0.4, 0.3), 1.0, None, id="falling"),
        pytest.param(
            weekly(0.0, 7.0, 14.0), 21.0, START + timedelta(days=22), id="on the limit on day 21 is inside"
        ),
        pytest.param(weekly(0.0, 7.0, 14.0), 20.5, START + timedelta(days=21), id="one a day"),
        pytest.param(weekly(0.0, 7.0, 99.0), 21.0, START + timedelta(days=14), id="already beyond"),
        pytest.param(
            weekly(0.0, 7.0, 14.0, 80.0, 28.0, 35.0),
            42.0,
            START + timedelta(days=43),
            id="one wild reading bends nothing",
        ),
        pytest.param(
            weekly(0.0, 7.0, 14.0, 20.9),
            21.0,
            START + timedelta(days=22),
            id="never on the reading's own day",
        ),
        pytest.param(weekly(0.0, 1e-6, 2e-6), 1.0, None, id="beyond ten years"),
        pytest.param(weekly(0.0, 1e-308, 2e-308), 1.0, None, id="hardly rising"),
        pytest.param(weekly(2.0, 2.0 + 1e-15, 2.0), 2.0, None, id="a tremble that does not rise"),
        pytest.param(
            weekly(*[50.0] * 8, *[7.0 * week for week in range(8)]),
            56.0,
            START + timedelta(weeks=8, days=57),
            id="only the last eight count",
        ),
        pytest.param(
            [(START, 99.0), *weekly(0.0, 7.0, 14.0)], 21.0, START + timedelta(days=22), id="a corrected day"
        ),
    ],
)
def test_breach_day(series: list[tuple[date, float]], limit: float, expected: date | None) -> None:
    assert forecast_breach_on(series, limit) == expected


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_readings_must_be_numbers(bad: float) -> None:
    with pytest.raises(DomainError):
        forecast_breach_on(weekly(1.0, bad, 2.0), 5.0)
    with pytest.raises(DomainError):
        forecast_breach_on(weekly(1.0, 2.0, 3.0), bad)


VALUES = st.lists(st.floats(0, 100), min_size=3, max_size=10)


@settings(max_examples=30)
@given(VALUES, st.floats(0, 200), st.floats(0, 200))
def test_a_higher_limit_is_never_passed_earlier(values: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))
    late = forecast_breach_on(weekly(*values), high)
    if late is not None:
        early = forecast_breach_on(weekly(*values), low)
        assert early is not None
        assert early <= late


@settings(max_examples=30)
@given(VALUES, st.floats(0, 200), st.randoms())
def test_the_order_of_readings_does_not_matter(values: list[float], limit: float, random: object) -> None:
    series = weekly(*values)
    shuffled = list(series)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert forecast_breach_on(shuffled, limit) == forecast_breach_on(series, limit)
