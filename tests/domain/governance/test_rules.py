"""The rules of a project: what they measure, when they stay silent, and what must never move them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.alerts import Level, StepKind, judge, level_of
from governance.domain.rules import (
    BUDGET_FORECAST,
    BUDGET_SPENT,
    GATE_OVERDUE,
    RULES,
    SCOPE_CREEP,
)
from governance.domain.snapshot import ProjectSnapshot
from kernel.errors import DomainError
from kernel.figures import known, unknown
from tests.domain.governance.worlds import PROJECT, project

AMOUNT = st.decimals(min_value=0, max_value=10**9, places=4)
BUDGET = st.decimals(min_value=1, max_value=10**9, places=2)
RULES_BY_CODE = {rule.code: rule for rule in RULES}


def level(code: str, snapshot: ProjectSnapshot, current: Level = Level.CLEAR) -> Level:
    rule = RULES_BY_CODE[code]
    value = rule.measure(snapshot).figure.value
    assert value is not None
    return level_of(value, rule.default_limits, current)


D = Decimal


@pytest.mark.parametrize(
    ("code", "changes", "value", "expected"),
    [
        pytest.param("budget.spent", {}, 0.5, Level.CLEAR, id="half spent"),
        pytest.param("budget.spent", {"spent": D(96_000)}, 0.8, Level.CLEAR, id="80 % is inside"),
        pytest.param(
            "budget.spent", {"spent": D("96000.01")}, 0.8000000833, Level.NOTICE, id="a cent over 80 %"
        ),
        pytest.param("budget.spent", {"spent": D(120_000)}, 1.0, Level.WARNING, id="spent to the last"),
        pytest.param("budget.spent", {"spent": D(-5_000)}, -0.0416667, Level.CLEAR, id="credits"),
        pytest.param(
            "budget.forecast",
            {"forecast_at_completion": known(D(110_000))},
            0.1,
            Level.CLEAR,
            id="10 % over is inside",
        ),
        pytest.param(
            "budget.forecast",
            {"forecast_at_completion": known(D("110000.01"))},
            0.1000001,
            Level.WARNING,
            id="a cent over 10 %",
        ),
        pytest.param(
            "budget.forecast",
            {"forecast_at_completion": known(D(131_000))},
            0.31,
            Level.CRITICAL,
            id="31 % over",
        ),
        pytest.param(
            "budget.forecast",
            {"forecast_at_completion": known(D(80_000))},
            -0.2,
            Level.CLEAR,
            id="under budget",
        ),
        pytest.param(
            "budget.forecast",
            {"forecast_at_completion": known(D(118_000)), "current_budget": D(500_000)},
            0.18,
            Level.WARNING,
            id="a raised current budget does not move the promise",
        ),
        pytest.param("scope.creep", {}, 0.0, Level.CLEAR, id="only approved growth"),
        pytest.param(
            "scope.creep", {"scope_unauthorised": D("0.01")}, 0.000025, Level.NOTICE, id="anything unapproved"
        ),
        pytest.param("scope.creep", {"scope_unauthorised": D(60)}, 0.15, Level.WARNING, id="SC-5 on limit"),
        pytest.param("scope.creep", {"scope_unauthorised": D(61)}, 0.1525, Level.CRITICAL, id="over 15 %"),
        pytest.param("schedule.gate_overdue", {}, -92.0, Level.CLEAR, id="gate ahead"),
        pytest.param(
            "schedule.gate_overdue", {"next_gate_due": date(2026, 6, 1)}, 0.0, Level.CLEAR, id="due today"
        ),
        pytest.param(
            "schedule.gate_overdue", {"next_gate_due": date(2026, 5, 31)}, 1.0, Level.NOTICE, id="yesterday"
        ),
        pytest.param(
            "schedule.gate_overdue", {"next_gate_due": date(2026, 5, 17)}, 15.0, Level.WARNING, id="15 days"
        ),
        pytest.param(
            "schedule.gate_overdue", {"next_gate_due": date(2026, 4, 16)}, 46.0, Level.CRITICAL, id="46 days"
        ),
        pytest.param(
            "schedule.gate_overdue",
            {"next_gate_due": date(2026, 5, 31), "start": None},
            1.0,
            Level.NOTICE,
            id="a start gate can be late before the start",
        ),
    ],
)
def test_rule_reads_and_rates(code: str, changes: dict[str, Any], value: float, expected: Level) -> None:
    snapshot = project(**changes)
    assert RULES_BY_CODE[code].measure(snapshot).figure.value == pytest.approx(value, abs=1e-9, rel=1e-6)
    assert level(code, snapshot) is expected


@pytest.mark.parametrize(
    ("code", "changes", "reason"),
    [
        pytest.param("budget.spent", {"current_budget": None}, "no_baseline", id="spent without baseline"),
        pytest.param("budget.spent", {"current_budget": D(0)}, "zero_planned", id="spent of nothing"),
        pytest.param("budget.forecast", {"promised_budget": None}, "no_baseline", id="nothing promised"),
        pytest.param("budget.forecast", {"promised_budget": D(0)}, "zero_planned", id="zero promised"),
        pytest.param(
            "budget.forecast",
            {"forecast_at_completion": unknown("zero_actual")},
            "zero_actual",
            id="the forecast's own reason",
        ),
        pytest.param("scope.creep", {"scope_s0": None}, "no_baseline", id="scope without baseline"),
        pytest.param("scope.creep", {"scope_s0": D(0)}, "no_baseline", id="empty scope baseline"),
        pytest.param("schedule.gate_overdue", {"next_gate_due": None}, "no_data", id="gate without date"),
        pytest.param("schedule.gate_overdue", {"next_gate": None}, "no_data", id="no gate planned"),
        pytest.param(
            "schedule.gate_overdue",
            {"next_gate_due": None, "start": date(2026, 7, 1)},
            "not_started",
            id="not started",
        ),
        pytest.param("schedule.gate_overdue", {"state": "closed"}, "finished", id="closed"),
    ],
)
def test_an_undefined_reading_is_null_with_its_reason(
    code: str, changes: dict[str, Any], reason: str
) -> None:
    reading = RULES_BY_CODE[code].measure(project(**changes))
    assert reading.figure == unknown(reason)
    assert "cannot be judged" in reading.sentence
    assert "_" not in reading.sentence


def test_a_figure_that_is_no_number_is_refused() -> None:
    with pytest.raises(DomainError):
        project(spent=Decimal("NaN"))
    with pytest.raises(DomainError):
        project(forecast_at_completion=known(Decimal("Infinity")))


def test_every_sentence_holds_the_numbers_behind_it() -> None:
    snapshot = project(scope_unauthorised=Decimal(30), next_gate_due=date(2026, 5, 20))
    sentences = [rule.measure(snapshot).sentence for rule in RULES]
    assert sentences == [
        "60,000.00 EUR of the current budget of 120,000.00 EUR are spent, which is 50.0 %.",
        (
            "By BAC ÷ CPI the project will cost 105,000.00 EUR, 5.0 % over the promised budget of "
            "100,000.00 EUR."
        ),
        (
            "Scope of 30.00 was added without an approved change, 7.5 % of the 400.00 first agreed; "
            "60.00 was approved."
        ),
        "Gate Ready for closing was planned for 2026-05-20, 12 days ago.",
    ]


def test_rule_codes_are_unique_and_every_rule_says_what_to_do() -> None:
    assert len(RULES_BY_CODE) == len(RULES)
    assert all(rule.title and rule.next_step and rule.owner_role for rule in RULES)


@settings(max_examples=30)
@given(AMOUNT, AMOUNT, BUDGET, st.sampled_from(list(Level)))
def test_more_spend_never_lowers_a_level(one: Decimal, other: Decimal, budget: Decimal, now: Level) -> None:
    low, high = sorted((one, other))
    before = project(spent=low, current_budget=budget)
    after = project(spent=high, current_budget=budget)
    assert level("budget.spent", before, now) <= level("budget.spent", after, now)


@settings(max_examples=30)
@given(AMOUNT, AMOUNT, BUDGET)
def test_a_higher_forecast_never_lowers_a_level(one: Decimal, other: Decimal, budget: Decimal) -> None:
    low, high = (
        project(forecast_at_completion=known(amount), promised_budget=budget)
        for amount in sorted((one, other))
    )
    assert level("budget.forecast", low) <= level("budget.forecast", high)


@settings(max_examples=30)
@given(
    AMOUNT,
    BUDGET,
    AMOUNT,
    st.decimals(min_value=Decimal("0.0001"), max_value=10_000, places=4, allow_nan=False),
)
def test_scaling_the_currency_changes_nothing(
    spent: Decimal, budget: Decimal, forecast: Decimal, factor: Decimal
) -> None:
    one = project(
        spent=spent,
        current_budget=budget,
        promised_budget=budget,
        forecast_at_completion=known(forecast),
    )
    scaled = project(
        spent=spent * factor,
        current_budget=budget * factor,
        promised_budget=budget * factor,
        forecast_at_completion=known(forecast * factor),
    )
    for code in ("budget.spent", "budget.forecast"):
        assert RULES_BY_CODE[code].measure(one).figure == RULES_BY_CODE[code].measure(scaled).figure


@settings(max_examples=30)
@given(st.decimals(0, 1000, places=2), st.decimals(0, 1, places=4))
def test_approving_a_change_never_raises_creep(unauthorised: Decimal, share: Decimal) -> None:
    approved = unauthorised * share
    before = project(scope_unauthorised=unauthorised)
    after = project(
        scope_unauthorised=unauthorised - approved, scope_authorised=PROJECT.scope_authorised + approved
    )
    assert level("scope.creep", after) <= level("scope.creep", before)


@settings(max_examples=30)
@given(st.sampled_from(list(Level)))
def test_no_unauthorised_scope_always_clears(current: Level) -> None:
    assert level("scope.creep", project(scope_unauthorised=Decimal(0)), current) is Level.CLEAR


@settings(max_examples=30)
@given(BUDGET, AMOUNT)
def test_the_forecast_alert_is_open_exactly_beyond_ten_percent(promised: Decimal, forecast: Decimal) -> None:
    snapshot = project(promised_budget=promised, forecast_at_completion=known(forecast))
    (verdict,) = judge((BUDGET_FORECAST,), snapshot, {}, {}, snapshot.as_of)
    over = forecast * 10 > promised * 11
    assert verdict.step.kind is (StepKind.RAISE if over else StepKind.KEEP)


@settings(max_examples=30)
@given(st.integers(-400, 400))
def test_each_day_a_gate_is_late_counts_one(days: int) -> None:
    snapshot = project(next_gate_due=PROJECT.as_of - timedelta(days=days))
    assert GATE_OVERDUE.measure(snapshot).figure == known(float(days))


def test_an_ordinary_project_is_judged_by_all_rules_at_once() -> None:
    verdicts = judge(RULES, project(spent=Decimal(115_000)), {}, {}, PROJECT.as_of)
    assert [verdict.step.kind for verdict in verdicts] == [StepKind.RAISE, *[StepKind.KEEP] * 3]


def test_finite_amounts_are_checked_field_by_field() -> None:
    decimal_fields = [f.name for f in fields(ProjectSnapshot) if "Decimal" in str(f.type)]
    assert len(decimal_fields) == 9
    for name in decimal_fields:
        bad: Any = Decimal("NaN")
        with pytest.raises(DomainError):
            project(**{name: known(bad) if name == "forecast_at_completion" else bad})


def test_rules_name_their_measure() -> None:
    assert BUDGET_SPENT.measure(PROJECT).inputs[0] == ("spent", "60,000.00 EUR")
    assert ("scope now", "460.00") in SCOPE_CREEP.measure(PROJECT).inputs
