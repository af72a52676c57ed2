"""Facts as known then and as known now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.replay import Fact, hindsight, inputs_hash, late_information, total, view
from kernel.errors import DomainError
from kernel.figures import known, unknown

D = Decimal
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def on(day: int) -> date:
    return at(day).date()


def fact(key: str, valid: int, recorded: int, value: int | None) -> Fact[Decimal]:
    return Fact(key, on(valid), at(recorded), None if value is None else D(value))


ROWS = [
    fact("a", 1, 1, 100),
    fact("b", 2, 2, 50),
    fact("b", 2, 10, 70),  # corrected later
    fact("c", 3, 9, 30),  # back-dated
    fact("a", 20, 12, 100),  # moved to another day
    fact("d", 4, 4, 5),
    fact("d", 4, 11, None),  # taken back
]


@pytest.mark.parametrize(
    ("valid", "recorded", "expected"),
    [
        pytest.param(5, 5, 155, id="as it was"),
        pytest.param(5, 8, 155, id="nothing new yet"),
        pytest.param(5, 9, 185, id="a back-dated entry arrives"),
        pytest.param(5, 10, 205, id="a correction"),
        pytest.param(5, 11, 200, id="a fact taken back"),
        pytest.param(5, 12, 100, id="a fact moved out of the period"),
        pytest.param(20, 12, 200, id="and into another"),
        pytest.param(0, 12, 0, id="before anything"),
    ],
)
def test_the_world_by_two_clocks(valid: int, recorded: int, expected: int) -> None:
    assert total(ROWS, on(valid), at(recorded)) == expected


def test_hindsight_is_what_came_later() -> None:
    found = hindsight(ROWS, on(5), at(5), at(12))
    assert (found.as_was, found.as_known_now, found.hindsight) == (155, 100, -55)


def test_of_two_rows_of_one_moment_the_later_given_wins() -> None:
    rows = [fact("a", 1, 1, 1), fact("a", 1, 1, 2)]
    assert view(rows, on(1), at(1))["a"].value == 2


def test_late_information() -> None:
    found = late_information(ROWS, on(2), on(5), at(5), at(12))
    assert (found.amount, found.late) == (100, 30 + 20 + 5)
    assert found.share == known(0.55)
    assert late_information([], on(2), on(5), at(5), at(12)).share == unknown("no_data")


def test_times_carry_their_zone() -> None:
    with pytest.raises(DomainError):
        Fact("a", on(1), datetime(2026, 3, 1), D(1))


def test_the_digest_ignores_how_many_zeros_were_written() -> None:
    one, other = (Fact("a", on(1), at(1), D(text)) for text in ("100", "100.00"))
    assert inputs_hash([one], on(1), at(1)) == inputs_hash([other], on(1), at(1))
    changed = Fact("a", on(1), at(1), D("100.01"))
    assert inputs_hash([changed], on(1), at(1)) != inputs_hash([one], on(1), at(1))


FACTS = st.lists(
    st.builds(fact, st.sampled_from("abcd"), st.integers(0, 9), st.integers(0, 9), st.integers(-9, 9)),
    max_size=15,
)


@given(FACTS, FACTS)
@settings(max_examples=40)
def test_what_is_recorded_later_never_changes_what_was_known(
    rows: list[Fact[Decimal]], later: list[Fact[Decimal]]
) -> None:
    arrived = [Fact(row.key, row.valid_on, row.known_at + timedelta(days=10), row.value) for row in later]
    assert view([*rows, *arrived], on(9), at(9)) == view(rows, on(9), at(9))
    assert inputs_hash([*rows, *arrived], on(5), at(9)) == inputs_hash(rows, on(5), at(9))


@given(FACTS, st.randoms())
@settings(max_examples=30)
def test_rows_of_different_moments_may_arrive_in_any_order(rows: list[Fact[Decimal]], random: object) -> None:
    unique = [
        Fact(row.key, row.valid_on, row.known_at + timedelta(minutes=n), row.value)
        for n, row in enumerate(rows)
    ]
    shuffled = list(unique)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert view(shuffled, on(9), at(20)) == view(unique, on(9), at(20))
