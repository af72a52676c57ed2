"""Tickets through HTTP: what is told, what may be sent, and how each refusal looks."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from people.usecases import CreateToken, create_token
from tests.usecases.tickets_world import kinds_of, moved, opened
from tests.world import NOON, World
from tickets.models import Ticket

LIST = "/api/v1/tickets/"
ALL = ("tickets:read", "tickets:write", "people:read", "time:write", "time:read", "money:read")


def client(world: World, name: str, *scopes: str) -> APIClient:
    """A client with a token of one of the cast."""
    wanted = scopes or (
        "tickets:read",
        "tickets:write",
        "people:read",
        "time:write",
        "time:read",
        "money:read",
    )
    _row, text = create_token(world.actor("ada"), CreateToken(name, "test", wanted), at=NOON)
    return APIClient(headers={"Authorization": f"Bearer {text}"})


def test_a_ticket_has_the_agreed_shape(world: World) -> None:
    ticket = opened(world, requester_id=world.user("rita").pk, assignee_id=world.user("anna").pk)
    body = client(world, "sven").get(f"{LIST}{ticket.number}/").json()
    assert body == {
        "number": "INC-1", "kind": "incident", "title": "Wi-Fi is slow", "description": "", "state": "new",
        "impact": 2, "urgency": 2, "priority": 3, "priority_override": None, "service": "wifi",
        "category": "", "team": "network", "assignee": "anna", "requester": "rita", "project": None,
        "problem": None,
        "pending_reason": "", "reported_at": "2026-03-10T12:00:00Z", "first_responded_at": None,
        "first_resolved_at": None, "resolved_at": None, "closed_at": None, "resolution": "", "details": {},
        "updated_at": "2026-03-10T12:00:00Z", "reopen_count": 0, "reassignment_count": 0, "minutes_worked": 0,
        "cost": None, "external_key": None, "version": 1,
    }  # fmt: skip


def test_a_ticket_is_opened_by_the_names_people_use(world: World) -> None:
    agent = client(world, "amir")
    given = {
        "kind": "incident", "title": "Printer jams", "impact": 1, "urgency": 1, "service": "wifi",
        "team": "network", "assignee": "anna", "requester": "rita",
    }  # fmt: skip
    answer = agent.post(LIST, given, format="json")
    assert answer.status_code == 201
    assert answer["Location"].endswith("/api/v1/tickets/INC-1/")
    assert (answer["ETag"], answer.json()["priority"], answer.json()["assignee"]) == ('"1"', 1, "anna")
    assert agent.get(f"{LIST}INC-1/", headers={"If-None-Match": '"1"'}).status_code == 304
    assert agent.get(f"{LIST}INC-1/", headers={"If-None-Match": '"0"'}).status_code == 200


def test_without_a_token_nothing_is_told(world: World) -> None:
    opened(world)
    for path in (LIST, f"{LIST}INC-1/", "/api/v1/services/"):
        answer = APIClient().get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_what_may_not_be_seen_does_not_exist(world: World) -> None:
    opened(world, by="rita")
    stranger = client(world, "rolf")
    assert stranger.get(LIST).json()["results"] == []
    for path in ("", "transitions/", "comments/", "work-logs/", "events/"):
        assert stranger.get(f"{LIST}INC-1/{path}").status_code == 404
    patch = stranger.patch(f"{LIST}INC-1/", {"title": "x", "version": 1}, format="json")
    assert (patch.status_code, patch.json()["code"]) == (404, "not_found")


def test_a_requester_sees_but_does_not_edit(world: World) -> None:
    opened(world, by="rita")
    own = client(world, "rita")
    answer = own.patch(f"{LIST}INC-1/", {"title": "x", "version": 1}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert own.get(f"{LIST}INC-1/work-logs/").status_code == 403
    assert "details" not in own.get(f"{LIST}INC-1/").json()


def test_a_token_without_the_scope_does_not_write(world: World) -> None:
    opened(world)
    reader = client(world, "amir", "tickets:read")
    assert reader.get(f"{LIST}INC-1/").status_code == 200
    assert reader.post(LIST, {"kind": "incident", "title": "x"}, format="json").status_code == 403


def test_money_is_told_only_with_the_right_of_person_and_token(world: World) -> None:
    ticket = opened(world)
    moved(world, ticket, "resolve", resolution="done", minutes=60)
    path = f"{LIST}INC-1/"
    assert client(world, "sven").get(path).json()["cost"] == {"amount": "90.0000", "currency": "EUR"}
    for blind in (client(world, "amir"), client(world, "sven", "tickets:read")):
        assert "cost" not in blind.get(path).json()
        assert "cost" not in blind.get(LIST).json()["results"][0]
        assert "cost" not in blind.get(f"{path}work-logs/").json()["results"][0]


def test_a_change_says_what_it_was_made_from(world: World) -> None:
    opened(world)
    agent = client(world, "amir")
    path = f"{LIST}INC-1/"
    assert agent.patch(path, {"title": "Down"}, format="json").status_code == 428
    changed = agent.patch(path, {"title": "Down"}, format="json", headers={"If-Match": '"1"'})
    assert (changed.status_code, changed["ETag"], changed.json()["title"]) == (200, '"2"', "Down")
    stale = agent.patch(path, {"title": "Up", "version": 1}, format="json")
    assert (stale.status_code, stale["Content-Type"]) == (409, "application/problem+json")
    assert (stale.json()["code"], stale.json()["current"]["title"]) == ("stale", "Down")


def test_links_are_changed_and_emptied_by_name(world: World) -> None:
    opened(world, "problem")
    opened(world)
    agent = client(world, "amir")
    body = {"problem": "PRB-1", "assignee": "anna", "service": None, "version": 1}
    changed = agent.patch(f"{LIST}INC-1/", body, format="json").json()
    assert (changed["problem"], changed["assignee"], changed["service"]) == ("PRB-1", "anna", None)
    body = {"problem": None, "assignee": None, "version": 2}
    changed = agent.patch(f"{LIST}INC-1/", body, format="json").json()
    assert (changed["problem"], changed["assignee"]) == (None, None)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"titel": "x"}, "titel", "unknown_field"),
        ({"impact": 4}, "impact", "invalid_choice"),
        ({"team": "nobody"}, "team", "unknown_team"),
        ({"kind": "wish"}, "kind", "invalid_choice"),
    ],
)
def test_a_wrong_shape_marks_its_field(world: World, given: dict[str, Any], field: str, code: str) -> None:
    body = {"kind": "incident", "title": "x", **given}
    answer = client(world, "amir").post(LIST, body, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][field][0]["code"] == code
    assert not Ticket.objects.exists()


def test_transitions_tell_what_each_move_needs(world: World) -> None:
    opened(world)
    body = client(world, "amir").get(f"{LIST}INC-1/transitions/").json()
    assert (body["state"], body["version"]) == ("new", 1)
    resolve = next(move for move in body["transitions"] if move["move"] == "resolve")
    assert resolve == {
        "move": "resolve", "label": "Resolve", "target": "resolved", "possible": True,
        "needs": [{"name": "resolution", "label": "Resolution", "type": "text", "choices": [], "met": False}],
    }  # fmt: skip


def test_a_move_is_made_with_work_and_words(world: World) -> None:
    ticket = opened(world, by="rita")
    body = {
        "move": "resolve", "version": 1, "resolution": "New cable", "minutes": 30, "date": "2026-03-10",
        "comment": "Done.",
    }  # fmt: skip
    answer = client(world, "amir").post(f"{LIST}INC-1/transitions/", body, format="json")
    assert (answer.status_code, answer.json()["state"], answer.json()["minutes_worked"]) == (
        200,
        "resolved",
        30,
    )
    assert "ticket.work_logged" in kinds_of(ticket)


def test_a_refused_move_has_a_code_and_marks_what_is_missing(world: World) -> None:
    opened(world)
    agent = client(world, "amir")
    path = f"{LIST}INC-1/transitions/"
    answer = agent.post(path, {"move": "resolve", "version": 1}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "missing_fact")
    assert list(answer.json()["errors"]) == ["resolution"]
    assert agent.post(path, {"move": "close", "version": 1}, format="json").json()["code"] == "illegal_move"
    assert agent.post(path, {"move": "start"}, format="json").status_code == 428
    agent.post(path, {"move": "start", "version": 1}, format="json")
    stale = agent.post(path, {"move": "resolve", "resolution": "x", "version": 1}, format="json")
    assert (stale.status_code, stale.json()["current"]["state"]) == (409, "in_progress")


def test_details_of_a_move_are_given_by_name(world: World) -> None:
    opened(world, "change")
    body = {"move": "submit", "plan": "Swap", "backout_plan": "Swap back", "version": 1}
    answer = client(world, "amir").post(f"{LIST}CHG-1/transitions/", body, format="json").json()
    assert answer["details"] == {"plan": "Swap", "backout_plan": "Swap back"}


def test_requesters_read_replies_and_never_notes(world: World) -> None:
    opened(world, by="rita")
    agent, own = client(world, "amir"), client(world, "rita")
    path = f"{LIST}INC-1/comments/"
    for visibility in ("public", "internal"):
        answer = agent.post(path, {"visibility": visibility, "body": visibility}, format="json")
        assert (answer.status_code, answer.json()["author"]) == (201, "amir")
    assert [row["body"] for row in agent.get(path).json()["results"]] == ["public", "internal"]
    assert [row["body"] for row in own.get(path).json()["results"]] == ["public"]
    assert own.post(path, {"visibility": "internal", "body": "x"}, format="json").status_code == 403
    assert agent.post(path, {"visibility": "public", "body": " "}, format="json").status_code == 400
    kinds = [row["kind"] for row in own.get(f"{LIST}INC-1/events/").json()["results"]]
    assert kinds == ["ticket.opened", "ticket.commented"]


def test_work_is_logged_and_taken_back(world: World) -> None:
    opened(world)
    agent = client(world, "amir")
    path = f"{LIST}INC-1/work-logs/"
    entry = agent.post(
        path, {"minutes": 30, "date": "2026-03-09", "activity": "analysis"}, format="json"
    ).json()
    assert (entry["minutes"], entry["person"], entry["date"]) == (30, "amir", "2026-03-09")
    wrong = agent.post(path, {"minutes": -20, "reverses": entry["id"], "note": "x"}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "minutes_differ")
    back = agent.post(path, {"minutes": -30, "reverses": entry["id"], "note": "wrong ticket"}, format="json")
    assert (back.status_code, back.json()["reverses"]) == (201, entry["id"])
    again = agent.post(path, {"reverses": entry["id"], "note": "again"}, format="json")
    assert (again.status_code, again.json()["code"]) == (422, "already_reversed")
    assert agent.get(f"{LIST}INC-1/").json()["minutes_worked"] == 0
    assert agent.post(path, {"minutes": 30}, format="json").json()["errors"]["date"][0]["code"] == "required"
    bad = agent.post(path, {"minutes": 0, "date": "2026-03-09"}, format="json")
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_minutes")


def test_events_tell_old_and_new(world: World) -> None:
    opened(world)
    agent = client(world, "amir")
    agent.patch(f"{LIST}INC-1/", {"urgency": 1, "version": 1}, format="json")
    last = agent.get(f"{LIST}INC-1/events/?ordering=-id").json()["results"][0]
    assert (last["kind"], last["actor"]) == ("ticket.edited", "Amir")
    assert last["changes"] == {"urgency": [2, 1], "priority": [3, 2]}
    assert last["sentence"] == "changed urgency 2 → 1, priority 3 → 2"


def test_services_tell_their_open_tickets(world: World) -> None:
    for _ in range(2):
        opened(world)
    moved(world, opened(world), "resolve", resolution="done")
    manager = client(world, "sven")
    body = {"code": "mail", "name": "Mail", "team": "network", "criticality": 1}
    assert manager.post("/api/v1/services/", body, format="json").status_code == 201
    assert manager.post("/api/v1/services/", body, format="json").status_code == 422
    rows = manager.get("/api/v1/services/").json()["results"]
    assert [(row["code"], row["open_tickets"]) for row in rows] == [("mail", 0), ("wifi", 2)]
    assert manager.get("/api/v1/services/none/").status_code == 404
