"""People hear of what concerns them: not of their own doing, not twice, not of what they may not see."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from governance.usecases import DraftCase, SubmitCase, draft_case, submit_case
from kernel.delivery import deliver_due
from kernel.models import AuditEvent, OutboxMessage
from people.models import Notice, NoticeChoice, RoleAssignment
from people.tasks import tell
from projects.usecases import RaiseChange, RequestGate, raise_change, request_gate
from tests.project_stories import CASE, planned
from tests.usecases.test_governance_cases import FLOWS
from tests.usecases.tickets_world import opened
from tests.world import NOON, World
from tickets.usecases import AssignTicket, CommentOnTicket, assign_ticket, comment_on_ticket


def deliver(queue: str = "notices") -> None:
    deliver_due(queue, lambda: NOON)


def told(kind: str = "") -> dict[str, str]:
    rows = Notice.objects.filter(kind__startswith=kind).select_related("person")
    return {row.person.username: row.text for row in rows}


def page(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def assigned(world: World, to: str = "anna", by: str = "amir") -> Any:
    ticket = opened(world)
    command = AssignTicket(ticket.number, None, world.team.pk, world.user(to).pk)
    return assign_ticket(world.actor(by), command, at=NOON)


def commented(world: World, visibility: str, by: str = "amir") -> None:
    ticket = opened(world, by="rita")
    comment_on_ticket(world.actor(by), CommentOnTicket(ticket.number, visibility, "The code is 77"), at=NOON)


def test_the_new_assignee_hears_of_it(world: World) -> None:
    assigned(world)
    deliver()
    assert told() == {"anna": "Amir gave you INC-1: Wi-Fi is slow"}
    assert Notice.objects.get().url == "/tickets/INC-1/"


def test_an_assignee_named_at_once_hears_of_it(world: World) -> None:
    opened(world, assignee_id=world.user("anna").pk)
    deliver()
    assert set(told("ticket.opened")) == {"anna"}


def test_nobody_hears_of_their_own_doing(world: World) -> None:
    assigned(world, to="amir", by="amir")
    commented(world, "public", by="rita")
    deliver()
    assert told() == {}


def test_nobody_hears_twice(world: World) -> None:
    assigned(world)
    payload = OutboxMessage.objects.get(queue="notices", payload__kind="ticket.assigned").payload
    deliver()
    tell([payload, payload], NOON)
    assert Notice.objects.count() == 1


def test_the_requester_hears_of_replies_and_not_of_notes(world: World) -> None:
    commented(world, "internal")
    deliver()
    assert told() == {}
    commented(world, "public")
    deliver()
    assert told() == {"rita": "Amir replied on INC-2: Wi-Fi is slow"}
    assert "77" not in str(list(Notice.objects.values()))


def test_whoever_may_no_longer_see_it_does_not_hear_of_it(world: World) -> None:
    assigned(world)
    RoleAssignment.objects.filter(user=world.user("anna")).delete()
    deliver()
    assert told() == {}


def test_deciders_hear_of_what_waits_for_them(world: World) -> None:
    project = planned(world)
    raise_change(
        world.actor("petra"), RaiseChange(project.pk, "More points", "New wing", Decimal(5000), 7), at=NOON
    )
    request_gate(world.actor("petra"), RequestGate(project.pk, None), CASE, at=NOON)
    case = draft_case(
        world.actor("petra"), DraftCase(project.pk, "Why", "", "EUR", Decimal("0.03"), FLOWS), at=NOON
    )
    submit_case(world.actor("petra"), SubmitCase(case.pk, None), at=NOON)
    deliver()
    for kind in ("project.change_raised", "project.gate_requested", "case.submitted"):
        assert set(told(kind)) == {"stefan", "paula"}
    assert "5000" not in str(list(Notice.objects.values()))


def test_alerts_reach_manager_and_sponsor(world: World) -> None:
    from governance.events import AlertRaised
    from governance.models import Alert
    from kernel.access import clock_actor
    from kernel.audit import record
    from kernel.events import Subject

    project = planned(world)
    alert = Alert.objects.create(
        project=project, rule="budget.spent", level=3, value=1.2, limit=1.0, unit="fraction",
        raised_on=NOON.date(), raised_at=NOON, level_since=NOON.date(), as_of=NOON.date(),
    )  # fmt: skip
    event = AlertRaised(project.code, alert.rule, "Budget spent", 0, 3, 1.2, 1.0, NOON.date())
    record(clock_actor(), event, Subject("alert", alert.pk, "NET-014 budget.spent"), NOON)
    deliver()
    assert set(told("alert.")) == {"petra", "stefan"}
    assert told("alert.")["petra"] == "Budget spent of NET-014 reached critical: New network"


def test_old_events_make_no_notices(world: World) -> None:
    assigned(world)
    deliver_due("notices", lambda: NOON + timedelta(days=1, seconds=1))
    assert told() == {}
    assert not OutboxMessage.objects.filter(queue="notices").exclude(state="done").exists()


def test_one_row_per_event_is_all_a_write_costs(world: World) -> None:
    before = OutboxMessage.objects.filter(queue="notices").count()
    opened(world)
    assert OutboxMessage.objects.filter(queue="notices").count() == before + 1


def test_one_event_that_cannot_be_told_does_not_stop_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (opened(world, assignee_id=world.user("anna").pk) for _ in range(2))

    def broken(event: AuditEvent) -> Any:
        if event.subject_id == first.pk:
            raise RuntimeError("no audience")
        return whole(event)

    from tickets import audience

    whole = audience.assignee
    monkeypatch.setattr(audience, "assignee", broken)
    deliver_due("notices", lambda: NOON, limit=2)
    assert [row.text for row in Notice.objects.all()] == [f"Amir gave you {second.number}: Wi-Fi is slow"]
    monkeypatch.setattr(audience, "assignee", whole)
    deliver_due("notices", lambda: NOON + timedelta(minutes=1))
    assert Notice.objects.count() == 2


def test_off_is_off(world: World) -> None:
    NoticeChoice.objects.create(person=world.user("anna"), kind="ticket.assigned", way="off")
    assigned(world)
    deliver()
    assert told() == {}


def test_the_page_shows_opens_and_clears(world: World) -> None:
    assigned(world)
    deliver()
    anna = page(world, "anna")
    text = anna.get("/inbox/").content.decode()
    assert "Amir gave you INC-1" in text
    assert "notice-new" in text
    notice = Notice.objects.get()
    assert anna.post(f"/inbox/{notice.pk}/").headers["Location"] == "/tickets/INC-1/"
    assert "notice-new" not in anna.get("/inbox/").content.decode()
    assert "INC-1" not in anna.get("/inbox/?unread=1").content.decode()


def test_the_count_is_a_fragment(world: World) -> None:
    anna = page(world, "anna")
    assert "inbox-count" not in anna.get("/inbox/count/").content.decode()
    assigned(world)
    deliver()
    fragment = anna.get("/inbox/count/").content.decode()
    assert re.search(r'inbox-count"[^>]*>1<', fragment)
    assert "<html" not in fragment
    anna.post("/inbox/read/")
    assert "inbox-count" not in anna.get("/inbox/count/").content.decode()


def test_nobody_reads_the_inbox_of_others(world: World) -> None:
    assigned(world)
    deliver()
    notice = Notice.objects.get()
    stranger = page(world, "sven")
    assert "INC-1" not in stranger.get("/inbox/").content.decode()
    assert stranger.post(f"/inbox/{notice.pk}/").status_code == 404
    stranger.post("/inbox/read/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_choices_are_kept_by_page_and_api(world: World) -> None:
    from tests.api.caller import caller

    anna = page(world, "anna")
    fields = set(re.findall(r'name="([a-z_-]+-[a-z_-]+)"', anna.get("/inbox/settings/").content.decode()))
    form = dict.fromkeys(fields, "inbox") | {"ticket-assigned": "mail"}
    assert anna.post("/inbox/settings/", form).status_code == 302
    api = caller(world, "anna")
    ways = api.get("/api/v1/notices/ways/").json()["ways"]
    assert (ways["ticket.assigned"], ways["ticket.commented"]) == ("mail", "inbox")
    answer = api.post("/api/v1/notices/ways/", {"ways": {"ticket.commented": "off"}}, format="json")
    assert answer.json()["ways"]["ticket.commented"] == "off"
    assert answer.json()["ways"]["ticket.assigned"] == "mail"
    assert api.post("/api/v1/notices/ways/", {"ways": {"wish": "off"}}, format="json").status_code == 400


def test_the_api_tells_and_clears_the_inbox(world: World) -> None:
    from tests.api.caller import caller

    assigned(world)
    deliver()
    api = caller(world, "anna")
    (row,) = api.get("/api/v1/notices/").json()["results"]
    assert (row["kind"], row["url"], row["read_at"]) == ("ticket.assigned", "/tickets/INC-1/", None)
    assert api.post("/api/v1/notices/read/", {}, format="json").json() == {"count": 1}
    assert api.get("/api/v1/notices/").json()["results"][0]["read_at"]


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/count/", "/inbox/settings/", "/tokens/", "/webhooks/"])
def test_without_signing_in_there_is_nothing(db: None, path: str) -> None:
    assert Client().get(path).status_code == 302


def test_every_kind_told_has_words(world: World) -> None:
    from kernel.telling import audience_of, told_kinds
    from people.web.hearing.forms import KINDS

    assert set(told_kinds()) == set(KINDS)
    assert all(audience_of(kind) for kind in told_kinds())
    assert AuditEvent.objects.exists()
