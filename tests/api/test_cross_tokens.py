"""Tokens end when they should, give no more than they were given, and their text is told once."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from kernel.clock import now
from kernel.models import AuditEvent, FirstAnswer, OutboxMessage
from people.models import ApiToken
from tests.api.caller import caller
from tests.world import World

TOKENS = "/api/v1/tokens/"
ME = "/api/v1/me/"


def made(client: APIClient, **given: object) -> dict[str, str]:
    answer = client.post(TOKENS, {"name": "ci", "scopes": ["tickets:read"], **given}, format="json")
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    body: dict[str, str] = answer.json()
    return body


def me(text: str) -> int:
    status: int = APIClient(headers={"Authorization": f"Bearer {text}"}).get(ME).status_code
    return status


def test_a_person_makes_uses_and_revokes_a_token(world: World) -> None:
    person = caller(world, "petra")
    token = made(person)
    assert me(token["token"]) == 200
    rows = person.get(TOKENS).json()["results"]
    mine = next(row for row in rows if row["id"] == token["id"])
    assert mine["last_used_at"] is not None
    assert "token" not in mine
    assert person.post(f"{TOKENS}{token['id']}/revoke/").json()["revoked_at"] is not None
    assert me(token["token"]) == 401
    assert person.post(f"{TOKENS}{token['id']}/revoke/").status_code == 200


def test_an_expired_token_is_refused(world: World) -> None:
    token = made(caller(world, "petra"), days=1)
    with time_machine.travel(now() + timedelta(days=1, seconds=1)):
        assert me(token["token"]) == 401


@pytest.mark.parametrize("text", ["itsm_forged", "", "a b", "\xff", "itsm_" + "x" * 5000])
def test_a_forged_token_is_refused(world: World, text: str) -> None:
    answer = APIClient(headers={"Authorization": f"Bearer {text}"}).get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_changed_by_one_letter_is_refused(world: World) -> None:
    text = made(caller(world, "petra"))["token"]
    assert me(text[:-1] + ("a" if text[-1] != "a" else "b")) == 401


def test_nobody_sees_or_ends_the_tokens_of_others(world: World) -> None:
    token = made(caller(world, "petra"))
    stranger = caller(world, "stefan")
    assert token["id"] not in [row["id"] for row in stranger.get(TOKENS).json()["results"]]
    assert stranger.post(f"{TOKENS}{token['id']}/revoke/").status_code == 404
    assert me(token["token"]) == 200


def test_a_token_cannot_make_a_wider_one(world: World) -> None:
    narrow = caller(world, "petra", "admin", "tickets:read")
    assert made(narrow, scopes=["tickets:read"])
    answer = narrow.post(TOKENS, {"name": "x", "scopes": ["money:read"]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "wider_scope")


@pytest.mark.parametrize(
    "given", [{"days": 0}, {"days": 99999}, {"scopes": []}, {"scopes": ["root"]}, {"name": ""}]
)
def test_a_token_has_an_end_a_name_and_known_scopes(world: World, given: dict[str, object]) -> None:
    body = {"name": "ci", "scopes": ["tickets:read"], **given}
    assert caller(world, "petra").post(TOKENS, body, format="json").status_code == 400


def test_the_text_of_a_token_is_kept_nowhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = made(caller(world, "petra"))["token"]
    me(text)
    me(text + "x")
    kept = [ApiToken, AuditEvent, OutboxMessage, FirstAnswer]
    for model in kept:
        assert text not in str(list(model.objects.values()))  # type: ignore[attr-defined]  # each has a manager
    assert text not in caplog.text


def test_a_secret_is_not_kept(world: World) -> None:
    person = caller(world, "ada")
    body = {"name": "ci", "scopes": ["tickets:read"]}
    first = person.post("/api/v1/tokens/", body, format="json", headers={"Idempotency-Key": "t"})
    assert first.status_code == 201
    assert first.json()["token"] not in str(FirstAnswer.objects.values())
    again = person.post("/api/v1/tokens/", body, format="json", headers={"Idempotency-Key": "t"})
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")
