"""The week sheet, its entries, the timer and locked periods as pages."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.clock import now
from people.models import PeriodLock, TimeEntry, Timer
from people.usecases import LockPeriod, StartTimer, lock_period, start_timer
from tests.portfolio import promised
from tests.usecases.tickets_world import opened
from tests.world import NOON, World
from tickets.models import Ticket
from tickets.usecases import LogWork, ReverseWork, log_work, reverse_work

SHEET, MONDAY = "/time/", date(2026, 3, 9)
WEEK = f"{SHEET}?week=2026-03-09"


def page(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def worked(world: World, ticket: Ticket, minutes: int, day: date = MONDAY, by: str = "amir") -> TimeEntry:
    entry: TimeEntry = log_work(world.actor(by), LogWork(ticket.number, minutes, day), at=NOON)
    return entry


def cell(row: Any, day: date = MONDAY) -> str:
    kind = "ticket" if isinstance(row, Ticket) else "project"
    return f"{kind}:{row.pk}:{day.isoformat()}"


def test_a_week_shows_hours_by_subject_and_day_with_sums(world: World) -> None:
    ticket = opened(world, title="Core switch is slow")
    worked(world, ticket, 90)
    worked(world, ticket, 30, MONDAY + timedelta(days=1))
    answer = page(world, "amir").get(WEEK)
    context = answer.context
    assert [one["text"] for one in context["rows"][0]["cells"]] == ["1:30", "0:30", "", "", "", "", ""]
    assert (context["rows"][0]["total"], context["total"]) == ("2:00", "2:00")
    assert [one["text"] for one in context["per_day"]][:3] == ["1:30", "0:30", ""]
    assert "Core switch is slow" in text_of(answer)


def test_cells_of_several_subjects_are_added_at_once(world: World) -> None:
    ticket, project = opened(world), promised(world)
    data = {
        cell(ticket): "1:30",
        cell(project): "45",
        cell(ticket, MONDAY + timedelta(days=1)): "",
        "note": "Cabling",
    }
    url = f"{WEEK}&subject=ticket:{ticket.pk}&subject=project:{project.pk}"
    answer = page(world, "amir").post(url, data, follow=True)
    assert "2 entries added: 2:15 h" in text_of(answer)
    rows = TimeEntry.objects.order_by("pk").values_list("subject_key", "minutes", "valid_on", "note")
    assert list(rows) == [("INC-1", 90, MONDAY, "Cabling"), ("NET-014", 45, MONDAY, "Cabling")]
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 90


@pytest.mark.parametrize(
    ("typed", "why"), [("soon", "Write minutes"), ("25h", "1 to 1440"), ("0", "1 to 1440")]
)
def test_a_refused_cell_loses_no_typed_text(world: World, typed: str, why: str) -> None:
    ticket, other = opened(world), opened(world)
    url = f"{WEEK}&subject=ticket:{ticket.pk}&subject=ticket:{other.pk}"
    answer = page(world, "amir").post(url, {cell(ticket): typed, cell(other): "20"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'value="{typed}"' in html
    assert 'value="20"' in html
    assert why in html
    assert "Nothing was saved" in html
    assert not TimeEntry.objects.exists()


def test_nothing_typed_is_said(world: World) -> None:
    answer = page(world, "amir").post(WEEK, {})
    assert (answer.status_code, "at least one cell" in text_of(answer)) == (422, True)
    assert page(world, "amir").post(WEEK, {"a:b:c": "5"}).status_code == 422


def test_what_was_worked_on_last_week_has_a_row_to_go_on_with(world: World) -> None:
    worked(world, opened(world), 60, MONDAY - timedelta(days=3))
    rows = page(world, "amir").get(WEEK).context["rows"]
    assert [(row["key"], row["total"]) for row in rows] == [("INC-1", "")]
    assert page(world, "amir").get(f"{SHEET}?week=2026-03-23").context["rows"] == []


def test_managers_look_at_others_and_add_nothing(world: World) -> None:
    worked(world, opened(world), 60)
    answer = page(world, "sven").get(f"{WEEK}&person=amir")
    assert "Time of Amir" in text_of(answer)
    assert answer.context["rows"][0]["total"] == "1:00"
    assert "data-cell" not in answer.content.decode()


def test_agents_see_nobody_elses_week(world: World) -> None:
    for name in ("anna", "nobody"):
        assert page(world, "amir").get(f"{WEEK}&person={name}").status_code == 404
    assert page(world, "amir").get(f"{WEEK}&person=amir").status_code == 200


def test_requesters_have_no_time_sheet_and_strangers_sign_in(world: World) -> None:
    for url in (SHEET, "/time/entries/", "/time/periods/"):
        assert page(world, "rita").get(url).status_code == 403
        assert Client().get(url).status_code == 302


@pytest.mark.parametrize("week", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_week_that_is_none_is_refused(world: World, week: str) -> None:
    assert page(world, "amir").get(f"{SHEET}?week={week}").status_code == 400


def test_only_who_may_see_money_sees_amounts(world: World) -> None:
    worked(world, opened(world), 60)
    amir, sven = page(world, "amir"), page(world, "sven")
    for url in (WEEK, entries_url(world, "amir")):
        assert "EUR" not in text_of(amir.get(url))
        assert "90.00 EUR" in text_of(sven.get(f"{url}&person=amir")).replace("\xa0", " ")


def entries_url(world: World, name: str) -> str:
    ticket = Ticket.objects.get()
    return f"/time/entries/?subject=ticket:{ticket.pk}&day={MONDAY.isoformat()}&person={name}"


def test_a_cell_opens_its_entries(world: World) -> None:
    ticket = opened(world)
    first = worked(world, ticket, 60)
    worked(world, ticket, 30)
    reverse_work(world.actor("amir"), ReverseWork(ticket.number, first.pk, "Other ticket"), at=NOON)
    answer = page(world, "amir").get(entries_url(world, "amir"))
    rows = answer.context["rows"]
    assert [(row["minutes"], row["taken_back"], row["can_take_back"]) for row in rows] == [
        (60, True, False), (30, False, True), (-60, False, False),
    ]  # fmt: skip
    assert "Other ticket" in text_of(answer)
    part = page(world, "amir").get(entries_url(world, "amir"), headers={"HX-Request": "true"})
    assert b"<html" not in part.content


def test_an_entry_is_taken_back_with_a_reason(world: World) -> None:
    ticket = opened(world)
    entry = worked(world, ticket, 60)
    url, amir = f"/time/entries/{entry.pk}/take-back/", page(world, "amir")
    refused = amir.post(url, {"reason": " "})
    assert (refused.status_code, "Say why" in text_of(refused)) == (422, True)
    done = amir.post(url, {"reason": "Other ticket"}, follow=True)
    assert "60 min on INC-1 were taken back" in text_of(done)
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 0
    assert page(world, "anna").post(url, {"reason": "x"}).status_code == 404
    assert amir.get(url).status_code == 405


def test_a_subject_is_found_and_becomes_a_row(world: World) -> None:
    ticket, project = opened(world, title="Core switch is slow"), promised(world)
    amir = page(world, "amir")
    hits = amir.get(f"{WEEK}&q=switch").context["hits"]
    assert [hit["key"] for hit in hits] == [ticket.number]
    assert amir.get(hits[0]["url"]).context["rows"][0]["key"] == ticket.number
    (hit,) = amir.get(f"{WEEK}&q=NET-014").context["hits"]
    assert (hit["type"], hit["key"]) == ("project", project.code)
    assert page(world, "amir").get(f"{WEEK}&subject=cake:1&subject=x&subject=ticket:99").context["rows"] == []


def test_a_locked_week_is_read_only(world: World) -> None:
    ticket = opened(world)
    entry = worked(world, ticket, 60)
    lock_period(world.actor("fiona"), LockPeriod(MONDAY + timedelta(days=6), "Closed"), at=now())
    answer = page(world, "amir").get(WEEK)
    assert "15 Mar 2026 is locked" in text_of(answer)
    assert "data-cell" not in answer.content.decode()
    assert not page(world, "amir").get(entries_url(world, "amir")).context["rows"][0]["can_take_back"]
    for url, data in ((WEEK, {cell(ticket): "5"}), (f"/time/entries/{entry.pk}/take-back/", {"reason": "x"})):
        refused = page(world, "amir").post(url, data)
        assert (refused.status_code, "is locked" in text_of(refused)) == (422, True)
    assert TimeEntry.objects.count() == 1


def test_a_day_to_come_takes_no_minutes_yet(world: World) -> None:
    ticket = opened(world)
    today = timezone.localdate(now())
    answer = page(world, "amir").get(f"{SHEET}?subject=ticket:{ticket.pk}")
    cells = answer.context["rows"][0]["cells"]
    assert [one["can_add"] for one in cells] == [place <= today.weekday() for place in range(7)]


def begun(world: World, ticket: Ticket, at: datetime | None = None, by: str = "amir") -> Timer:
    at = at or now() - timedelta(minutes=42)
    return start_timer(world.actor(by), StartTimer("ticket", ticket.pk), at=at)


def test_the_sheet_starts_a_timer_and_keeps_what_was_typed(world: World) -> None:
    ticket = opened(world)
    url = f"{WEEK}&subject=ticket:{ticket.pk}"
    data = {cell(ticket): "20", "start": f"ticket:{ticket.pk}"}
    answer = page(world, "amir").post(url, data, follow=True)
    assert "A timer runs on INC-1" in text_of(answer)
    assert answer.context["rows"][0]["running"]
    assert (Timer.objects.count(), TimeEntry.objects.get().minutes) == (1, 20)


def test_a_timer_is_started_from_any_page_and_leads_back_to_it(world: World) -> None:
    ticket, amir = opened(world), page(world, "amir")
    data = {"subject": f"ticket:{ticket.pk}", "next": f"/tickets/{ticket.number}/"}
    answer = amir.post("/time/timer/start/", data)
    assert (answer.status_code, answer["Location"]) == (302, f"/tickets/{ticket.number}/")
    away = amir.post("/time/timer/discard/", {"next": "https://elsewhere.example/"})
    assert away["Location"] == SHEET
    assert amir.post("/time/timer/start/", {"subject": "cake"}).status_code == 400


def test_the_timer_shows_what_is_measured_and_for_how_long(world: World) -> None:
    amir = page(world, "amir")
    assert "INC-1" not in text_of(amir.get("/time/timer/"))
    begun(world, opened(world))
    answer = amir.get("/time/timer/")
    assert "INC-1" in text_of(answer)
    assert re.search(r"0:4[23]", text_of(answer))
    assert text_of(page(world, "rita").get("/time/timer/")).strip() == ""


def test_stopping_writes_and_says_so(world: World) -> None:
    ticket = opened(world)
    begun(world, ticket)
    answer = page(world, "amir").post("/time/timer/stop/", headers={"HX-Request": "true"})
    assert "written on INC-1" in answer["HX-Trigger"]
    assert "INC-1" not in text_of(answer)
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked in (42, 43)
    assert page(world, "amir").post("/time/timer/stop/").status_code == 404


def test_a_refused_stop_says_why_and_runs_on(world: World) -> None:
    begun(world, opened(world), now() - timedelta(days=3))
    lock_period(world.actor("fiona"), LockPeriod(now().date() - timedelta(days=1), "Closed"), at=now())
    answer = page(world, "amir").post("/time/timer/stop/", follow=True)
    assert "is locked" in text_of(answer)
    assert Timer.objects.filter(stopped_at__isnull=True).exists()
    page(world, "amir").post("/time/timer/discard/")
    assert not Timer.objects.filter(stopped_at__isnull=True).exists()


def decision(name: str, until: str, version: int, reason: str = "Month closed") -> dict[str, str]:
    return {f"{name}-until": until, f"{name}-reason": reason, f"{name}-version": str(version)}


def test_finance_locks_and_unlocks(world: World) -> None:
    fiona = page(world, "fiona")
    done = fiona.post("/time/periods/", decision("lock_form", "2026-02-28", 0), follow=True)
    assert "Time up to 28 Feb 2026 is locked" in text_of(done)
    stale = fiona.post("/time/periods/", decision("lock_form", "2026-03-31", 0))
    assert (stale.status_code, "moved the lock" in text_of(stale)) == (422, True)
    data = {**decision("unlock_form", "", 1, "Late receipt"), "open": ""}
    opened_again = fiona.post("/time/periods/", data, follow=True)
    assert "Every day is open" in text_of(opened_again)
    assert "Late receipt" in text_of(opened_again)
    assert PeriodLock.objects.count() == 2


def test_others_see_the_lock_and_cannot_move_it(world: World) -> None:
    amir = page(world, "amir")
    assert '<form class="form"' not in amir.get("/time/periods/").content.decode()
    assert amir.post("/time/periods/", decision("lock_form", "2026-02-28", 0)).status_code == 403


def test_a_page_costs_the_same_for_few_as_for_many(world: World, django_assert_max_num_queries: Any) -> None:
    project = promised(world)
    for number in range(12):
        ticket = opened(world)
        worked(world, ticket, 5 + number, by="amir")
    url = f"{WEEK}&subject=project:{project.pk}"
    amir, sven = page(world, "amir"), page(world, "sven")
    amir.get(url)
    with django_assert_max_num_queries(10):
        assert len(amir.get(url).context["rows"]) == 13
    with django_assert_max_num_queries(10):
        sven.get(f"{WEEK}&person=amir")
    # Without script the search draws the sheet again around its answer.
    with django_assert_max_num_queries(15):
        amir.get(f"{url}&q=wi-fi")
    with django_assert_max_num_queries(10):
        part = amir.get(f"{url}&q=wi-fi", headers={"HX-Request": "true"})
    assert len(part.context["hits"]) == 8
    assert b"<html" not in part.content
    begun(world, Ticket.objects.first() or opened(world))
    with django_assert_max_num_queries(6):
        amir.get("/time/timer/")
