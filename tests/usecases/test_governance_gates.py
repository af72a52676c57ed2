"""A gate gathers what cases and tickets know and lets the project's rule judge it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from governance.domain.case_figures import Flow
from governance.selectors.gates import judged_gate
from governance.usecases import (
    AnswerGate,
    AskForGate,
    DecideCase,
    DraftCase,
    SubmitCase,
    answer_gate,
    ask_for_gate,
    decide_case,
    draft_case,
    submit_case,
)
from kernel.errors import DomainError, NotAllowed, NotVisible
from tests.project_stories import planned, started
from tests.world import NOON, World
from tickets.usecases import OpenTicket, open_ticket


def approve_case(world: World, project: Any) -> None:
    flows = (Flow(0, "cost", "Build", Decimal(100)), Flow(1, "benefit", "Calm", Decimal(200)))
    command = DraftCase(project.pk, "Why", "", "EUR", Decimal("0.035"), flows)
    row = draft_case(world.actor("petra"), command, at=NOON)
    submit_case(world.actor("petra"), SubmitCase(row.pk, None), at=NOON)
    decide_case(world.actor("stefan"), DecideCase(row.pk, None, approve=True), at=NOON)


def asked(world: World, project: Any) -> Any:
    return ask_for_gate(world.actor("petra"), AskForGate(project.pk, None), at=NOON)


def answered(world: World, project: Any, outcome: str = "go", **more: Any) -> Any:
    review = asked(world, project)
    command = AnswerGate(project.pk, review.number, review.version, outcome, **more)
    return answer_gate(world.actor("stefan"), command, at=NOON)


def met(rows: list[dict[str, Any]], code: str) -> bool | None:
    return next(row["met"] for row in rows if row["code"] == code)


def test_the_gate_shows_whether_the_case_is_approved(world: World) -> None:
    project = started(world)
    assert met(asked(world, project).criteria, "business_case_approved") is False
    other = started(world, "NET-015")
    approve_case(world, other)
    assert met(asked(world, other).criteria, "business_case_approved") is True


def test_without_an_approved_case_a_go_is_refused_and_with_it_the_phase_is_entered(world: World) -> None:
    project = planned(world)
    with pytest.raises(DomainError) as refused:
        answered(world, project)
    assert refused.value.code == "criteria_unmet"
    assert "business_case_approved" in refused.value.fields
    other = planned(world, "NET-015")
    approve_case(world, other)
    answered(world, other)
    other.refresh_from_db()
    assert other.phase == "planning"


def test_a_submitted_case_is_not_an_approved_one(world: World) -> None:
    project = started(world)
    flows = (Flow(0, "cost", "Build", Decimal(100)),)
    command = DraftCase(project.pk, "Why", "", "EUR", Decimal("0.035"), flows)
    row = draft_case(world.actor("petra"), command, at=NOON)
    submit_case(world.actor("petra"), SubmitCase(row.pk, None), at=NOON)
    judged = {item.criterion.code: item.evidence for item in judged_gate(project, "planning")}
    assert (judged["business_case_approved"].met, judged["business_case_approved"].text) == (
        False, "Version 1 is submitted",
    )  # fmt: skip


def test_open_tickets_of_the_project_stand_before_its_end(world: World) -> None:
    project = started(world)
    judged = {item.criterion.code: item for item in judged_gate(project, "closed")}
    assert judged["open_tickets_rehomed"].met
    ticket = OpenTicket("incident", "Wi-Fi is slow", project_id=project.pk, service_id=world.service.pk)
    open_ticket(world.actor("amir"), ticket, at=NOON)
    judged = {item.criterion.code: item for item in judged_gate(project, "closed")}
    assert not judged["open_tickets_rehomed"].met


def test_conditions_become_dated_tasks(world: World) -> None:
    project = started(world, objectives="")
    approve_case(world, project)
    review = answered(
        world, project, "go_with_conditions", conditions=[("Write the objectives down", date(2026, 4, 1))]
    )
    assert [(item.text, item.due_on) for item in review.conditions.all()] == [
        ("Write the objectives down", date(2026, 4, 1))
    ]


def test_only_the_board_answers(world: World) -> None:
    project = started(world)
    review = asked(world, project)
    command = AnswerGate(project.pk, review.number, review.version, "hold")
    for name, refusal in (("petra", NotAllowed), ("amir", NotAllowed), ("rita", NotVisible)):
        with pytest.raises(refusal):
            answer_gate(world.actor(name), command, at=NOON)
