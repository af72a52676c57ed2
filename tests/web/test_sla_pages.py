"""Pages of service levels: they show, they refuse beside the field, and they write what was asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kernel.clock import now
from people.models import CalendarDay
from people.selectors import calendar_of
from tests.usecases.sla_world import office, promised
from tests.usecases.tickets_world import moved, opened
from tests.world import World
from tickets.clock_selectors import current_matrix
from tickets.models import SlaPolicy, Ticket
from tickets.usecases import Goal
from tickets.web.clock_panel import clock_panel

POLICY = {
    "code": "gold", "name": "Gold", "position": "1", "calendar": "office", "response_amount": "30",
    "response_unit": "business", "resolution_amount": "2", "resolution_unit": "business_days",
    "thresholds": "50, 80",
}  # fmt: skip
CELLS = {f"cell_{i}_{u}": str(cell) for i, row in enumerate(((1, 2, 3), (2, 3, 4), (3, 4, 5)), 1)
         for u, cell in enumerate(row, 1)}  # fmt: skip
WEEK = {f"day_{number}": "09:00-17:00" for number in range(5)} | {"valid_from": "2026-01-01"}


@pytest.fixture
def sla(world: World) -> World:
    office(world)
    return world


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def test_a_policy_is_published_from_its_form(sla: World) -> None:
    page = signed_in(sla, "sven")
    assert page.post("/sla/policies/new/", POLICY).status_code == 302
    row = SlaPolicy.objects.get()
    assert (row.resolution_unit, row.resolution_amount, row.thresholds) == ("business_days", 2, [50, 80, 100])
    assert "2 business days" in page.get("/sla/policies/").content.decode()
    changed = {**POLICY, "name": "Gold plus", "version": "1"}
    assert page.post("/sla/policies/gold/", changed).status_code == 302
    assert page.post("/sla/policies/gold/", changed).status_code == 409
    assert page.post("/sla/policies/gold/retire/", {"version": "2"}).status_code == 302
    assert not SlaPolicy.objects.get(version=3).active


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"response_unit": ""}, "response_unit"), ({"resolution_amount": ""}, "resolution_amount"),
        ({"thresholds": "half"}, "thresholds"), ({"thresholds": "120"}, "thresholds"),
        ({"calendar": "moon"}, "calendar"), ({"name": " "}, "name"),
    ],
)  # fmt: skip
def test_a_bad_policy_is_refused_beside_its_field(sla: World, change: dict[str, str], name: str) -> None:
    answer = signed_in(sla, "sven").post("/sla/policies/new/", {**POLICY, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert not SlaPolicy.objects.exists()


def test_a_matrix_is_tried_without_writing_and_then_published(sla: World) -> None:
    ticket, page = opened(sla, at=now()), signed_in(sla, "ada")
    given = {**CELLS, "cell_2_2": "1", "version": "1", "reason": "Storm"}
    tried = page.post("/sla/matrix/", {**given, "try": "1"})
    assert f"{ticket.number}</a>" in tried.content.decode()
    assert current_matrix().version == 1
    assert page.post("/sla/matrix/", {**given, "reason": ""}).context["form"].errors.keys() == {"reason"}
    assert page.post("/sla/matrix/", given).status_code == 302
    assert Ticket.objects.get().priority == 3
    assert page.post("/sla/matrix/replay/", {"version": "2"}).status_code == 302
    assert Ticket.objects.get().priority == 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"day_0": "09:00-12:00, 11:00-17:00"}, "day_0"), ({"day_3": "nine to five"}, "day_3"),
        ({"zone": "Mars/Olympus"}, "zone"), ({"valid_from": "soon"}, "valid_from"),
        ({"code": "office"}, "code"),
    ],
)  # fmt: skip
def test_a_bad_calendar_is_refused_beside_its_field(sla: World, change: dict[str, str], name: str) -> None:
    given = {"code": "night", "name": "Night", "zone": "Asia/Tokyo", **WEEK, **change}
    answer = signed_in(sla, "sven").post("/calendars/new/", given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]


def test_a_calendar_gets_a_week_and_a_holiday(sla: World) -> None:
    page = signed_in(sla, "ada")
    given = {
        "code": "night",
        "name": "Night",
        "zone": "Asia/Tokyo",
        **WEEK,
        "day_0": "00:00-06:00, 22:00-24:00",
    }
    assert page.post("/calendars/new/", given).status_code == 302
    assert calendar_of("night").zone == "Asia/Tokyo"
    assert page.post("/calendars/night/", {**WEEK, "valid_from": "2026-06-01"}).status_code == 302
    bad = page.post("/calendars/night/days/", {"day": "2026-12-24", "hours": "14:00-09:00"})
    assert list(bad.context["day_form"].errors) == ["hours"]
    assert page.post("/calendars/night/days/", {"day": "2026-12-25", "name": "Rest"}).status_code == 302
    assert CalendarDay.objects.get().hours == ""
    assert "Rest" in page.get("/calendars/night/").content.decode()
    assert "Mon" in page.get("/calendars/").content.decode()


@pytest.mark.parametrize("name", ["/sla/policies/new/", "/sla/matrix/", "/calendars/new/"])
def test_who_may_not_set_them_is_refused(sla: World, name: str) -> None:
    assert signed_in(sla, "amir").post(name, {}).status_code == 403
    assert signed_in(sla, "rita").get(name).status_code == 403


def test_the_panel_counts_nothing_down_while_paused(sla: World) -> None:
    at = now()
    promised(sla, response=Goal(), resolution=Goal("elapsed", 240), at=at - timedelta(days=1))
    ticket = opened(sla, at=at - timedelta(hours=1), requester_id=sla.user("rita").pk)
    moved(sla, ticket, "pend", at=at - timedelta(minutes=30), pending_reason="awaiting_requester")
    first, later = (clock_panel(sla.actor("amir"), ticket, at + timedelta(hours=hour)) for hour in (0, 100))
    assert first is not None
    assert later is not None
    headlines = [panel.context["clocks"][0]["headline"] for panel in (first, later)]
    assert headlines == ["Stands still with 3\u00a0h\u00a030\u00a0m left"] * 2
    assert [panel.context["clocks"][0]["due_at"] for panel in (first, later)] == [None, None]
    page = signed_in(sla, "amir").get(reverse("sla:clocks", args=[ticket.number])).content.decode()
    assert "Stands still with" in page
    assert clock_panel(sla.actor("rita"), ticket, at) is None
