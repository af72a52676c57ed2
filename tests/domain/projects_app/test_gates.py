"""Every gate of the sequence has criteria, and the answers follow from them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import DomainError
from projects.domain import phases
from projects.domain.gates import CRITERIA, OUTCOMES, Evidence, check_outcome, judge, next_gate

TODAY = date(2026, 3, 10)
CODES = sorted({item.code for items in CRITERIA.values() for item in items})
evidence = st.dictionaries(
    st.sampled_from(CODES), st.builds(Evidence, st.sampled_from([True, False, None]), st.just("seen"))
)


def test_every_phase_but_the_first_is_entered_through_criteria() -> None:
    assert tuple(CRITERIA) == phases.SEQUENCE[1:]
    for items in CRITERIA.values():
        assert len({item.code for item in items}) == len(items) > 0


@given(facts=evidence, gate=st.sampled_from(phases.SEQUENCE[1:]))
def test_go_is_allowed_exactly_when_all_is_shown(facts: dict[str, Evidence], gate: str) -> None:
    judged = judge(gate, facts)
    shown = all(facts.get(item.code) and facts[item.code].met for item in CRITERIA[gate])
    try:
        check_outcome("go", judged, (), TODAY)
    except DomainError as refusal:
        assert not shown
        assert set(refusal.fields) == {one.criterion.code for one in judged if not one.met}
    else:
        assert shown


@given(facts=evidence, gate=st.sampled_from(phases.SEQUENCE[1:]))
def test_conditions_cover_soft_criteria_only(facts: dict[str, Evidence], gate: str) -> None:
    judged = judge(gate, facts)
    hard = all(one.met for one in judged if one.criterion.hard)
    try:
        check_outcome("go_with_conditions", judged, (("Finish it", TODAY),), TODAY)
    except DomainError as refusal:
        assert refusal.code == "criteria_unmet"
        assert not hard
    else:
        assert hard


@given(facts=evidence, gate=st.sampled_from(phases.SEQUENCE[1:]), outcome=st.sampled_from(["hold", "stop"]))
def test_a_project_can_always_be_held_or_stopped(facts: dict[str, Evidence], gate: str, outcome: str) -> None:
    check_outcome(outcome, judge(gate, facts), (), TODAY)
    assert outcome in OUTCOMES


@pytest.mark.parametrize(
    ("phase", "state", "gate"),
    [
        ("initiation", "active", "planning"),
        ("execution", "on_hold", "closing"),
        ("closing", "active", "closed"),
        ("closed", "completed", None),
        ("execution", "stopped", None),
    ],
)
def test_the_next_gate(phase: str, state: str, gate: str | None) -> None:
    assert next_gate(phase, state) == gate
