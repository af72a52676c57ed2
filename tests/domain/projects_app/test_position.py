"""Where a project stands on a day, from plain facts."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.domain.snapshot import ProjectSnapshot
from projects.domain.facts import (
    BaselineFact,
    CostFact,
    ForecastFact,
    GateFact,
    PhaseFact,
    ProgressFact,
    ProjectFacts,
)
from projects.domain.position import ProjectPosition, position_on
from projects.domain.scope import ScopeRow

START = date(2026, 1, 1)
FINISH = date(2026, 6, 30)
DAY = date(2026, 3, 10)
D = Decimal
EMPTY = ProjectFacts(
    project_id=1, code="P", name="P", currency="EUR", phase="execution", state="active", start=START,
    target_finish=FINISH,
)  # fmt: skip
ORIGINAL = BaselineFact(1, "original", START, D(1000), START, FINISH)
PLANNED = replace(EMPTY, baselines=(ORIGINAL,))


def cost(amount: int, day: date = DAY, currency: str = "EUR") -> CostFact:
    return CostFact(day, D(amount), currency)


def progress(complete: str, day: date = DAY, item: int | None = None, entry: int = 1) -> ProgressFact:
    return ProgressFact(entry, day, D(complete), item)


def forecast(amount: int | None, day: date = DAY, finish: date | None = None, entry: int = 1) -> ForecastFact:
    return ForecastFact(entry, day, None if amount is None else D(amount), "EUR", finish)


def decided(moment: datetime, source: str, target: str, outcome: str = "go") -> GateFact:
    return GateFact(source, target, outcome, moment)


def test_a_position_is_a_snapshot() -> None:
    position = position_on(PLANNED, DAY)
    values = {item.name: getattr(position, item.name) for item in fields(ProjectPosition)}
    assert ProjectSnapshot(**values).promised_budget == 1000


def test_nothing_known_has_reasons_and_no_numbers() -> None:
    position = position_on(EMPTY, DAY)
    assert (position.promised_budget, position.scope_s0, position.spent) == (None, None, 0)
    assert position.forecast_at_completion.null_reason == "no_baseline"
    assert position.percent_complete.null_reason == "no_data"
    assert position_on(PLANNED, DAY).forecast_at_completion.null_reason == "no_data"


def test_approved_changes_move_the_promise_and_a_rebaseline_does_not() -> None:
    change = BaselineFact(2, "change", date(2026, 2, 1), D(1200), START, FINISH, D(200), 10)
    again = BaselineFact(3, "rebaseline", date(2026, 3, 1), D(2000), START, date(2026, 12, 31))
    position = position_on(replace(EMPTY, baselines=(ORIGINAL, change, again)), DAY)
    assert (position.original_budget, position.promised_budget, position.current_budget) == (1000, 1200, 2000)
    assert position.target_finish == FINISH + timedelta(days=10)
    assert position_on(replace(EMPTY, baselines=(ORIGINAL, change, again)), START).promised_budget == 1000


def test_a_change_after_a_rebaseline_adds_its_own_delta_to_the_promise() -> None:
    again = BaselineFact(2, "rebaseline", date(2026, 2, 1), D(2000), START, FINISH)
    change = BaselineFact(3, "change", date(2026, 3, 1), D(2100), START, FINISH, D(100))
    position = position_on(replace(EMPTY, baselines=(ORIGINAL, again, change)), DAY)
    assert (position.promised_budget, position.current_budget) == (1100, 2100)


@pytest.mark.parametrize(
    ("facts", "value", "method"),
    [
        # the reported forecast holds until progress is reported later
        (replace(PLANNED, forecasts=(forecast(1300),), costs=(cost(400),), progress=(progress("0.25"),)),
         D(1300), "the forecast of 2026-03-10"),
        (replace(PLANNED, forecasts=(forecast(1300, START),), costs=(cost(400),),
                 progress=(progress("0.25"),)),
         D(1600), "the cost performance so far (budget / CPI)"),
        # without a baseline nothing can be extrapolated, so the report stays
        (replace(EMPTY, forecasts=(forecast(1300, START),), costs=(cost(400),), progress=(progress("0.25"),)),
         D(1300), "the forecast of 2026-01-01"),
        # a project never costs less than it has cost
        (replace(PLANNED, forecasts=(forecast(1300),), costs=(cost(1500),)),
         D(1500), "the forecast of 2026-03-10"),
        (replace(PLANNED, costs=(cost(400),), progress=(progress("0"),)),
         D(1400), "actual cost plus the rest as planned"),
        (replace(PLANNED, phase="closed", state="completed", forecasts=(forecast(1300),), costs=(cost(900),)),
         D(900), "the actual cost"),
        # the later of two reports of one day is the one given last
        (replace(PLANNED, forecasts=(forecast(1300), forecast(1250, entry=2))),
         D(1250), "the forecast of 2026-03-10"),
    ],
)  # fmt: skip
def test_cost_at_completion_and_its_method(facts: ProjectFacts, value: Decimal, method: str) -> None:
    position = position_on(facts, DAY)
    assert position.forecast_at_completion.value == value
    assert position.forecast_method == method


def test_currencies_are_not_mixed() -> None:
    facts = replace(PLANNED, costs=(cost(400), cost(50, currency="USD")), progress=(progress("0.5"),))
    position = position_on(facts, DAY)
    assert position.spent == 400
    assert position.forecast_at_completion.null_reason == "mixed_currency"
    reported = ForecastFact(1, DAY, D(9), "USD", None)
    foreign = position_on(replace(PLANNED, forecasts=(reported,)), DAY)
    assert foreign.forecast_at_completion.null_reason == "mixed_currency"


@pytest.mark.parametrize(
    ("facts", "finish"),
    [
        (replace(PLANNED, forecasts=(forecast(None, finish=date(2026, 8, 1)),)), date(2026, 8, 1)),
        # 60 days for a quarter of the work: 240 days for all of it
        (replace(PLANNED, progress=(progress("0.25", date(2026, 3, 2)),)), date(2026, 8, 29)),
        (replace(PLANNED, progress=(progress("1", date(2026, 2, 1)),)), date(2026, 2, 1)),
        (replace(PLANNED, progress=(progress("0"),)), FINISH),
        (replace(PLANNED, progress=(progress("0.000001"),)), FINISH),
        # what is not done cannot have finished
        (replace(PLANNED, progress=(progress("0.9", date(2026, 1, 11)),)), DAY),
        (PLANNED, FINISH),
    ],
)  # fmt: skip
def test_the_finish_that_is_expected(facts: ProjectFacts, finish: date) -> None:
    assert position_on(facts, DAY).forecast_finish == finish


def test_items_reported_later_are_weighted_by_size() -> None:
    rows = (ScopeRow(1, 10, "baseline", D(60), START), ScopeRow(2, 11, "baseline", D(40), START))
    reports = (progress("0.9", START), progress("0.5", DAY, item=10, entry=2))
    position = position_on(replace(PLANNED, scope=rows, progress=reports), DAY)
    assert position.percent_complete.value == pytest.approx(0.3)


def test_scope_is_counted_from_what_was_agreed() -> None:
    rows = (
        ScopeRow(1, 10, "baseline", D(100), START),
        ScopeRow(2, 11, "added", D(20), date(2026, 2, 1)),
        ScopeRow(3, 10, "re_estimated", D(5), date(2026, 2, 1)),
        ScopeRow(4, 11, "authorised", D(0), DAY, of=2),
    )
    before, after = (position_on(replace(PLANNED, scope=rows), day) for day in (DAY - timedelta(days=1), DAY))
    assert (before.scope_s0, before.scope_unauthorised, before.scope_total) == (100, 25, 125)
    assert (after.scope_authorised, after.scope_unauthorised, after.scope_total) == (20, 5, 125)


def test_the_phase_of_an_earlier_day_and_what_was_due_then() -> None:
    gates = (
        decided(datetime(2026, 2, 1, 9, tzinfo=UTC), "initiation", "planning"),
        decided(datetime(2026, 2, 20, 9, tzinfo=UTC), "planning", "execution", "hold"),
        decided(datetime(2026, 3, 1, 9, tzinfo=UTC), "planning", "execution"),
    )
    plan = (PhaseFact("planning", START, date(2026, 2, 28), None, None),)
    facts = replace(PLANNED, gates=gates, phases=plan)
    seen = [position_on(facts, date(2026, *day)) for day in ((1, 31), (2, 1), (2, 20), (3, 1))]
    assert [(one.phase, one.state) for one in seen] == [
        ("initiation", "active"), ("planning", "active"), ("planning", "on_hold"), ("execution", "active")
    ]  # fmt: skip
    assert (seen[1].next_gate, seen[1].next_gate_due) == ("execution", date(2026, 2, 28))


def test_a_gate_decided_after_the_moment_asked_about_is_not_known() -> None:
    gates = (decided(datetime(2026, 3, 1, 9, tzinfo=UTC), "planning", "execution"),)
    facts = replace(PLANNED, gates=gates, known_at=datetime(2026, 3, 1, 8, tzinfo=UTC))
    assert position_on(facts, DAY).phase == "planning"


days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
amounts = st.integers(-500, 2000)
costs = st.lists(st.builds(cost, amounts, days, st.sampled_from(["EUR", "EUR", "USD"])), max_size=6)
reports = st.lists(
    st.builds(progress, st.sampled_from(["0", "0.2", "0.5", "1"]), days, st.none(), st.integers(1, 99)),
    max_size=4,
)
forecasts = st.lists(st.builds(forecast, st.integers(0, 2000), days, days, st.integers(1, 99)), max_size=4)
rows = st.lists(
    st.builds(ScopeRow, st.integers(1, 99), st.integers(1, 3), st.sampled_from(["baseline", "added"]),
              st.builds(Decimal, st.integers(1, 50)), days),
    max_size=5,
)  # fmt: skip
baselines = st.lists(
    st.builds(BaselineFact, st.integers(2, 9), st.sampled_from(["change", "rebaseline"]), days,
              st.builds(Decimal, st.integers(0, 3000)), st.just(START), st.just(FINISH),
              st.builds(Decimal, amounts), st.integers(0, 30)),
    max_size=3,
)  # fmt: skip


@given(costs, reports, forecasts, rows, baselines, days)
def test_facts_of_later_days_change_nothing(
    costs: list[CostFact], reports: list[ProgressFact], forecasts: list[ForecastFact],
    rows: list[ScopeRow], baselines: list[BaselineFact], day: date,
) -> None:  # fmt: skip
    everything = replace(
        PLANNED, costs=tuple(costs), progress=tuple(reports), forecasts=tuple(forecasts), scope=tuple(rows),
        baselines=(ORIGINAL, *baselines),
    )  # fmt: skip
    by_then = replace(
        PLANNED,
        costs=tuple(c for c in costs if c.valid_on <= day),
        progress=tuple(p for p in reports if p.valid_on <= day),
        forecasts=tuple(f for f in forecasts if f.valid_on <= day),
        scope=tuple(r for r in rows if r.valid_on <= day),
        baselines=(ORIGINAL, *(b for b in baselines if b.valid_from <= day)),
    )
    assert position_on(everything, day) == position_on(by_then, day)


@given(costs, st.integers(1, 1000), days)
def test_more_spent_never_lowers_the_forecast(costs: list[CostFact], more: int, day: date) -> None:
    own = tuple(c for c in costs if c.currency == "EUR" and c.amount > 0)
    facts = replace(PLANNED, costs=own, progress=(progress("0.5", START),))
    dearer = replace(facts, costs=(*own, cost(more, START)))
    before, after = (position_on(one, day).forecast_at_completion.value for one in (facts, dearer))
    assert before is None or (after is not None and after >= before)
