"""Governance through HTTP: what is told, what may be done, and what is kept from whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from governance.models import Alert, BusinessCase, RulePolicy
from kernel.clock import now
from people.usecases import CreateToken, create_token
from tests.portfolio import judge, promised, spend
from tests.project_stories import started
from tests.world import NOON, World

V1 = "/api/v1/"
ALL = ("governance:read", "governance:write", "projects:read", "projects:write", "money:read")


def client(world: World, name: str, scopes: tuple[str, ...] = ALL) -> APIClient:
    """A client with a token of one of the cast."""
    _row, text = create_token(world.actor("ada"), CreateToken(name, "test", scopes), at=NOON)
    return APIClient(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def alert(world: World) -> Alert:
    project = promised(world)
    spend(world, project, 95_000)
    judge(project)
    return Alert.objects.get()


def post(caller: APIClient, path: str, body: dict[str, Any], version: int | None = None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return caller.post(f"{V1}{path}", body, format="json", headers=headers)


def test_an_alert_has_the_agreed_shape(world: World, alert: Alert) -> None:
    body = client(world, "petra").get(f"{V1}alerts/{alert.pk}/").json()
    assert {name: body[name] for name in ("rule", "level", "state", "value", "limit", "unit", "version")} == {
        "rule": "budget.spent", "level": "warning", "state": "open", "value": 0.95, "limit": 0.9,
        "unit": "fraction", "version": 1,
    }  # fmt: skip
    assert body["subject"] == {"type": "project", "code": "NET-014", "name": "Project NET-014"}
    assert "95,000.00 EUR" in body["explanation"]
    assert body["inputs"]["spent"] == "95,000.00 EUR"


def test_alerts_are_filtered_by_the_names_of_levels_and_states(world: World, alert: Alert) -> None:
    caller = client(world, "petra")
    for query, count in (
        ("level=warning", 1), ("level=critical", 0), ("level__gte=notice", 1), ("state=open", 1),
        ("state=cleared", 0), ("project=NET-014", 1), ("rule=scope.creep", 0), ("running=false", 0),
    ):  # fmt: skip
        assert len(caller.get(f"{V1}alerts/?{query}").json()["results"]) == count, query
    refused = caller.get(f"{V1}alerts/?colour=red")
    assert (refused.status_code, "colour" in refused.json()["errors"]) == (400, True)


def test_amounts_are_told_only_with_the_right_to_see_money(world: World, alert: Alert) -> None:
    for caller in (client(world, "petra", ("governance:read",)), client(world, "amir")):
        body = caller.get(f"{V1}alerts/{alert.pk}/").json()
        assert (body["value"], body["explanation"], body["inputs"]) == (0.95, None, None)
        told = caller.get(f"{V1}portfolio/").json()
        assert "spent" not in told["totals"][0]
        figures = told["results"][0]["figures"]
        assert "cost.actual" not in figures
        assert figures["budget.spent"]["value"] == 0.95


def test_requesters_and_strangers_are_told_nothing(world: World, alert: Alert) -> None:
    requester = client(world, "rita")
    assert requester.get(f"{V1}alerts/").json()["results"] == []
    assert requester.get(f"{V1}alerts/{alert.pk}/").status_code == 404
    assert post(requester, f"alerts/{alert.pk}/acknowledge/", {}, 1).status_code == 404
    assert requester.get(f"{V1}portfolio/").status_code == 403
    assert requester.get(f"{V1}business-cases/").json()["results"] == []
    assert requester.get(f"{V1}tolerances/").json()["results"] == []
    narrow = client(world, "paula", ("tickets:read",))
    assert narrow.get(f"{V1}alerts/").json()["results"] == []
    for path in ("alerts/", "portfolio/", "business-cases/", "tolerances/"):
        assert APIClient().get(f"{V1}{path}").status_code == 401


def test_acknowledging_needs_the_version_that_was_seen(world: World, alert: Alert) -> None:
    caller, path = client(world, "petra"), f"alerts/{alert.pk}/acknowledge/"
    assert post(caller, path, {"note": "on it"}).status_code == 428
    done = post(caller, path, {"note": "on it"}, 1)
    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "acknowledged", '"2"')
    assert done.json()["acknowledged_by"] == "petra"
    stale = post(caller, path, {"note": "on it"}, 1)
    assert (stale.status_code, stale.json()["current"]["state"]) == (409, "acknowledged")
    again = post(caller, path, {}, 2)
    assert (again.status_code, again.json()["code"]) == (422, "illegal_move")


def test_a_snooze_ends_at_a_moment_to_come(world: World, alert: Alert) -> None:
    caller, path = client(world, "petra"), f"alerts/{alert.pk}/snooze/"
    until = (now() + timedelta(days=2)).replace(microsecond=0)
    assert post(caller, path, {}, 1).json()["errors"]["until"][0]["code"] == "required"
    past = post(caller, path, {"until": NOON.isoformat()}, 1)
    assert (past.status_code, past.json()["code"]) == (422, "snooze_in_the_past")
    done = post(caller, path, {"until": until.isoformat()}, 1).json()
    assert (done["state"], done["snoozed_until"]) == ("snoozed", until.isoformat().replace("+00:00", "Z"))


def test_who_may_see_an_alert_but_not_answer_it_is_told_so(world: World, alert: Alert) -> None:
    assert post(client(world, "amir"), f"alerts/{alert.pk}/acknowledge/", {}, 1).status_code == 403
    reader = client(world, "petra", ("governance:read",))
    assert post(reader, f"alerts/{alert.pk}/acknowledge/", {}, 1).status_code == 403


def test_the_portfolio_tells_rows_totals_and_what_waits(world: World, alert: Alert) -> None:
    dollars = promised(world, "USD-1", currency="USD")
    judge(dollars)
    body = client(world, "paula").get(f"{V1}portfolio/").json()
    assert [row["code"] for row in body["results"]] == ["NET-014", "USD-1"]
    assert [(item["currency"], item["promised"]["amount"]) for item in body["totals"]] == [
        ("EUR", "100000.0000"), ("USD", "100000.0000"),
    ]  # fmt: skip
    row = body["results"][0]
    assert row["figures"]["cost.actual"] == {"value": "95000.0000", "unit": "EUR", "as_of": "2026-03-10"}
    forecast = row["figures"]["cost.forecast"]
    assert (forecast["value"], set(forecast)) == (None, {"value", "null_reason"})
    assert (row["aspects"]["cost"]["level"], body["open_alerts"]["warning"]) == ("warning", 1)


def test_a_reader_who_has_the_present_portfolio_gets_304_until_something_moves(
    world: World, alert: Alert
) -> None:
    caller = client(world, "paula")
    tag = caller.get(f"{V1}portfolio/")["ETag"]
    assert caller.get(f"{V1}portfolio/", headers={"If-None-Match": tag}).status_code == 304
    post(client(world, "petra"), f"alerts/{alert.pk}/acknowledge/", {}, 1)
    moved = caller.get(f"{V1}portfolio/", headers={"If-None-Match": tag})
    assert (moved.status_code, moved["ETag"] == tag) == (200, False)


CASE = {
    "project": "NET-014", "title": "Why", "currency": "EUR", "discount_rate": "0.035",
    "cash_flows": [
        {"year": 0, "kind": "cost", "label": "Build", "amount": "1000"},
        *({"year": year, "kind": "benefit", "amount": "500"} for year in (1, 2, 3)),
    ],
}  # fmt: skip


def test_a_case_is_drafted_submitted_and_decided_by_two_people(world: World) -> None:
    promised(world)
    author, board = client(world, "petra"), client(world, "stefan")
    made = post(author, "business-cases/", CASE)
    assert made.status_code == 201
    path = f"business-cases/{made.json()['id']}/"
    assert made["Location"].endswith(path)
    figures = made.json()["figures"]
    assert figures["npv"] == {"value": {"amount": "400.8185", "currency": "EUR"}}
    assert (figures["payback"]["value"], figures["roi"]["value"]) == (2.0, 0.5)
    assert post(author, f"{path}submit/", {}, 1).json()["state"] == "submitted"
    assert post(author, f"{path}decide/", {"approve": True}, 2).status_code == 403
    done = post(board, f"{path}decide/", {"approve": True, "note": "worth it"}, 2).json()
    assert (done["state"], done["decided_by"]) == ("approved", "stefan")


def test_a_case_is_told_without_amounts_to_who_may_not_see_money(world: World) -> None:
    promised(world)
    post(client(world, "petra"), "business-cases/", CASE)
    body = client(world, "amir").get(f"{V1}business-cases/").json()["results"][0]
    assert "cash_flows" not in body
    assert "npv" not in body["figures"]
    assert body["figures"]["bcr"]["value"] == pytest.approx(1.4008185)


def test_what_a_case_cannot_say_is_refused_by_field(world: World) -> None:
    promised(world)
    author = client(world, "petra")
    odd = post(author, "business-cases/", CASE | {"colour": "red", "currency": "euro"})
    assert odd.status_code == 400
    nowhere = post(author, "business-cases/", CASE | {"project": "NO-1"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (400, "unknown_project")
    bare = post(author, "business-cases/", CASE | {"cash_flows": []}).json()
    assert bare["figures"]["npv"] == {"value": None, "null_reason": "no_data"}
    refused = post(author, f"business-cases/{bare['id']}/submit/", {}, 1)
    assert (refused.status_code, "cash_flows" in refused.json()["errors"]) == (422, True)
    assert BusinessCase.objects.count() == 1


def test_a_draft_is_rewritten_from_the_version_seen(world: World) -> None:
    promised(world)
    author = client(world, "petra")
    row = post(author, "business-cases/", CASE).json()
    content = {name: value for name, value in CASE.items() if name != "project"}
    path = f"{V1}business-cases/{row['id']}/"
    assert author.put(path, content, format="json").status_code == 428
    changed = author.put(path, content | {"title": "Better", "version": 1}, format="json")
    assert (changed.json()["title"], changed.json()["version"]) == ("Better", 2)


TOLERANCE = {"rule": "budget.spent", "notice": 0.5, "warning": 0.9, "critical": 1.0, "reason": "tight year"}


def test_a_dry_run_of_tolerances_writes_nothing_and_says_what_would_change(world: World) -> None:
    project = promised(world)
    spend(world, project, 60_000)
    judge(project)
    today = now().date().isoformat()
    caller = client(world, "paula")
    told = post(caller, "tolerances/", TOLERANCE | {"valid_from": today, "dry_run": True})
    assert told.json() == {
        "dry_run": True,
        "alerts": [
            {"project": "NET-014", "kind": "appears", "value": 0.6, "level_before": "clear",
             "level_after": "notice"}
        ],
    }  # fmt: skip
    assert not RulePolicy.objects.exists()
    assert post(caller, "tolerances/", TOLERANCE | {"valid_from": today}).status_code == 201
    listed = caller.get(f"{V1}tolerances/").json()["results"]
    assert [(row["rule"], row["notice"], row["set_by"]) for row in listed] == [("budget.spent", 0.5, "Paula")]
    in_force = {row["rule"]: row for row in caller.get(f"{V1}tolerances/in-force/").json()}
    assert (in_force["budget.spent"]["notice"], in_force["scope.creep"]["since"]) == (0.5, None)


def test_tolerances_that_do_not_ascend_are_refused_and_others_may_not_decide_them(world: World) -> None:
    body = TOLERANCE | {"valid_from": now().date().isoformat()}
    refused = post(client(world, "paula"), "tolerances/", body | {"notice": 0.95})
    assert (refused.status_code, refused.json()["code"]) == (422, "limits_invalid")
    assert post(client(world, "petra"), "tolerances/", body).status_code == 403


def test_a_gate_is_asked_for_and_answered_with_evidence_from_above(world: World) -> None:
    project = started(world)
    petra, stefan = client(world, "petra"), client(world, "stefan")
    path = f"projects/{project.code}/gate-reviews/"
    assert post(petra, path, {}).status_code == 428
    asked = post(petra, path, {}, project.version)
    assert (asked.status_code, asked.json()["to_phase"]) == (201, "planning")
    met = {row["code"]: row["met"] for row in asked.json()["criteria"]}
    assert (met["manager_named"], met["business_case_approved"]) == (True, False)
    number = asked.json()["number"]
    refused = post(stefan, f"{path}{number}/decide/", {"outcome": "go"}, 1)
    assert (refused.status_code, refused.json()["code"]) == (422, "criteria_unmet")
    assert "business_case_approved" in refused.json()["errors"]
    held = post(stefan, f"{path}{number}/decide/", {"outcome": "hold", "note": "no case yet"}, 1)
    assert (held.status_code, held.json()["outcome"]) == (200, "hold")
    assert petra.get(f"{V1}{path}").json()["results"][0]["number"] == number
    assert client(world, "rita").get(f"{V1}{path}{number}/").status_code == 404
