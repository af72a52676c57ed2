"""Discounted cash flow: published examples, undefined cases, and what must hold for any flows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.cash_flow import (
    CashFlow,
    DatedFlow,
    bcr,
    by_year,
    discounted_payback,
    npv_0,
    npv_of_case,
    npv_xl,
    payback,
    roi,
    roi_from_return_ratio,
    switching_value,
    xnpv,
)
from governance.domain.discounting import GREEN_BOOK, DiscountSchedule, PriceBasis, flat
from governance.domain.returns import irr, mirr, xirr
from kernel.errors import DomainError
from kernel.figures import known, unknown
from kernel.money import Money

D = Decimal
MONEY = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
FLOWS = st.lists(MONEY, min_size=1, max_size=12)
RATE = st.decimals(min_value=D("-0.5"), max_value=2, places=4)


def flows(*amounts: float | str) -> list[Decimal]:
    return [D(str(amount)) for amount in amounts]


XNPV_FLOWS = [
    DatedFlow(date(2008, 1, 1), D(-10000)),
    DatedFlow(date(2008, 3, 1), D(2750)),
    DatedFlow(date(2008, 10, 30), D(4250)),
    DatedFlow(date(2009, 2, 15), D(3250)),
    DatedFlow(date(2009, 4, 1), D(2750)),
]
A = flows(-10_000_000, *[2_500_000] * 4)
B = flows(-5_000_000, *[1_500_000] * 4)


@pytest.mark.parametrize(
    ("got", "expected", "tolerance"),
    [
        pytest.param(npv_xl(flows(-10000, 3000, 4200, 6800), 0.10), 1188.44, 0.01, id="FI-1"),
        pytest.param(
            npv_xl(flows(8000, 9200, 10000, 12000, 14500), 0.08) - 40000, 1922.06, 0.01, id="FI-2 as Excel"
        ),
        pytest.param(
            npv_0(flows(-40000, 8000, 9200, 10000, 12000, 14500), 0.08), 1922.06, 0.01, id="FI-2 as HMT"
        ),
        pytest.param(npv_0(flows(-40000, 5000, 8000, 12000, 30000), 0.08), 3065.2227, 1e-4, id="FI-4"),
        pytest.param(xnpv(XNPV_FLOWS, 0.09), 2086.6476, 1e-3, id="FI-14"),
        pytest.param(npv_0(A, 0.035), -817_302, 1, id="FI-19 A"),
        pytest.param(npv_0(B, 0.035), 509_619, 1, id="FI-19 B"),
        pytest.param(npv_0(flows(0, 0, 1), 0.12), 0.797194, 1e-4, id="FI-18"),
        pytest.param(npv_0(flows(0, 0, 0), 0.12), 0, 0, id="all zero"),
        pytest.param(npv_0([], 0.12), 0, 0, id="no flows"),
        pytest.param(npv_0(flows(100, 100), -0.5), 300, 0, id="negative rate above -1"),
    ],
)
def test_net_present_value(got: Decimal, expected: float, tolerance: float) -> None:
    assert isinstance(got, Decimal)
    assert float(got) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(
    ("year", "factor", "tolerance"),
    [
        pytest.param(1, 0.9662, 5e-5, id="FI-16 t1"),
        pytest.param(2, 0.9335, 5e-5, id="FI-16 t2"),
        pytest.param(3, 0.9019, 5e-5, id="FI-16 t3"),
        pytest.param(4, 0.8714, 5e-5, id="FI-16 t4"),
        pytest.param(5, 0.8420, 5e-5, id="FI-16 t5"),
        pytest.param(0, 1, 0, id="now"),
        pytest.param(30, 1.035**-30, 1e-12, id="last year of 3.5 %"),
        pytest.param(31, 1.035**-30 / 1.03, 1e-12, id="first year of 3 %"),
        pytest.param(76, 1.035**-30 * 1.03**-45 / 1.025, 1e-12, id="first year of 2.5 %"),
        pytest.param(126, 1.035**-30 * 1.03**-45 * 1.025**-50 / 1.02, 1e-12, id="first year of 2 %"),
    ],
)
def test_green_book_factors(year: int, factor: float, tolerance: float) -> None:
    assert float(GREEN_BOOK.factors(year)[year]) == pytest.approx(factor, abs=tolerance)


def test_a_dollar_in_two_years_at_twelve_percent_is_eighty_cents() -> None:
    assert float(flat(0.12).factors(2)[2]) == pytest.approx(0.797194, abs=1e-6)


def test_xnpv_counts_real_days() -> None:
    assert [(flow.day - XNPV_FLOWS[0].day).days for flow in XNPV_FLOWS] == [0, 60, 303, 411, 456]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param((-70000, 12000, 15000, 18000, 21000), -0.021245, id="FI-6 four years"),
        pytest.param((-70000, 12000, 15000, 18000, 21000, 26000), 0.086631, id="FI-6 five years"),
        pytest.param((-100, 39, 59, 55, 20), 0.280948, id="FI-8 a"),
        pytest.param((-100, 0, 0, 74), -0.095496, id="FI-8 b"),
        pytest.param((-100, 100, 0, 7), 0.062058, id="FI-8 c"),
        pytest.param((0, 0, -100, 110), 0.10, id="starts late"),
        pytest.param((100, -110), 0.10, id="a loan"),
        pytest.param((-1, 4, -4), 1.0, id="two equal roots are one rate"),
        pytest.param((-1, 4.5, -6.75, 3.375), 0.5, id="three equal roots are one rate"),
        pytest.param((-100, "1e-9"), -1 + 1e-11, id="almost everything lost"),
    ],
)
def test_internal_rate_of_return(amounts: tuple[Any, ...], expected: float) -> None:
    assert irr(flows(*amounts)).figure.value == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        pytest.param((), "no_sign_change", id="nothing"),
        pytest.param((0, 0), "no_sign_change", id="all zero"),
        pytest.param((100, 50), "no_sign_change", id="only income"),
        pytest.param((-100, -50), "no_sign_change", id="only cost"),
        pytest.param((100, -200, 101), "no_sign_change", id="never crosses zero"),
        pytest.param((-100, 230, -132), "multiple_roots", id="10 % and 20 %"),
    ],
)
def test_an_undefined_rate_says_why(amounts: tuple[float, ...], reason: str) -> None:
    assert irr(flows(*amounts)).figure == unknown(reason)


def test_several_rates_come_with_the_list_and_a_profile() -> None:
    found = irr(flows(-1000, 3600, -4310, 1716))
    assert found.all_rates == pytest.approx((0.1, 0.2, 0.3), abs=1e-9)
    assert found.profile[0] == (0.0, D("6.0000"))
    assert found.profile[-1][0] == pytest.approx(0.4)
    assert found.profile[-1][1] < 0 < found.profile[0][1]


@settings(max_examples=30)
@given(st.lists(st.integers(-90, 400), min_size=1, max_size=4, unique=True))
def test_every_root_is_found(percents: list[int]) -> None:
    coefficients = [D(1)]
    for percent in percents:
        growth = 1 + D(percent) / 100
        shifted = [D(0), *(-growth * c for c in coefficients)]
        coefficients = [a + b for a, b in zip([*coefficients, D(0)], shifted, strict=True)]
    assert irr(coefficients).all_rates == pytest.approx(sorted(p / 100 for p in percents), abs=1e-4)


@settings(max_examples=30)
@given(st.lists(MONEY, min_size=2, max_size=8))
def test_npv_at_every_internal_rate_is_nothing(amounts: list[Decimal]) -> None:
    largest = max(abs(amount) for amount in amounts)
    for rate in irr(amounts).all_rates:
        growth = 1 + rate
        if growth > 0.01:
            worth = sum(float(amount) / growth**year for year, amount in enumerate(amounts))
            scale = sum(abs(float(amount)) / growth**year for year, amount in enumerate(amounts))
            assert abs(worth) <= 1e-6 * scale + 1e-9 * float(largest)


@settings(max_examples=30)
@given(st.lists(MONEY, min_size=2, max_size=8), st.integers(1, 1000))
def test_scaling_the_currency_keeps_the_rates(amounts: list[Decimal], factor: int) -> None:
    scaled = irr([amount * factor for amount in amounts])
    assert scaled.all_rates == pytest.approx(irr(amounts).all_rates, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        pytest.param(XNPV_FLOWS, 0.3733625335, id="Excel XIRR"),
        pytest.param(
            [DatedFlow(date(2025, 1, 1), D(-100)), DatedFlow(date(2026, 1, 1), D(110))], 0.1, id="a year"
        ),
        pytest.param(
            [DatedFlow(date(2025, 1, 1), D(-100)), DatedFlow(date(2025, 1, 2), D(101))],
            1.01**365 - 1,
            id="one day",
        ),
    ],
)
def test_dated_internal_rate(dated: list[DatedFlow], expected: float) -> None:
    assert xirr(dated).figure.value == pytest.approx(expected, rel=1e-6)


def test_dated_rate_undefined() -> None:
    day = date(2025, 1, 1)
    assert xirr([]).figure == unknown("no_sign_change")
    assert xirr([DatedFlow(day, D(-1)), DatedFlow(day, D(2))]).figure == unknown("no_sign_change")
    two = [
        DatedFlow(date(2025, 1, 1), D(-100)),
        DatedFlow(date(2026, 1, 1), D(230)),
        DatedFlow(date(2027, 1, 1), D(-132)),
    ]
    found = xirr(two)
    assert found.figure == unknown("multiple_roots")
    assert found.all_rates == pytest.approx((0.1, 0.2))
    assert len(found.profile) > 2


M1 = flows(-120000, 39000, 30000, 21000, 37000, 46000)
M2 = flows(-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000)


@pytest.mark.parametrize(
    ("amounts", "finance", "reinvest", "expected", "tolerance"),
    [
        pytest.param(M1, 0.10, 0.12, 0.126095, 1e-6, id="FI-10"),
        pytest.param(M1, 0.10, 0.14, 0.134759, 1e-6, id="FI-10 reinvested at 14 %"),
        pytest.param(M2, 0.08, 0.055, 0.0666, 5e-5, id="FI-12"),
        pytest.param(M1[1:], 0.10, 0.12, None, 0, id="FI-12 only income"),
        pytest.param(M1[:1], 0.10, 0.12, None, 0, id="only the outlay"),
        pytest.param([], 0.10, 0.12, None, 0, id="nothing"),
    ],
)
def test_modified_internal_rate(
    amounts: list[Decimal], finance: float, reinvest: float, expected: float | None, tolerance: float
) -> None:
    figure = mirr(amounts, finance, reinvest)
    if expected is None:
        assert figure == unknown("no_sign_change")
    else:
        assert figure.value == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(payback(A), 4.0, id="FI-19 A"),
        pytest.param(discounted_payback(A, 0.035), None, id="FI-19 A discounted never"),
        pytest.param(payback(B), 3.333333, id="FI-19 B"),
        pytest.param(discounted_payback(B, 0.035), 3.6101, id="FI-19 B discounted"),
        pytest.param(payback(flows(-100, 150, -100, 100)), 0.666667, id="the first time counts"),
        pytest.param(payback(flows(-100, 0, 100)), 2.0, id="a year without income"),
        pytest.param(payback(flows(10, -5)), 0.0, id="nothing to pay back"),
    ],
)
def test_payback_years(figure: Any, expected: float | None) -> None:
    if expected is None:
        assert figure == unknown("no_sign_change")
    else:
        assert figure.value == pytest.approx(expected, abs=1e-3)


def test_payback_of_nothing_has_no_data() -> None:
    assert payback([]) == unknown("no_data")


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(bcr([D(0), *A[1:]], [-A[0]], 0.035), 0.9183, id="FI-19 A"),
        pytest.param(bcr([D(0), *B[1:]], [-B[0]], 0.035), 1.1019, id="FI-19 B"),
        pytest.param(
            bcr(flows(0, 110, -55), flows(50), 0.1), (100 - 55 / 1.21) / 50, id="a disbenefit stays"
        ),
        pytest.param(roi(flows(0, 60, 60), flows(100)), 0.2, id="ROI"),
        pytest.param(roi(flows(0), flows(100)), -1.0, id="ROI of no benefit"),
        pytest.param(known(roi_from_return_ratio(1.2)), 0.2, id="ROI stated as return over cost"),
    ],
)
def test_ratios(figure: Any, expected: float) -> None:
    assert figure.value == pytest.approx(expected, abs=1e-4)


def test_ratios_without_cost_are_null() -> None:
    assert bcr(flows(0, 100), flows(0), 0.1) == unknown("zero_planned")
    assert roi(flows(100), []) == unknown("zero_planned")


def test_switching_value_is_where_npv_turns() -> None:
    benefits, costs = [D(0), *B[1:]], [B[0]]
    factor = switching_value(benefits, costs, 0.035).value
    assert factor == pytest.approx(1 / 1.10192, abs=1e-4)
    assert switching_value(costs, benefits, 0.035).value == pytest.approx(1.10192, abs=1e-4)
    assert switching_value(flows(0, 0), costs, 0.035) == unknown("zero_planned")


@settings(max_examples=30)
@given(FLOWS, FLOWS, RATE)
def test_at_the_switching_value_nothing_is_gained(
    line: list[Decimal], others: list[Decimal], rate: Decimal
) -> None:
    factor = switching_value(line, others, rate).value
    if factor is not None and abs(factor) < 1e6:
        together = npv_0([amount * D(factor) for amount in line], rate) + npv_0(others, rate)
        scale = sum(abs(v) for v in [*line, *others]) * 5000
        assert abs(together) <= scale * D("1e-9") * max(1, abs(D(factor))) + D("0.001")


@pytest.mark.parametrize("rate", [-1, -1.5, float("nan"), float("inf")])
def test_a_rate_at_or_below_minus_one_is_refused(rate: float) -> None:
    for call in (
        lambda: npv_0(flows(1, 2), rate),
        lambda: npv_xl(flows(1, 2), rate),
        lambda: xnpv(XNPV_FLOWS, rate),
        lambda: mirr(M1, rate, 0.1),
        lambda: mirr(M1, 0.1, rate),
        lambda: DiscountSchedule(((None, D(str(rate))),)),
    ):
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.code == "rate_invalid"


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((), id="empty"),
        pytest.param(((30, D("0.03")),), id="no open end"),
        pytest.param(((30, D("0.03")), (20, D("0.02")), (None, D("0.01"))), id="descending"),
        pytest.param(((None, D("0.03")), (None, D("0.01"))), id="two open ends"),
    ],
)
def test_impossible_schedules_are_refused(steps: Any) -> None:
    with pytest.raises(DomainError) as refused:
        DiscountSchedule(steps)
    assert refused.value.code == "schedule_invalid"


def test_flows_before_the_valuation_date_are_refused() -> None:
    with pytest.raises(DomainError):
        xnpv(XNPV_FLOWS, 0.09, valued_on=date(2008, 1, 2))
    with pytest.raises(DomainError):
        xirr([XNPV_FLOWS[1], XNPV_FLOWS[0]])
    with pytest.raises(DomainError):
        CashFlow(-1, Money(D(1), "EUR"), PriceBasis.REAL)


def test_xnpv_of_nothing_and_of_a_later_valuation() -> None:
    assert xnpv([], 0.09) == 0
    earlier = xnpv(XNPV_FLOWS, 0.09, valued_on=date(2007, 1, 1))
    assert float(earlier) == pytest.approx(2086.6476 / 1.09, abs=1e-3)


def line(year: int, amount: int, currency: str = "EUR", basis: PriceBasis = PriceBasis.REAL) -> CashFlow:
    return CashFlow(year, Money(D(amount), currency), basis)


def test_a_case_adds_up_by_year() -> None:
    case = [line(0, -50), line(0, -50), line(2, 121)]
    assert by_year(case) == known((D(-100), D(0), D(121)))
    assert npv_of_case(case, flat(0.1)) == known(D("0.0000"))
    assert npv_of_case([], flat(0.1)) == unknown("no_data")


def test_two_currencies_are_never_summed() -> None:
    assert npv_of_case([line(0, -50), line(1, 60, "USD")], flat(0.1)) == unknown("mixed_currency")


@pytest.mark.parametrize("rates", [flat(0.1), flat(0.1, PriceBasis.NOMINAL)])
def test_real_and_nominal_are_never_mixed(rates: DiscountSchedule) -> None:
    mixed = [line(0, -50), line(1, 60, basis=PriceBasis.NOMINAL)]
    with pytest.raises(DomainError) as refused:
        npv_of_case(mixed, rates)
    assert refused.value.code == "mixed_price_basis"


def test_nominal_amounts_need_a_nominal_rate() -> None:
    with pytest.raises(DomainError):
        npv_of_case([line(0, -50, basis=PriceBasis.NOMINAL)], flat(0.1))


@settings(max_examples=30)
@given(FLOWS, RATE)
def test_excel_and_green_book_differ_by_one_year(amounts: list[Decimal], rate: Decimal) -> None:
    assert float(npv_xl(amounts, rate) * (1 + rate)) == pytest.approx(
        float(npv_0(amounts, rate)), abs=1e-3, rel=1e-9
    )


@settings(max_examples=30)
@given(FLOWS, FLOWS, RATE)
def test_present_values_add_up(one: list[Decimal], other: list[Decimal], rate: Decimal) -> None:
    length = max(len(one), len(other))
    padded = [[*xs, *[D(0)] * (length - len(xs))] for xs in (one, other)]
    together = npv_0([a + b for a, b in zip(*padded, strict=True)], rate)
    assert abs(together - npv_0(one, rate) - npv_0(other, rate)) <= D("0.0002")


@settings(max_examples=30)
@given(st.decimals(1, 10**6, places=2), st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=8))
def test_discounting_never_shortens_payback(cost: Decimal, incomes: list[Decimal]) -> None:
    plain, discounted = payback([-cost, *incomes]), discounted_payback([-cost, *incomes], 0.05)
    if discounted.value is not None:
        assert plain.value is not None
        assert plain.value <= discounted.value + 1e-9
