"""Tickets are opened, edited, handed over and answered by those who may, and refused otherwise."""

from __future__ import annotations

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible, Stale
from kernel.models import AuditEvent, OutboxMessage
from kernel.search import subject_ids
from tests.usecases.tickets_world import kinds_of, later, moved, opened
from tests.world import NOON, World
from tickets.models import Ticket
from tickets.usecases import (
    AddService,
    AssignTicket,
    CommentOnTicket,
    EditTicket,
    OpenTicket,
    add_service,
    assign_ticket,
    comment_on_ticket,
    edit_ticket,
    open_ticket,
)  # fmt: skip


def edit(world: World, ticket: Ticket, by: str = "amir", **changes: object) -> Ticket:
    return edit_ticket(world.actor(by), EditTicket(ticket.number, None, changes), at=later(minutes=5))


def test_each_kind_counts_in_its_own_series(world: World) -> None:
    numbers = [
        opened(world, kind).number for kind in ("incident", "request", "problem", "change", "incident")
    ]
    assert numbers == ["INC-1", "REQ-1", "PRB-1", "CHG-1", "INC-2"]


def test_a_ticket_starts_with_its_service_team_and_the_priority_of_the_matrix(world: World) -> None:
    ticket = opened(world, impact=1, urgency=2)
    assert (ticket.priority, ticket.team, ticket.state) == (2, world.team, "new")
    event = AuditEvent.objects.get(kind="ticket.opened")
    assert event.data["changes"]["priority"] == [None, 2]
    assert event.data["changes"]["team"] == [None, "network"]


def test_requesters_open_incidents_for_themselves_and_nothing_else(world: World) -> None:
    ticket = opened(world, by="rita")
    assert ticket.requester == world.user("rita")
    for refused in (
        {"kind": "problem"},
        {"requester_id": world.user("rolf").pk},
        {"assignee_id": world.user("amir").pk},
        {"reported_at": later(hours=-3)},
    ):
        with pytest.raises(NotAllowed):
            opened(world, by="rita", **refused)
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": "  "}, "blank_title"),
        ({"kind": "wish"}, "unknown_kind"),
        ({"impact": 4}, "bad_level"),
        ({"team_id": 999}, "unknown_team"),
        ({"problem_id": 999}, "unknown_problem"),
        ({"reported_at": later(hours=1)}, "reported_in_the_future"),
    ],
)
def test_what_makes_no_ticket_writes_nothing(world: World, given: dict[str, object], code: str) -> None:
    with pytest.raises((BadInput, DomainError)) as refused:
        opened(world, **given)
    assert refused.value.code == code
    assert not Ticket.objects.exists()
    assert opened(world).number == "INC-1"


def test_a_retired_service_takes_no_new_tickets(world: World) -> None:
    world.service.retired_at = NOON
    world.service.save()
    with pytest.raises(DomainError, match="retired"):
        opened(world)


def test_a_problem_behind_a_ticket_is_a_problem(world: World) -> None:
    problem, incident = opened(world, "problem"), opened(world)
    assert edit(world, incident, problem_id=problem.pk).problem == problem
    with pytest.raises(DomainError, match="not a problem"):
        opened(world, problem_id=incident.pk)
    with pytest.raises(DomainError, match="no problem behind it"):
        opened(world, "problem", problem_id=problem.pk)


def test_an_edit_tells_old_and_new_and_raises_the_version(world: World) -> None:
    ticket = edit(world, opened(world), title="Wi-Fi is down", urgency=1)
    assert (ticket.version, ticket.priority) == (2, 2)
    event = AuditEvent.objects.get(kind="ticket.edited")
    assert event.data["changes"] == {
        "title": ["Wi-Fi is slow", "Wi-Fi is down"], "urgency": [2, 1], "priority": [3, 2],
    }  # fmt: skip


def test_an_edit_that_changes_nothing_records_nothing(world: World) -> None:
    ticket = edit(world, opened(world), title="Wi-Fi is slow")
    assert (ticket.version, kinds_of(ticket)) == (1, ["ticket.opened"])


def test_a_stale_edit_tells_the_values_as_they_are_now(world: World) -> None:
    ticket = opened(world)
    edit(world, ticket, title="Wi-Fi is down")
    with pytest.raises(Stale) as stale:
        edit_ticket(world.actor("anna"), EditTicket(ticket.number, 1, {"title": "Mine"}), at=NOON)
    assert stale.value.current["title"] == "Wi-Fi is down"


def test_an_unknown_field_is_refused_by_name(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        edit(world, opened(world), cost=0)
    assert "cost" in refused.value.fields


def test_incidents_and_requests_turn_into_each_other_and_keep_their_number(world: World) -> None:
    ticket = edit(world, opened(world), kind="request")
    assert (ticket.kind, ticket.number) == ("request", "INC-1")
    with pytest.raises(DomainError, match="turn into each other"):
        edit(world, ticket, kind="change")


def test_an_override_needs_the_right_and_a_reason_and_stays_until_reset(world: World) -> None:
    ticket = opened(world)
    with pytest.raises(NotAllowed):
        edit(world, ticket, priority_override=1, override_reason="board")
    with pytest.raises(DomainError, match="needs a reason"):
        edit(world, ticket, by="sven", priority_override=1)
    edit(world, ticket, by="sven", priority_override=1, override_reason="board meeting")
    ticket = edit(world, ticket, urgency=3)
    assert (ticket.priority, ticket.priority_override) == (1, 1)
    assert ticket.details["override_reason"] == "board meeting"
    ticket = edit(world, ticket, by="sven", priority_override=None)
    assert (ticket.priority, ticket.priority_override) == (4, None)


def test_handing_over_counts_only_from_somebody_to_somebody_else(world: World) -> None:
    ticket = opened(world)
    for person in ("amir", "anna", None, "amir", "amir"):
        person_id = world.user(person).pk if person else None
        command = AssignTicket(ticket.number, None, world.team.pk, person_id)
        ticket = assign_ticket(world.actor("amir"), command, at=later(minutes=1))
    assert ticket.reassignment_count == 1
    assert kinds_of(ticket).count("ticket.assigned") == 4


def test_only_people_who_take_work_are_assigned(world: World) -> None:
    ticket = opened(world)
    with pytest.raises(BadInput):
        assign_ticket(
            world.actor("amir"), AssignTicket(ticket.number, 1, None, world.user("rita").pk), at=NOON
        )
    with pytest.raises(NotAllowed):
        own = opened(world, by="rita")
        assign_ticket(world.actor("rita"), AssignTicket(own.number, 1, None, None), at=NOON)


def say(world: World, ticket: Ticket, by: str, visibility: str = "public", minutes: int = 10) -> Ticket:
    command = CommentOnTicket(ticket.number, visibility, "We look into it.")
    comment_on_ticket(world.actor(by), command, at=later(minutes=minutes))
    return Ticket.objects.get(pk=ticket.pk)


def test_the_first_public_reply_of_staff_is_the_first_response(world: World) -> None:
    ticket = opened(world, by="rita")
    assert say(world, ticket, "rita", minutes=1).first_responded_at is None
    assert say(world, ticket, "amir", "internal", minutes=2).first_responded_at is None
    assert say(world, ticket, "amir", minutes=3).first_responded_at == later(minutes=3)
    assert say(world, ticket, "anna", minutes=9).first_responded_at == later(minutes=3)


def test_answering_oneself_is_no_response(world: World) -> None:
    assert say(world, opened(world, by="amir"), "amir").first_responded_at is None


def test_the_answer_that_was_waited_for_resumes_the_ticket(world: World) -> None:
    ticket = opened(world, by="rita")
    moved(world, ticket, "pend", pending_reason="awaiting_requester")
    assert say(world, ticket, "amir").state == "pending"
    ticket = say(world, ticket, "rita")
    assert (ticket.state, ticket.pending_reason) == ("in_progress", "")


def test_requesters_say_nothing_internal_and_nothing_elsewhere(world: World) -> None:
    ticket = opened(world, by="rita")
    with pytest.raises(NotAllowed):
        say(world, ticket, "rita", "internal")
    with pytest.raises(NotVisible):
        say(world, ticket, "rolf")
    with pytest.raises(BadInput):
        comment_on_ticket(world.actor("amir"), CommentOnTicket(ticket.number, "public", " "), at=NOON)


def test_tickets_are_found_by_what_they_say_but_not_by_notes(world: World) -> None:
    ticket = edit(world, opened(world, description="Access point in the café"), title="No signal")
    comment_on_ticket(world.actor("amir"), CommentOnTicket(ticket.number, "internal", "sabotage"), at=NOON)
    assert list(subject_ids("cafe signal", "ticket")) == [ticket.pk]
    assert not subject_ids("sabotage", "ticket")
    assert not subject_ids("slow", "ticket")


def test_services_are_added_by_managers_once(world: World) -> None:
    command = AddService("mail", "Mail", owner_id=world.user("sven").pk, team_id=world.team.pk, criticality=1)
    assert add_service(world.actor("sven"), command, at=NOON).team == world.team
    with pytest.raises(DomainError):
        add_service(world.actor("sven"), command, at=NOON)
    with pytest.raises(NotAllowed):
        add_service(world.actor("amir"), AddService("vpn", "VPN"), at=NOON)


def test_a_refused_use_case_leaves_no_message_behind(world: World) -> None:
    before = OutboxMessage.objects.count(), AuditEvent.objects.count()
    with pytest.raises(NotAllowed):
        open_ticket(world.actor("rita"), OpenTicket("change", "New firewall"), at=NOON)
    assert (OutboxMessage.objects.count(), AuditEvent.objects.count()) == before
