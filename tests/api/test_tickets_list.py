"""The list of tickets: filters, views, orders, cursors and a fixed number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.api.test_tickets import LIST, client
from tests.usecases.tickets_world import later, moved, opened
from tests.world import World


def numbers(api: APIClient, query: str) -> list[str]:
    answer = api.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["number"] for row in answer.json()["results"]]


@pytest.fixture
def desk(world: World) -> World:
    """Four tickets: one assigned and urgent, one of a requester, one resolved, one problem."""
    amir = world.user("amir").pk
    opened(world, at=later(minutes=1), assignee_id=amir, impact=1, urgency=1, title="Core switch burns")
    opened(world, "request", by="rita", at=later(minutes=2), title="New phone", service_id=None)
    done = opened(world, at=later(minutes=3), title="Printer jams")
    moved(world, done, "resolve", at=later(minutes=4), resolution="Removed paper")
    opened(world, "problem", at=later(minutes=5), title="Switches overheat", team_id=world.team.pk)
    return world


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["PRB-1", "INC-2", "REQ-1", "INC-1"]),
        ("ordering=updated_at", ["INC-1", "REQ-1", "INC-2", "PRB-1"]),
        ("ordering=priority", ["INC-1", "REQ-1", "INC-2", "PRB-1"]),
        ("kind=problem", ["PRB-1"]),
        ("kind__in=problem,request", ["PRB-1", "REQ-1"]),
        ("state=resolved", ["INC-2"]),
        ("open=true", ["PRB-1", "REQ-1", "INC-1"]),
        ("open=false", ["INC-2"]),
        ("priority=1", ["INC-1"]),
        ("priority__in=1,2", ["INC-1"]),
        ("service=wifi&kind=incident", ["INC-2", "INC-1"]),
        ("team=none", ["REQ-1"]),
        ("team=network&open=true", ["PRB-1", "INC-1"]),
        ("assignee=me", ["INC-1"]),
        ("assignee=amir", ["INC-1"]),
        ("assignee=none&kind=problem", ["PRB-1"]),
        ("requester=rita", ["REQ-1"]),
        ("search=SWITCH", ["PRB-1", "INC-1"]),
        ("search=paper", ["INC-2"]),
        ("search=REQ-1", ["REQ-1"]),
        ("search=%22%27*:", []),
        ("reported_at__gte=2026-03-10T12:03:00Z", ["PRB-1", "INC-2"]),
        ("reported_at__lt=2026-03-10T12:02:00Z", ["INC-1"]),
        ("view=mine", ["INC-1"]),
        ("view=team", ["PRB-1", "INC-1"]),
        ("view=unassigned", ["PRB-1", "REQ-1"]),
    ],
)
def test_filters_and_views(desk: World, query: str, expected: list[str]) -> None:
    assert numbers(client(desk, "amir"), query) == expected


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=red", "colour"),
        ("state=lost", "state"),
        ("priority=high", "priority"),
        ("priority__in=1,x", "priority__in"),
        ("reported_at__gte=yesterday", "reported_at__gte"),
    ],
)
def test_what_cannot_be_filtered_is_named(world: World, query: str, named: str) -> None:
    answer = client(world, "amir").get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [named]


@pytest.mark.parametrize(
    "query", ["ordering=title", "view=secret", "page_size=0", "page_size=201", "cursor=x"]
)
def test_what_the_list_cannot_do_is_refused(world: World, query: str) -> None:
    assert client(world, "amir").get(f"{LIST}?{query}").status_code == 400


def test_a_requester_lists_own_tickets_only(desk: World) -> None:
    assert numbers(client(desk, "rita"), "") == ["REQ-1"]
    assert numbers(client(desk, "rita"), "search=switch") == []


@pytest.mark.parametrize("ordering", ["-updated_at", "updated_at", "priority", "-priority", "reported_at"])
def test_cursors_pass_every_ticket_once_in_both_directions(world: World, ordering: str) -> None:
    for index in range(7):
        opened(world, at=later(minutes=index // 2), impact=index % 3 + 1)
    api = client(world, "amir")
    url: str | None = f"{LIST}?ordering={ordering}&page_size=3"
    pages: list[Any] = []
    while url:
        body = api.get(url).json()
        pages.append(([row["number"] for row in body["results"]], body["previous"]))
        url = body["next"]
    seen = [number for rows, _previous in pages for number in rows]
    assert (len(seen), len(set(seen)), [len(rows) for rows, _ in pages]) == (7, 7, [3, 3, 1])
    assert [row["number"] for row in api.get(pages[2][1]).json()["results"]] == pages[1][0]


def test_a_count_is_made_only_on_request(desk: World) -> None:
    api = client(desk, "amir")
    assert "count" not in api.get(LIST).json()
    assert api.get(f"{LIST}?count=true&page_size=1").json()["count"] == 4


def test_the_list_needs_the_same_queries_for_five_and_fifty_rows(world: World) -> None:
    api = client(world, "sven")
    needed = []
    for wanted in (5, 50):
        while len(numbers(api, "page_size=200")) < wanted:
            opened(world, requester_id=world.user("rita").pk, assignee_id=world.user("amir").pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(numbers(api, "page_size=50")) == wanted
        needed.append(len(queries))
    assert needed[0] == needed[1] <= 5
