"""A business case is drafted, submitted, and decided by somebody else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from governance.domain.case_figures import Flow
from governance.models import BusinessCase
from governance.selectors.cases import figures_of_case
from governance.usecases import (
    DecideCase,
    DraftCase,
    EditCase,
    SubmitCase,
    decide_case,
    draft_case,
    edit_case,
    submit_case,
)
from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.models import AuditEvent, OutboxMessage
from tests.portfolio import promised
from tests.world import NOON, World

FLOWS = (
    Flow(0, "cost", "Build", Decimal(1000)),
    *(Flow(year, "benefit", "Less work", Decimal(500)) for year in (1, 2, 3)),
)


def draft(world: World, project: Any, who: str = "petra", **changes: Any) -> BusinessCase:
    fields = {
        "project_id": project.pk, "title": "Why", "summary": "Because", "currency": "EUR",
        "discount_rate": Decimal("0.035"), "flows": FLOWS,
    } | changes  # fmt: skip
    return draft_case(world.actor(who), DraftCase(**fields), at=NOON)


def approved(world: World, project: Any) -> BusinessCase:
    row = draft(world, project)
    submit_case(world.actor("petra"), SubmitCase(row.pk, row.version), at=NOON)
    return decide_case(world.actor("stefan"), DecideCase(row.pk, 2, approve=True, note="worth it"), at=NOON)


def test_a_case_goes_from_draft_to_approval_by_two_people(world: World) -> None:
    row = approved(world, promised(world))
    assert (row.state, row.number, row.decided_by) == ("approved", 1, world.user("stefan"))
    assert figures_of_case(BusinessCase.objects.get()).npv.value == Decimal("400.8185")


def test_what_happens_to_a_case_happened_to_the_project_and_judges_it(world: World) -> None:
    project = promised(world)
    OutboxMessage.objects.all().delete()
    approved(world, project)
    events = AuditEvent.objects.filter(kind__startswith="case.").order_by("pk")
    assert [event.kind for event in events] == ["case.drafted", "case.submitted", "case.approved"]
    assert {(event.subject_type, event.subject_id) for event in events} == {("project", project.pk)}
    owed = OutboxMessage.objects.filter(queue="recompute")
    assert set(owed.values_list("key", flat=True)) == {f"project:{project.pk}"}


def test_approval_supersedes_the_version_approved_before(world: World) -> None:
    project = promised(world)
    first, second = approved(world, project), approved(world, project)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("superseded", "approved", 2)
    assert AuditEvent.objects.filter(kind="case.approved").last().data["supersedes"] == [1]


def test_nobody_decides_their_own_case(world: World) -> None:
    row = draft(world, promised(world), "stefan")
    submit_case(world.actor("stefan"), SubmitCase(row.pk, 1), at=NOON)
    with pytest.raises(DomainError) as refused:
        decide_case(world.actor("stefan"), DecideCase(row.pk, 2, approve=True), at=NOON)
    assert refused.value.code == "own_case"
    assert BusinessCase.objects.get().state == "submitted"


def test_a_rejection_says_why(world: World) -> None:
    row = draft(world, promised(world))
    submit_case(world.actor("petra"), SubmitCase(row.pk, 1), at=NOON)
    with pytest.raises(DomainError, match="says why"):
        decide_case(world.actor("stefan"), DecideCase(row.pk, 2, approve=False), at=NOON)
    decided = decide_case(
        world.actor("stefan"), DecideCase(row.pk, 2, approve=False, note="too dear"), at=NOON
    )
    assert (decided.state, decided.decision_note) == ("rejected", "too dear")


def test_a_case_without_cash_flows_is_not_submitted(world: World) -> None:
    row = draft(world, promised(world), flows=())
    with pytest.raises(DomainError) as refused:
        submit_case(world.actor("petra"), SubmitCase(row.pk, 1), at=NOON)
    assert "cash_flows" in refused.value.fields


def test_only_a_draft_is_edited(world: World) -> None:
    row = draft(world, promised(world))
    fields = {"title": "Better", "summary": "", "currency": "EUR", "discount_rate": Decimal("0.05")}
    command = EditCase(row.pk, 1, flows=FLOWS[:2], **fields)  # type: ignore[arg-type]
    edited = edit_case(world.actor("petra"), command, at=NOON)
    assert (edited.title, edited.cash_flows.count()) == ("Better", 2)
    submit_case(world.actor("petra"), SubmitCase(row.pk, 2), at=NOON)
    with pytest.raises(DomainError, match="Only a draft"):
        edit_case(world.actor("petra"), EditCase(row.pk, 3, flows=(), **fields), at=NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"currency": "eur"}, BadInput),
        ({"title": "  "}, DomainError),
        ({"discount_rate": Decimal(-1)}, DomainError),
        ({"project_id": 999_999}, NotVisible),
        ({"flows": FLOWS * 60}, DomainError),
    ],
)
def test_an_impossible_case_is_refused(world: World, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        draft(world, promised(world), **changes)
    assert not BusinessCase.objects.exists()


def test_agents_write_no_cases_and_project_managers_decide_none(world: World) -> None:
    project = promised(world)
    with pytest.raises(NotAllowed):
        draft(world, project, "amir")
    row = draft(world, project)
    submit_case(world.actor("petra"), SubmitCase(row.pk, 1), at=NOON)
    with pytest.raises(NotAllowed):
        decide_case(world.actor("petra"), DecideCase(row.pk, 2, approve=True), at=NOON)
