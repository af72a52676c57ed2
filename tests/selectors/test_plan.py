"""A plan is read with the same few queries whatever its size, and quickly."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.usecases import SetWeek, set_week
from projects.models import Dependency, Project, Task
from projects.selectors.plan import plan_view
from projects.usecases import SetPlan, set_plan
from tests.plan_stories import link, small_plan, task
from tests.project_stories import started
from tests.world import NOON, World


def large_plan(project: Project, count: int) -> None:
    """Summaries of nine tasks each, all leaves in chains of links within and between them."""
    heads = [Task(project=project, code=f"S-{i}", title=f"Package {i}", position=i, created_at=NOON)
             for i in range(count // 10)]  # fmt: skip
    Task.objects.bulk_create(heads)
    leaves = [
        Task(project=project, code=f"L-{i}", title=f"Task {i}", parent=heads[i // 9], position=i % 9,
             duration=240 * (1 + i % 7), created_at=NOON)
        for i in range(count - len(heads))
        if i // 9 < len(heads)
    ]  # fmt: skip
    Task.objects.bulk_create(leaves)
    links = [
        Dependency(project=project, predecessor=leaves[i], successor=leaves[j], kind="FS")
        for i in range(len(leaves))
        for j in (i + 1, i + 40)
        if j < len(leaves) and (j == i + 40 or i % 9 != 8)
    ]
    Dependency.objects.bulk_create(links)


def queries(project: Project) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert plan_view(project).schedule
    return len(seen)


def test_the_number_of_queries_does_not_depend_on_the_plan(world: World) -> None:
    project = small_plan(world)
    few = queries(project)
    for i in range(5):
        task(world, project, f"More {i}")
    link(world, project, "T-5", "T-6")
    assert queries(project) == few <= 4


def test_calendars_cost_three_queries_whatever_their_number(world: World) -> None:
    project = small_plan(world)
    hours = ("08:00-16:00",) * 5 + ("", "")
    for code in ("a", "b", "c"):
        set_week(world.actor("ada"), SetWeek(code, code, "UTC", date(2020, 1, 1), hours), at=NOON)  # type: ignore[arg-type]
    set_plan(world.actor("petra"), SetPlan(project.pk, None, "a"), at=NOON)
    one = queries(project)
    task(world, project, "B", calendar="b")
    task(world, project, "C", calendar="c")
    assert queries(project) == one <= 7


@pytest.mark.django_db
def test_two_thousand_tasks_are_scheduled_within_a_second(world: World) -> None:
    project = started(world)
    large_plan(project, 2000)
    began = process_time()
    view = plan_view(project)
    assert len(view.schedule.tasks) == 2000
    assert process_time() - began < 1.0
