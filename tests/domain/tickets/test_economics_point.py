"""Fix or work around, point values: the deterministic vectors and what they imply."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.figures import known, unknown
from kernel.money import Money
from tickets.domain.economics.break_even import (
    discounted_break_even,
    monthly_saving,
    simple_break_even,
    worth_spending,
)
from tickets.domain.economics.inputs import Remedy, Setting, ThreePoint, horizon
from tickets.domain.economics.point import (
    annuity,
    cumulative,
    evaluate,
    npv,
    what_would_have_to_be_true,
)

FEW = settings(max_examples=40)  # the whole folder stays within seconds

exactly = ThreePoint.exactly


def fix(cost: float, effect: float, delay: int, run_cost: float) -> Remedy:
    return Remedy("fix", exactly(cost), exactly(effect), delay, run_cost)


def amount(money: Money | None) -> Decimal:
    assert money is not None
    return money.rounded().amount


@pytest.mark.parametrize(
    ("rate", "cost", "remedy", "setting", "expected"),
    [
        pytest.param(
            24 / 6, 235, fix(15_000, 0.8, 3, 100), Setting(24, 0.08),
            ("20842.54", "-2474.36", 4.6851, "275.25", unknown("no_sign_change")), id="24-in-6",
        ),
        pytest.param(
            60 / 12, 180, fix(6_000, 0.9, 2, 0), Setting(24, 0.08),
            ("19955.62", "10355.56", 1.8342, "66.03", known(10)), id="60-in-12",
        ),
        pytest.param(
            12 / 12, 400, fix(9_000, 1.0, 0, 50), Setting(36, 0.0),
            ("14400.00", "3600.00", 0.7500, "300.00", known(26)), id="12-in-12",
        ),
    ],
)  # fmt: skip
def test_vectors(
    rate: float, cost: float, remedy: Remedy, setting: Setting, expected: tuple[Any, ...]
) -> None:
    living, value, rate_star, cost_star, month = expected
    point = evaluate(rate, cost, remedy, setting, "EUR")
    assert amount(point.living_with_it) == Decimal(living)
    assert amount(point.npv) == Decimal(value)
    assert point.break_even_rate.value == pytest.approx(rate_star, abs=5e-5)
    assert amount(point.break_even_cost.value) == Decimal(cost_star)
    assert point.break_even_month == month


def test_the_checked_example_with_three_points() -> None:
    remedy = Remedy("fix", ThreePoint(9_000, 14_000, 26_000), exactly(0.8), 3, 100)
    point = evaluate(4, 235, remedy, Setting(24, 0.08), "EUR")
    assert remedy.cost.mean == pytest.approx(15_166.67, abs=0.01)
    assert amount(point.npv) == Decimal("-2641.03")
    assert point.break_even_rate.value == pytest.approx(4.7312, abs=5e-5)
    assert amount(point.break_even_cost.value) == Decimal("277.96")
    assert amount(evaluate(4, 95, remedy, Setting(24, 0.08), "EUR").npv) == Decimal("-11247.60")


@pytest.mark.parametrize(
    ("cost", "remedy", "setting", "reason"),
    [
        (235, fix(15_000, 0.8, 24, 0), Setting(24, 0.08), "finished"),
        (235, fix(15_000, 0.0, 0, 0), Setting(24, 0.08), "no_sign_change"),
        (0, fix(15_000, 0.8, 0, 0), Setting(24, 0.08), "no_sign_change"),
    ],
)
def test_what_cannot_break_even_has_a_reason_and_no_infinity(
    cost: float, remedy: Remedy, setting: Setting, reason: str
) -> None:
    point = evaluate(4, cost, remedy, setting, "EUR")
    assert point.break_even_rate == unknown(reason)
    assert point.break_even_month == unknown("no_sign_change")


def test_a_free_remedy_breaks_even_at_once() -> None:
    assert evaluate(4, 235, fix(0, 0.8, 3, 0), Setting(24, 0.08), "EUR").break_even_month == known(0)


def test_growth_of_the_incident_rate_raises_the_value() -> None:
    steady, growing = Setting(24, 0.08), Setting(24, 0.08, growth=0.02)
    remedy = fix(15_000, 0.8, 3, 100)
    assert npv(4, 235, remedy, growing) > npv(4, 235, remedy, steady)
    assert list(cumulative(4, 235, remedy, growing))[-1] == pytest.approx(npv(4, 235, remedy, growing))


RATES = st.floats(0.01, 100)
COSTS = st.floats(1, 10_000)
REMEDIES = st.builds(fix, st.floats(0, 1e5), st.floats(0.05, 1), st.integers(0, 20), st.floats(0, 500))
SETTINGS = st.builds(Setting, st.integers(21, 60), st.floats(0, 0.3))


@FEW
@given(RATES, COSTS, REMEDIES, SETTINGS)
def test_at_its_break_evens_the_value_is_nothing(
    rate: float, cost: float, remedy: Remedy, setting: Setting
) -> None:
    point = evaluate(rate, cost, remedy, setting, "EUR")
    assert point.break_even_rate.value is not None
    scale = max(1.0, remedy.cost.mean)
    assert abs(npv(point.break_even_rate.value, cost, remedy, setting)) < 1e-6 * scale + 1e-6
    truths = {truth.name: truth for truth in what_would_have_to_be_true(rate, cost, remedy, setting)}
    needed = truths["investment"].needed.value
    if needed:
        assert npv(rate, cost, replace(remedy, cost=exactly(needed)), setting) == pytest.approx(0, abs=1e-3)


@FEW
@given(RATES, COSTS, REMEDIES, SETTINGS)
def test_the_curve_ends_at_the_value(rate: float, cost: float, remedy: Remedy, setting: Setting) -> None:
    curve = list(cumulative(rate, cost, remedy, setting))
    assert len(curve) == setting.horizon + 1
    assert curve[-1] == pytest.approx(npv(rate, cost, remedy, setting), rel=1e-9, abs=1e-6)


@FEW
@given(RATES, COSTS, REMEDIES, SETTINGS, st.floats(1, 5))
def test_more_incidents_never_speak_against_the_fix(
    rate: float, cost: float, remedy: Remedy, setting: Setting, more: float
) -> None:
    assert npv(rate * more, cost, remedy, setting) >= npv(rate, cost, remedy, setting) - 1e-6


def test_what_would_have_to_be_true() -> None:
    truths = {
        t.name: t for t in what_would_have_to_be_true(4, 235, fix(15_000, 0.8, 3, 100), Setting(24, 0.08))
    }
    assert truths["rate"].needed.value == pytest.approx(4.6851, abs=5e-5)
    assert truths["effect"].needed.value == pytest.approx(0.8 * 4.6851 / 4, abs=5e-5)
    assert truths["investment"].needed.value == pytest.approx(15_000 - 2_474.36, abs=0.01)
    assert truths["delay"].needed == unknown("no_sign_change"), "not even at once"
    assert truths["horizon"].needed == known(29.0)
    assert npv(4, 235, fix(15_000, 0.8, 3, 100), Setting(29, 0.08)) > 0
    assert npv(4, 235, fix(15_000, 0.8, 3, 100), Setting(28, 0.08)) < 0


def test_the_latest_delay_is_the_last_that_still_pays() -> None:
    remedy, setting = fix(6_000, 0.9, 2, 0), Setting(24, 0.08)
    truths = {t.name: t for t in what_would_have_to_be_true(5, 180, remedy, setting)}
    latest = truths["delay"].needed.value
    assert latest is not None
    assert npv(5, 180, replace(remedy, delay=int(latest)), setting) >= 0
    assert npv(5, 180, replace(remedy, delay=int(latest) + 1), setting) < 0


def test_what_no_horizon_can_save() -> None:
    truths = {
        t.name: t for t in what_would_have_to_be_true(0.1, 10, fix(15_000, 0.8, 3, 100), Setting(24, 0.08))
    }
    assert truths["horizon"].needed == unknown("no_sign_change")
    assert truths["delay"].needed == unknown("no_sign_change")
    assert truths["investment"].needed == known(0.0)


def test_wb_1() -> None:
    saving = monthly_saving(40, 40, 0.05)
    assert saving == pytest.approx(1_520)
    assert simple_break_even(12_000, saving).value == pytest.approx(7.8947, abs=5e-5)
    assert discounted_break_even(12_000, saving, 0.005).value == pytest.approx(8.0749, abs=5e-5)
    assert discounted_break_even(12_000, saving, 0) == simple_break_even(12_000, saving)


@pytest.mark.parametrize(("saving", "rate"), [(0, 0.005), (-5, 0.005), (60, 0.005), (59, 0.005), (0, 0)])
def test_wb_never(saving: float, rate: float) -> None:
    assert discounted_break_even(12_000, saving, rate) == unknown("no_sign_change")


def test_wb_2() -> None:
    assert worth_spending(1, 50, 5) / 3_600 == pytest.approx(25.4, abs=0.05)
    assert worth_spending(300, 1, 5) / 86_400 == pytest.approx(6.34, abs=0.005)


@pytest.mark.parametrize(("left", "months"), [(None, 36), (12, 12), (60, 36)])
def test_the_horizon_ends_with_the_service(left: int | None, months: int) -> None:
    assert horizon(left) == months


@pytest.mark.parametrize(
    "build",
    [
        lambda: ThreePoint(2, 1, 3),
        lambda: ThreePoint(1, 3, 2),
        lambda: fix(-1, 0.5, 0, 0),
        lambda: fix(1, 1.1, 0, 0),
        lambda: fix(1, 0.5, -1, 0),
        lambda: Setting(0, 0.08),
        lambda: Setting(12, -1),
    ],
)
def test_senseless_estimates_are_refused(build: object) -> None:
    with pytest.raises(DomainError) as refused:
        build()  # type: ignore[operator]
    assert refused.value.code == "bad_estimate"


def test_annuity_without_discount_counts_months() -> None:
    assert annuity(Setting(24, 0.0), 3) == 21
    assert annuity(Setting(24, 0.0), 30) == 0
