"""A ticket moves only along its lifecycle, with what the move needs, by who may; all of it or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import DomainError, NotAllowed, Stale
from kernel.models import AuditEvent
from people.models import TimeEntry
from tests.usecases.tickets_world import kinds_of, later, moved, opened
from tests.world import NOON, World
from tickets.models import Comment, Ticket
from tickets.usecases import EditTicket, MoveTicket, edit_ticket, move_ticket, moves_for


def test_resolving_needs_a_resolution_and_marks_the_field(world: World) -> None:
    ticket = opened(world)
    with pytest.raises(DomainError) as refused:
        moved(world, ticket, "resolve")
    assert (refused.value.code, list(refused.value.fields)) == ("missing_fact", ["resolution"])
    assert kinds_of(ticket) == ["ticket.opened"]


def test_resolving_with_minutes_and_a_reply_does_all_three(world: World) -> None:
    ticket = opened(world, by="rita")
    ticket = moved(
        world, ticket, "resolve", at=later(hours=2), resolution="Replaced the cable", minutes=180,
        work_date=date(2026, 3, 10), comment="It works again.",
    )  # fmt: skip
    assert (ticket.state, ticket.resolved_at) == ("resolved", later(hours=2))
    assert (ticket.minutes_worked, ticket.cost, ticket.cost_currency) == (180, Decimal("270.0000"), "EUR")
    assert ticket.first_responded_at == later(hours=2)
    assert kinds_of(ticket) == [
        "ticket.opened", "ticket.commented", "ticket.work_logged", "ticket.moved",
    ]  # fmt: skip


def test_a_refused_move_takes_its_work_and_words_back(world: World) -> None:
    ticket = opened(world)
    with pytest.raises(DomainError):
        moved(world, ticket, "resolve", resolution="done", comment="done", minutes=5000)
    assert not Comment.objects.exists()
    assert not TimeEntry.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).state == "new"


def test_an_illegal_move_is_refused_with_its_code(world: World) -> None:
    ticket = opened(world)
    for move, code in (("close", "illegal_move"), ("teleport", "unknown_move")):
        with pytest.raises(DomainError) as refused:
            moved(world, ticket, move)
        assert refused.value.code == code


def test_a_move_from_an_old_version_is_stale(world: World) -> None:
    ticket = opened(world)
    moved(world, ticket, "start")
    with pytest.raises(Stale) as stale:
        move_ticket(world.actor("anna"), MoveTicket(ticket.number, 1, "start"), at=NOON)
    assert stale.value.current["state"] == "in_progress"


def test_waiting_has_a_reason_only_while_it_lasts(world: World) -> None:
    ticket = moved(world, opened(world), "pend", pending_reason="awaiting_supplier")
    assert ticket.pending_reason == "awaiting_supplier"
    assert moved(world, ticket, "resume").pending_reason == ""


def test_requesters_confirm_reopen_and_withdraw_their_own(world: World) -> None:
    ticket = opened(world, by="rita")
    with pytest.raises(NotAllowed):
        moved(world, ticket, "resolve", by="rita", resolution="me")
    moved(world, ticket, "resolve", resolution="done", at=later(days=1))
    ticket = moved(world, ticket, "reopen", by="rita", at=later(days=2))
    assert (ticket.reopen_count, ticket.resolved_at, ticket.resolution) == (1, None, "")
    assert ticket.first_resolved_at == later(days=1)
    assert moved(world, ticket, "cancel", by="rita", at=later(days=3)).closed_at == later(days=3)


def test_nothing_is_reopened_after_the_window(world: World) -> None:
    ticket = moved(world, opened(world), "resolve", resolution="done")
    with pytest.raises(DomainError) as refused:
        moved(world, ticket, "reopen", at=later(days=14, seconds=1))
    assert list(refused.value.fields) == ["within_reopen_window"]
    assert moved(world, ticket, "reopen", at=later(days=14)).state == "in_progress"


def test_a_problem_closes_when_its_fix_is_verified(world: World) -> None:
    problem = opened(world, "problem")
    moved(world, problem, "assess")
    moved(world, problem, "resolve", resolution="New firmware", at=later(days=1))
    incident = opened(world, at=later(days=10), problem_id=problem.pk)
    with pytest.raises(DomainError):
        moved(world, problem, "close", at=later(days=40))
    edit_ticket(
        world.actor("amir"), EditTicket(incident.number, None, {"problem_id": None}), at=later(days=11)
    )
    with pytest.raises(DomainError):
        moved(world, problem, "close", at=later(days=30))
    assert moved(world, problem, "close", at=later(days=31)).state == "closed"


def test_a_problem_is_no_duplicate_of_itself(world: World) -> None:
    problem, other = opened(world, "problem"), opened(world, "problem")
    with pytest.raises(DomainError) as refused:
        moved(world, problem, "mark_duplicate", details={"duplicate_of": problem.number})
    assert refused.value.code == "bad_duplicate"
    ticket = moved(world, problem, "mark_duplicate", details={"duplicate_of": other.number})
    assert (ticket.state, ticket.details["duplicate_of"]) == ("duplicate", other.number)


def test_a_risk_is_accepted_within_limits_until_a_day_to_come(world: World) -> None:
    problem = moved(world, opened(world, "problem"), "assess")
    given = {"risk_limits": "18 incidents in 3 months"}
    with pytest.raises(DomainError) as refused:
        moved(world, problem, "accept_risk", details=given)
    assert list(refused.value.fields) == ["expiry"]
    with pytest.raises(DomainError) as refused:
        moved(world, problem, "accept_risk", details={**given, "expiry": "2026-03-10"})
    assert refused.value.code == "date_passed"
    assert moved(world, problem, "accept_risk", details={**given, "expiry": "2026-09-30"}).closed_at


def test_nobody_authorises_their_own_change(world: World) -> None:
    change = opened(world, "change", by="sven", title="New firewall")
    moved(world, change, "submit", details={"plan": "Swap it", "backout_plan": "Swap it back"})
    moved(world, change, "request_authorisation", details={"risk": "medium"})
    window = {"window": "Saturday 22:00 to 23:00"}
    with pytest.raises(NotAllowed):
        moved(world, change, "authorise", by="amir", details=window)
    with pytest.raises(DomainError) as refused:
        moved(world, change, "authorise", by="sven", details=window)
    assert list(refused.value.fields) == ["approved"]
    change = moved(world, change, "authorise", by="ada", details=window)
    assert (change.state, change.details["window"]) == ("scheduled", window["window"])


def test_a_choice_is_one_of_its_choices(world: World) -> None:
    change = moved(world, opened(world, "change"), "submit", details={"plan": "a", "backout_plan": "b"})
    with pytest.raises(DomainError) as refused:
        moved(world, change, "request_authorisation", details={"risk": "tiny"})
    assert refused.value.code == "bad_choice"
    with pytest.raises(DomainError) as refused:
        moved(world, change, "request_authorisation", details={"mood": "fine"})
    assert refused.value.code == "unknown_detail"


def test_the_moves_offered_are_those_the_actor_may_make(world: World) -> None:
    ticket = opened(world, by="rita")
    offered = {
        offer.move: [need.name for need in offer.asks]
        for offer in moves_for(world.actor("amir"), ticket, NOON)
    }
    assert offered == {"start": [], "pend": ["pending_reason"], "resolve": ["resolution"], "cancel": []}
    assert [offer.move for offer in moves_for(world.actor("rita"), ticket, NOON)] == ["cancel"]


def test_a_move_that_time_forbids_says_why(world: World) -> None:
    ticket = moved(world, opened(world), "resolve", resolution="done")
    reopen = moves_for(world.actor("amir"), ticket, later(days=20))[0]
    assert (reopen.move, reopen.possible, reopen.refusal) == (
        "reopen", False, "It was resolved at most 14 days ago",
    )  # fmt: skip


def test_events_name_no_money(world: World) -> None:
    moved(world, opened(world), "resolve", resolution="done", minutes=60)
    for event in AuditEvent.objects.filter(subject_type="ticket"):
        assert not {"cost", "amount", "cost_currency"} & (set(event.data) | set(event.data["changes"]))
