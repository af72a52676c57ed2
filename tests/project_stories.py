"""Beginnings of project stories, told through use-cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kernel.money import Money
from projects.domain.gates import Evidence
from projects.models import Baseline, CostEntry, GateReview, Project, ScopeEntry
from projects.usecases import (
    AddScopeItem,
    CreateProject,
    DecideGate,
    PostCost,
    RequestGate,
    SetBaseline,
    add_scope_item,
    create_project,
    decide_gate,
    post_cost,
    request_gate,
    set_baseline,
)
from tests.world import NOON, World

JAN = date(2026, 1, 1)
MARCH = date(2026, 3, 1)
JUNE = date(2026, 6, 30)
CASE = {"business_case_approved": Evidence(met=True, text="Case 1 is approved")}


def eur(amount: str | int) -> Money:
    return Money(Decimal(amount), "EUR")


def started(world: World, code: str = "NET-014", **fields: object) -> Project:
    """A project of Petra's for Stefan, in Initiation since January."""
    command: dict[str, object] = {
        "code": code, "name": "New network", "currency": "EUR", "objectives": "Fewer outages",
        "manager_id": world.user("petra").pk, "sponsor_id": world.user("stefan").pk,
        "start": JAN, "target_finish": JUNE,
    }  # fmt: skip
    return create_project(world.actor("petra"), CreateProject(**{**command, **fields}), at=NOON)  # type: ignore[arg-type]


def scope(world: World, project: Project, code: str, size: int, kind: str = "baseline") -> ScopeEntry:
    day = JAN if kind == "baseline" else MARCH
    command = AddScopeItem(project.pk, code, f"Item {code}", Decimal(size), day, kind)
    return add_scope_item(world.actor("petra"), command, at=NOON)


def promised(world: World, project: Project, budget: int = 100_000) -> Baseline:
    command = SetBaseline(project.pk, eur(budget), JAN, JUNE, JAN)
    return set_baseline(world.actor("petra"), command, at=NOON)


def planned(world: World, code: str = "NET-014") -> Project:
    """A project with two agreed items of 60 and 40 and a promise of 100,000 EUR by the end of June."""
    project = started(world, code)
    scope(world, project, "A", 60)
    scope(world, project, "B", 40)
    promised(world, project)
    project.refresh_from_db()
    return project


def spent(world: World, project: Project, amount: int, day: date = MARCH) -> CostEntry:
    command = PostCost(project.pk, eur(amount), "procurement", day, "Switches")
    return post_cost(world.actor("petra"), command, at=NOON)


def gate(world: World, project: Project, outcome: str = "go", **decision: object) -> GateReview:
    """Petra asks, Stefan answers, with an approved business case."""
    review = request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON)
    command = DecideGate(project.pk, review.number, review.version, outcome, **decision)  # type: ignore[arg-type]
    return decide_gate(world.actor("stefan"), command, CASE, at=NOON)
