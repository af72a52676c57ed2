"""Lengths of time as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import DomainError
from people.domain.durations import clock_text, minutes_of


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90), (" 45m ", 45), ("45 min", 45), ("1:30", 90), ("0:05", 5), ("1h30", 90), ("1h 30m", 90),
        ("2h", 120), ("1.5h", 90), ("1,25 h", 75), ("0", 0),
    ],
)  # fmt: skip
def test_minutes_and_hours_are_read(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "soon", "1:75", "-30", "1.5", "h", "1h2h", "99999999"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        minutes_of(text)
    assert refusal.value.code == "bad_duration"


@given(st.integers(0, 60_000))
def test_what_is_written_is_read_back(minutes: int) -> None:
    text = clock_text(minutes).replace(",", "")
    assert minutes >= 999 * 60 or minutes_of(text) == minutes


def test_what_was_taken_back_has_a_true_minus() -> None:
    assert clock_text(-75) == "−1:15"
