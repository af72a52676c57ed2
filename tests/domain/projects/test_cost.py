"""Cost, commitments, transfers, exchange variance and what stopping still saves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.money import Money, total
from projects.domain.avoidable import (
    ExitCost,
    Obligation,
    StopPlan,
    avoidable_curve,
    last_responsible_stop,
    warnings_due,
)
from projects.domain.cost import BudgetEntry, Order, authority, cost_position, line_balances, transfer
from projects.domain.currency import BudgetRates, Invoice, currency_variance


def eur(amount):
    return Money(Decimal(str(amount)), "EUR")


def usd(amount):
    return Money(Decimal(str(amount)), "USD")


def test_co_1_what_is_left_of_the_budget_and_of_the_order():
    goods = Order(eur("13177200"), eur("13177200"), eur(0))
    position = cost_position(
        currency="EUR", time=[eur("88966.67")], expenses=[eur("177349700")], orders=[goods]
    )
    assert position.balance(eur(250_000_000)) == eur("59384133.33")
    assert position.balance(eur(365_000_000)) == eur("174384133.33")


@pytest.mark.parametrize(
    ("policy", "actual", "commitment"),
    [pytest.param("received", 70, 30, id="goods received"), pytest.param("invoiced", 40, 60, id="invoiced")],
)
def test_an_order_is_exposed_once_under_either_policy(policy, actual, commitment):
    position = cost_position(currency="EUR", orders=[Order(eur(100), eur(70), eur(40))], policy=policy)
    assert (position.actual, position.commitment, position.exposure) == (
        eur(actual),
        eur(commitment),
        eur(100),
    )


def test_credit_notes_lower_actual_cost():
    position = cost_position(currency="EUR", expenses=[eur(50)], credit_notes=[eur(20)])
    assert position.actual == eur(30)
    assert position.uncommitted(eur(100)) == eur(70)


@pytest.mark.parametrize(
    ("order", "commitment"),
    [
        pytest.param(Order(eur(100), eur(120), eur(0)), 0, id="more received than ordered"),
        pytest.param(Order(eur(100), eur(40), eur(0), closed=True), 0, id="closed"),
        pytest.param(Order(eur(100), eur(0), eur(0)), 100, id="nothing came yet"),
    ],
)
def test_a_commitment_is_never_below_zero(order, commitment):
    assert order.commitment("received") == eur(commitment)


def test_currencies_are_never_summed():
    with pytest.raises(DomainError) as refused:
        cost_position(currency="EUR", expenses=[eur(1), usd(1)])
    assert refused.value.code == "mixed_currency"


def test_mc_1_performance_and_exchange_rate_apart():
    rates = BudgetRates("USD", {"EUR": Decimal("1.10")})
    v = currency_variance([eur(55_000)], [Invoice(eur(60_000), Decimal("1.20"))], rates)
    assert (v.ev_at_budget, v.ac_at_budget, v.ac_at_transaction) == (usd(60_500), usd(66_000), usd(72_000))
    assert (v.cv_performance, v.fx, v.cv_total) == (usd(-5_500), usd(-6_000), usd(-11_500))


def test_base_currency_amounts_need_no_rate():
    v = currency_variance([usd(10)], [Invoice(usd(8), Decimal(1))], BudgetRates("USD", {}))
    assert (v.cv_performance, v.fx) == (usd(2), usd(0))


@pytest.mark.parametrize(("rates", "invoice_rate"), [({}, "1.2"), ({"EUR": Decimal("1.1")}, "0")])
def test_an_amount_without_a_rate_is_refused(rates, invoice_rate):
    with pytest.raises(DomainError) as refused:
        currency_variance([], [Invoice(eur(1), Decimal(invoice_rate))], BudgetRates("USD", rates))
    assert refused.value.code == "no_rate"


LINES = [BudgetEntry(1, eur(100)), BudgetEntry(2, eur(50))]


def test_a_transfer_moves_money_and_keeps_the_authority():
    balances = line_balances(LINES)
    moved = [*LINES, *transfer(1, 2, eur(30), balances)]
    assert line_balances(moved) == {1: eur(70), 2: eur(80)}
    assert authority(moved, "EUR") == authority(LINES, "EUR") == eur(150)


@pytest.mark.parametrize(
    ("source", "target", "amount", "exposure", "code"),
    [
        (1, 1, 10, 0, "transfer_same_line"),
        (1, 2, 0, 0, "transfer_amount"),
        (1, 2, -5, 0, "transfer_amount"),
        (1, 2, 101, 0, "transfer_exceeds_line"),
        (1, 2, 30, 80, "transfer_exceeds_line"),
        (9, 2, 1, 0, "transfer_exceeds_line"),
    ],
)
def test_a_transfer_that_is_none_is_refused(source, target, amount, exposure, code):
    with pytest.raises(DomainError) as refused:
        transfer(source, target, eur(amount), line_balances(LINES), {1: eur(exposure)})
    assert refused.value.code == code


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 90)), max_size=8))
@settings(max_examples=30)
def test_no_sequence_of_transfers_changes_the_authority_or_overdraws_a_line(moves):
    entries = [BudgetEntry(n, eur(100)) for n in (1, 2, 3)]
    for source, target, amount in moves:
        try:
            entries += transfer(source, target, eur(amount), line_balances(entries))
        except DomainError as refused:
            assert refused.code in {"transfer_same_line", "transfer_exceeds_line"}
    assert authority(entries, "EUR") == eur(300)
    assert all(balance >= eur(0) for balance in line_balances(entries).values())


TODAY = date(2026, 3, 1)
STOP = StopPlan(
    estimate_to_complete=eur(500),
    obligations=(
        Obligation(eur(240), date(2026, 3, 31), penalty=eur(20)),
        Obligation(eur(100), date(2026, 4, 30), penalty=eur(0)),
        Obligation(eur(60), date(2026, 2, 1), penalty=eur(0)),
    ),
    exit_costs=(ExitCost(date(2026, 1, 1), eur(15)),),
)


def test_the_curve_steps_down_when_orders_can_no_longer_be_cancelled():
    curve = avoidable_curve(STOP, TODAY)
    assert [(p.valid_from.isoformat(), p.avoidable) for p in curve] == [
        ("2026-03-01", eur(405)),
        ("2026-04-01", eur(185)),
        ("2026-05-01", eur(85)),
    ]


def test_the_last_responsible_day_lies_before_the_largest_drop():
    stop = last_responsible_stop(avoidable_curve(STOP, TODAY)).value
    assert (stop.day, stop.lost_after) == (date(2026, 3, 31), eur(220))
    assert last_responsible_stop(avoidable_curve(STOP, date(2026, 6, 1))).null_reason == "no_data"


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), [31]),
        (date(2026, 3, 31), [31, 30]),
        (date(2026, 4, 1), [30]),
    ],
)
def test_a_warning_is_due_thirty_days_before_a_drop(today, days):
    assert [w.day.day for w in warnings_due(avoidable_curve(STOP, today), today)] == days


def test_stopping_can_cost_more_than_it_saves():
    plan = StopPlan(eur(10), (), (ExitCost(TODAY, eur(25)),))
    assert plan.avoidable_on(TODAY) == eur(-15)
    assert plan.avoidable_on(TODAY - timedelta(days=1)) == eur(10)


def test_a_penalty_never_exceeds_finishing_the_obligation():
    assert Obligation(eur(10), TODAY, penalty=eur(30)).unavoidable_on(TODAY) == eur(10)
    with pytest.raises(DomainError):
        Obligation(eur(-1), TODAY, penalty=eur(0))


obligations = st.builds(
    lambda amount, days, penalty: Obligation(eur(amount), TODAY + timedelta(days), eur(penalty)),
    st.integers(0, 1000),
    st.integers(-30, 300),
    st.integers(0, 1200),
)


@given(st.lists(obligations, max_size=6), st.integers(0, 300), st.integers(0, 100))
@settings(max_examples=30)
def test_with_a_constant_exit_cost_what_is_avoidable_never_rises(parts, day, later):
    plan = StopPlan(
        total((o.amount for o in parts), "EUR"), tuple(parts), (ExitCost(date(2020, 1, 1), eur(7)),)
    )
    on = TODAY + timedelta(days=day)
    assert plan.avoidable_on(on + timedelta(days=later)) <= plan.avoidable_on(on)
    assert avoidable_curve(plan, on)[-1].avoidable == eur(-7)
