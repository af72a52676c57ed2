"""Direct labour on a project is one time entry and one row of the project's cost ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.models import AuditEvent, OutboxMessage
from people.models import TimeEntry
from people.usecases import LogTime, WorkSubject, log_time
from projects.models import CostEntry
from projects.usecases import (
    LogProjectWork,
    ReverseCost,
    ReverseProjectWork,
    log_project_work,
    reverse_cost,
    reverse_project_work,
)
from tests.portfolio import promised
from tests.world import NOON, World

DAY = date(2026, 3, 9)


def logged(world: World, project: Any, minutes: int = 60, by: str = "amir", person: str | None = None) -> Any:
    person_id = world.user(person).pk if person else None
    command = LogProjectWork(project.pk, person_id, minutes, DAY, "design", "Cabling plan")
    return log_project_work(world.actor(by), command, at=NOON)


def taken_back(
    world: World, project: Any, entry: Any, by: str = "amir", reason: str = "Other project"
) -> Any:
    command = ReverseProjectWork(project.pk, entry.pk, reason)
    return reverse_project_work(world.actor(by), command, at=NOON)


def ledger(project: Any) -> list[tuple[str, Decimal, int | None]]:
    rows = CostEntry.objects.filter(project=project).order_by("pk")
    return list(rows.values_list("category", "amount", "minutes"))


def test_an_hour_costs_what_its_person_costs(world: World) -> None:
    project = promised(world)
    entry = logged(world, project)
    assert (entry.subject_type, entry.subject_key, entry.amount) == ("project", "NET-014", Decimal("90.0000"))
    assert ledger(project) == [("labour", Decimal("90.0000"), 60)]
    assert CostEntry.objects.get().source_key == f"time:{entry.pk}"


def test_the_project_is_judged_again(world: World) -> None:
    project = promised(world)
    before = OutboxMessage.objects.count()
    logged(world, project)
    assert AuditEvent.objects.filter(subject_type="project", subject_id=project.pk).last() is not None
    assert OutboxMessage.objects.count() > before


def test_a_reversal_takes_back_both(world: World) -> None:
    project = promised(world)
    entry = logged(world, project)
    opposite = taken_back(world, project, entry)
    assert (opposite.minutes, opposite.amount, opposite.reverses_id) == (-60, Decimal("-90.0000"), entry.pk)
    assert ledger(project) == [("labour", Decimal("90.0000"), 60), ("labour", Decimal("-90.0000"), -60)]


def test_neither_is_taken_back_twice(world: World) -> None:
    project = promised(world)
    entry = logged(world, project)
    taken_back(world, project, entry)
    with pytest.raises(DomainError, match="taken back already"):
        taken_back(world, project, entry)
    cost = CostEntry.objects.get(source_key=f"time:{entry.pk}")
    with pytest.raises(DomainError, match="take the work back"):
        reverse_cost(world.actor("fiona"), ReverseCost(project.pk, cost.pk, "again"), at=NOON)
    assert sum(amount for _category, amount, _minutes in ledger(project)) == 0


def test_work_without_a_rate_posts_no_cost(world: World) -> None:
    project = promised(world)
    entry = logged(world, project, by="petra")
    assert entry.amount is None
    assert ledger(project) == []
    assert taken_back(world, project, entry, by="sven").amount is None
    assert ledger(project) == []


def test_work_of_others_is_logged_by_who_runs_the_project(world: World) -> None:
    project = promised(world)
    entry = logged(world, project, by="petra", person="anna")
    assert (entry.person_id, entry.recorded_by) == (world.user("anna").pk, "Petra")
    with pytest.raises(NotAllowed):
        logged(world, project, by="amir", person="anna")
    assert TimeEntry.objects.count() == 1


def test_requesters_have_no_projects(world: World) -> None:
    project = promised(world)
    with pytest.raises(NotVisible):
        logged(world, project, by="rita")


def test_an_entry_of_something_else_is_not_of_this_project(world: World) -> None:
    one, other = promised(world), promised(world, "NET-015")
    entry = logged(world, one)
    ticket = LogTime(world.user("amir").pk, DAY, 5, WorkSubject("ticket", one.pk, "INC-1"))
    foreign = log_time(world.actor("amir"), ticket, at=NOON)
    for project, wrong in ((other, entry), (one, foreign)):
        with pytest.raises(NotVisible):
            taken_back(world, project, wrong)


def test_a_reason_is_needed_and_others_time_is_not_ours(world: World) -> None:
    project = promised(world)
    entry = logged(world, project)
    with pytest.raises(BadInput, match="Say why"):
        taken_back(world, project, entry, reason="  ")
    with pytest.raises(NotVisible):
        taken_back(world, project, entry, by="anna")
    with pytest.raises(NotAllowed):
        taken_back(world, project, entry, by="petra")


def test_a_refused_entry_leaves_no_cost(world: World) -> None:
    project = promised(world)
    with pytest.raises(DomainError):
        logged(world, project, 0)
    assert (ledger(project), TimeEntry.objects.count()) == ([], 0)
