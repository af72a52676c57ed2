"""A project begins with five phases and its own code; what is promised is not edited."""

from __future__ import annotations

from datetime import date

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible, Stale
from kernel.models import AuditEvent, OutboxMessage
from kernel.search import subject_ids
from projects.models import Phase, Project
from projects.usecases import EditProject, edit_project
from tests.project_stories import JAN, planned, started
from tests.world import NOON, World


def test_a_new_project_has_five_phases_and_runs_initiation(world: World) -> None:
    plan = (("planning", date(2026, 2, 1), date(2026, 2, 28)),)
    project = started(world, phase_plan=plan)
    phases = {row.kind: row for row in Phase.objects.filter(project=project)}
    assert list(phases) == ["initiation", "planning", "execution", "monitoring", "closing"]
    assert phases["initiation"].actual_start == JAN
    assert phases["planning"].planned_finish == date(2026, 2, 28)
    assert (project.phase, project.state, project.version) == ("initiation", "active", 1)


def test_creation_is_told_to_governance_and_to_the_search(world: World) -> None:
    project = started(world)
    event = AuditEvent.objects.get(kind="project.created")
    assert (event.subject_type, event.subject_key) == ("project", "NET-014")
    assert OutboxMessage.objects.get(key=f"project:{project.pk}").payload["subject"] == project.pk
    assert list(subject_ids("fewer outag", "project")) == [project.pk]


def test_a_known_external_key_writes_nothing(world: World) -> None:
    first = started(world, external_key="jira:7")
    again = started(world, code="OTHER", external_key="jira:7")
    assert (again.pk, Project.objects.count()) == (first.pk, 1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "has space"}, "bad_code"),
        ({"name": "  "}, "name_missing"),
        ({"currency": "euro"}, "not_a_currency"),
        ({"target_finish": date(2025, 1, 1)}, "finish_before_start"),
        ({"manager_id": 99999}, "unknown_person"),
        ({"phase_plan": (("testing", None, None),)}, "unknown_phase"),
    ],
)
def test_what_a_project_cannot_be(world: World, fields: dict[str, object], code: str) -> None:
    with pytest.raises((DomainError, BadInput)) as refusal:
        started(world, **fields)
    assert refusal.value.code == code
    assert not Project.objects.exists()


def test_a_code_is_used_once(world: World) -> None:
    started(world)
    with pytest.raises(DomainError, match="already"):
        started(world)


def test_an_edit_says_old_and_new_and_needs_the_version_it_saw(world: World) -> None:
    project = started(world)
    petra = world.actor("petra")
    edited = edit_project(petra, EditProject(project.pk, 1, {"name": "Better network"}), at=NOON)
    assert edited.version == 2
    event = AuditEvent.objects.get(kind="project.edited")
    assert event.data["changes"] == {"name": ["New network", "Better network"]}
    with pytest.raises(Stale) as stale:
        edit_project(petra, EditProject(project.pk, 1, {"name": "Mine"}), at=NOON)
    assert stale.value.current["name"] == "Better network"


def test_an_edit_without_a_difference_writes_nothing(world: World) -> None:
    project = started(world)
    edit_project(world.actor("petra"), EditProject(project.pk, 1, {"name": "New network"}), at=NOON)
    assert not AuditEvent.objects.filter(kind="project.edited").exists()
    assert Project.objects.get().version == 1


def test_a_promised_finish_moves_by_a_change_only(world: World) -> None:
    project = planned(world)
    edit = EditProject(project.pk, None, {"target_finish": date(2026, 12, 31)})
    with pytest.raises(DomainError) as refusal:
        edit_project(world.actor("petra"), edit, at=NOON)
    assert refusal.value.code == "finish_is_promised"


def test_unknown_fields_are_named(world: World) -> None:
    project = started(world)
    with pytest.raises(BadInput, match="phase"):
        edit_project(world.actor("petra"), EditProject(project.pk, None, {"phase": "closing"}), at=NOON)


def test_agents_see_and_requesters_do_not(world: World) -> None:
    project = started(world)
    edit = EditProject(project.pk, None, {"name": "X"})
    with pytest.raises(NotAllowed):
        edit_project(world.actor("amir"), edit, at=NOON)
    with pytest.raises(NotVisible):
        edit_project(world.actor("rita"), edit, at=NOON)
