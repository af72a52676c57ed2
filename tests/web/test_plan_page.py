"""The page of a plan: seen at a glance, edited in place, quick with two thousand tasks."""

from __future__ import annotations

from time import process_time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.models import Dependency, PlanBaselineTask, Task, TaskReport
from projects.usecases import FreezePlan, MoveTask, freeze_plan, move_task
from tests.plan_stories import link, numbers, small_plan, task, view
from tests.project_stories import started
from tests.selectors.test_plan import large_plan
from tests.world import NOON, World

PAGE = "/projects/NET-014/plan/"


def browser(world: World, name: str = "petra") -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def text_of(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_plan_offers_its_first_task(world: World) -> None:
    started(world)
    page = text_of(browser(world))
    assert "No plan yet" in page
    assert f'action="{PAGE}tasks/' in page
    assert f'action="{PAGE}tasks/' not in text_of(browser(world, "amir"))


def test_the_page_shows_outline_dates_gantt_and_milestones(world: World) -> None:
    project = small_plan(world)
    freeze_plan(world.actor("petra"), FreezePlan(project.pk), at=NOON)
    page = text_of(browser(world))
    for words in (
        "1.2",
        "T-3",
        "7 Jan 2026",
        "Critical",
        "g-frozen",
        "g-link-critical",
        "Go-live",
        "as frozen",
    ):
        assert words in page, words
    assert 'style="' not in page
    assert "<script>" not in page


def test_who_may_only_look_gets_no_forms(world: World) -> None:
    small_plan(world)
    page = text_of(browser(world, "amir"))
    assert "Work breakdown" in page
    assert "plan-move" not in page
    assert browser(world, "amir").post(f"{PAGE}tasks/", {"title": "X"}).status_code == 403


def test_tasks_are_added_and_edited_in_place(world: World) -> None:
    project = small_plan(world)
    client = browser(world)
    answer = client.post(f"{PAGE}tasks/?level=2", {"title": "Racks", "duration": "1.5 d", "parent": "T-1"})
    assert answer["Location"] == f"{PAGE}?level=2&pick=T-5#T-5"
    assert numbers(project)[3] == ("1.3", "T-5")
    assert 'name="constraint_on"' in text_of(client, f"{PAGE}?edit=T-5")
    given = {
        "title": "Racks and rails", "duration": "4 h", "constraint": "SNET", "constraint_on": "2026-01-12",
        "progress_rule": "percent", "version": "1", "reason": "Late delivery",
    }  # fmt: skip
    assert client.post(f"{PAGE}tasks/T-5/", given).status_code == 302
    row = Task.objects.get(code="T-5")
    assert (row.title, row.duration) == ("Racks and rails", 240)
    assert view(project).dates("T-5")[0].isoformat() == "2026-01-12T08:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"duration": "soon"}, "is not a duration"),
        ({"constraint": "MSO"}, "needs a date"),
        ({"version": "7"}, "Somebody changed this meanwhile"),
        ({"title": ""}, "required"),
    ],
)
def test_what_is_refused_stays_in_the_form(world: World, given: dict[str, str], said: str) -> None:
    small_plan(world)
    whole = {
        "title": "Kept",
        "duration": "2 d",
        "constraint": "ASAP",
        "progress_rule": "percent",
        "version": "1",
    }
    answer = browser(world).post(f"{PAGE}tasks/T-2/", {**whole, **given})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Task.objects.get(code="T-2").title == "Cable"


def test_the_selected_task_moves_and_stays_selected(world: World) -> None:
    project = small_plan(world)
    client = browser(world)
    answer = client.post(f"{PAGE}move/", {"pick": "T-3:1", "move": "outdent"})
    assert answer["Location"] == f"{PAGE}?pick=T-3#T-3"
    assert numbers(project)[2] == ("2", "T-3")
    assert 'value="T-3:2" aria-label="Select T-3" checked' in text_of(client, f"{PAGE}?pick=T-3")
    client.post(f"{PAGE}move/", {"pick": "T-4:1", "move": "remove"})
    assert not Task.objects.filter(code="T-4").exists()
    refused = client.post(f"{PAGE}move/", {"pick": "T-3:1", "move": "up"}, follow=True)
    assert "Somebody changed this meanwhile" in refused.content.decode()
    assert "Select a task first" in client.post(f"{PAGE}move/", {"move": "up"}, follow=True).content.decode()


def test_a_loop_is_told_at_the_field(world: World) -> None:
    small_plan(world)
    client = browser(world)
    answer = client.post(f"{PAGE}tasks/T-2/links/", {"predecessor": "T-4", "kind": "FS"})
    assert answer.status_code == 422
    assert "T-2" in answer.content.decode()
    assert Dependency.objects.count() == 2
    client.post(f"{PAGE}tasks/T-4/links/", {"predecessor": "T-2", "kind": "SS", "lag": "-1 d"})
    made = Dependency.objects.get(kind="SS")
    assert made.lag == -480
    client.post(f"{PAGE}links/{made.pk}/remove/", {"edit": "T-4"})
    assert Dependency.objects.count() == 2
    unknown = client.post(f"{PAGE}tasks/T-4/links/", {"predecessor": "T-99", "kind": "FS"})
    assert "There is no task" in unknown.content.decode()


def test_progress_is_reported_in_days_and_percent(world: World) -> None:
    project = small_plan(world)
    given = {
        "valid_on": "2026-01-05", "started_on": "2026-01-01", "percent": "50", "evidence": "Seen",
        "remaining": "1 d", "version": "1",
    }  # fmt: skip
    assert browser(world).post(f"{PAGE}tasks/T-2/progress/", given).status_code == 302
    assert TaskReport.objects.get().complete == Task.objects.get(code="T-2").complete
    done = {"valid_on": "2026-01-06", "started_on": "2026-01-01", "finished_on": "2026-01-06", "version": "2"}
    browser(world).post(f"{PAGE}tasks/T-2/progress/", done)
    assert view(project).dates("T-3")[0].isoformat() == "2026-01-07T08:00:00+00:00"
    page = text_of(browser(world), f"{PAGE}?edit=T-2")
    assert 'value="2026-01-06"' in page


def test_the_plan_is_frozen_and_scheduled_anew(world: World) -> None:
    project = small_plan(world)
    client = browser(world)
    client.post(f"{PAGE}freeze/", {"reason": "Agreed"})
    assert PlanBaselineTask.objects.count() == 4
    version = view(project).plan.version
    given = {"calendar": "", "start_on": "2026-02-02", "version": str(version)}
    assert client.post(f"{PAGE}rules/", given).status_code == 302
    page = text_of(client)
    assert "Agreed" in page
    assert "30 days later" in page
    assert client.post(f"{PAGE}rules/", given).status_code == 422


def test_the_number_of_queries_does_not_depend_on_the_plan(world: World) -> None:
    project = small_plan(world)
    freeze_plan(world.actor("petra"), FreezePlan(project.pk), at=NOON)
    client = browser(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            text_of(client)
        return len(seen)

    few = queries()
    for i in range(6):
        task(world, project, f"More {i}", milestone=True)
    link(world, project, "T-5", "T-6")
    move_task(world.actor("petra"), MoveTask(project.pk, "T-3", None, "outdent"), at=NOON)
    assert queries() == few


def test_a_large_plan_is_folded_and_opened_level_by_level(world: World) -> None:
    large_plan(started(world), 2000)
    client = browser(world)
    page = text_of(client)
    assert page.count("<tr id=") == 200
    assert "1800 tasks folded" in page
    below = text_of(client, f"{PAGE}?below=S-7")
    assert below.count("<tr id=") == 10
    assert client.get(f"{PAGE}?below=NOPE").status_code == 404


def test_two_thousand_tasks_are_drawn_within_seconds(world: World) -> None:
    project = started(world)
    large_plan(project, 2000)
    freeze_plan(world.actor("petra"), FreezePlan(project.pk), at=NOON)
    client = browser(world)
    began = process_time()
    page = text_of(client, f"{PAGE}?level=all")
    assert process_time() - began < 4.0
    assert page.count("<tr id=") == 2000
    assert page.count('class="g-label') == 2000
