"""What stopping still saves, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.avoidable_cost import Commitment, avoidable, curve, last_responsible_stop

D = Decimal
TODAY = date(2026, 3, 1)


def owed(code: str, amount: int, day: int | None, exit_cost: int = 0) -> Commitment:
    locked = None if day is None else TODAY + timedelta(days=day)
    return Commitment(code, D(amount), locked, D(exit_cost))


ORDERS = [
    owed("servers", 240, 31),
    owed("staff", 60, 61, 10),
    owed("lease", 5, 61, 50),
    owed("rest", 30, None),
]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(0, 240 + 50 + 30, id="today"),
        pytest.param(30, 320, id="the day before the order binds"),
        pytest.param(31, 80, id="the day it binds"),
        pytest.param(61, 30, id="only what is not committed"),
    ],
)
def test_what_is_avoidable_on_a_day(day: int, expected: int) -> None:
    assert avoidable(ORDERS, TODAY + timedelta(days=day)) == expected
    assert avoidable(ORDERS, TODAY + timedelta(days=day), D(100)) == expected - 100


def test_the_curve_names_what_makes_each_step() -> None:
    steps = curve(ORDERS, TODAY)
    assert [(step.avoidable, step.lost, step.by) for step in steps] == [
        (320, 0, ()),
        (80, 240, ("servers",)),
        (30, 50, ("lease", "staff")),
    ]


def test_the_last_responsible_stop_is_the_day_before_the_largest_step() -> None:
    last = last_responsible_stop(curve(ORDERS, TODAY), TODAY)
    assert last is not None
    assert (last.day, last.saved, last.lost_after) == (date(2026, 3, 31), 320, 240)
    assert last.warn
    early = TODAY - timedelta(days=1)
    assert not last_responsible_stop(curve(ORDERS, early), early).warn  # type: ignore[union-attr]


def test_of_equal_steps_the_first_counts_and_without_steps_there_is_none() -> None:
    equal = last_responsible_stop(curve([owed("a", 9, 5), owed("b", 9, 8)], TODAY), TODAY)
    assert equal is not None
    assert equal.day == TODAY + timedelta(days=4)
    assert last_responsible_stop(curve([owed("a", 9, None)], TODAY), TODAY) is None


COMMITMENTS = st.lists(
    st.builds(owed, st.sampled_from("abc"), st.integers(0, 90), st.integers(-5, 60), st.integers(0, 99)),
    max_size=8,
)


@given(COMMITMENTS)
@settings(max_examples=50)
def test_waiting_never_makes_more_avoidable(commitments: list[Commitment]) -> None:
    values = [step.avoidable for step in curve(commitments, TODAY)]
    assert values == sorted(values, reverse=True)
    assert avoidable(commitments, TODAY + timedelta(days=61)) == 0
