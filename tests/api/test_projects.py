"""Projects through HTTP: what is told, what may be sent, and how each refusal looks."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from kernel.clock import now
from people.usecases import CreateToken, create_token
from projects.models import Baseline, ChangeRequest, CostEntry, Project, ScopeEntry
from tests.project_stories import gate, planned, scope, spent, started
from tests.world import NOON, World

LIST = "/api/v1/projects/"
ONE = f"{LIST}NET-014/"
SCOPES = ("projects:read", "projects:write", "people:read", "money:read", "time:write")


def client(world: World, name: str, *scopes: str) -> APIClient:
    """A client with a token of one of the cast."""
    _row, text = create_token(world.actor("ada"), CreateToken(name, "test", scopes or SCOPES), at=NOON)
    return APIClient(headers={"Authorization": f"Bearer {text}"})


def problem(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_a_project_has_the_agreed_shape(world: World) -> None:
    started(world, external_key="jira:7")
    assert client(world, "amir").get(ONE).json() == {
        "code": "NET-014", "name": "New network", "objectives": "Fewer outages", "category": "",
        "phase": "initiation", "state": "active", "manager": "petra", "sponsor": "stefan",
        "start": "2026-01-01", "target_finish": "2026-06-30", "currency": "EUR", "external_key": "jira:7",
        "created_at": "2026-03-10T12:00:00Z", "version": 1,
    }  # fmt: skip


def test_a_project_is_created_by_the_names_people_use(world: World) -> None:
    given = {
        "code": "X-1", "name": "X", "currency": "EUR", "manager": "petra", "sponsor": "stefan",
        "phases": [{"phase": "planning", "planned_finish": "2026-05-01"}],
    }  # fmt: skip
    answer = client(world, "petra").post(LIST, given, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer["Location"].endswith("/api/v1/projects/X-1/")
    assert (answer["ETag"], answer.json()["manager"]) == ('"1"', "petra")
    phases = client(world, "petra").get(f"{LIST}X-1/phases/").json()["results"]
    assert [(row["kind"], row["state"]) for row in phases] == [
        ("initiation", "running"), ("planning", "ahead"), ("execution", "ahead"), ("monitoring", "ahead"),
        ("closing", "ahead"),
    ]  # fmt: skip
    assert phases[1]["planned_finish"] == "2026-05-01"


@pytest.mark.parametrize(
    ("given", "status", "code", "fields"),
    [
        ({}, 400, "invalid", ["code", "currency", "name"]),
        ({"colour": "red"}, 400, "invalid", ["colour"]),
        ({"code": "X", "name": "X", "currency": "euro"}, 400, "invalid", ["currency"]),
        (
            {"code": "X", "name": "X", "currency": "EUR", "manager": "zorro"},
            400,
            "unknown_person",
            ["manager"],
        ),
        ({"code": "NET-014", "name": "X", "currency": "EUR"}, 422, "code_taken", ["code"]),
    ],
)
def test_projects_that_are_refused(
    world: World, given: dict[str, Any], status: int, code: str, fields: list[str]
) -> None:
    started(world)
    answer = client(world, "petra").post(LIST, given, format="json")
    assert problem(answer) == (status, code)
    assert sorted(answer.json()["errors"]) == fields
    assert Project.objects.count() == 1


def test_who_is_unknown_is_asked_to_sign_in(world: World) -> None:
    started(world)
    for answer in (APIClient().get(LIST), APIClient(headers={"Authorization": "Bearer no"}).get(ONE)):
        assert problem(answer) == (401, "not_signed_in")


def test_what_may_not_be_seen_does_not_exist(world: World) -> None:
    started(world)
    rita = client(world, "rita")
    assert rita.get(LIST).json()["results"] == []
    for path in ("", "phases/", "costs/", "baselines/", "figures/", "risks/", "change-requests/"):
        assert problem(rita.get(ONE + path)) == (404, "not_found")


def test_what_may_be_seen_but_not_done_is_refused(world: World) -> None:
    started(world)
    amir = client(world, "amir")
    assert problem(amir.patch(ONE, {"name": "X", "version": 1}, format="json")) == (403, "not_allowed")
    reader = client(world, "petra", "projects:read")
    assert problem(reader.patch(ONE, {"name": "X", "version": 1}, format="json")) == (403, "not_allowed")


def test_a_change_says_which_version_it_was_made_from(world: World) -> None:
    started(world)
    petra = client(world, "petra")
    assert problem(petra.patch(ONE, {"name": "B"}, format="json")) == (428, "version_required")
    done = petra.patch(ONE, {"name": "B"}, format="json", headers={"If-Match": '"1"'})
    assert (done.status_code, done["ETag"], done.json()["name"]) == (200, '"2"', "B")
    late = petra.patch(ONE, {"name": "C", "version": 1}, format="json")
    assert problem(late) == (409, "stale")
    assert late.json()["current"]["name"] == "B"
    assert petra.get(ONE, headers={"If-None-Match": '"2"'}).status_code == 304


def test_the_list_filters_orders_and_refuses_what_it_does_not_know(world: World) -> None:
    for code in ("A-1", "B-2", "C-3"):
        started(world, code)
    gate(world, Project.objects.get(code="B-2"), "stop")
    petra = client(world, "petra")

    def codes(query: str) -> list[str]:
        return [row["code"] for row in petra.get(f"{LIST}?{query}").json()["results"]]

    assert codes("ordering=-code") == ["C-3", "B-2", "A-1"]
    assert codes("state=stopped") == ["B-2"]
    assert codes("state__in=active,on_hold&manager=me") == ["A-1", "C-3"]
    assert codes("search=outag&code=A-1") == ["A-1"]
    assert codes("target_finish__lt=2026-06-30") == []
    first = petra.get(f"{LIST}?page_size=2&count=true").json()
    assert (len(first["results"]), first["count"], first["previous"]) == (2, 3, None)
    assert [row["code"] for row in petra.get(first["next"]).json()["results"]] == ["C-3"]
    refused = petra.get(f"{LIST}?colour=red")
    assert problem(refused) == (400, "unknown_parameter")
    assert "colour" in refused.json()["errors"]
    assert problem(petra.get(f"{LIST}?ordering=luck")) == (400, "unknown_ordering")


@pytest.mark.parametrize("ordering", ["target_finish", "-target_finish", "name", "-created_at"])
def test_every_order_pages_through_all_projects_once(world: World, ordering: str) -> None:
    for number in range(5):
        started(world, f"P-{number}", target_finish=None) if number % 2 else started(world, f"P-{number}")
    petra = client(world, "petra")
    url: str | None = f"{LIST}?ordering={ordering}&page_size=2"
    seen: list[str] = []
    while url:
        body = petra.get(url).json()
        seen += [row["code"] for row in body["results"]]
        url = body["next"]
    assert sorted(seen) == [f"P-{number}" for number in range(5)]


def test_gate_reviews_show_the_evidence_as_it_stood(world: World) -> None:
    gate(world, started(world))
    (review,) = client(world, "amir").get(f"{ONE}gate-reviews/").json()["results"]
    assert (review["to_phase"], review["outcome"], review["decided_by"]) == ("planning", "go", "stefan")
    assert review["criteria"][0] == {
        "code": "manager_named", "title": "A project manager is named", "hard": True, "met": True,
        "evidence": "Petra",
    }  # fmt: skip


def test_baselines_are_set_and_told(world: World) -> None:
    started(world)
    petra = client(world, "petra")
    given = {
        "budget": {"amount": "100000", "currency": "EUR"}, "start": "2026-01-01", "finish": "2026-06-30",
        "valid_from": "2026-01-01",
    }  # fmt: skip
    answer = petra.post(f"{ONE}baselines/", given, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["budget"] == {"amount": "100000.0000", "currency": "EUR"}
    again = petra.post(f"{ONE}baselines/", given, format="json")
    assert problem(again) == (422, "reason_missing")
    assert [row["kind"] for row in petra.get(f"{ONE}baselines/").json()["results"]] == ["original"]


def test_scope_is_added_cut_and_detailed(world: World) -> None:
    project = planned(world)
    petra = client(world, "petra")

    def post(**given: Any) -> Any:
        values = {"valid_on": "2026-03-01", "title": "Item", **given}
        return petra.post(f"{ONE}scope-items/", values, format="json")

    assert post(kind="added", code="C", size="20").status_code == 201
    assert post(kind="removed", code="A", size="-10", note="Too dear").json()["size"] == "-10.0000"
    parent = ScopeEntry.objects.get(project=project, item__code="B", kind="baseline").pk
    assert post(kind="elaborated", code="B.1", size="10", of=parent).json()["of"] == parent
    assert problem(post(kind="added", code="C", size="1")) == (422, "code_taken")
    assert problem(post(kind="removed", code="NONE", size="-1")) == (404, "not_found")
    assert sorted(post(kind="elaborated", code="Z", size="1", title="").json()["errors"]) == ["of", "title"]
    kinds = [row["kind"] for row in petra.get(f"{ONE}scope-items/").json()["results"]]
    assert kinds == ["baseline", "baseline", "added", "removed", "elaborated"]


def test_a_change_is_asked_for_looked_at_and_approved(world: World) -> None:
    project = planned(world)
    grown = scope(world, project, "C", 20, "added")
    given = {
        "title": "More", "reason": "Forgotten", "budget_delta": "5000", "finish_delta_days": 10,
        "entries": [grown.pk], "new_items": [{"code": "D", "title": "Second", "size": "30"}],
    }  # fmt: skip
    asked = client(world, "petra").post(f"{ONE}change-requests/", given, format="json")
    assert asked.status_code == 201, asked.json()
    change = asked["Location"]
    stefan = client(world, "stefan")
    impact = stefan.get(f"{change}impact/").json()
    assert impact["before"]["budget"]["value"] == {"amount": "100000.0000", "currency": "EUR"}
    assert impact["after"]["budget"]["value"]["amount"] == "105000.0000"
    assert impact["after"]["finish"] == {"value": "2026-07-10", "unit": "date"}
    assert (impact["before"]["scope_unauthorised"], impact["after"]["scope_total"]) == ("20.0000", "150.0000")
    decide = f"{change}decide/"
    assert problem(stefan.post(decide, {"approve": True}, format="json")) == (428, "version_required")
    done = stefan.post(decide, {"approve": True}, format="json", headers={"If-Match": asked["ETag"]})
    assert (done.status_code, done.json()["state"], done.json()["decided_by"]) == (200, "approved", "stefan")
    assert Baseline.objects.filter(project=project, kind="change").count() == 1
    assert stefan.get(f"{change}impact/").json() == impact
    assert problem(stefan.post(decide, {"approve": True, "version": 2}, format="json")) == (422, "not_open")


def test_nobody_decides_their_own_change_through_the_api(world: World) -> None:
    planned(world)
    paula = client(world, "paula")
    given = {"title": "More", "reason": "Why", "budget_delta": "1"}
    change = paula.post(f"{ONE}change-requests/", given, format="json")["Location"]
    answer = paula.post(f"{change}decide/", {"approve": True, "version": 1}, format="json")
    assert problem(answer) == (422, "own_change")
    assert paula.post(f"{change}withdraw/", {"version": 1}, format="json").json()["state"] == "withdrawn"
    assert ChangeRequest.objects.get().version == 2


def test_costs_are_posted_once_and_taken_back(world: World) -> None:
    planned(world)
    fiona = client(world, "fiona")
    given = {
        "amount": {"amount": "120.50", "currency": "EUR"}, "category": "procurement",
        "valid_on": "2026-03-01", "description": "Switch", "source_key": "erp-1",
    }  # fmt: skip
    first = fiona.post(f"{ONE}costs/", given, format="json").json()
    assert fiona.post(f"{ONE}costs/", given, format="json").json()["id"] == first["id"]
    back = fiona.post(f"{ONE}costs/{first['id']}/reverse/", {"reason": "Twice"}, format="json")
    assert back.json()["amount"] == {"amount": "-120.5000", "currency": "EUR"}
    rows = fiona.get(f"{ONE}costs/?ordering=valid_on").json()["results"]
    assert [(row["reverses"], row["reversed"]) for row in rows] == [(None, True), (first["id"], False)]
    started(world, "OTHER")
    elsewhere = fiona.post(f"{LIST}OTHER/costs/", given, format="json")
    assert problem(elsewhere) == (422, "source_key_taken")


def test_money_is_hidden_without_the_right(world: World) -> None:
    project = planned(world)
    spent(world, project, 777)
    client(world, "petra").post(
        f"{ONE}risks/", {"title": "Late", "probability": "0.5", "impact": "888"}, format="json"
    )
    given = {"title": "More", "reason": "Why", "budget_delta": "999"}
    client(world, "petra").post(f"{ONE}change-requests/", given, format="json")
    blind = [client(world, "amir"), client(world, "petra", "projects:read")]
    for caller in blind:
        for path in (
            "costs/", "baselines/", "risks/", "change-requests/", "change-requests/1/impact/", "figures/"
        ):  # fmt: skip
            text = caller.get(ONE + path).content.decode()
            assert not any(amount in text for amount in ("777", "888", "999", "100000", "EUR"))
    assert "777" in client(world, "petra").get(f"{ONE}costs/").content.decode()


def test_progress_and_forecasts_are_reported(world: World) -> None:
    planned(world)
    petra = client(world, "petra")
    report = {"complete": "0.25", "item": "A", "valid_on": "2026-03-01"}
    assert petra.post(f"{ONE}progress/", report, format="json").json()["item"] == "A"
    late = {"complete": "1.5", "valid_on": "2026-03-01"}
    assert problem(petra.post(f"{ONE}progress/", late, format="json")) == (422, "bad_fraction")
    tomorrow = (now().date() + timedelta(days=3)).isoformat()
    early = petra.post(f"{ONE}forecasts/", {"finish": "2026-09-01", "valid_on": tomorrow}, format="json")
    assert problem(early) == (422, "in_the_future")
    told = {
        "amount": {"amount": "120000", "currency": "EUR"}, "finish": "2026-09-01", "valid_on": "2026-03-01"
    }  # fmt: skip
    assert petra.post(f"{ONE}forecasts/", told, format="json").status_code == 201
    assert petra.get(f"{ONE}forecasts/").json()["results"][0]["finish"] == "2026-09-01"


def test_risks_are_added_and_changed(world: World) -> None:
    started(world)
    petra = client(world, "petra")
    given = {"title": "Late", "probability": "0.5", "impact": "9000", "owner": "petra"}
    risk = petra.post(f"{ONE}risks/", given, format="json")
    assert (risk.status_code, risk.json()["impact"]["amount"]) == (201, "9000.0000")
    path = f"{ONE}risks/{risk.json()['id']}/"
    assert problem(petra.patch(path, {"state": "closed"}, format="json")) == (428, "version_required")
    done = petra.patch(path, {"state": "closed", "version": 1}, format="json")
    assert (done.json()["state"], done["ETag"]) == ("closed", '"2"')
    assert petra.get(path, headers={"If-None-Match": '"2"'}).status_code == 304


def test_figures_have_a_value_or_a_reason(world: World) -> None:
    started(world)
    body = client(world, "petra").get(f"{ONE}figures/?as_of=2026-03-10").json()
    assert body["promised_budget"] == {"value": None, "null_reason": "no_baseline"}
    assert body["percent_complete"] == {"value": None, "null_reason": "no_data"}
    assert body["spent"]["value"] == {"amount": "0.0000", "currency": "EUR"}
    assert body["target_finish"] == {"value": "2026-06-30", "unit": "date", "as_of": "2026-03-10"}


def test_figures_travel_in_time(world: World) -> None:
    project = planned(world)
    spent(world, project, 500)
    petra = client(world, "petra")
    before = petra.get(f"{ONE}figures/?as_of=2026-02-01").json()
    unknown = petra.get(f"{ONE}figures/?as_of=2026-03-10&known_at=2026-03-10T11:00:00Z").json()
    assert before["spent"]["value"]["amount"] == unknown["spent"]["value"]["amount"] == "0.0000"
    assert problem(petra.get(f"{ONE}figures/?as_of=soon")) == (400, "bad_date")
    assert problem(petra.get(f"{ONE}figures/?known_at=2026-03-10T11:00:00")) == (400, "bad_moment")


def test_a_long_list_costs_the_queries_of_a_short_one(world: World, django_assert_num_queries: Any) -> None:
    petra = client(world, "petra")
    started(world, "P-0")
    petra.get(LIST)
    with django_assert_num_queries(4):
        petra.get(LIST)
    for number in range(1, 30):
        started(world, f"P-{number}")
    with django_assert_num_queries(4):
        assert len(petra.get(LIST).json()["results"]) == 30


def test_what_is_beyond_all_bounds_is_refused_and_not_an_error(world: World) -> None:
    started(world, target_finish=None)
    paula = client(world, "paula")
    baseline = {
        "budget": {"amount": "999999999999", "currency": "EUR"}, "start": "2026-01-01",
        "finish": "9999-12-31", "valid_from": "2026-01-01",
    }  # fmt: skip
    assert paula.post(f"{ONE}baselines/", baseline, format="json").status_code == 201
    given = {"title": "Huge", "reason": "Why", "budget_delta": "999999999999", "finish_delta_days": 9}
    change = client(world, "petra").post(f"{ONE}change-requests/", given, format="json")["Location"]
    assert paula.get(f"{change}impact/").json()["after"]["finish"]["value"] == "9999-12-31"
    answer = paula.post(f"{change}decide/", {"approve": True, "version": 1}, format="json")
    assert problem(answer) == (422, "too_large")
    entries = {"title": "E", "reason": "R", "entries": [2**70]}
    assert problem(paula.post(f"{ONE}change-requests/", entries, format="json")) == (400, "invalid")
    assert problem(paula.get(f"{ONE}change-requests/{10**30}/")) == (404, "not_found")


def test_a_forged_cursor_is_refused(world: World) -> None:
    started(world)
    text = base64.urlsafe_b64encode(b'["finish_key,id",0,["soon","1"]]').decode().rstrip("=")
    answer = client(world, "petra").get(f"{LIST}?ordering=target_finish&cursor={text}")
    assert problem(answer) == (400, "bad_cursor")


def test_costs_cannot_be_deleted_or_replaced(world: World) -> None:
    spent(world, planned(world), 5)
    petra = client(world, "petra")
    assert petra.delete(f"{ONE}costs/").status_code == 405
    assert CostEntry.objects.count() == 1
