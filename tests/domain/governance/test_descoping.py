"""The viable core of a project."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.descoping import ScopeItem, delta_without, marginal_value, viable_core
from governance.domain.justification import Prospect, Stream, sure, worth
from kernel.errors import DomainError

D = Decimal
TEN = 0.10
PROSPECT = Prospect(
    finish=D(1),
    costs=(sure("core", 1, D(100)), sure("extra", 1, D(110)), sure("gold", 1, D(220))),
    benefits=(Stream("saving", D(60), until=D(5)), Stream("comfort", D(20), until=D(5))),
)
EXTRA = ScopeItem("extra", frozenset({"extra"}), (("saving", D("0.5")),))
GOLD = ScopeItem("gold", frozenset({"gold"}), (("comfort", D(1)),))


def planned(_: frozenset[str]) -> Decimal:
    return D(1)


def sooner_without_gold(dropped: frozenset[str]) -> Decimal:
    return D("0.5") if "gold" in dropped else D(1)


def test_an_item_is_worth_its_benefit_less_its_cost() -> None:
    four_years = float(sum(D("1.1") ** -t for t in range(2, 6)))
    assert float(marginal_value(EXTRA, PROSPECT, planned, TEN)) == pytest.approx(
        30 * four_years - 100, abs=1e-3
    )
    assert float(marginal_value(GOLD, PROSPECT, planned, TEN)) == pytest.approx(
        20 * four_years - 200, abs=1e-3
    )


def test_the_core_is_what_remains_when_no_cut_gains() -> None:
    cuts = viable_core(PROSPECT, [EXTRA, GOLD], planned, TEN)
    assert [cut.code for cut in cuts] == ["gold", "extra"]
    assert cuts[0].gain == -marginal_value(GOLD, PROSPECT, planned, TEN)
    assert cuts[-1].delta == worth(PROSPECT, TEN).delta + sum(cut.gain for cut in cuts)


def test_finishing_sooner_without_an_item_makes_it_worth_less() -> None:
    assert marginal_value(GOLD, PROSPECT, sooner_without_gold, TEN) < marginal_value(
        GOLD, PROSPECT, planned, TEN
    )


def test_an_exit_cost_can_keep_an_item() -> None:
    assert viable_core(PROSPECT, [replace(GOLD, exit_cost=D(1000))], planned, TEN) == ()


def test_what_a_kept_item_needs_is_not_dropped_before_it() -> None:
    worthless = ScopeItem("base", frozenset({"gold"}))
    useful = ScopeItem("top", frozenset(), (("saving", D(1)),), needs=frozenset({"base"}))
    assert viable_core(PROSPECT, [worthless, useful], planned, TEN) == ()
    useless = ScopeItem("top", frozenset({"extra"}), needs=frozenset({"base"}))
    assert [cut.code for cut in viable_core(PROSPECT, [worthless, useless], planned, TEN)] == ["top", "base"]


def test_shares_of_one_stream_are_never_lost_twice() -> None:
    both = [
        replace(EXTRA, benefits=(("saving", D("0.8")),)),
        ScopeItem("x", benefits=(("saving", D("0.8")),)),
    ]
    none = replace(PROSPECT, benefits=(PROSPECT.benefits[1],), costs=(PROSPECT.costs[0], PROSPECT.costs[2]))
    assert delta_without(PROSPECT, both, planned, TEN) == worth(none, TEN).delta
    with pytest.raises(DomainError):
        ScopeItem("x", benefits=(("saving", D("1.1")),))


def test_what_is_live_is_not_lost() -> None:
    live = replace(PROSPECT, benefits=(Stream("saving", D(60), until=D(5), live=True),))
    assert delta_without(live, [EXTRA], planned, TEN) >= delta_without(live, [], planned, TEN)


@given(st.sets(st.sampled_from(["core", "extra", "gold"])), st.integers(0, 200))
@settings(max_examples=30)
def test_an_item_without_benefit_never_lowers_the_value_except_by_its_exit_cost(
    costs: set[str], exit_cost: int
) -> None:
    item = ScopeItem("x", frozenset(costs), exit_cost=D(exit_cost))
    assert delta_without(PROSPECT, [item], planned, TEN) >= worth(PROSPECT, TEN).delta - exit_cost
