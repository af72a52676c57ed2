"""A plan through HTTP: made, linked, scheduled, refused."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from projects.mspdi.reading import read_mspdi
from tests.api.test_projects import client, problem
from tests.plan_stories import small_plan
from tests.project_stories import started
from tests.world import World

ONE = "/api/v1/projects/NET-014/"


def petra(world: World) -> APIClient:
    return client(world, "petra")


def post(api: APIClient, path: str, **data: Any) -> Any:
    return api.post(f"{ONE}{path}", data, format="json")


def test_a_plan_is_made_through_the_api(world: World) -> None:
    started(world)
    api = petra(world)
    first = post(api, "tasks/", title="Cable", duration=960)
    assert first.status_code == 201, first.json()
    assert first.json() == {
        "code": "T-1", "number": "1", "parent": None, "summary": False, "title": "Cable", "duration": 960,
        "elapsed": False, "calendar": "", "constraint": "ASAP", "constraint_at": None, "deadline_at": None,
        "milestone": False, "scope_item": None, "progress_rule": "percent", "complete": None,
        "units_planned": None, "units_done": None, "evidence": "", "actual_start": None,
        "actual_finish": None, "remaining": None, "start": "2026-01-01T08:00:00Z",
        "finish": "2026-01-02T17:00:00Z", "version": 1,
    }  # fmt: skip
    assert first["ETag"] == '"1"'
    post(api, "tasks/", title="Go-live", milestone=True, duration=0)
    made = post(api, "dependencies/", predecessor="T-1", successor="T-2", lag=480)
    assert made.json() == {
        "id": made.json()["id"], "predecessor": "T-1", "successor": "T-2", "kind": "FS", "lag": 480,
        "lag_calendar": "project",
    }  # fmt: skip
    told = api.get(f"{ONE}schedule/").json()
    assert (told["finish"], told["critical_path"]) == ("2026-01-05T17:00:00Z", ["T-1", "T-2"])
    assert told["tasks"][0]["total_float"] == 0
    assert api.get(f"{ONE}dependencies/").json()["results"] == [made.json()]
    assert api.delete(f"{ONE}dependencies/{made.json()['id']}/").status_code == 204
    assert api.get(f"{ONE}schedule/").json()["tasks"][1]["total_float"] == 960


def test_tasks_are_listed_by_page(world: World) -> None:
    small_plan(world)
    page = petra(world).get(f"{ONE}tasks/?page_size=3").json()
    assert [(row["code"], row["number"], row["parent"]) for row in page["results"]] == [
        ("T-1", "1", None), ("T-2", "1.1", "T-1"), ("T-3", "1.2", "T-1"),
    ]  # fmt: skip
    assert [row["code"] for row in petra(world).get(page["next"]).json()["results"]] == ["T-4"]


def test_a_loop_is_refused_with_its_name(world: World) -> None:
    small_plan(world)
    answer = post(petra(world), "dependencies/", predecessor="T-4", successor="T-2")
    assert problem(answer) == (422, "dependency_cycle")
    assert all(code in answer.json()["detail"] for code in ("T-2", "T-3", "T-4"))


def test_a_change_says_which_version_it_was_made_from(world: World) -> None:
    small_plan(world)
    api = petra(world)
    assert problem(api.patch(f"{ONE}tasks/T-2/", {"title": "X"}, format="json"))[0] == 428
    given = {"duration": 1440, "version": 1, "reason": "More walls"}
    assert api.patch(f"{ONE}tasks/T-2/", given, format="json").json()["finish"] == "2026-01-05T17:00:00Z"
    assert problem(api.patch(f"{ONE}tasks/T-2/", given, format="json")) == (409, "stale")
    milestone = api.get(f"{ONE}milestones/").json()["results"][0]
    assert (milestone["code"], milestone["slip_days"]) == ("T-4", None)
    assert [row["reason"] for row in milestone["history"]] == ["", "", "More walls"]


def test_a_task_moves_and_is_removed(world: World) -> None:
    small_plan(world)
    api = petra(world)
    moved = post(api, "tasks/T-3/move/", move="outdent", version=1).json()
    assert (moved["number"], moved["code"], moved["version"]) == ("2", "T-3", 2)
    assert problem(post(api, "tasks/T-1/move/", move="up", version=1)) == (422, "cannot_move")
    assert problem(post(api, "tasks/T-1/move/", move="sideways", version=1)) == (400, "invalid")
    assert problem(api.delete(f"{ONE}tasks/T-3/"))[0] == 428
    assert api.delete(f"{ONE}tasks/T-3/", headers={"If-Match": '"2"'}).status_code == 204
    assert problem(api.get(f"{ONE}tasks/T-3/")) == (404, "not_found")


def test_progress_is_reported(world: World) -> None:
    small_plan(world)
    api = petra(world)
    said = {"valid_on": "2026-01-05", "actual_start": "2026-01-01T08:00:00Z", "version": 1}
    answer = post(api, "tasks/T-2/progress/", **said, complete="0.5", evidence="Half the cables")
    assert (answer.status_code, answer.json()["complete"]) == (201, "0.500000")
    assert problem(post(api, "tasks/T-1/progress/", **said)) == (422, "summary_progress")
    assert len(api.get(f"{ONE}tasks/T-2/progress/").json()["results"]) == 1
    assert api.get(f"{ONE}tasks/T-1/").json()["complete"] == "0.200000"


def test_why_a_task_lies_where_it_lies(world: World) -> None:
    small_plan(world)
    assert petra(world).get(f"{ONE}schedule/T-4/").json() == {
        "code": "T-4", "drivers": [{"reason": "link", "predecessor": "T-3"}],
        "driving_path": ["T-2", "T-3", "T-4"], "drag": 0,
    }  # fmt: skip
    assert petra(world).get(f"{ONE}schedule/T-3/").json()["drag"] == 1440


def test_the_plan_is_frozen_and_its_rules_are_set(world: World) -> None:
    small_plan(world)
    api = petra(world)
    frozen = post(api, "plan-baselines/", reason="Approved").json()
    assert (frozen["number"], frozen["tasks"], frozen["finish_at"]) == (1, 4, "2026-01-07T17:00:00Z")
    assert len(api.get(f"{ONE}plan-baselines/1/").json()["results"]) == 4
    assert problem(api.get(f"{ONE}plan-baselines/2/")) == (404, "not_found")
    rules = api.get(f"{ONE}plan/").json()
    given = {"start_at": "2026-02-02T08:00:00Z", "version": rules["version"]}
    assert api.patch(f"{ONE}plan/", given, format="json").json()["version"] == rules["version"] + 1
    assert problem(api.patch(f"{ONE}plan/", given, format="json")) == (409, "stale")
    assert api.get(f"{ONE}milestones/").json()["results"][0]["slip_days"] == 30


@pytest.mark.parametrize("path", ["tasks/", "dependencies/", "milestones/", "schedule/", "plan/"])
def test_a_plan_is_not_there_for_who_may_not_see_the_project(world: World, path: str) -> None:
    small_plan(world)
    assert problem(client(world, "rita").get(f"{ONE}{path}")) == (404, "not_found")
    assert client(world, "amir").get(f"{ONE}{path}").status_code == 200


def test_the_plan_goes_out_as_a_file(world: World) -> None:
    small_plan(world)
    answer = petra(world).get(f"{ONE}plan/mspdi/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert [task.title for task in read_mspdi(answer.content).tasks] == [
        "Build",
        "Cable",
        "Switches",
        "Go-live",
    ]
    assert problem(client(world, "rita").get(f"{ONE}plan/mspdi/")) == (404, "not_found")
