"""Earned value: the published figures, the undefined ones, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.money import Money
from projects.domain.earned_value import (
    FIGURES,
    CumulativePoint,
    eac_band,
    eac_plan_echo,
    measure,
    measure_money,
    recent_performance,
)
from projects.domain.roll_up import PackageValue, roll_up

D = Decimal


def near(value, abs_=1e-6):
    return pytest.approx(value, abs=abs_)


# fmt: off
EV_TABLE = [
    # BAC, PV, EV, AC; CV, SV; CPI, SPI, TCPI; EAC A, B, C, ETC(B), VAC(B)
    pytest.param((500_000, 250_000, 200_000, 290_000), (-90_000, -50_000), (0.689655, 0.8, 1.428571),
                 (590_000, 725_000, 833_750, 435_000, -225_000), id="EV-1"),
    pytest.param((2_500_000, 1_625_000, 1_200_000, 1_350_000), (-150_000, -425_000),
                 (0.888889, 0.738462, 1.130435),
                 (2_650_000, 2_812_500, 3_330_468.75, 1_462_500, -312_500), id="EV-3"),
    pytest.param((100_000, 40_000, 35_000, 36_000), (-1_000, -5_000), (0.9722222, 0.875, 1.015625),
                 (101_000, 102_857.14, 112_408.16, 66_857.14, -2_857.14), id="EV-4"),
]
# fmt: on


@pytest.mark.parametrize(("amounts", "variances", "indices", "estimates"), EV_TABLE)
def test_published_figures(amounts, variances, indices, estimates):
    bac, pv, ev, ac = map(D, amounts)
    v = measure(pv, ev, ac, bac)
    assert (v.cv.value, v.sv.value) == variances
    assert [float(f.value) for f in (v.cpi, v.spi, v.tcpi_bac)] == near(list(indices))
    assert [float(f.value) for f in (v.eac_a, v.eac_b, v.eac_c, v.etc, v.vac)] == near(list(estimates), 0.01)


EV_11 = [
    (14, 80, 0.875, 571_428.57),
    (32, 195, 0.820513, 609_375),
    (54, 300, 0.9, 555_555.56),
    (76, 375, 1.013333, 493_421.05),
    (100, 445, 1.123596, 445_000),
]


@pytest.mark.parametrize(
    ("percent", "ac", "cpi", "eac"), EV_11, ids=[f"EV-11 period {n}" for n in range(1, 6)]
)
def test_ev_11_cost_performance_passes_one_in_period_four(percent, ac, cpi, eac):
    v = measure(None, D(5_000 * percent), D(ac * 1000), D(500_000))
    assert float(v.cpi.value) == near(cpi)
    assert float(v.eac_b.value) == near(eac, 0.01)


def test_ev_9_bottom_up_estimate():
    v = measure(D(10_000), None, D(11_000), D(10_000), bottom_up_etc=D(1_000))
    assert v.eac_d.value == 12_000
    assert v.vac_of(v.eac_d).value == -2_000
    assert float(v.percent_spent_of_estimate.value) == near(0.916667)


def test_ev_13_the_plan_echo_does_not_see_poor_performance():
    echo = eac_plan_echo([D(12)] * 4, [D(10)] * 12, current=4)
    v = measure(D(40), D(40), D(48), D(120), plan_echo=echo)
    assert v.eac_e.value == 128
    assert v.eac_b.value == 144


@pytest.mark.parametrize(
    ("name", "pv", "ev", "ac", "bac", "reason"),
    [
        ("spi", None, None, 5, None, "no_baseline"),
        ("cv", None, None, 5, None, "no_baseline"),
        ("eac_b", None, None, 5, None, "no_baseline"),
        ("spi", 0, 0, 5, 100, "zero_planned"),
        ("sv_percent", 0, 0, 5, 100, "zero_planned"),
        ("eac_c", 0, 10, 5, 100, "zero_planned"),
        ("cpi", 10, 0, 0, 100, "zero_actual"),
        ("cpi", 10, 5, -3, 100, "zero_actual"),
        ("eac_b", 10, 5, 0, 100, "zero_actual"),
        ("eac_b", 10, 0, 5, 100, "not_started"),
        ("eac_c", 10, 0, 5, 100, "not_started"),
        ("cv_percent", 10, 0, 5, 100, "not_started"),
        ("tcpi_bac", 50, 40, 100, 100, "zero_remaining_budget"),
        ("tcpi_bac", 50, 40, 120, 100, "zero_remaining_budget"),
        ("tcpi_bac", 100, 100, 120, 100, "finished"),
        ("tcpi_eac", 100, 100, 120, 100, "finished"),
        ("percent_complete", 0, 0, 0, 0, "zero_planned"),
        ("eac_d", 10, 5, 5, 100, "no_data"),
        ("ev", 10, None, 5, 100, "no_data"),
    ],
)
def test_an_undefined_figure_says_why(name, pv, ev, ac, bac, reason):
    amounts = [None if n is None else D(n) for n in (pv, ev, ac, bac)]
    figure = getattr(measure(*amounts), name)
    assert (figure.value, figure.null_reason) == (None, reason)


def test_cost_is_shown_without_a_baseline():
    v = measure(None, None, D(70), None, bottom_up_etc=D(30))
    assert (v.ac.value, v.eac_d.value) == (70, 100)


def test_a_finished_object_has_nothing_left_to_estimate():
    v = measure(D(80), D(100), D(120), D(100))
    assert [f.value for f in (v.eac_a, v.eac_b, v.eac_c, v.etc)] == [120, 120, 120, 0]


def test_a_used_up_budget_is_unattainable_only_while_work_is_left():
    assert measure(D(80), D(90), D(120), D(100)).unattainable
    assert not measure(D(80), D(90), D(100), D(100)).unattainable
    assert not measure(D(80), D(100), D(120), D(100)).unattainable


def test_work_earned_at_no_cost_is_a_warning():
    assert measure(D(10), D(5), D(0), D(100)).warnings == ("earned_without_cost",)
    assert measure(D(10), D(5), D(1), D(100)).warnings == ()


def test_the_band_names_every_method():
    band = eac_band(measure(D(250), D(200), D(290), D(500), bottom_up_etc=D(400)), simulated=D(760))
    assert [(e.method, e.eac.value) for e in band] == [
        ("A", 590), ("B", 725), ("C", D("833.75")), ("D", 690), ("E", None), ("F", 760),
    ]  # fmt: skip
    assert band[5].vac.value == -260
    assert band[3].etc.value == 400


def test_currencies_never_mix():
    eur, usd = Money(D(10), "EUR"), Money(D(10), "USD")
    assert measure_money(eur, eur, usd, eur).cpi.null_reason == "mixed_currency"
    assert measure_money(eur, eur, eur, eur).cpi.value == 1


def test_every_figure_has_a_name():
    v = measure(D(50), D(40), D(60), D(100))
    figures = v.figures()
    assert list(figures) == list(FIGURES)
    assert figures["cpi"] == v.cpi
    assert sum(f.value is None for f in figures.values()) == 2  # no bottom-up estimate, no plan echo


def test_the_last_six_periods_show_what_the_whole_hides():
    good = [CumulativePoint(D(n * 10), D(n * 12), D(n * 10)) for n in range(1, 7)]
    bad = [CumulativePoint(D(60 + n * 10), D(72 + n * 5), D(60 + n * 10)) for n in range(1, 7)]
    cpi, spi = recent_performance(good + bad)
    assert (cpi.value, spi.value) == (D("0.5"), D("0.5"))
    assert recent_performance(good)[0].value == D("1.2")
    assert recent_performance([])[0].null_reason == "no_data"


def test_a_parent_sums_money_and_keeps_unplanned_cost_apart():
    parent = roll_up(
        [
            PackageValue(D(100), D(50), D(50), D(100)),
            PackageValue(D(900), D(900), D(900), D(600)),
            PackageValue(D(60), D(30), D(30), D(0), level_of_effort=True),
            PackageValue(None, D(0), D(0), D(70)),
        ]
    )
    assert parent.value.cpi.value == D(980) / D(700)
    assert (parent.ac_total, parent.ac_unbaselined) == (770, 70)
    assert parent.cpi_with_unbaselined.value == D(980) / D(770)
    assert parent.spi_without_level_of_effort.value == 1
    assert roll_up([PackageValue(None, D(0), D(0), D(70))]).value.cpi.null_reason == "no_baseline"


amounts = st.integers(1, 10**7).map(D)


@given(amounts, amounts, amounts, amounts, st.integers(2, 1000))
@settings(max_examples=30)
def test_another_currency_unit_changes_no_index(pv, ev, ac, bac, factor):
    v = measure(pv, min(ev, bac), ac, bac)
    w = measure(pv * factor, min(ev, bac) * factor, ac * factor, bac * factor)
    for name in ("cpi", "spi", "percent_complete", "cv_percent", "tcpi_bac"):
        a, b = getattr(v, name), getattr(w, name)
        assert (a.null_reason, a.value and round(a.value, 12)) == (
            b.null_reason,
            b.value and round(b.value, 12),
        )


@given(amounts, amounts, amounts, amounts, amounts)
@settings(max_examples=30)
def test_more_spend_on_the_same_work_never_lowers_an_estimate(pv, ev, ac, bac, more):
    less, dearer = (measure(pv, min(ev, bac), spent, bac) for spent in (ac, ac + more))
    for name in ("eac_a", "eac_b", "eac_c"):
        assert getattr(dearer, name).value >= getattr(less, name).value
