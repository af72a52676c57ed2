"""Blame-free arithmetic: the shares of a delay add up to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from projects.domain.delay import attribute_delay, by_cause
from projects.domain.schedule import Link

DA_1_LINKS = [Link(1, 2), Link(1, 4), Link(2, 5), Link(3, 4)]
DA_1_PLANNED = {1: 2, 2: 1, 3: 1, 4: 4, 5: 2}
DA_1_OBSERVED = {1: 2.5, 2: 1.25, 3: 2, 4: 4.5, 5: 3}


def da_1():
    return attribute_delay(DA_1_PLANNED, DA_1_OBSERVED, DA_1_LINKS, seed=1)


def test_da_1_shapley_shares():
    a = da_1()
    assert (a.planned, a.observed, a.total, a.exact) == (6, 7, 1, True)
    assert [a.shares[n] for n in range(1, 6)] == pytest.approx(
        [0.5, 0.041667, 0, 0.416667, 0.041667], abs=1e-6
    )
    assert sum(a.shares.values()) == pytest.approx(a.total)


def test_a_task_that_slipped_inside_its_float_answers_for_nothing():
    assert da_1().shares[3] == 0


def test_delay_by_cause_adds_up():
    causes = {1: "supplier", 4: "supplier", 5: "unauthorised scope"}
    a = da_1()
    grouped = by_cause(a, causes, otherwise="estimate")
    assert grouped["supplier"] == pytest.approx(0.916667, abs=1e-6)
    assert set(grouped) == {"supplier", "unauthorised scope", "estimate"}
    assert sum(grouped.values()) == pytest.approx(a.total)


def test_work_done_sooner_has_a_negative_share():
    a = attribute_delay({1: 5, 2: 5}, {1: 3, 2: 9}, [Link(1, 2)], seed=1)
    assert dict(a.shares) == {1: -2, 2: 4}
    assert a.total == 2


def test_a_plan_that_was_kept_has_no_shares():
    a = attribute_delay({1: 5, 2: 5}, {1: 5}, [Link(1, 2)], seed=1)
    assert (a.total, dict(a.shares), a.exact) == (0, {}, True)


def test_an_observation_of_no_planned_task_is_refused():
    with pytest.raises(DomainError) as refused:
        attribute_delay({1: 5}, {2: 5}, [], seed=1)
    assert refused.value.code == "unknown_task"


def test_above_ten_slipped_tasks_the_shares_are_sampled_and_still_add_up():
    """Three parallel chains of five tasks; the sampled shares come close to an exact smaller game."""
    links = [Link(n, n + 1) for n in range(15) if n % 5 != 4 and n < 14]
    planned = dict.fromkeys(range(15), 10)
    observed = {n: 10 + n % 7 for n in range(15)}
    a, again = (attribute_delay(planned, observed, links, seed=5) for _ in range(2))
    assert not a.exact
    assert a.shares == again.shares
    assert sum(a.shares.values()) == pytest.approx(a.total)


def test_sampled_shares_approach_the_exact_ones(monkeypatch):
    monkeypatch.setattr("projects.domain.delay.EXACT_UP_TO", 2)
    a = attribute_delay(DA_1_PLANNED, DA_1_OBSERVED, DA_1_LINKS, seed=3, orders=4_000)
    assert not a.exact
    assert [a.shares[n] for n in range(1, 6)] == pytest.approx(
        [0.5, 0.041667, 0, 0.416667, 0.041667], abs=0.01
    )


@st.composite
def slips(draw):
    n = draw(st.integers(1, 6))
    planned = {i: draw(st.integers(0, 9)) for i in range(n)}
    observed = {i: d + draw(st.integers(-d, 6)) for i, d in planned.items()}
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    return planned, observed, [Link(*p) for p in pairs if draw(st.booleans())]


@given(slips())
@settings(max_examples=30)
def test_shares_add_up_and_a_slip_alone_bears_all_of_it(case):
    planned, observed, links = case
    a = attribute_delay(planned, observed, links, seed=1)
    assert sum(a.shares.values()) == pytest.approx(a.total, abs=1e-9)
    later = {i for i in planned if observed[i] > planned[i]}
    assert all(a.shares[i] >= -1e-9 for i in later)
    if len(a.shares) == 1:
        assert list(a.shares.values()) == [a.total]
