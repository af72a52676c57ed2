"""A phase is entered through a recorded gate only, with the evidence as it stood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import DomainError, NotAllowed, Stale
from projects.domain.gates import Evidence
from projects.models import GateCondition, GateReview, Phase, Project
from projects.usecases import (
    CompleteCondition,
    DecideGate,
    RequestGate,
    WithdrawGate,
    complete_condition,
    decide_gate,
    request_gate,
    withdraw_gate,
)
from tests.project_stories import CASE, gate, planned, promised, scope, started
from tests.world import NOON, World

TODAY = NOON.date()
APRIL = date(2026, 4, 1)


def phases_of(project: Project) -> dict[str, Phase]:
    return {row.kind: row for row in Phase.objects.filter(project=project)}


def test_a_go_enters_the_next_phase_and_dates_both(world: World) -> None:
    project = started(world)
    review = gate(world, project)
    project.refresh_from_db()
    phases = phases_of(project)
    assert (project.phase, project.state, review.outcome) == ("planning", "active", "go")
    assert (phases["initiation"].actual_finish, phases["planning"].actual_start) == (TODAY, TODAY)
    assert {row["code"]: row["met"] for row in review.criteria}["sponsor_named"] is True


def test_without_an_approved_case_a_go_is_refused_and_writes_nothing(world: World) -> None:
    project = started(world)
    review = request_gate(world.actor("petra"), RequestGate(project.pk, project.version), {}, at=NOON)
    command = DecideGate(project.pk, review.number, review.version, "go")
    with pytest.raises(DomainError) as refusal:
        decide_gate(world.actor("stefan"), command, {}, at=NOON)
    assert refusal.value.code == "criteria_unmet"
    assert list(refusal.value.fields) == ["business_case_approved"]
    project.refresh_from_db()
    assert project.phase == "initiation"


def test_what_the_project_knows_cannot_be_claimed_from_above(world: World) -> None:
    project = started(world, sponsor_id=None)
    claims = {**CASE, "sponsor_named": Evidence(met=True, text="Surely")}
    review = request_gate(world.actor("petra"), RequestGate(project.pk, None), claims, at=NOON)
    assert {row["code"]: row["met"] for row in review.criteria}["sponsor_named"] is False


def test_soft_criteria_may_become_conditions_and_hard_ones_not(world: World) -> None:
    project = started(world, objectives="")
    conditions = (("Write the objectives", APRIL),)
    with pytest.raises(DomainError, match="Objectives"):
        gate(world, project)
    review = GateReview.objects.get()
    command = DecideGate(project.pk, 1, review.version, "go_with_conditions", "", conditions)
    with pytest.raises(DomainError) as refusal:
        decide_gate(world.actor("stefan"), command, {}, at=NOON)
    assert refusal.value.code == "criteria_unmet"
    decide_gate(world.actor("stefan"), command, CASE, at=NOON)
    assert GateCondition.objects.get().due_on == APRIL


@pytest.mark.parametrize(
    ("outcome", "conditions", "code"),
    [
        ("go_with_conditions", (), "conditions_missing"),
        ("go_with_conditions", ((" ", APRIL),), "condition_without_text"),
        ("go_with_conditions", (("Late", date(2026, 1, 1)),), "condition_overdue"),
        ("go", (("More", APRIL),), "conditions_not_asked"),
        ("maybe", (), "unknown_outcome"),
    ],
)
def test_answers_that_are_refused(
    world: World, outcome: str, conditions: tuple[tuple[str, date], ...], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        gate(world, started(world), outcome, conditions=conditions)
    assert refusal.value.code == code


@pytest.mark.parametrize(("outcome", "state"), [("hold", "on_hold"), ("stop", "stopped")])
def test_hold_and_stop_keep_the_phase(world: World, outcome: str, state: str) -> None:
    project = started(world)
    gate(world, project, outcome)
    project.refresh_from_db()
    assert (project.phase, project.state) == ("initiation", state)
    assert phases_of(project)["initiation"].actual_finish is None


def test_a_held_project_may_ask_again_and_a_stopped_one_not(world: World) -> None:
    project = started(world)
    gate(world, project, "hold")
    gate(world, project, "stop")
    with pytest.raises(DomainError) as refusal:
        gate(world, project)
    assert refusal.value.code == "project_ended"


def test_monitoring_runs_from_execution_to_the_end(world: World) -> None:
    project = planned(world)
    gate(world, project)
    gate(world, project)
    phases = phases_of(project)
    assert (phases["monitoring"].actual_start, phases["execution"].actual_start) == (TODAY, TODAY)
    assert phases["monitoring"].actual_finish is None


def test_execution_needs_a_baseline_and_scope(world: World) -> None:
    project = started(world)
    gate(world, project)
    with pytest.raises(DomainError) as refusal:
        gate(world, project)
    assert {"original_baseline", "scope_items"} <= set(refusal.value.fields)
    scope(world, project, "A", 60)
    promised(world, project)
    review = GateReview.objects.get(state="requested")
    decide_gate(
        world.actor("stefan"), DecideGate(project.pk, review.number, review.version, "go"), CASE, at=NOON
    )
    project.refresh_from_db()
    assert project.phase == "execution"


def test_one_gate_is_open_at_a_time_and_may_be_withdrawn(world: World) -> None:
    project = started(world)
    request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON)
    with pytest.raises(DomainError) as refusal:
        request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON)
    assert refusal.value.code == "gate_is_open"
    withdrawn = withdraw_gate(world.actor("petra"), WithdrawGate(project.pk, 1, 1), at=NOON)
    assert withdrawn.state == "withdrawn"
    assert request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON).number == 2


def test_the_manager_asks_and_the_board_answers(world: World) -> None:
    project = started(world)
    review = request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON)
    command = DecideGate(project.pk, review.number, review.version, "go")
    with pytest.raises(NotAllowed):
        decide_gate(world.actor("petra"), command, CASE, at=NOON)
    with pytest.raises(Stale):
        stale = DecideGate(project.pk, review.number, review.version + 1, "go")
        decide_gate(world.actor("stefan"), stale, CASE, at=NOON)


def test_the_last_gate_completes_the_project(world: World) -> None:
    from projects.usecases import ReportProgress, report_progress

    project = planned(world)
    gate(world, project)
    gate(world, project)
    done = ReportProgress(project.pk, Decimal(1), TODAY)
    report_progress(world.actor("petra"), done, at=NOON)
    gate(world, project)
    review = request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON)
    command = DecideGate(project.pk, review.number, review.version, "go")
    with pytest.raises(DomainError) as refusal:
        decide_gate(world.actor("stefan"), command, CASE, at=NOON)
    assert list(refusal.value.fields) == ["open_tickets_rehomed"]
    homes = {"open_tickets_rehomed": Evidence(met=True, text="No open tickets")}
    decide_gate(world.actor("stefan"), command, homes, at=NOON)
    project.refresh_from_db()
    assert (project.phase, project.state) == ("closed", "completed")
    assert phases_of(project)["monitoring"].actual_finish == TODAY


def test_a_fulfilled_condition_stays_fulfilled(world: World) -> None:
    project = started(world, objectives="")
    gate(world, project, "go_with_conditions", conditions=(("Write the objectives", APRIL),))
    command = CompleteCondition(project.pk, GateCondition.objects.get().pk)
    complete_condition(world.actor("petra"), command, at=NOON)
    assert complete_condition(world.actor("petra"), command, at=NOON).done_at == NOON
