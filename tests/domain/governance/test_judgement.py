"""Days are judged in order, each from what the day before left standing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from governance.domain import lifecycles
from governance.domain.alerts import Level, Limits, PolicyRow, Standing, StepKind
from governance.domain.judgement import RULES_BY_CODE, TREND_POINTS, judge_days, next_limit, trend_of
from governance.domain.picture import aspects_of, figures_of, inputs_hash
from governance.domain.snapshot import ProjectSnapshot
from kernel.figures import known, unknown
from kernel.lifecycle import problems
from tests.domain.governance.worlds import project

FIRST = date(2026, 6, 1)


def spending(*shares: float) -> dict[date, ProjectSnapshot]:
    """A project that has spent these shares of its budget of 100,000 on consecutive days."""
    days = [FIRST + timedelta(days=n) for n in range(len(shares))]
    return {
        day: project(as_of=day, current_budget=Decimal(100_000), spent=Decimal(str(share)) * 100_000)
        for day, share in zip(days, shares, strict=True)
    }


def steps(world: dict[date, ProjectSnapshot], policies: tuple[PolicyRow, ...] = ()) -> list[StepKind]:
    judged = judge_days(world, world.__getitem__, policies, {})
    return [next(v.step.kind for v in item.verdicts if v.rule.code == "budget.spent") for item in judged]


def test_a_day_starts_from_what_the_day_before_left_standing() -> None:
    assert steps(spending(0.79, 0.81, 0.79, 0.91, 0.77)) == [
        StepKind.KEEP, StepKind.RAISE, StepKind.KEEP, StepKind.CHANGE, StepKind.CLEAR,
    ]  # fmt: skip


def test_each_day_is_judged_by_the_limits_in_force_on_it() -> None:
    tighter = PolicyRow("budget.spent", FIRST + timedelta(days=1), Limits(0.50, 0.90, 1.0, 0.0))
    assert steps(spending(0.60, 0.60), (tighter,)) == [StepKind.KEEP, StepKind.RAISE]


def test_days_given_out_of_order_and_twice_are_judged_once_in_order() -> None:
    world = spending(0.5, 0.85)
    days = [FIRST + timedelta(days=1), FIRST, FIRST]
    assert [item.day for item in judge_days(days, world.__getitem__, (), {})] == sorted(world)


def test_a_finished_project_clears_what_it_can_no_longer_be_late_for() -> None:
    late = {"schedule.gate_overdue": Standing(Level.CRITICAL, 60.0, 45.0, FIRST)}
    over = project(state="completed", next_gate=None, next_gate_due=None)
    verdict = judge_days([FIRST], lambda _day: over, (), late)[0].verdicts[-1]
    assert (verdict.step.kind, verdict.step.standing) == (StepKind.CLEAR, None)


def test_any_other_missing_figure_leaves_the_alert_standing() -> None:
    standing = {"budget.forecast": Standing(Level.CRITICAL, 0.5, 0.3, FIRST)}
    blind = project(forecast_at_completion=unknown("stale_data"))
    judged = judge_days([FIRST], lambda _day: blind, (), standing)[0]
    cost = aspects_of(judged, {"budget.forecast": 7}, lambda _code: ())["cost"]
    assert (cost["level"], cost["stale"], cost["null_reason"]) == (3, "stale_data", None)


def test_an_aspect_nobody_can_judge_says_why_and_claims_nothing() -> None:
    bare = project(promised_budget=None, current_budget=None, original_budget=None)
    judged = judge_days([FIRST], lambda _day: bare, (), {})[0]
    cost = aspects_of(judged, {}, lambda _code: ())["cost"]
    assert (cost["level"], cost["null_reason"], cost["stale"]) == (0, "no_baseline", None)


def test_every_figure_has_a_value_or_a_reason() -> None:
    bare = project(promised_budget=None, scope_s0=None, percent_complete=unknown("not_started"))
    figures = figures_of(judge_days([FIRST], lambda _day: bare, (), {})[0])
    assert all((item["value"] is None) != (item["null_reason"] is None) for item in figures.values())
    assert figures["budget.promised"]["null_reason"] == "no_baseline"
    assert set(RULES_BY_CODE) < set(figures)


def test_the_fingerprint_sees_every_input_and_not_how_an_amount_is_written() -> None:
    assert inputs_hash(project(spent=Decimal("60000.00"))) == inputs_hash(project(spent=Decimal(60000)))
    assert inputs_hash(project(spent=Decimal("60000.01"))) != inputs_hash(project())
    assert inputs_hash(project(percent_complete=known(0.51))) != inputs_hash(project())
    assert inputs_hash(project(next_gate="Ready for planning")) != inputs_hash(project())


def test_a_trend_is_read_weekly_and_leaves_out_what_is_not_known() -> None:
    begun = FIRST + timedelta(days=21)

    def on(day: date) -> ProjectSnapshot:
        return project(as_of=day, current_budget=None if day < begun else Decimal(100_000))

    last = FIRST + timedelta(days=49)
    points = trend_of(RULES_BY_CODE["budget.spent"], on, last)
    assert [day for day, _ in points] == [last - timedelta(days=7 * back) for back in (4, 3, 2, 1, 0)]
    assert (
        len(trend_of(RULES_BY_CODE["budget.forecast"], lambda day: project(as_of=day), last)) == TREND_POINTS
    )


def test_the_next_limit_skips_levels_that_are_switched_off() -> None:
    assert next_limit(Limits(None, 0.1, 0.3, 0.0), Level.CLEAR) == 0.1
    assert next_limit(Limits(0.1, None, 0.3, 0.0), Level.NOTICE) == 0.3
    assert next_limit(Limits(0.1, None, 0.3, 0.0), Level.CRITICAL) is None


def test_the_lifecycles_of_governance_are_sound() -> None:
    assert problems(lifecycles.ALERT) == []
    assert problems(lifecycles.CASE) == []
