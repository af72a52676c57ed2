"""Ranking by weighted criteria, and alignment with strategic objectives."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.alignment import align
from governance.domain.prioritisation import rank, score, shifted
from kernel.errors import DomainError

D = Decimal
WEIGHTS = {"value": 0.5, "risk": 0.3, "fit": 0.2}
SCORES = {
    "A": {"value": 0.9, "risk": 0.2, "fit": 0.5},
    "B": {"value": 0.5, "risk": 0.9, "fit": 0.4},
    "C": {"value": 0.1, "risk": 0.1, "fit": 0.1},
}


def test_rank_with_its_sensitivity() -> None:
    rows = rank(SCORES, WEIGHTS)
    assert [(row.code, row.rank, row.best, row.worst, row.robust) for row in rows] == [
        ("A", 1, 1, 2, False),
        ("B", 2, 1, 2, False),
        ("C", 3, 3, 3, True),
    ]
    assert rows[0].score == pytest.approx(0.61)


def test_equal_scores_share_a_rank() -> None:
    assert [row.rank for row in rank({"A": SCORES["A"], "B": SCORES["A"]}, WEIGHTS)] == [1, 1]


@pytest.mark.parametrize(
    ("values", "weights", "code"),
    [
        pytest.param(SCORES["A"], {"value": 0.5}, "weights_invalid", id="do not sum to 1"),
        pytest.param(SCORES["A"], {"value": 1.5, "risk": -0.5}, "weights_invalid", id="negative"),
        pytest.param({"value": 0.5}, WEIGHTS, "score_missing", id="missing"),
        pytest.param({**SCORES["A"], "fit": 1.1}, WEIGHTS, "score_invalid", id="out of range"),
        pytest.param({**SCORES["A"], "fit": float("nan")}, WEIGHTS, "score_invalid", id="not a number"),
    ],
)
def test_unsound_scores_are_refused(values: dict[str, float], weights: dict[str, float], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        score(values, weights)
    assert refused.value.code == code


@given(st.sampled_from(sorted(WEIGHTS)), st.floats(0, 5))
@settings(max_examples=30)
def test_moved_weights_still_sum_to_one(name: str, factor: float) -> None:
    assert sum(shifted(WEIGHTS, name, factor).values()) == pytest.approx(1)


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=30)
def test_a_better_value_never_lowers_the_rank(one: float, other: float) -> None:
    low, high = sorted((one, other))
    ranks = [
        {row.code: row.rank for row in rank({**SCORES, "B": {**SCORES["B"], "value": value}}, WEIGHTS)}["B"]
        for value in (low, high)
    ]
    assert ranks[1] <= ranks[0]


OBJECTIVES = {"growth": D("0.5"), "safety": D("0.3"), "green": D("0.2")}
SHARES = {"P1": {"growth": D("0.6"), "safety": D(1)}, "P2": {"growth": D("0.4")}, "P3": {}}
BUDGETS = {"P1": D(600), "P2": D(100), "P3": D(50)}


def test_alignment_lists_who_stands_alone() -> None:
    found = align(OBJECTIVES, SHARES, BUDGETS)
    assert found.weight_of == {"P1": D("0.60"), "P2": D("0.20"), "P3": D(0)}
    assert found.money_for == {"growth": D(400), "safety": D(300), "green": D(0)}
    assert (found.orphan_projects, found.unfunded_objectives) == (("P3",), ("green",))


@pytest.mark.parametrize(
    ("objectives", "shares", "code"),
    [
        pytest.param({"growth": D("0.9")}, {}, "weights_invalid", id="weights"),
        pytest.param({"a": D("1.5"), "b": D("-0.5")}, {}, "weights_invalid", id="negative weight"),
        pytest.param(OBJECTIVES, {"P1": {"growth": D("0.6")}}, "contributions_invalid", id="contributions"),
        pytest.param(
            OBJECTIVES,
            {"P1": {"growth": D("1.5")}, "P2": {"growth": D("-0.5")}},
            "contributions_invalid",
            id="negative contribution",
        ),
        pytest.param(OBJECTIVES, {"P1": {"fame": D(1)}}, "objective_unknown", id="unknown objective"),
    ],
)
def test_unsound_alignment_is_refused(
    objectives: dict[str, Decimal], shares: dict[str, dict[str, Decimal]], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        align(objectives, shares, {"P1": D(1)})
    assert refused.value.code == code
