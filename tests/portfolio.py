"""Projects with promises and facts, made through use-cases, for tests of governance."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from governance.models import ProjectHealth
from governance.usecases import RecomputeProject, recompute_project
from kernel.access import clock_actor
from kernel.money import Money
from projects.usecases import (
    AddScopeItem,
    CreateProject,
    PostCost,
    ReportForecast,
    SetBaseline,
    add_scope_item,
    create_project,
    post_cost,
    report_forecast,
    set_baseline,
)
from tests.world import NOON, World

TODAY = NOON.date()
START = date(2026, 1, 5)


def day(back: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days=back)


def promised(
    world: World, code: str = "NET-014", *, budget: int | None = 100_000, currency: str = "EUR"
) -> Any:
    """A project that began in January, with ten points of scope and a budget unless told otherwise."""
    project = create_project(
        world.actor("paula"),
        CreateProject(
            code, f"Project {code}", currency, manager_id=world.user("petra").pk,
            sponsor_id=world.user("stefan").pk, start=START, target_finish=date(2026, 12, 18),
            phase_plan=(("initiation", START, date(2026, 4, 30)),),
        ),
        at=NOON,
    )  # fmt: skip
    item = AddScopeItem(project.pk, "A", "The network", Decimal(10), START, kind="baseline")
    add_scope_item(world.actor("petra"), item, at=NOON)
    if budget is not None:
        promise = SetBaseline(project.pk, Money(Decimal(budget), currency), START, date(2026, 12, 18), START)
        set_baseline(world.actor("paula"), promise, at=NOON)
    return project


def spend(world: World, project: Any, amount: int, on: date = TODAY, *, at: datetime = NOON) -> None:
    """Money goes out."""
    cost = PostCost(project.pk, Money(Decimal(amount), project.currency), "procurement", on, "Switches")
    post_cost(world.actor("fiona"), cost, at=at)


def expect(world: World, project: Any, amount: int, on: date = TODAY) -> None:
    """The manager forecasts a cost at completion."""
    forecast = ReportForecast(project.pk, Money(Decimal(amount), project.currency), None, on)
    report_forecast(world.actor("petra"), forecast, at=NOON)


def creep(world: World, project: Any, size: int, on: date = TODAY) -> None:
    """Scope is added without an approved change."""
    item = AddScopeItem(project.pk, f"X{size}", "Nice to have", Decimal(size), on)
    add_scope_item(world.actor("petra"), item, at=NOON)


def judge(project: Any, *days: date, at: datetime = NOON) -> ProjectHealth:
    """A worker judges the project, today unless told otherwise."""
    return recompute_project(clock_actor(), RecomputeProject(project.pk, days or (at.date(),)), at=at)
