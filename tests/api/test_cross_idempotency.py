"""A POST that is sent again is answered again and not done again."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from rest_framework.test import APIClient

from kernel.api.idempotency import CLAIM, forget_old
from kernel.clock import now
from kernel.models import FirstAnswer
from tests.api.caller import caller
from tests.world import NOON, World
from tickets.models import Ticket

LIST = "/api/v1/tickets/"
BODY = {"kind": "incident", "title": "Printer jams"}


def post(client: APIClient, key: str = "k-1", body: dict[str, Any] | None = None) -> Any:
    return client.post(LIST, body or BODY, format="json", headers={"Idempotency-Key": key})


def test_a_repeat_is_answered_the_same_and_creates_nothing(world: World) -> None:
    agent = caller(world, "amir")
    first, again = post(agent), post(agent)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert again["Idempotency-Replayed"] == "true"
    assert not first.has_header("Idempotency-Replayed")
    assert Ticket.objects.count() == 1


def test_another_token_of_the_same_person_is_the_same_caller(world: World) -> None:
    assert post(caller(world, "amir")).json()["number"] == post(caller(world, "amir")).json()["number"]


def test_another_person_may_use_the_same_key(world: World) -> None:
    numbers = {post(caller(world, name)).json()["number"] for name in ("amir", "anna")}
    assert len(numbers) == 2


def test_another_body_is_refused(world: World) -> None:
    agent = caller(world, "amir")
    post(agent)
    other = post(agent, body={**BODY, "title": "Printer burns"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert other["Content-Type"] == "application/problem+json"
    assert Ticket.objects.count() == 1


def test_the_same_body_to_another_address_is_refused(world: World) -> None:
    agent = caller(world, "amir")
    post(agent)
    other = agent.post("/api/v1/services/", BODY, format="json", headers={"Idempotency-Key": "k-1"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refusal_by_a_rule_is_repeated_too(world: World) -> None:
    agent = caller(world, "amir")
    bad = {"kind": "wish", "title": "x"}
    first, again = post(agent, body=bad), post(agent, body=bad)
    assert (first.status_code, again.status_code) == (400, 400)
    assert again.json() == first.json()
    assert again["Content-Type"] == "application/problem+json"


def test_what_was_refused_for_want_of_a_right_may_be_tried_again(world: World) -> None:
    reader = caller(world, "amir", "tickets:read")
    assert post(reader).status_code == 403
    assert not FirstAnswer.objects.exists()
    assert post(caller(world, "amir")).status_code == 201


def test_while_the_first_request_runs_a_second_one_is_told_so(world: World) -> None:
    agent = caller(world, "amir")
    post(agent)
    FirstAnswer.objects.update(status=None, begun_at=now())
    second = post(agent)
    assert (second.status_code, second.json()["code"]) == (409, "request_in_flight")
    assert second["Retry-After"] == "1"
    assert Ticket.objects.count() == 1


def test_a_key_whose_request_died_is_free_again(world: World) -> None:
    agent = caller(world, "amir")
    post(agent)
    FirstAnswer.objects.update(status=None, begun_at=now() - CLAIM)
    assert post(agent).status_code == 201
    assert Ticket.objects.count() == 2


def test_keys_expire_and_are_forgotten(world: World) -> None:
    agent = caller(world, "amir")
    with time_machine.travel(NOON, tick=False):
        post(agent)
    with time_machine.travel(NOON + timedelta(hours=25), tick=False):
        assert forget_old(now() - timedelta(hours=2)) == 0
        assert post(agent, body={**BODY, "title": "Another"}).status_code == 201
    assert forget_old(NOON + timedelta(days=9)) == 1


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "ü"])
def test_a_key_is_visible_ascii(world: World, key: str) -> None:
    answer = post(caller(world, "amir"), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_the_work() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads share the one connection of a database in memory; PostgreSQL shows it")
    from tests import world as cast

    agent = caller(cast.build(), "amir")
    start, answers = threading.Barrier(6), []

    def send() -> None:
        client = APIClient()
        client.defaults.update(agent.defaults)
        start.wait()
        try:
            answers.append(post(client))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ticket.objects.count() == 1
    assert len(answers) == 6
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert any(answer.status_code == 201 for answer in answers)
    assert post(agent).status_code == 201
    assert Ticket.objects.count() == 1
