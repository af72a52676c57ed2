"""The order of work that loses least."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.cost_of_delay import (
    Advice,
    Job,
    cd3,
    cost_of_delay,
    order,
    relative_wsjf,
    value_earned,
    waiting_cost,
)
from kernel.errors import DomainError
from kernel.figures import unknown

D = Decimal


def job(code: str, cost: float, weeks: float, *after: str, deadline: date | None = None) -> Job:
    return Job(code, D(str(cost)), D(str(weeks)), deadline, after)


A, B = job("A", 10, 2), job("B", 30, 4)


def codes(*jobs: Job) -> str:
    return "".join(place.job.code for place in order(jobs))


def test_cd_1_the_higher_cd3_goes_first_and_earns_a_fifth_more() -> None:
    assert (cd3(A).value, cd3(B).value) == (5.0, 7.5)
    assert codes(A, B) == "BA"
    assert value_earned([A, B], D(6), already=D(10)) == 100
    assert value_earned([B, A], D(6), already=D(10)) == 120
    assert waiting_cost([A, B]) - waiting_cost([B, A]) == 20


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        pytest.param([job("A", 1, 1), job("B", 1, 0)], "BA", id="no duration is done now"),
        pytest.param([job("A", -5, 1), job("B", 0, 1)], "BA", id="what gains by waiting is deferred"),
        pytest.param(
            [job("A", 4, 2, deadline=date(2026, 9, 1)), job("B", 2, 1, deadline=date(2026, 8, 1))],
            "BA",
            id="ties by earlier deadline",
        ),
        pytest.param([job("B", 4, 2), job("A", 2, 1)], "AB", id="ties without deadline by code"),
        pytest.param(
            [job("A", 0, 1), job("B", 100, 1, "A"), job("C", 40, 1)], "ABC", id="a block beats a single job"
        ),
        pytest.param(
            [job("A", 0, 1), job("B", 100, 1, "A"), job("C", 60, 1)], "CAB", id="a single job beats a block"
        ),
        pytest.param(
            [job("A", 100, 1), job("B", 1, 9, "A"), job("C", 50, 1)], "ACB", id="a slow successor waits alone"
        ),
        pytest.param(
            [job("A", 0, 10), job("B", 10, 1, "A"), job("C", 10, 1, "A"), job("D", 1.2, 1)],
            "ABCD",
            id="two successors carry one predecessor",
        ),
        pytest.param([job("A", -9, 1), job("B", 100, 1, "A")], "AB", id="deferred but needed"),
        pytest.param([], "", id="nothing"),
    ],
)
def test_orders(jobs: list[Job], expected: str) -> None:
    assert codes(*jobs) == expected


def test_a_place_tells_its_advice_and_its_block() -> None:
    places = order([job("A", 0, 1), job("B", 100, 1, "A"), job("C", -1, 1), job("D", 1, 0)])
    assert [(p.job.code, p.advice, p.block) for p in places] == [
        ("D", Advice.DO_NOW, ("D",)),
        ("A", Advice.RANK, ("A", "B")),
        ("B", Advice.RANK, ("A", "B")),
        ("C", Advice.DEFER, ("C",)),
    ]
    assert places[0].cd3 == unknown("zero_planned")


@pytest.mark.parametrize(
    ("jobs", "code"),
    [
        pytest.param([job("A", 1, 1, "B"), job("B", 1, 1, "A")], "job_cycle", id="cycle"),
        pytest.param([job("A", 1, 1), job("A", 2, 1)], "job_twice", id="twice"),
        pytest.param([job("A", 1, 1, "X")], "job_unknown", id="unknown predecessor"),
    ],
)
def test_impossible_lists_are_refused(jobs: list[Job], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        order(jobs)
    assert refused.value.code == code


def test_a_cycle_is_named() -> None:
    with pytest.raises(DomainError, match="A → B → A"):
        order([job("A", 1, 1, "B"), job("B", 1, 1, "A")])


def test_durations_are_not_negative() -> None:
    with pytest.raises(DomainError):
        job("A", 1, -1)
    with pytest.raises(DomainError):
        cost_of_delay(D(1), D(1), D(0))


def test_cost_of_delay_is_value_lost_per_week() -> None:
    assert cost_of_delay(D(1000), D(880), D(4), penalties=D(20)) == 35


def test_the_relative_form() -> None:
    assert relative_wsjf(8, 5, 3, 2).value == 8
    assert relative_wsjf(8, 5, 3, 0) == unknown("zero_planned")


WORK = st.tuples(st.integers(0, 50), st.integers(1, 9))


@given(st.lists(WORK, min_size=1, max_size=5))
@settings(max_examples=30)
def test_no_other_order_of_free_jobs_loses_less(work: list[tuple[int, int]]) -> None:
    jobs = [job(str(i), cost, weeks) for i, (cost, weeks) in enumerate(work)]
    best = min(waiting_cost(p) for p in permutations(jobs))
    assert waiting_cost([place.job for place in order(jobs)]) == best


@given(st.lists(WORK, min_size=1, max_size=3), st.lists(WORK, min_size=1, max_size=3))
@settings(max_examples=30)
def test_no_other_order_of_two_chains_loses_less(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    jobs = [
        job(f"{name}{i}", cost, weeks, *([f"{name}{i - 1}"] if i else []))
        for name, chain in (("x", one), ("y", other))
        for i, (cost, weeks) in enumerate(chain)
    ]

    def legal(candidate: tuple[Job, ...]) -> bool:
        names = [j.code for j in candidate]
        return all(names.index(need) < names.index(j.code) for j in candidate for need in j.after)

    best = min(waiting_cost(p) for p in permutations(jobs) if legal(p))
    got = [place.job for place in order(jobs)]
    assert legal(tuple(got))
    assert waiting_cost(got) == best
