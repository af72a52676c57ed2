"""Alert engine: levels with hysteresis, planned steps, dated limits."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.domain.alerts import (
    Level,
    Limits,
    PolicyRow,
    Reading,
    Rule,
    Standing,
    Step,
    StepKind,
    judge,
    level_of,
    limits_in_force,
    limits_on,
    plan_step,
)
from kernel.errors import DomainError
from kernel.figures import known, unknown

DAY = date(2026, 3, 2)
SPENT = Limits(0.80, 0.90, 1.00, 0.02)
CREEP = Limits(0.0, 0.05, 0.15, 0.01)
NO_NOTICE = Limits(None, 0.10, 0.30, 0.005)
FINITE = st.one_of(st.floats(-5, 60), st.floats(-0.1, 1.1))
LEVELS = st.sampled_from(list(Level))


ANY_LIMITS = st.sampled_from(
    [
        SPENT,
        CREEP,
        NO_NOTICE,
        Limits(0.0, 14.0, 45.0, 0.0),
        Limits(-3.0, 0.0, 2.0, 0.5),
        Limits(-2.0, -1.0, None, 1.0),
        Limits(1.0, None, 4.0, 0.25),
        Limits(None, None, 5.0, 1.0),
    ]
)


@pytest.mark.parametrize(
    ("value", "limits", "current", "expected"),
    [
        pytest.param(0.80, SPENT, Level.CLEAR, Level.CLEAR, id="on the limit is inside"),
        pytest.param(0.8001, SPENT, Level.CLEAR, Level.NOTICE, id="strictly beyond reaches"),
        pytest.param(1.2, SPENT, Level.CLEAR, Level.CRITICAL, id="jumps straight to the highest"),
        pytest.param(0.79, SPENT, Level.NOTICE, Level.NOTICE, id="inside the slack is kept"),
        pytest.param(0.78, SPENT, Level.NOTICE, Level.CLEAR, id="limit minus slack leaves"),
        pytest.param(0.14, CREEP, Level.CRITICAL, Level.WARNING, id="0.15 minus 0.01 is 0.14"),
        pytest.param(0.985, SPENT, Level.CRITICAL, Level.CRITICAL, id="critical kept in its slack"),
        pytest.param(0.97, SPENT, Level.CRITICAL, Level.WARNING, id="critical falls one level"),
        pytest.param(0.885, SPENT, Level.CRITICAL, Level.WARNING, id="falls onto warning's own slack"),
        pytest.param(0.1, SPENT, Level.CRITICAL, Level.CLEAR, id="falls all the way"),
        pytest.param(0.0, CREEP, Level.NOTICE, Level.CLEAR, id="exactly zero clears a limit of zero"),
        pytest.param(1e-9, CREEP, Level.CLEAR, Level.NOTICE, id="anything beyond a limit of zero"),
        pytest.param(0.09, NO_NOTICE, Level.CLEAR, Level.CLEAR, id="a level switched off is never reached"),
        pytest.param(0.05, NO_NOTICE, Level.NOTICE, Level.CLEAR, id="a level switched off is not held"),
    ],
)
def test_level_follows_limits_and_hysteresis(
    value: float, limits: Limits, current: Level, expected: Level
) -> None:
    assert level_of(value, limits, current) is expected


@pytest.mark.parametrize(
    ("notice", "warning", "critical", "slack"),
    [
        pytest.param(0.9, 0.8, 1.0, 0.0, id="descending"),
        pytest.param(0.9, None, 0.8, 0.0, id="descending across a gap"),
        pytest.param(0.8, 0.8, 1.0, 0.0, id="two levels on one limit"),
        pytest.param(0.8, 0.9, 1.0, -0.1, id="negative slack"),
        pytest.param(0.8, 0.9, 1.0, 0.2, id="slack wider than the gap"),
        pytest.param(None, None, None, 0.0, id="nothing to judge by"),
        pytest.param(math.nan, 0.9, 1.0, 0.0, id="not a number"),
        pytest.param(0.8, 0.9, math.inf, 0.0, id="infinite"),
        pytest.param(0.8, 0.9, 1.0, math.nan, id="slack not a number"),
    ],
)
def test_impossible_limits_are_refused(
    notice: float | None, warning: float | None, critical: float | None, slack: float
) -> None:
    with pytest.raises(DomainError) as refused:
        Limits(notice, warning, critical, slack)
    assert refused.value.code == "limits_invalid"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(DomainError) as refused:
        plan_step(None, known(value), SPENT, DAY)
    assert refused.value.code == "not_finite"


OPEN = Standing(Level.WARNING, 0.95, 0.90, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("current", "value", "expected"),
    [
        pytest.param(None, 0.5, Step(StepKind.KEEP, None), id="nothing to do"),
        pytest.param(
            None, 0.85, Step(StepKind.RAISE, Standing(Level.NOTICE, 0.85, 0.80, DAY)), id="raise from today"
        ),
        pytest.param(
            OPEN, 0.93, Step(StepKind.KEEP, Standing(Level.WARNING, 0.93, 0.90, OPEN.since)), id="keep"
        ),
        pytest.param(OPEN, 1.5, Step(StepKind.CHANGE, Standing(Level.CRITICAL, 1.5, 1.0, DAY)), id="worse"),
        pytest.param(OPEN, 0.85, Step(StepKind.CHANGE, Standing(Level.NOTICE, 0.85, 0.80, DAY)), id="better"),
        pytest.param(OPEN, 0.1, Step(StepKind.CLEAR, None), id="clear"),
    ],
)
def test_steps(current: Standing | None, value: float, expected: Step) -> None:
    assert plan_step(current, known(value), SPENT, DAY) == expected


@pytest.mark.parametrize("current", [None, OPEN])
def test_a_null_figure_neither_clears_nor_raises(current: Standing | None) -> None:
    assert plan_step(current, unknown("no_baseline"), SPENT, DAY) == Step(
        StepKind.UNKNOWN, current, "no_baseline"
    )


def test_a_standing_is_never_clear() -> None:
    with pytest.raises(DomainError):
        Standing(Level.CLEAR, 0.0, 0.0, DAY)


@settings(max_examples=30)
@given(ANY_LIMITS, FINITE, FINITE, LEVELS)
def test_a_larger_value_never_gives_a_lower_level(
    limits: Limits, one: float, other: float, current: Level
) -> None:
    low, high = sorted((one, other))
    assert level_of(low, limits, current) <= level_of(high, limits, current)


@settings(max_examples=30)
@given(ANY_LIMITS, FINITE, LEVELS, LEVELS)
def test_a_worse_past_never_gives_a_lower_level(
    limits: Limits, value: float, one: Level, other: Level
) -> None:
    low, high = sorted((one, other))
    assert level_of(value, limits, low) <= level_of(value, limits, high)


@settings(max_examples=30)
@given(ANY_LIMITS, FINITE, FINITE)
def test_judging_twice_changes_nothing(limits: Limits, before: float, value: float) -> None:
    start = plan_step(None, known(before), limits, DAY).standing
    once = plan_step(start, known(value), limits, DAY + timedelta(days=1)).standing
    twice = plan_step(once, known(value), limits, DAY + timedelta(days=2))
    assert twice == Step(StepKind.KEEP, once)


@settings(max_examples=30)
@given(ANY_LIMITS, LEVELS)
def test_zero_clears_every_promise_not_below_zero(limits: Limits, current: Level) -> None:
    assume(all(limit is None or limit >= 0 for limit in (limits.notice, limits.warning, limits.critical)))
    assert level_of(0.0, limits, current) is Level.CLEAR


@settings(max_examples=30)
@given(ANY_LIMITS, st.sampled_from([1, 2, 3]), st.lists(st.floats(-0.49, 0.49), min_size=2, max_size=20))
def test_trembling_within_the_slack_changes_level_at_most_once(
    limits: Limits, which: int, trembles: list[float]
) -> None:
    limit = limits.of(Level(which))
    assume(limit is not None and limits.slack > 0 and not 0 <= limit < limits.slack)
    assert limit is not None
    standing, levels = None, []
    for number, tremble in enumerate([limit + limits.slack * t for t in trembles]):
        standing = plan_step(standing, known(tremble), limits, DAY + timedelta(days=number)).standing
        levels.append(standing.level if standing else Level.CLEAR)
    assert sum(a != b for a, b in pairwise(levels)) <= 1


def _rule(code: str) -> Rule[dict[str, float]]:
    def measure(snapshot: dict[str, float]) -> Reading:
        if code not in snapshot:
            return Reading(unknown("no_data"), (), "No reading.")
        return Reading(known(snapshot[code]), ((code, str(snapshot[code])),), f"{code} is {snapshot[code]}")

    return Rule(code, code.title(), "cost", "fraction", measure, SPENT, "project_manager", "Look at it.")


def test_judge_gives_one_verdict_per_rule_in_order() -> None:
    rules = (_rule("a"), _rule("b"), _rule("c"))
    verdicts = judge(rules, {"a": 0.95, "b": 0.95}, {"b": Limits(2.0, None, None, 0.0)}, {"c": OPEN}, DAY)
    assert [(v.rule.code, v.step.kind) for v in verdicts] == [
        ("a", StepKind.RAISE),
        ("b", StepKind.KEEP),
        ("c", StepKind.UNKNOWN),
    ]
    assert verdicts[2].step.standing == OPEN
    assert verdicts[1].limits.notice == 2.0


def test_judge_refuses_two_rules_of_one_code() -> None:
    with pytest.raises(DomainError) as refused:
        judge((_rule("a"), _rule("a")), {"a": 1.0}, {}, {}, DAY)
    assert refused.value.code == "rule_twice"


@settings(max_examples=30)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.floats(0, 2)), max_size=12))
def test_a_history_never_leaves_two_open_alerts_for_a_rule(history: list[dict[str, float]]) -> None:
    rules = (_rule("a"), _rule("b"))
    open_alerts: dict[str, int] = {"a": 0, "b": 0}
    standing: dict[str, Standing] = {}
    for number, snapshot in enumerate(history):
        for verdict in judge(rules, snapshot, {}, standing, DAY + timedelta(days=number)):
            code = verdict.rule.code
            open_alerts[code] += {StepKind.RAISE: 1, StepKind.CLEAR: -1}.get(verdict.step.kind, 0)
            standing.pop(code, None)
            if verdict.step.standing:
                standing[code] = verdict.step.standing
        assert all(open_alerts[code] == (1 if code in standing else 0) for code in open_alerts)


POLICIES = (
    PolicyRow("a", date(2026, 1, 1), Limits(0.5, None, None, 0.0)),
    PolicyRow("a", date(2026, 2, 1), Limits(0.6, None, None, 0.0)),
    PolicyRow("b", date(2026, 1, 1), Limits(0.1, None, None, 0.0)),
    PolicyRow("a", date(2026, 2, 1), Limits(0.7, None, None, 0.0)),
)


@pytest.mark.parametrize(
    ("day", "notice"),
    [
        pytest.param(date(2025, 12, 31), None, id="before the first row"),
        pytest.param(date(2026, 1, 1), 0.5, id="from its own day"),
        pytest.param(date(2026, 1, 31), 0.5, id="until the next"),
        pytest.param(date(2026, 2, 1), 0.7, id="later row of the same day wins"),
    ],
)
def test_limits_in_force_on_a_day(day: date, notice: float | None) -> None:
    limits = limits_on(POLICIES, "a", day)
    assert (limits.notice if limits else None) == notice
    assert limits_in_force((_rule("a"),), POLICIES, day)["a"] == (limits or SPENT)
