"""The forecasts that alerts hold against promises."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import BadInput
from projects.domain.earned_value import measure
from projects.domain.forecast import (
    GrowthPolicy,
    ReportedForecast,
    budget_spent,
    estimate_at_completion,
    forecast_overrun,
    growth,
    latest_report,
    slip_days,
)

D = Decimal


@pytest.mark.parametrize(
    ("estimate", "level", "over_current", "over_original"),
    [
        pytest.param(114, "none", 0.14, 0.266667, id="BL-1 below every limit"),
        pytest.param(115, "significant", 0.15, 0.277778, id="BL-1 significant over current"),
        pytest.param(125, "critical", 0.25, 0.388889, id="BL-1 critical over current"),
    ],
)
def test_growth_over_current_and_original_baseline(estimate, level, over_current, over_original):
    g = growth(D(estimate), current=D(100), original=D(90))
    assert g.level.value == level
    assert float(g.over_current.value) == pytest.approx(over_current, abs=1e-6)
    assert float(g.over_original.value) == pytest.approx(over_original, abs=1e-6)


@pytest.mark.parametrize(("estimate", "level"), [(129, "none"), (130, "significant"), (150, "critical")])
def test_the_original_baseline_speaks_even_when_the_current_one_is_met(estimate, level):
    assert growth(D(estimate), current=D(estimate), original=D(100)).level.value == level


def test_growth_thresholds_come_from_policy():
    strict = GrowthPolicy(significant_over_current=D("0.05"), critical_over_current=D("0.10"))
    assert growth(D(106), D(100), D(100), strict).level.value == "significant"
    with pytest.raises(BadInput):
        growth(D(106), D(100), D(100), GrowthPolicy(critical_over_current=D("0.01")))


def test_growth_without_a_baseline_is_unknown():
    assert growth(D(106), None, None).level.null_reason == "no_baseline"
    assert growth(None, D(1), D(1)).level.null_reason == "no_data"


def test_on_the_limit_is_exactly_the_limit():
    assert budget_spent(D(90), D(100)).value == D("0.9")
    assert forecast_overrun(D(110), D(100)).value == D("0.1")


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (budget_spent(D(5), None), "no_baseline"),
        (budget_spent(D(5), D(0)), "zero_planned"),
        (forecast_overrun(D(5), None), "no_baseline"),
        (forecast_overrun(None, D(5)), "no_data"),
        (forecast_overrun(D(5), D(0)), "zero_planned"),
    ],
)
def test_undefined_shares_say_why(figure, reason):
    assert figure.null_reason == reason


def ev(value, spent, *, etc=None):
    return measure(D(50), D(value), D(spent), D(100), bottom_up_etc=etc)


@pytest.mark.parametrize(
    ("reported", "value", "amount", "source"),
    [
        pytest.param(130, ev(40, 50, etc=D(20)), 130, "reported", id="reported wins"),
        pytest.param(30, ev(40, 50), 50, "reported", id="never below what is spent"),
        pytest.param(None, ev(40, 50, etc=D(70)), 120, "bottom_up", id="then bottom-up"),
        pytest.param(None, ev(40, 50), 125, "performance", id="then performance"),
        pytest.param(None, ev(0, 10), 110, "atypical", id="nothing earned yet"),
        pytest.param(None, ev(40, 0), None, "none", id="earned at no cost"),
        pytest.param(None, measure(None, None, D(5), None), None, "none", id="no baseline"),
    ],
)
def test_the_estimate_names_its_source(reported, value, amount, source):
    report = None if reported is None else ReportedForecast(D(reported), date(2026, 1, 1))
    estimate = estimate_at_completion(report, value)
    assert (estimate.value.value, estimate.source) == (amount, source)


def test_the_latest_report_in_force_counts():
    reports = [ReportedForecast(D(n), date(2026, n, 1)) for n in (1, 3, 2)]
    assert latest_report(reports, date(2026, 2, 15)).amount == 2
    assert latest_report(reports, date(2025, 2, 15)) is None
    corrected = [*reports, ReportedForecast(D(9), date(2026, 3, 1))]
    assert latest_report(corrected, date(2026, 3, 1)).amount == 9


def test_slip_is_counted_in_days():
    assert slip_days(date(2026, 3, 10), date(2026, 3, 1)).value == 9
    assert slip_days(date(2026, 3, 1), None).null_reason == "no_baseline"
    assert slip_days(None, date(2026, 3, 1)).null_reason == "no_data"


cents = st.integers(0, 10**8).map(lambda n: D(n) / 100)


@given(cents, cents, cents, st.none() | cents)
@settings(max_examples=30)
def test_more_spend_never_lowers_the_forecast_overrun(earned, spent, more, reported):
    report = None if reported is None else ReportedForecast(reported, date(2026, 1, 1))
    bac = D(1000)
    runs = [
        estimate_at_completion(report, measure(bac, min(earned, bac), cost, bac))
        for cost in (spent, spent + more)
    ]
    less, dearer = (forecast_overrun(run.value.value, bac) for run in runs)
    assert less.value is None or (dearer.value is not None and dearer.value >= less.value)


@given(cents, cents.filter(bool), st.integers(2, 500))
@settings(max_examples=30)
def test_another_currency_unit_changes_no_share(amount, promise, factor):
    assert round(budget_spent(amount, promise).value, 12) == round(
        budget_spent(amount * factor, promise * factor).value, 12
    )


@given(cents, cents, cents.filter(bool), cents.filter(bool))
@settings(max_examples=30)
def test_a_larger_estimate_never_lowers_the_growth_level(estimate, more, current, original):
    order = ["none", "significant", "critical"]
    levels = [growth(e, current, original).level.value for e in (estimate, estimate + more)]
    assert order.index(levels[0]) <= order.index(levels[1])
