"""The page of a ticket: what each may do there works with and without script, and refuses in place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import TimeEntry
from tests.usecases.tickets_world import later, moved, opened
from tests.world import World
from tickets.models import Comment, Ticket
from tickets.usecases import CommentOnTicket, EditTicket, LogWork, comment_on_ticket, edit_ticket, log_work

HTMX = {"HX-Request": "true"}


def browser(world: World, name: str) -> Client:
    """A browser in which one of the cast is signed in."""
    client = Client()
    client.force_login(world.user(name))
    return client


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def now_is(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def edit_data(page: Any, **changes: Any) -> dict[str, Any]:
    """The edit form as a browser would send it, with some fields typed over."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    shown = {form.add_initial_prefix(name): value for name, value in data.items() if name != "version"}
    sent = {**data, **shown, **changes}
    return {name: "" if value is None else value for name, value in sent.items()}


def test_strangers_are_asked_to_sign_in_and_requesters_see_their_own(world: World) -> None:
    opened(world, by="rita")
    assert Client().get("/tickets/INC-1/").status_code == 302
    assert browser(world, "rita").get("/tickets/INC-1/").status_code == 200
    assert browser(world, "rolf").get("/tickets/INC-1/").status_code == 404


def test_the_page_tells_one_timeline(world: World) -> None:
    ticket = opened(world, by="rita", description="Since this morning.")
    comment_on_ticket(
        world.actor("amir"), CommentOnTicket("INC-1", "internal", "Secret"), at=later(minutes=1)
    )
    log_work(world.actor("amir"), LogWork("INC-1", 85, later().date(), note="New cable"), at=later(minutes=2))
    moved(world, ticket, "pend", pending_reason="awaiting_requester", at=later(minutes=3))
    comment_on_ticket(world.actor("rita"), CommentOnTicket("INC-1", "public", "Answer"), at=later(minutes=4))
    shown = text_of(browser(world, "sven").get("/tickets/INC-1/"))
    for told in (
        "Secret",
        "New cable",
        "from New to Pending",
        "Waiting for the requester",
        "Answer",
        "127.50",
    ):
        assert told in shown, told
    assert shown.index("Answer") < shown.index("from New to Pending") < shown.index("New cable")


def test_requesters_read_no_notes_no_work_and_no_money(world: World) -> None:
    opened(world, by="rita")
    comment_on_ticket(
        world.actor("amir"), CommentOnTicket("INC-1", "internal", "Secret"), at=later(minutes=1)
    )
    log_work(world.actor("amir"), LogWork("INC-1", 85, later().date(), note="New cable"), at=later(minutes=2))
    shown = text_of(browser(world, "rita").get("/tickets/INC-1/"))
    for hidden in ("Secret", "New cable", "127.50", "Log work", "Internal note", "Edit"):
        assert hidden not in shown, hidden


def test_agents_see_minutes_but_no_money(world: World) -> None:
    opened(world)
    log_work(world.actor("amir"), LogWork("INC-1", 85, later().date()), at=later(minutes=2))
    shown = text_of(browser(world, "amir").get("/tickets/INC-1/"))
    assert "1\u00a0h\u00a025\u00a0m" in browser(world, "amir").get("/tickets/INC-1/").content.decode()
    assert "127.50" not in shown
    assert "Cost" not in shown


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reply_is_sent_with_and_without_script(world: World, headers: dict[str, str]) -> None:
    opened(world, by="rita")
    client = browser(world, "amir")
    data = {"visibility": "public", "body": "We look into it."}
    response = client.post("/tickets/INC-1/comments/", data, headers=headers)
    assert response.status_code == (200 if headers else 302)
    assert Comment.objects.get().body == "We look into it."
    if headers:
        assert "We look into it." in text_of(response)
        assert "<html" not in response.content.decode()
        assert "hx-preserve" not in response.content.decode()


def test_an_empty_reply_comes_back_as_its_form(world: World) -> None:
    opened(world)
    client = browser(world, "amir")
    response = client.post("/tickets/INC-1/comments/", {"visibility": "internal", "body": " "}, headers=HTMX)
    assert (response.status_code, response["X-Swap"], response["HX-Retarget"]) == (422, "form", "#composer")
    assert 'value="internal"\n               checked' in response.content.decode()
    assert client.post("/tickets/INC-1/comments/", {"visibility": "internal", "body": " "}).status_code == 422


def test_another_action_keeps_the_reply_being_written(world: World) -> None:
    opened(world)
    response = browser(world, "amir").post("/tickets/INC-1/take/", headers=HTMX)
    assert 'hx-preserve="true"' in response.content.decode()
    assert "It is yours" in response["HX-Trigger"]


def test_who_takes_a_ticket_has_it(world: World) -> None:
    ticket = opened(world)
    browser(world, "amir").post("/tickets/INC-1/take/")
    assert now_is(ticket).assignee == world.user("amir")
    assert browser(world, "rita").post("/tickets/INC-1/take/").status_code == 404


def test_work_is_logged_and_taken_back_with_a_reason(world: World) -> None:
    ticket = opened(world)
    client = browser(world, "amir")
    data = {"minutes": 30, "work_date": "2026-03-09", "activity": "fix", "note": "Cable"}
    assert client.post("/tickets/INC-1/work/", data).status_code == 302
    entry = TimeEntry.objects.get()
    path = f"/tickets/INC-1/work/{entry.pk}/reverse/"
    assert "Why it is taken back" in text_of(client.get(path))
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Other ticket"}).status_code == 302
    assert now_is(ticket).minutes_worked == 0
    shown = text_of(client.get("/tickets/INC-1/"))
    assert "took back 30 min of Amir: Other ticket" in shown
    assert "Taken back." in shown


def test_work_of_a_day_to_come_is_refused_at_its_field(world: World) -> None:
    opened(world)
    data = {"minutes": 30, "work_date": "2999-01-01"}
    response = browser(world, "amir").post("/tickets/INC-1/work/", data, headers=HTMX)
    assert response.status_code == 422
    assert response.context["work_form"].errors["work_date"]


def move_data(**given: Any) -> dict[str, Any]:
    return {"version": 1, "was_state": "new", **given}


def test_a_move_without_questions_is_one_button(world: World) -> None:
    ticket = opened(world)
    client = browser(world, "amir")
    assert 'action="/tickets/INC-1/moves/start/"' in client.get("/tickets/INC-1/").content.decode()
    assert client.post("/tickets/INC-1/moves/start/", move_data()).status_code == 302
    assert now_is(ticket).state == "in_progress"


def test_resolving_asks_for_a_resolution_and_takes_minutes_along(world: World) -> None:
    ticket = opened(world)
    client = browser(world, "amir")
    page = client.get("/tickets/INC-1/moves/resolve/")
    assert "Resolution" in text_of(page)
    refused = client.post("/tickets/INC-1/moves/resolve/", move_data(minutes=20), headers=HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#move-form-resolve")
    assert 'value="20"' in refused.content.decode()
    given = move_data(resolution="New cable", minutes=20, note="Cable")
    assert client.post("/tickets/INC-1/moves/resolve/", given).status_code == 302
    assert (now_is(ticket).state, now_is(ticket).minutes_worked) == ("resolved", 20)


def test_a_move_after_a_reply_of_somebody_else_is_made(world: World) -> None:
    ticket = opened(world)
    comment_on_ticket(world.actor("anna"), CommentOnTicket("INC-1", "internal", "x"), at=later(minutes=1))
    response = browser(world, "amir").post("/tickets/INC-1/moves/resolve/", move_data(resolution="Done"))
    assert (response.status_code, now_is(ticket).state) == (302, "resolved")


def test_a_move_out_of_a_state_that_was_left_tells_so_and_keeps_the_text(world: World) -> None:
    ticket = opened(world)
    moved(world, ticket, "start", by="anna")
    client = browser(world, "amir")
    given = move_data(resolution="Typed for minutes")
    response = client.post("/tickets/INC-1/moves/resolve/", given, headers=HTMX)
    assert response.status_code == 409
    assert "State: New → In progress" in text_of(response)
    assert "Typed for minutes" in response.content.decode()
    form = response.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post("/tickets/INC-1/moves/resolve/", again).status_code == 302
    assert now_is(ticket).resolution == "Typed for minutes"


def test_a_move_that_is_gone_is_told_as_such(world: World) -> None:
    opened(world)
    response = browser(world, "amir").post("/tickets/INC-1/moves/close/", move_data(), headers=HTMX)
    assert (response.status_code, "INC-1 is New now" in text_of(response)) == (422, True)


def test_fields_are_edited_in_place(world: World) -> None:
    ticket = opened(world)
    client = browser(world, "amir")
    page = client.get("/tickets/INC-1/edit/", headers=HTMX)
    assert "HX-Retarget" not in page
    data = edit_data(page, title="Wi-Fi is down", urgency=1, assignee_id=world.user("anna").pk)
    assert client.post("/tickets/INC-1/edit/", data, headers=HTMX).status_code == 200
    row = now_is(ticket)
    assert (row.title, row.priority, row.assignee, row.version) == ("Wi-Fi is down", 2, world.user("anna"), 2)


def test_two_who_edit_different_fields_both_get_their_way(world: World) -> None:
    ticket = opened(world)
    client = browser(world, "amir")
    page = client.get("/tickets/INC-1/edit/")
    other = EditTicket("INC-1", None, {"category": "network"})
    edit_ticket(world.actor("anna"), other, at=later(minutes=1))
    assert client.post("/tickets/INC-1/edit/", edit_data(page, title="Mine")).status_code == 302
    assert (now_is(ticket).title, now_is(ticket).category) == ("Mine", "network")


def test_two_who_edit_the_same_field_are_told_and_nothing_typed_is_lost(world: World) -> None:
    ticket = opened(world)
    client = browser(world, "amir")
    page = client.get("/tickets/INC-1/edit/")
    other = EditTicket("INC-1", None, {"title": "Theirs", "category": "network"})
    edit_ticket(world.actor("anna"), other, at=later(minutes=1))
    response = client.post("/tickets/INC-1/edit/", edit_data(page, title="Mine"), headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (409, "#edit-form")
    assert "Title: Wi-Fi is slow → Theirs" in text_of(response)
    assert "Category:" not in text_of(response)
    assert 'value="Mine"' in response.content.decode()
    assert now_is(ticket).title == "Theirs"
    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields}
    again |= {name: form.data[name] for name in form.data if name.startswith("initial-")}
    again = {name: "" if value is None else value for name, value in again.items()}
    assert client.post("/tickets/INC-1/edit/", again).status_code == 302
    assert (now_is(ticket).title, now_is(ticket).category) == ("Mine", "network")


def test_a_rule_marks_the_field_it_is_about(world: World) -> None:
    opened(world)
    client = browser(world, "sven")
    page = client.get("/tickets/INC-1/edit/")
    response = client.post("/tickets/INC-1/edit/", edit_data(page, priority_override=1))
    assert response.status_code == 422
    assert response.context["form"].errors["override_reason"]
    response = client.post("/tickets/INC-1/edit/", edit_data(page, problem="PRB-9"))
    assert response.context["form"].errors["problem"]


def test_what_may_not_be_edited_is_not_offered(world: World) -> None:
    opened(world, by="rita")
    assert browser(world, "rita").get("/tickets/INC-1/edit/").status_code == 403
    page = browser(world, "amir").get("/tickets/INC-1/edit/")
    assert "priority_override" not in page.context["form"].fields


def test_text_of_others_is_never_markup(world: World) -> None:
    opened(world, by="rita", title="<script>x</script>", description="<img src=x>")
    comment_on_ticket(
        world.actor("rita"), CommentOnTicket("INC-1", "public", "<b>bold</b>"), at=later(minutes=1)
    )
    page = browser(world, "amir").get("/tickets/INC-1/").content.decode()
    for markup in ("<script>x", "<img src=x", "<b>bold"):
        assert markup not in page


def test_a_problem_lists_its_incidents(world: World) -> None:
    problem = opened(world, "problem", title="Access points overheat")
    opened(world, problem_id=problem.pk, title="Floor 3 has no Wi-Fi")
    page = browser(world, "amir").get("/tickets/PRB-1/")
    assert "Floor 3 has no Wi-Fi" in text_of(page)
    assert "problem=PRB-1" in page.content.decode()


def test_a_long_thread_needs_the_queries_of_a_short_one(world: World) -> None:
    opened(world, by="rita")
    client = browser(world, "sven")
    needed = []
    for wanted in (5, 50):
        while Comment.objects.count() < wanted:
            at = later(minutes=Comment.objects.count())
            comment_on_ticket(world.actor("amir"), CommentOnTicket("INC-1", "public", "x"), at=at)
            log_work(world.actor("amir"), LogWork("INC-1", 5, at.date()), at=at)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/tickets/INC-1/").status_code == 200
        needed.append(len(queries))
    assert needed[0] == needed[1] <= 11  # the last one reads what its clocks follow
