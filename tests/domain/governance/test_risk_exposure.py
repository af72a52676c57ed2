"""Exposure, contingency and coverage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.risk_exposure import (
    Impact,
    Risk,
    amount,
    contingency,
    coverage,
    draw_down,
    emv,
    emv_by_month,
    exposure,
    for_the_issue_log,
    response_is_worthwhile,
    simulated_exposure,
)
from kernel.errors import DomainError
from kernel.figures import known, unknown

D = Decimal


def risk(code: str, p: float, impact: int, **more: object) -> Risk:
    return Risk(code, p, amount(D(impact)), **more)  # type: ignore[arg-type]


RIVERSIDE = [risk("a", 0.5, 120_000), risk("b", 0.4, 200_000), risk("c", 0.3, 80_000)]


def test_rx_1_expected_value_and_spread() -> None:
    assert emv(RIVERSIDE) == 164_000
    distribution = exposure(RIVERSIDE)
    assert distribution.mean == pytest.approx(164_000)
    assert distribution.sd == pytest.approx(120_598.5, abs=0.1)


@pytest.mark.parametrize(
    ("loss", "share"),
    [(0, 0.21), (80, 0.30), (120, 0.51), (200, 0.74), (280, 0.80), (320, 0.94), (400, 1)],
)
def test_rx_1_cumulative(loss: int, share: float) -> None:
    assert exposure(RIVERSIDE).at_most(D(loss * 1000)) == pytest.approx(share, abs=1e-12)


def test_rx_1_contingency_is_not_the_expected_value() -> None:
    distribution = exposure(RIVERSIDE)
    assert contingency(distribution) == 280_000
    assert 1 - distribution.at_most(emv(RIVERSIDE)) == pytest.approx(0.49)


@pytest.mark.parametrize(
    ("risks", "emv_expected", "p80"),
    [
        pytest.param([], 0, 0, id="no risk"),
        pytest.param([risk("a", 0, 100)], 0, 0, id="impossible"),
        pytest.param([risk("a", 1, 100)], 100, 100, id="certain"),
        pytest.param([risk("a", 0.5, 100, closed=True)], 0, 0, id="closed risks drop out"),
        pytest.param([risk("a", 0.5, -100)], -50, 0, id="an opportunity"),
        pytest.param([risk("a", 0.5, 100), risk("b", 0.5, -100)], 0, 100, id="threat and opportunity"),
        pytest.param([risk("a", 0.3, 100), risk("b", 0.3, 100)], 60, 100, id="independent"),
        pytest.param(
            [risk("a", 0.3, 100, driver="x"), risk("b", 0.3, 100, driver="x")], 60, 200, id="one driver"
        ),
        pytest.param(
            [risk("a", 0.3, 100, driver="x"), risk("b", 0.1, 100, driver="x")],
            40,
            100,
            id="one driver, nested",
        ),
    ],
)
def test_exposures(risks: list[Risk], emv_expected: int, p80: int) -> None:
    distribution = exposure(risks)
    assert emv(risks) == emv_expected
    assert distribution.mean == pytest.approx(emv_expected)
    assert contingency(distribution) == p80


def test_a_certain_risk_belongs_in_the_issue_log() -> None:
    assert for_the_issue_log([*RIVERSIDE, risk("d", 1, 5), risk("e", 1, 5, closed=True)]) == ("d",)


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_a_probability_is_one(p: float) -> None:
    with pytest.raises(DomainError):
        risk("a", p, 100)
    with pytest.raises(DomainError):
        exposure(RIVERSIDE).percentile(1.5)


def test_what_cannot_be_exact_must_be_simulated() -> None:
    with pytest.raises(DomainError) as many:
        exposure([risk(str(i), 0.5, 1) for i in range(21)])
    with pytest.raises(DomainError) as ranged:
        exposure([Risk("a", 0.5, Impact(D(1), D(2), D(3)))])
    assert (many.value.code, ranged.value.code) == ("too_many_risks", "impact_invalid")
    with pytest.raises(DomainError):
        Impact(D(3), D(2), D(1))


def test_twenty_risks_stay_exact() -> None:
    distribution = exposure([risk(str(i), 0.5, 1) for i in range(20)])
    assert distribution.at_most(D(0)) == pytest.approx(0.5**20, rel=1e-12)
    assert distribution.percentile(0.5) == 10


def test_simulation_agrees_with_the_exact_distribution_and_repeats_itself() -> None:
    simulated = simulated_exposure(RIVERSIDE, seed=7, runs=20_000)
    assert simulated == simulated_exposure(RIVERSIDE, seed=7, runs=20_000)
    assert simulated.mean == pytest.approx(164_000, rel=0.02)
    assert simulated.at_most(D(200_000)) == pytest.approx(0.74, abs=0.02)


def test_a_range_is_a_triangle() -> None:
    ranged = [Risk("a", 1.0, Impact(D(0), D(30), D(60)))]
    assert emv(ranged) == 30
    simulated = simulated_exposure(ranged, seed=1)
    assert simulated.mean == pytest.approx(30, abs=0.5)
    assert simulated.sd == pytest.approx(150**0.5, rel=0.03)


def test_proximity_shows_when() -> None:
    risks = [
        risk("a", 0.5, 100, when=date(2026, 3, 9)),
        risk("b", 0.1, 100, when=date(2026, 3, 30)),
        risk("c", 0.1, 10),
    ]
    assert emv_by_month(risks) == {date(2026, 3, 1): D(60), None: D(1)}


def test_coverage_and_response() -> None:
    assert coverage(D(140_000), D(280_000)) == known(0.5)
    assert coverage(D(140_000), D(0)) == unknown("zero_planned")
    assert response_is_worthwhile(D(280), D(200), D(79))
    assert not response_is_worthwhile(D(280), D(200), D(80))


def test_a_draw_down_needs_a_reason_and_money() -> None:
    assert draw_down(D(100), D(40), risk="R-1", decision=None) == 60
    for left, wanted, reason, code in (
        (100, 40, None, "draw_down_unexplained"),
        (100, 0, "R-1", "draw_down_invalid"),
        (100, 101, "R-1", "contingency_exceeded"),
    ):
        with pytest.raises(DomainError) as refused:
            draw_down(D(left), D(wanted), risk=reason, decision=None)
        assert refused.value.code == code


RISKS = st.lists(st.tuples(st.integers(0, 10), st.integers(-50, 50)), max_size=6)


@given(RISKS)
@settings(max_examples=30)
def test_convolution_is_the_sum_over_all_worlds(pairs: list[tuple[int, int]]) -> None:
    risks = [risk(str(i), p / 10, impact) for i, (p, impact) in enumerate(pairs)]
    worlds: dict[Decimal, float] = {}
    for happens in product([True, False], repeat=len(risks)):
        loss, chance = D(0), 1.0
        for each, does in zip(risks, happens, strict=True):
            loss += each.impact.likely if does else 0
            chance *= each.probability if does else 1 - each.probability
        worlds[loss] = worlds.get(loss, 0.0) + chance
    distribution = exposure(risks)
    assert {loss: pytest.approx(p) for loss, p in worlds.items() if p} == dict(distribution.outcomes)
    assert sum(p for _, p in distribution.outcomes) == pytest.approx(1)


@given(RISKS, st.integers(1, 50))
@settings(max_examples=30)
def test_another_threat_never_lowers_contingency(pairs: list[tuple[int, int]], impact: int) -> None:
    risks = [risk(str(i), p / 10, loss) for i, (p, loss) in enumerate(pairs)]
    assert contingency(exposure([*risks, risk("new", 0.3, impact)])) >= contingency(exposure(risks))
