"""Every page of projects: it opens, says what it should, and its query count is fixed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kernel import slots
from kernel.access import Actor
from kernel.slots import Panel
from projects.models import Project
from projects.usecases import AddRisk, RaiseChange, ReportProgress, add_risk, raise_change, report_progress
from tests.project_stories import MARCH, eur, gate, planned, scope, spent, started
from tests.world import NOON, World


def offered(_actor: Actor, row: Project, _at: datetime) -> Panel:
    """A panel as an app above would offer it."""
    return Panel("components/callout.html", {"tone": "info", "text": f"Panel of {row.code}"})


SLOTS = {"project.overview": ("tests.web.test_projects_pages.offered",)}


@pytest.fixture(autouse=True)
def _own_slots(settings: Any) -> Iterator[None]:
    """Only the panel above, whatever other apps offer: the pages are looked at by themselves."""
    settings.SLOTS = "tests.web.test_projects_pages.SLOTS"
    slots._functions.cache_clear()
    yield
    slots._functions.cache_clear()


def browser(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def busy(world: World, code: str = "NET-014") -> Project:
    """A project with something on every page."""
    project = planned(world, code)
    petra = world.actor("petra")
    grown = scope(world, project, "C", 20, "added")
    spent(world, project, 30_000)
    report_progress(petra, ReportProgress(project.pk, Decimal("0.25"), MARCH), at=NOON)
    add_risk(petra, AddRisk(project.pk, "Supplier fails", Decimal("0.3"), Decimal(9000)), at=NOON)
    raise_change(petra, RaiseChange(project.pk, "Move on", "Why not", Decimal(5000), 10), at=NOON)
    raise_change(world.actor("anna"), RaiseChange(project.pk, "C", "Yes", entry_ids=(grown.pk,)), at=NOON)
    gate(world, project)
    return project


PAGES = ("", "scope/", "changes/", "changes/1/", "money/", "phases/", "risks/")
FORMS = (
    "edit/", "progress/", "forecast/", "scope/add/", "scope/change/", "changes/new/", "money/add/",
    "baseline/", "risks/add/",
)  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_every_page_opens_full_and_empty(world: World, path: str) -> None:
    busy(world)
    client = browser(world, "petra")
    assert "<h1>" in page(client, f"/projects/NET-014/{path}")
    if path != "changes/1/":
        started(world, "EMPTY")
        assert "<h1>" in page(client, f"/projects/EMPTY/{path}")


@pytest.mark.parametrize("path", ["/projects/", "/projects/NET-014/", "/projects/NET-014/money/"])
def test_strangers_sign_in_first(world: World, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_what_may_not_be_seen_is_not_found(world: World) -> None:
    busy(world)
    client = browser(world, "rita")
    for path in (*PAGES, *FORMS):
        assert client.get(f"/projects/NET-014/{path}").status_code == 404


def test_an_agent_sees_no_money_and_no_button_that_is_not_theirs(world: World) -> None:
    busy(world)
    client = browser(world, "amir")
    seen = page(client, "/projects/") + page(client, "/projects/NET-014/")
    assert "NET-014" in seen
    for path in ("changes/", "changes/1/", "risks/"):
        seen += page(client, f"/projects/NET-014/{path}")
    assert not any(text in seen for text in ("30k", "30,000", "100k", "100,000", "9,000", "5,000"))
    assert not any(text in seen for text in ("/money/", "Report progress", "Add a risk", "/edit/"))
    page(client, "/projects/NET-014/money/", 403)
    for path in ("edit/", "progress/", "scope/add/", "money/add/", "risks/add/", "baseline/"):
        page(client, f"/projects/NET-014/{path}", 403)


def test_the_overview_shows_where_the_project_stands(world: World) -> None:
    busy(world)
    text = page(browser(world, "petra"), "/projects/NET-014/")
    for said in (
        "Cost, cumulative",
        "30 % of 100k",
        "Panel of NET-014",
        "120k",
        "25 % of the work done",
        "Into",
    ):
        assert said.replace(" %", "\u00a0%") in text
    assert "25% was done on 2026-03-01" in text


def test_the_list_filters_sorts_and_pages(world: World) -> None:
    for number in range(55):
        started(world, f"P-{number:02}")
    gate(world, Project.objects.get(code="P-03"), "stop")
    client = browser(world, "petra")
    first = page(client, "/projects/")
    assert "P-49" in first
    assert "P-50" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "P-54" in page(client, f"/projects/{following}")
    stopped = page(client, "/projects/?state=stopped&search=")
    assert "P-03" in stopped
    assert "P-04" not in stopped
    assert "P-54" in page(client, "/projects/?ordering=-code")
    assert "Nothing matches" in page(client, "/projects/?search=unheard")


def test_an_empty_list_offers_the_first_project(world: World) -> None:
    assert "Create the first project" in page(browser(world, "petra"), "/projects/")
    assert "Create the first project" not in page(browser(world, "amir"), "/projects/")


def test_five_and_fifty_projects_cost_the_same_queries(world: World, django_assert_num_queries: Any) -> None:
    for number in range(5):
        spent(world, planned(world, f"P-{number}"), 100 + number)
    client = browser(world, "petra")
    page(client, "/projects/")
    with django_assert_num_queries(7):
        page(client, "/projects/")
    for number in range(5, 50):
        started(world, f"P-{number}")
    with django_assert_num_queries(7):
        assert page(client, "/projects/").count("data-row-link") == 50


# Five of them are the session, the person, roles, teams and the project. Overview and money read all facts
# for the position, which is eight more.
QUERIES = {"": 16, "scope/": 9, "changes/": 7, "changes/1/": 9, "money/": 16, "phases/": 8, "risks/": 8}


@pytest.mark.parametrize("path", PAGES)
def test_query_counts_are_fixed(world: World, path: str, django_assert_num_queries: Any) -> None:
    project = busy(world)
    client = browser(world, "petra")
    page(client, f"/projects/NET-014/{path}")
    with django_assert_num_queries(QUERIES[path]):
        page(client, f"/projects/NET-014/{path}")
    for number in range(12):
        spent(world, project, 10 + number)
        scope(world, project, f"X-{number}", 1, "added")
        ask = RaiseChange(project.pk, f"More {number}", "Yes", Decimal(number + 1))
        raise_change(world.actor("anna"), ask, at=NOON)
        risk = AddRisk(
            project.pk, f"Risk {number}", Decimal("0.1"), Decimal(1), owner_id=world.user("anna").pk
        )
        add_risk(world.actor("petra"), risk, at=NOON)
    with django_assert_num_queries(QUERIES[path]):
        page(client, f"/projects/NET-014/{path}")


def test_the_money_page_shows_the_running_sum_across_pages(world: World) -> None:
    project = planned(world)
    for amount in range(1, 61):
        spent(world, project, amount)
    client = browser(world, "fiona")
    first = page(client, "/projects/NET-014/money/")
    assert "1,830.00" in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = page(client, f"/projects/NET-014/money/{following}")
    assert "55.00" in second
    assert "1,830.00" not in second.split("Cost ledger")[-1]


def test_another_currency_is_never_summed(world: World) -> None:
    from kernel.money import Money
    from projects.usecases import PostCost, post_cost

    project = planned(world)
    spent(world, project, 100)
    dollars = PostCost(project.pk, Money(Decimal(7), "USD"), "other", MARCH, "Licence")
    post_cost(world.actor("fiona"), dollars, at=NOON)
    text = page(browser(world, "fiona"), "/projects/NET-014/money/")
    assert "No sum holds them" in text
    assert "107" not in text
    assert eur(100).amount == 100
