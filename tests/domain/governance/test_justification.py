"""Is it still worth finishing? Value of going on against stopping, sunk cost excluded."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.cash_flow import npv_0
from governance.domain.justification import (
    CostToGo,
    Outlay,
    Prospect,
    Stream,
    break_even_benefit_factor,
    break_even_cost,
    day_after_years,
    flow_in_year,
    latest_viable_finish,
    sure,
    tornado,
    with_benefit_factor,
    with_finish,
    worth,
)
from governance.domain.justification_odds import Spread, Triangle, odds
from kernel.errors import DomainError
from kernel.figures import unknown

D = Decimal
TEN = 0.10
BASE = Prospect(
    finish=D(1),
    costs=(sure("WP", 1, D(300)),),
    benefits=(Stream("saving", D(200), until=D(5)),),
    exit_costs=(Outlay(0, D(40)),),
)


def delta(prospect: Prospect) -> float:
    return float(worth(prospect, TEN).delta)


def test_cj_1_base() -> None:
    value = worth(BASE, TEN)
    assert float(value.go) == pytest.approx(303.6119, abs=1e-4)
    assert value.stop == -40
    assert float(value.delta) == pytest.approx(343.6119, abs=1e-4)


def test_cj_1_what_was_spent_would_say_the_opposite_and_is_no_input() -> None:
    whole_life = npv_0([D(-900), D(-300), *[D(200)] * 4], TEN)
    assert float(whole_life) == pytest.approx(-596.39, abs=0.01)
    names = {field.name for field in fields(Prospect)}
    assert not any(word in name for name in names for word in ("spent", "sunk", "actual", "past"))


def test_cj_2_dearer() -> None:
    assert delta(replace(BASE, costs=(sure("WP", 1, D(700)),))) == pytest.approx(-20.0245, abs=1e-4)


def test_cj_3_break_evens() -> None:
    cost, factor = break_even_cost(BASE, TEN).value, break_even_benefit_factor(BASE, TEN).value
    assert cost is not None
    assert factor is not None
    assert float(cost) == pytest.approx(677.9731, abs=1e-4)
    assert factor == pytest.approx(0.403803, abs=1e-6)
    assert delta(replace(BASE, costs=(sure("WP", 1, cost),))) == pytest.approx(0, abs=1e-3)
    assert delta(with_benefit_factor(BASE, D(factor))) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(("slip", "expected"), [(1, 178.3226), (2, 28.0597), (3, -108.5430)])
def test_cj_4_slips(slip: int, expected: float) -> None:
    assert delta(with_finish(BASE, D(1 + slip))) == pytest.approx(expected, abs=1e-4)


def test_cj_4_latest_viable_finish() -> None:
    latest = latest_viable_finish(BASE, TEN).value
    assert latest is not None
    assert 3 < latest < 4
    assert delta(with_finish(BASE, latest)) == pytest.approx(0, abs=0.01)
    assert delta(with_finish(BASE, latest + D("0.001"))) < 0
    assert day_after_years(date(2026, 1, 1), D(2)) == date(2028, 1, 1)


@pytest.mark.parametrize(
    "prospect",
    [
        pytest.param(replace(BASE, exit_costs=(Outlay(0, D(900)),)), id="stopping always costs more"),
        pytest.param(replace(BASE, costs=(sure("WP", 1, D(9000)),)), id="never worth it"),
    ],
)
def test_no_latest_finish_where_the_value_never_turns(prospect: Prospect) -> None:
    assert latest_viable_finish(prospect, TEN) == unknown("no_sign_change")


def test_break_evens_undefined() -> None:
    assert break_even_cost(replace(BASE, costs=()), TEN) == unknown("zero_remaining_budget")
    assert break_even_benefit_factor(replace(BASE, benefits=()), TEN) == unknown("zero_planned")


@pytest.mark.parametrize(
    ("stream", "finish", "flows"),
    [
        pytest.param(Stream("s", D(100), until=D(3)), "1", (0, 100, 100, 0), id="fixed end"),
        pytest.param(Stream("s", D(100), lasts=D(2)), "1", (0, 100, 100, 0), id="relative end"),
        pytest.param(Stream("s", D(100), until=D(3)), "1.25", (0, 75, 100, 0), id="part of a year"),
        pytest.param(Stream("s", D(100), until=D(3), lag=D("0.5")), "1", (0, 50, 100, 0), id="lag"),
        pytest.param(
            Stream("s", D(100), lasts=D(3), ramp=(D("0.2"), D("0.6"))), "1", (0, 20, 60, 100), id="ramp"
        ),
        pytest.param(
            Stream("s", D(100), lasts=D(2), ramp=(D("0.5"),)), "0.5", (25, 75, 50, 0), id="ramp across years"
        ),
        pytest.param(
            Stream("s", D(100), until=D(3), realisation=D("0.8")), "1", (0, 80, 80, 0), id="haircut"
        ),
        pytest.param(Stream("s", D(100), until=D(3)), "9", (0, 0, 0, 0), id="finished after the window"),
        pytest.param(Stream("s", D(100), until=D(3), live=True), "9", (100, 100, 100, 0), id="already live"),
    ],
)
def test_streams_by_year(stream: Stream, finish: str, flows: tuple[int, ...]) -> None:
    assert tuple(flow_in_year(stream, D(finish), year) for year in range(1, 5)) == flows


def test_a_stream_has_one_end_and_a_cost_a_sound_range() -> None:
    for until, lasts in ((None, None), (D(3), D(3))):
        with pytest.raises(DomainError):
            Stream("s", D(100), until=until, lasts=lasts)
    for year, low, likely, high in ((-1, 1, 1, 1), (1, 2, 1, 3), (1, 1, 3, 2)):
        with pytest.raises(DomainError):
            CostToGo("c", year, D(low), D(likely), D(high))
    with pytest.raises(DomainError):
        Triangle(1, 0, 2)


def test_what_is_live_earns_either_way() -> None:
    live = replace(BASE, benefits=(*BASE.benefits, Stream("live", D(70), until=D(5), live=True)))
    assert worth(live, TEN).delta == worth(BASE, TEN).delta
    assert worth(live, TEN).stop > worth(BASE, TEN).stop


def test_run_cost_and_salvage_count_against_going_on() -> None:
    running = replace(BASE, run_costs=(Stream("run", D(50), until=D(5)),))
    assert delta(running) == pytest.approx(343.6119 - 0.25 * 576.3392, abs=1e-3)
    assert delta(replace(BASE, salvage=D(30))) == pytest.approx(343.6119 - 30, abs=1e-4)


def test_tornado_shows_the_widest_swing_first() -> None:
    prospect = replace(BASE, costs=(CostToGo("WP", 1, D(250), D(300), D(500)),))
    swings = tornado(prospect, TEN, (D(1), D(3)), (D("0.9"), D("1.1")))
    assert [swing.what for swing in swings] == ["finish", "cost:WP", "benefits"]
    assert float(swings[0].at_high) == pytest.approx(28.0597, abs=1e-4)
    assert float(swings[2].width) == pytest.approx(0.2 * 576.3392, abs=1e-3)


CERTAIN = Spread(finishes=[1.0])


def probability(prospect: Prospect, spread: Spread = CERTAIN, seed: int = 1) -> float:
    found = odds(prospect, spread, TEN, seed, runs=2_000).value
    assert found is not None
    return found.probability


def test_without_spread_the_simulation_is_the_calculation() -> None:
    rich = replace(
        BASE,
        finish=D("1.5"),
        benefits=(
            Stream("a", D(200), lasts=D(4), ramp=(D("0.3"), D("0.7")), lag=D("0.25")),
            Stream("b", D(90), until=D("6.5"), realisation=D("0.6")),
            Stream("c", D(500), until=D(9), live=True),
        ),
        run_costs=(Stream("run", D(20), until=D(7)),),
        salvage=D(15),
    )
    found = odds(rich, Spread(finishes=[1.5]), TEN, seed=1, runs=10).value
    assert found is not None
    assert float(found.p50) == pytest.approx(delta(rich), abs=1e-3)
    assert found.p10 == found.p90 == found.mean == found.p50


def test_same_seed_same_odds_and_another_seed_close_by() -> None:
    prospect = replace(BASE, costs=(CostToGo("WP", 1, D(250), D(550), D(950)),))
    spread = Spread(Triangle(0.8, 1.0, 3.0), Triangle(0.6, 1.0, 1.2))
    one, again, other = (odds(prospect, spread, TEN, seed).value for seed in (4, 4, 5))
    assert one == again
    assert one is not None
    assert other is not None
    assert 0.05 < one.probability < 0.95
    assert one.probability == pytest.approx(other.probability, abs=0.03)
    assert one.p10 < one.p50 < one.p90


def test_a_share_of_the_simulated_finishes_decides() -> None:
    assert probability(BASE, Spread(finishes=[1.0, 4.0])) == pytest.approx(0.5, abs=0.05)


def test_without_benefit_only_a_dear_stop_makes_it_worth_finishing() -> None:
    nothing = with_benefit_factor(BASE, D(0))
    assert probability(nothing) == 0
    assert probability(replace(nothing, exit_costs=(Outlay(0, D(300)),))) == 1


def test_odds_need_something_to_judge() -> None:
    assert odds(replace(BASE, benefits=(), costs=()), CERTAIN, TEN, 1) == unknown("no_data")
    assert odds(BASE, Spread(finishes=[]), TEN, 1) == unknown("no_data")
    with pytest.raises(DomainError):
        odds(BASE, CERTAIN, TEN, 1, runs=0)


YEARS = st.decimals(0, 8, places=2)


@given(YEARS, YEARS, st.integers(0, 200))
@settings(max_examples=50)
def test_finishing_later_never_raises_the_value(one: Decimal, other: Decimal, run: int) -> None:
    prospect = replace(BASE, run_costs=(Stream("run", D(run), until=D(5)),))
    early, late = sorted((one, other))
    assert delta(with_finish(prospect, late)) <= delta(with_finish(prospect, early))


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 20))
@settings(max_examples=50)
def test_scaling_the_currency_keeps_the_verdict(cost: int, benefit: int, factor: int) -> None:
    def case(k: int) -> Prospect:
        return replace(
            BASE,
            costs=(sure("WP", 1, D(cost * k)),),
            benefits=(Stream("s", D(benefit * k), until=D(5)),),
            exit_costs=(Outlay(0, D(40 * k)),),
        )

    assert delta(case(factor)) == pytest.approx(delta(case(1)) * factor, abs=1e-2)


@given(st.integers(0, 2000), st.integers(0, 2000))
@settings(max_examples=30)
def test_more_cost_to_go_never_raises_the_probability(one: int, other: int) -> None:
    low, high = sorted((one, other))
    spread = Spread(Triangle(0.5, 1.0, 2.0))
    cheap, dear = (
        odds(replace(BASE, costs=(sure("WP", 1, D(c)),)), spread, TEN, 9, runs=200).value for c in (low, high)
    )
    assert cheap is not None
    assert dear is not None
    assert cheap.probability >= dear.probability
