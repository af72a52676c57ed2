"""A business case is worth what its conventions say, and says why when it cannot be said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from governance.domain.case_figures import Flow, case_figures
from kernel.errors import DomainError

RATE = Decimal("0.035")


def cost(year: int, amount: int) -> Flow:
    return Flow(year, "cost", "build", Decimal(amount))


def benefit(year: int, amount: int) -> Flow:
    return Flow(year, "benefit", "savings", Decimal(amount))


def test_a_thousand_now_for_five_hundred_a_year_over_three_years() -> None:
    worth = case_figures([cost(0, 1000), benefit(1, 500), benefit(2, 500), benefit(3, 500)], RATE)
    # 500/1.035 + 500/1.035^2 + 500/1.035^3 - 1000
    assert worth.npv.value == Decimal("400.8185")
    assert worth.irr.value == pytest.approx(0.2337519, abs=1e-6)
    assert worth.payback.value == 2.0
    assert worth.bcr.value == pytest.approx(1.4008185, abs=1e-6)
    assert worth.roi.value == 0.5
    assert [year.cumulative for year in worth.years] == [-1000, -500, 0, 500]


def test_no_flows_have_no_worth_rather_than_none_at_all() -> None:
    worth = case_figures([], RATE)
    assert {f.null_reason for f in (worth.npv, worth.irr, worth.payback, worth.bcr, worth.roi)} == {"no_data"}


def test_costs_alone_never_pay_back_and_have_no_rate() -> None:
    worth = case_figures([cost(0, 100), cost(2, 50)], RATE)
    assert (worth.irr.null_reason, worth.payback.null_reason) == ("no_sign_change", "no_sign_change")
    assert worth.bcr.value == 0.0


def test_benefits_alone_have_no_ratio_to_cost() -> None:
    worth = case_figures([benefit(1, 100)], RATE)
    assert (worth.bcr.null_reason, worth.roi.null_reason) == ("zero_planned", "zero_planned")


def test_two_rates_are_both_named_and_neither_is_chosen() -> None:
    worth = case_figures([cost(0, 1000), benefit(1, 2500), cost(2, 1540)], RATE)
    assert worth.irr.null_reason == "multiple_roots"
    assert worth.rates == pytest.approx((0.1, 0.4))


@pytest.mark.parametrize(
    ("year", "kind", "amount"), [(-1, "cost", "5"), (61, "cost", "5"), (0, "gift", "5"), (0, "cost", "-5")]
)
def test_an_impossible_flow_is_refused(year: int, kind: str, amount: str) -> None:
    with pytest.raises(DomainError):
        Flow(year, kind, "x", Decimal(amount))
