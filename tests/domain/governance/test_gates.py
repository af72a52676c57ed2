"""Stage gates: what data proves, what people judge, and what a board may decide."""

from __future__ import annotations

from datetime import date

import pytest

from governance.domain.gates import Condition, GateCriterion, GateDecision, Met, allowed, check, decide
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

DAY = date(2026, 6, 1)
COST = GateCriterion("cost", "P80 cost is within budget", metric="p80_over_budget", limit=0.0)
CASE = GateCriterion("case", "The case still holds", metric="p_worth", sign=">=", limit=0.5, mandatory=True)
PLAN = GateCriterion("plan", "The plan is agreed", approver="sponsor")
ALL = (COST, CASE, PLAN)
GOOD: dict[str, Figure[float]] = {"p80_over_budget": known(-0.1), "p_worth": known(0.5)}
AGREED = {"plan": (True, "Ada")}


@pytest.mark.parametrize(
    ("figures", "judgements", "met"),
    [
        pytest.param(GOOD, AGREED, "yes yes yes", id="all"),
        pytest.param({**GOOD, "p_worth": known(0.49)}, AGREED, "yes no yes", id="data says no"),
        pytest.param(
            {**GOOD, "p_worth": unknown("no_data")}, AGREED, "yes unknown yes", id="null is not met"
        ),
        pytest.param({"p_worth": known(0.9)}, AGREED, "unknown yes yes", id="no figure"),
        pytest.param(GOOD, {}, "yes yes unknown", id="not judged"),
        pytest.param(GOOD, {"plan": (False, "Ada")}, "yes yes no", id="judged against"),
        pytest.param(
            {"p_worth": known(0.1)}, {"case": (True, "Ada")}, "unknown no unknown", id="no person ticks data"
        ),
    ],
)
def test_criteria_tick_themselves(
    figures: dict[str, Figure[float]], judgements: dict[str, tuple[bool, str]], met: str
) -> None:
    assert " ".join(each.met for each in check(ALL, figures, judgements)) == met


def test_evidence_is_named() -> None:
    checked = check(ALL, {**GOOD, "p80_over_budget": unknown("no_baseline")}, {})
    assert [each.evidence for each in checked] == [
        "no baseline",
        "p_worth is 0.5, needed >= 0.5",
        "waits for the sponsor",
    ]


GO, SOME, HOLD, STOP = GateDecision


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(GOOD, {GO, SOME, HOLD, STOP}, id="all met"),
        pytest.param({**GOOD, "p80_over_budget": known(0.1)}, {SOME, HOLD, STOP}, id="one open"),
        pytest.param({**GOOD, "p_worth": known(0.1)}, {HOLD, STOP}, id="a mandatory one open"),
    ],
)
def test_what_a_board_may_decide(figures: dict[str, Figure[float]], expected: set[GateDecision]) -> None:
    assert allowed(check(ALL, figures, AGREED)) == expected


FIX = Condition("cost", "Cut the second site", "Bob", date(2026, 7, 1))
OVER = check(ALL, {**GOOD, "p80_over_budget": known(0.1)}, AGREED)


def test_conditions_become_what_is_left_to_do() -> None:
    assert decide(OVER, SOME, [FIX], DAY) == (FIX,)
    assert decide(OVER, HOLD, [], DAY) == ()
    assert check(ALL, GOOD, AGREED)[0].met is Met.YES


@pytest.mark.parametrize(
    ("decision", "conditions", "code"),
    [
        pytest.param(GO, [], "gate_not_passed", id="go on an open criterion"),
        pytest.param(SOME, [], "condition_missing", id="no condition"),
        pytest.param(SOME, [Condition("plan", "x", "y", DAY)], "condition_missing", id="for another one"),
        pytest.param(
            SOME, [Condition("cost", "x", "y", date(2026, 5, 31))], "condition_overdue", id="overdue"
        ),
        pytest.param(STOP, [FIX], "condition_unwanted", id="stop has none"),
    ],
)
def test_illegal_decisions_are_refused(
    decision: GateDecision, conditions: list[Condition], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        decide(OVER, decision, conditions, DAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("metric", "approver", "sign"), [(None, None, "<="), ("m", "r", "<="), ("m", None, "=")]
)
def test_a_criterion_is_proved_or_judged(metric: str | None, approver: str | None, sign: str) -> None:
    with pytest.raises(DomainError):
        GateCriterion("x", "x", metric=metric, sign=sign, approver=approver)
