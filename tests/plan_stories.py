"""Beginnings of stories of a plan, told through use-cases."""

from __future__ import annotations

from datetime import UTC, datetime

from projects.models import Dependency, Project, Task
from projects.selectors.plan import PlanView, plan_view
from projects.usecases import AddTask, LinkTasks, add_task, link_tasks
from tests.project_stories import started
from tests.world import NOON, World

DAY = 480


def moment(text: str, hour: int = 8) -> datetime:
    """`2026-01-05` at 08:00 UTC, or at another full hour."""
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=UTC)


def task(world: World, project: Project, title: str, days: float = 1, **fields: object) -> Task:
    command = AddTask(project.pk, title, duration=int(days * DAY), **fields)  # type: ignore[arg-type]
    return add_task(world.actor("petra"), command, at=NOON)


def link(world: World, project: Project, first: str, second: str, **fields: object) -> Dependency:
    command = LinkTasks(project.pk, first, second, **fields)  # type: ignore[arg-type]
    return link_tasks(world.actor("petra"), command, at=NOON)


def small_plan(world: World) -> Project:
    """T-1 Build (T-2 Cable 2 days, T-3 Switches 3 days after it), T-4 Go-live a milestone after T-3.

    The project starts on Thursday 1 January 2026.
    """
    project = started(world)
    task(world, project, "Build")
    task(world, project, "Cable", 2, parent="T-1")
    task(world, project, "Switches", 3, parent="T-1")
    task(world, project, "Go-live", 0, milestone=True)
    link(world, project, "T-2", "T-3")
    link(world, project, "T-3", "T-4")
    return project


def view(project: Project) -> PlanView:
    project.refresh_from_db()
    return plan_view(project)


def numbers(project: Project) -> list[tuple[str, str]]:
    """Outline number and code of every task, from top to bottom."""
    plan = view(project)
    return [(node.number, plan.tasks[node.id].code) for node in plan.nodes]
