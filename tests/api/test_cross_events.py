"""The change feed: everything in the order of record, and to nobody more than they may see."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from kernel.access import clock_actor
from kernel.audit import record
from kernel.events import Subject
from kernel.feed import settled, told_events
from kernel.models import AuditEvent
from people.events import TeamAdded
from tests.api.caller import caller
from tests.project_stories import spent, started
from tests.usecases.tickets_world import moved, opened
from tests.world import NOON, World
from tickets.usecases import CommentOnTicket, comment_on_ticket

FEED = "/api/v1/events/"


def kinds(client: APIClient, **parameters: Any) -> list[str]:
    return [row["kind"] for row in client.get(FEED, parameters).json()["results"]]


def story(world: World) -> None:
    ticket = opened(world, by="rita")
    for visibility in ("internal", "public"):
        comment_on_ticket(
            world.actor("amir"), CommentOnTicket(ticket.number, visibility, "The password is 1234"), at=NOON
        )
    moved(world, ticket, "resolve", resolution="done", minutes=30)
    spent(world, started(world), 5000)


def test_an_event_tells_what_happened_to_what(world: World) -> None:
    opened(world)
    (row,) = caller(world, "amir").get(FEED, {"kind": "ticket."}).json()["results"]
    assert row["subject"] == {"type": "ticket", "key": "INC-1"}
    assert (row["kind"], row["actor"], row["door"]) == ("ticket.opened", "Amir", "page")
    assert row["sentence"] == "opened the incident"
    assert row["happened_at"] == "2026-03-10T12:00:00Z"


def test_the_cursor_leads_through_everything_once(world: World) -> None:
    story(world)
    agent = caller(world, "sven")
    seen, after = [], "0"
    while True:
        body = agent.get(FEED, {"after": after, "page_size": 2}).json()
        seen += [row["id"] for row in body["results"]]
        after = body["after"]
        if not body["has_more"]:
            break
    everything = [row["id"] for row in agent.get(FEED, {"page_size": 200}).json()["results"]]
    assert seen == sorted(set(seen)) == everything
    assert len(seen) > 5
    assert agent.get(FEED, {"after": after}).json() == {"results": [], "after": after, "has_more": False}


def test_kinds_are_chosen_by_name_or_by_family(world: World) -> None:
    story(world)
    staff = caller(world, "sven")
    assert set(kinds(staff, kind="ticket.opened,project.created")) == {"ticket.opened", "project.created"}
    assert all(kind.startswith("project.") for kind in kinds(staff, kind="project."))
    assert kinds(staff, kind="nothing") == []


def test_a_requester_hears_of_progress_and_replies_on_own_tickets_only(world: World) -> None:
    story(world)
    opened(world, by="rolf")
    rows = caller(world, "rita").get(FEED).json()["results"]
    assert [row["kind"] for row in rows] == ["ticket.opened", "ticket.commented", "ticket.moved"]
    assert rows[1]["data"]["visibility"] == "public"
    assert {row["subject"]["key"] for row in rows} == {"INC-1"}


def test_no_text_of_a_comment_and_no_amount_leaves(world: World) -> None:
    story(world)
    for name in ("rita", "amir", "ada"):
        text = caller(world, name).get(FEED, {"page_size": 200}).content.decode()
        assert "1234" not in text
        assert "5000" not in text


def test_rates_and_tokens_are_told_to_nobody(world: World) -> None:
    told = set(kinds(caller(world, "ada"), page_size=200))
    assert AuditEvent.objects.filter(kind__in=["rate.set", "token.created"]).count() >= 2
    assert not told & {"rate.set", "token.created"}


def test_a_token_hears_only_what_its_scopes_reach(world: World) -> None:
    story(world)
    families = {kind.split(".")[0] for kind in kinds(caller(world, "sven", "projects:read"), page_size=200)}
    assert families == {"project"}


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=99999999999999999999", "page_size=0",
                                   "page_size=201", "kinds=x", "after=²"])  # fmt: skip
def test_a_strange_question_is_refused(world: World, query: str) -> None:
    assert caller(world, "amir").get(f"{FEED}?{query}").status_code == 400


def test_the_number_of_queries_does_not_depend_on_the_events(
    world: World, django_assert_max_num_queries: Any
) -> None:
    story(world)
    client = caller(world, "rita")
    client.get(FEED)
    with django_assert_max_num_queries(5):
        client.get(FEED)


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_yet_holds_back_what_came_after() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: ids and commits have one order")
    begun, end = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            record(clock_actor(), TeamAdded("a", "A"), Subject("team", 1, "a"), NOON)
            begun.set()
            end.wait(10)
        connection.close()

    from django.utils.timezone import now

    from tests import world as cast

    actor = cast.build().actor("ada")
    before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    thread = threading.Thread(target=late)
    thread.start()
    begun.wait(10)
    record(clock_actor(), TeamAdded("b", "B"), Subject("team", 2, "b"), now())
    told = settled(told_events(actor)).filter(pk__gt=before)
    assert list(told) == []
    end.set()
    thread.join()
    assert [row.subject_key for row in told.order_by("pk")] == ["a", "b"]
