"""Service levels through HTTP: clocks explain themselves, rules are set, reports name tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

import tickets.api.reports
import tickets.api.sla
from people.usecases import CreateToken, create_token
from tests.usecases.sla_world import MONDAY, office, promised, work
from tests.usecases.tickets_world import moved, opened
from tests.world import NOON, World
from tickets.models import SlaPolicy, Ticket

API = "/api/v1"


def client(world: World, name: str) -> APIClient:
    wanted = ("tickets:read", "tickets:write", "people:read", "admin")
    _row, text = create_token(world.actor("ada"), CreateToken(name, "test", wanted), at=NOON)
    return APIClient(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def sla(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    office(world)
    promised(world)
    for module in (tickets.api.sla, tickets.api.reports):
        monkeypatch.setattr(module, "now", lambda: MONDAY + timedelta(hours=3))
    return world


GIVEN: dict[str, Any] = {
    "code": "gold", "name": "Gold", "calendar": "office", "priority": 1, "service": "wifi",
    "response": {"unit": "elapsed", "amount": 15}, "resolution": {"unit": "business_days", "amount": 1},
}  # fmt: skip


def test_a_clock_tells_what_each_event_did_to_it(sla: World) -> None:
    ticket = opened(sla, at=MONDAY, requester_id=sla.user("rita").pk)
    moved(sla, ticket, "pend", at=MONDAY + timedelta(hours=1), pending_reason="awaiting_requester")
    body = client(sla, "amir").get(f"{API}/tickets/{ticket.number}/clocks/").json()
    response, resolution = body["results"]
    assert (response["metric"], response["breached"], response["left"]) == ("response", True, -120)
    assert (resolution["state"], resolution["due_at"], resolution["used"]) == ("paused", None, 60)
    assert resolution["due_if_resumed"] == "2026-03-09T14:00:00Z"
    assert [step["step"] for step in resolution["steps"]] == ["started", "paused", "now"]
    own = client(sla, "rita").get(f"{API}/tickets/{ticket.number}/clocks/").json()
    assert [one["steps"] for one in own["results"]] == [[], []]
    assert client(sla, "rolf").get(f"{API}/tickets/{ticket.number}/clocks/").status_code == 404


def test_a_policy_is_published_changed_and_retired(sla: World) -> None:
    manager = client(sla, "sven")
    made = manager.post(f"{API}/sla-policies/", GIVEN, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["resolution"] == {"unit": "business_days", "amount": 1}
    change = {key: value for key, value in GIVEN.items() if key != "code"} | {"position": 1}
    url = f"{API}/sla-policies/gold/"
    assert manager.put(url, change, format="json").status_code == 428
    assert manager.put(url, change | {"version": 9}, format="json").status_code == 409
    assert manager.put(url, change, format="json", headers={"If-Match": '"1"'}).json()["version"] == 2
    names = [row["code"] for row in manager.get(f"{API}/sla-policies/").json()["results"]]
    assert names == ["gold", "standard"]
    gone = manager.delete(url, headers={"If-Match": '"2"'})
    assert gone.status_code == 204, gone.json()["current"]
    assert [row["active"] for row in manager.get(url).json()] == [False, True, True]
    assert client(sla, "amir").post(f"{API}/sla-policies/", GIVEN, format="json").status_code == 403


@pytest.mark.parametrize(
    ("change", "code", "name"),
    [
        ({"response": {"amount": 4}}, "target_needs_unit", "response_unit"),
        ({"resolution": {"unit": "business"}}, "target_needs_amount", "resolution_amount"),
        ({"response": None, "resolution": None}, "no_target", "resolution_amount"),
        ({"resolution": {"unit": "days", "amount": 1}}, "bad_target", "resolution_unit"),
        ({"calendar": "moon"}, "unknown_calendar", "calendar"),
        ({"thresholds": [0]}, "bad_threshold", "thresholds"),
        ({"kind": "wish"}, "unknown_kind", "kind"),
        ({"valid_from": "2026-01-01T00:00:00Z"}, "valid_from_passed", "valid_from"),
        ({"code": "standard"}, "policy_exists", "code"),
    ],
)
def test_bad_policies_are_refused_beside_their_field(
    sla: World, change: dict[str, Any], code: str, name: str
) -> None:
    answer = client(sla, "sven").post(f"{API}/sla-policies/", GIVEN | change, format="json")
    assert answer.status_code in (400, 422)
    assert (answer.json()["code"], list(answer.json()["errors"])) == (code, [name])
    assert SlaPolicy.objects.count() == 1


def test_a_matrix_is_tried_before_it_is_set_and_open_tickets_change_only_when_asked(sla: World) -> None:
    ticket, manager = opened(sla, at=MONDAY), client(sla, "sven")
    rows, url = [[1, 2, 3], [2, 2, 4], [3, 4, 5]], f"{API}/priority-matrix/"
    tried = manager.post(url, {"rows": rows, "dry_run": True}, format="json").json()
    assert tried["changes"] == [{"number": ticket.number, "before": 3, "after": 2, "overridden": False}]
    assert manager.get(url).json()["version"] == 1
    given = {"rows": rows, "reason": "Storms", "version": 1}
    assert manager.post(url, {**given, "version": 3}, format="json").status_code == 409
    assert manager.post(url, given, format="json").json()["version"] == 2
    assert Ticket.objects.get().priority == 3
    assert opened(sla, at=MONDAY).priority == 2
    later = {"rows": [[1, 1, 3], [2, 2, 4], [3, 4, 5]], "reason": "Calm", "version": 2, "replay": True}
    assert manager.post(url, later, format="json").status_code == 200
    row = Ticket.objects.get(pk=ticket.pk)
    assert (row.priority, row.matrix_version) == (2, 3)
    assert client(sla, "amir").post(url, later, format="json").status_code == 403


def test_the_report_gives_figures_with_definitions_and_the_tickets_behind(sla: World) -> None:
    first = opened(sla, at=MONDAY - timedelta(days=3), requester_id=sla.user("rita").pk)
    moved(sla, first, "resolve", at=MONDAY - timedelta(days=3) + timedelta(minutes=90), resolution="Done")
    opened(sla, at=MONDAY)
    work(MONDAY + timedelta(hours=3))
    manager = client(sla, "sven")
    body = manager.get(f"{API}/reports/service/").json()
    metrics = {one["code"]: one for one in body["metrics"]}
    assert metrics["mttr_resolve"]["n"] == 1
    assert metrics["mttr_resolve"]["p90"] == {"value": 90.0, "unit": "minutes"}
    assert metrics["mtta"]["mean"] == {"value": None, "null_reason": "no_data"}
    assert (metrics["backlog"]["n"], metrics["attainment-resolution"]["value"]["value"]) == (1, 1.0)
    assert metrics["reopen_rate"]["value"]["null_reason"] == "no_data"
    behind = manager.get(metrics["mttr_resolve"]["tickets_url"]).json()
    assert [row["number"] for row in behind["results"]] == [first.number]
    assert client(sla, "rita").get(f"{API}/reports/service/").status_code == 403


@pytest.mark.parametrize("query", ["from=yesterday", "from=2026-03-09T00:00:00", "months=3", "kind=wish"])
def test_a_bad_parameter_of_the_report_is_named(sla: World, query: str) -> None:
    answer = client(sla, "sven").get(f"{API}/reports/service/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.split("=", maxsplit=1)[0]]


def test_the_list_of_tickets_can_be_ordered_by_what_breaches_next(sla: World) -> None:
    later, sooner = opened(sla, at=MONDAY + timedelta(hours=1)), opened(sla, at=MONDAY)
    work(MONDAY + timedelta(hours=1))
    rows = client(sla, "amir").get(f"{API}/tickets/?ordering=due&page_size=1").json()
    assert [row["number"] for row in rows["results"]] == [sooner.number]
    after = client(sla, "amir").get(rows["next"]).json()
    assert [row["number"] for row in after["results"]] == [later.number]
