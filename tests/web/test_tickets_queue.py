"""The queue is one address per view, small, and costs the same for five rows and fifty; so do new tickets,
services and the panel on a project's page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.usecases import CreateProject, create_project
from tests.usecases.tickets_world import later, moved, opened
from tests.web.test_tickets import HTMX, browser, text_of
from tests.world import NOON, World
from tickets.models import Service, Ticket
from tickets.slots import project_tickets_panel
from tickets.usecases import LogWork, log_work

LIST = {**HTMX, "HX-Target": "queue"}


def titles(world: World, name: str, query: str) -> list[str]:
    rows = browser(world, name).get(f"/tickets/?{query}").context["rows"]
    return [row.cells[1].text for row in rows]


@pytest.fixture
def desk(world: World) -> World:
    """One mine, one of nobody, one resolved, one of a requester in no team."""
    opened(world, title="Mine", assignee_id=world.user("amir").pk, impact=1, urgency=1)
    opened(world, title="Nobody's", at=later(minutes=1))
    moved(
        world,
        opened(world, title="Done", at=later(minutes=2)),
        "resolve",
        resolution="x",
        at=later(minutes=3),
    )
    opened(world, "request", by="rita", title="Teamless", service_id=None, at=later(minutes=4))
    return world


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Teamless", "Nobody's", "Mine"]),
        ("view=mine", ["Mine"]),
        ("view=team", ["Nobody's", "Mine"]),
        ("view=unassigned", ["Teamless", "Nobody's"]),
        ("view=all", ["Teamless", "Done", "Nobody's", "Mine"]),
        ("view=open&state=resolved", ["Done"]),
        ("kind=request", ["Teamless"]),
        ("search=nobody", ["Nobody's"]),
        ("view=all&ordering=priority", ["Mine", "Nobody's", "Done", "Teamless"]),
        ("service=wifi&team=&state=&search=", ["Nobody's", "Mine"]),
    ],
)
def test_views_filters_and_orders_are_in_the_address(desk: World, query: str, expected: list[str]) -> None:
    assert titles(desk, "amir", query) == expected


def test_requesters_have_their_own_list(desk: World) -> None:
    page = browser(desk, "rita").get("/tickets/")
    assert [row.cells[1].text for row in page.context["rows"]] == ["Teamless"]
    assert [tab["label"] for tab in page.context["tabs"]] == ["Open", "All"]
    assert "team" not in page.context["form"].fields


def test_a_part_of_the_page_is_answered_with_that_part(desk: World) -> None:
    response = browser(desk, "amir").get("/tickets/?view=mine", headers=LIST)
    body = response.content.decode()
    assert "<html" not in body
    assert '<div id="queue">' in body
    assert 'hx-swap-oob="true"' in body
    assert "HX-Target" in response["Vary"]


def test_the_rows_answer_the_keyboard_and_open_the_ticket(desk: World) -> None:
    body = browser(desk, "amir").get("/tickets/").content.decode()
    assert "data-list" in body
    assert '<a href="/tickets/INC-1/" data-row-link>Mine</a>' in body


def test_an_unknown_filter_is_a_page_that_names_it(desk: World) -> None:
    response = browser(desk, "amir").get("/tickets/?colour=red")
    assert (response.status_code, "colour" in text_of(response)) == (400, True)


def test_an_empty_view_says_what_it_means(world: World) -> None:
    assert "Nothing is waiting for you" in text_of(browser(world, "amir").get("/tickets/?view=mine"))
    assert "Nothing matches" in text_of(browser(world, "amir").get("/tickets/?search=xyzzy"))


def test_pages_follow_each_other_without_a_count(world: World) -> None:
    for index in range(53):
        opened(world, title=f"Ticket {index}", at=later(minutes=index))
    client = browser(world, "amir")
    with CaptureQueriesContext(connection) as queries:
        first = client.get("/tickets/?view=all")
    assert not [query for query in queries if "COUNT(" in query["sql"]]
    second = client.get(first.context["next_url"])
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 3]
    assert (first.context["prev_url"], second.context["next_url"]) == ("", "")
    back = client.get(second.context["prev_url"])
    assert [row.id for row in back.context["rows"]] == [row.id for row in first.context["rows"]]


@pytest.mark.parametrize("query", ["", "view=mine", "view=team&ordering=priority", "search=wi", "view=all"])
def test_the_queue_needs_the_same_queries_for_five_and_fifty_rows(world: World, query: str) -> None:
    client = browser(world, "amir")
    needed = []
    for wanted in (5, 50):
        while Ticket.objects.count() < wanted:
            opened(world, assignee_id=world.user("amir").pk, requester_id=world.user("rita").pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(f"/tickets/?{query}").context["rows"]) == wanted
        needed.append(len(queries))
    assert needed[0] == needed[1] <= 8


def test_a_ticket_is_opened_by_its_form(world: World) -> None:
    client = browser(world, "amir")
    assert client.get("/tickets/new/?kind=problem").context["form"]["kind"].value() == "problem"
    data = {
        "kind": "incident",
        "title": "Printer jams",
        "impact": 1,
        "urgency": 2,
        "service_id": world.service.pk,
    }
    response = client.post("/tickets/new/", data)
    assert (response.status_code, response["Location"]) == (302, "/tickets/INC-1/")
    refused = client.post("/tickets/new/", {**data, "title": " "})
    assert (refused.status_code, bool(refused.context["form"].errors["title"])) == (422, True)


def test_requesters_are_asked_only_what_they_can_know(world: World) -> None:
    client = browser(world, "rita")
    fields = set(client.get("/tickets/new/").context["form"].fields)
    assert fields == {"kind", "title", "description", "urgency", "service_id", "category"}
    client.post("/tickets/new/", {"kind": "incident", "title": "Help", "urgency": 1})
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.impact) == (world.user("rita"), 2)


def test_similar_tickets_are_offered_while_typing_but_none_of_others(world: World) -> None:
    opened(world, by="rolf", title="Printer jams on floor 3")
    asked = "/tickets/similar/?title=The+printer+on+floor+3+is+jammed"
    assert "Printer jams on floor 3" in text_of(browser(world, "amir").get(asked))
    assert text_of(browser(world, "rita").get(asked)) == ""
    assert text_of(browser(world, "amir").get("/tickets/similar/?title=a")) == ""


def test_services_show_what_is_open_in_a_fixed_number_of_queries(world: World) -> None:
    client = browser(world, "sven")
    needed = []
    for wanted in (5, 50):
        for index in range(Service.objects.count(), wanted):
            service = Service.objects.create(code=f"s{index}", name=f"Service {index}", team=world.team)
            opened(world, service_id=service.pk)
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/services/")
        needed.append(len(queries))
        assert len(page.context["rows"]) == wanted
    assert needed[0] == needed[1] <= 6
    assert page.context["rows"][0].cells[-1].text == "1"


def test_a_project_shows_its_tickets_and_money_to_whom_may_see_it(world: World) -> None:
    project = create_project(world.actor("petra"), CreateProject("NET-001", "New network", "EUR"), at=NOON)
    assert project_tickets_panel(world.actor("petra"), project, NOON) is None
    ticket = opened(world, project_id=project.pk)
    moved(world, opened(world, project_id=project.pk), "resolve", resolution="x")
    log_work(world.actor("amir"), LogWork(ticket.number, 60, NOON.date()), at=NOON)
    log_work(world.actor("amir"), LogWork(ticket.number, 30, NOON.date().replace(month=2)), at=NOON)
    for name, money in (("petra", True), ("amir", False)):
        panel = project_tickets_panel(world.actor(name), project, NOON)
        assert panel is not None
        shown = panel.context
        assert ([row["number"] for row in shown["rows"]], shown["minutes"], shown["money"]) == (
            ["INC-1"], 60, money,
        )  # fmt: skip
    assert project_tickets_panel(world.actor("rita"), project, NOON) is None
