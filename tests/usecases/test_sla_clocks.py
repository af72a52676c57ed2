"""Clocks follow tickets: each starts, waits, stops and warns by the ticket's own events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kernel.access import clock_actor
from kernel.models import AuditEvent
from people.usecases import SetDay, SetWeek, set_day, set_week
from tests.usecases import tickets_world
from tests.usecases.sla_world import MONDAY, OFFICE, clock, notices, office, promised, work
from tests.usecases.tickets_world import moved
from tests.world import World
from tickets.clock_selectors import annotate_due, clocks_of
from tickets.models import NEVER, ClockThreshold, Ticket, TicketClock
from tickets.tasks import tell_due
from tickets.usecases import (
    CommentOnTicket,
    EditTicket,
    Goal,
    PromiseDate,
    RebuildClocks,
    RetireSlaPolicy,
    comment_on_ticket,
    edit_ticket,
    promise_date,
    rebuild_clocks,
    retire_sla_policy,
)


def hours(count: float) -> datetime:
    return MONDAY + timedelta(hours=count)


def opened(world: World, **given: Any) -> Ticket:
    """A ticket of Rita's, so that what the desk says is an answer."""
    return tickets_world.opened(world, requester_id=world.user("rita").pk, **given)


@pytest.fixture
def sla(world: World) -> World:
    office(world)
    promised(world)
    return world


def test_two_clocks_start_when_it_was_reported(sla: World) -> None:
    ticket = opened(sla, at=hours(2), reported_at=MONDAY)
    work(hours(2))
    assert clock(ticket).started_at == MONDAY
    assert (clock(ticket, "response").due_at, clock(ticket).due_at) == (hours(1), hours(4))
    ticket.refresh_from_db()
    assert ticket.next_due_at == hours(1)


def test_a_ticket_without_a_policy_has_no_clock(world: World) -> None:
    ticket = opened(world, at=MONDAY)
    work(hours(9))
    assert not TicketClock.objects.filter(ticket=ticket).exists()
    assert ticket.next_due_at == NEVER


def test_a_weekend_of_waiting_moves_the_deadline_by_working_time_only(sla: World) -> None:
    friday = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)  # 15:00 in Berlin
    promised(sla, code="slow", position=1, resolution=Goal("business", 480), at=friday - timedelta(days=9))
    ticket = opened(sla, at=friday)
    moved(sla, ticket, "pend", at=friday + timedelta(hours=1), pending_reason="awaiting_requester")
    work(friday + timedelta(hours=2))
    assert (clock(ticket).state, clock(ticket).due_at) == ("paused", None)
    moved(sla, ticket, "resume", at=datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    work(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    # 8 business hours, paused Friday 16:00 to Monday 10:00 in Berlin: Monday 17:00 (V2).
    assert clock(ticket).due_at == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


def test_each_threshold_is_told_once_and_in_its_time(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    for turn in range(50):
        work(MONDAY + timedelta(minutes=5 * turn, seconds=1))
    assert notices(ticket) == [
        ("warned", "response", [50]), ("warned", "response", [75]), ("warned", "response", [90]),
        ("breached", "response", [100]), ("warned", "resolution", [50]), ("warned", "resolution", [75]),
        ("warned", "resolution", [90]), ("breached", "resolution", [100]),
    ]  # fmt: skip
    assert not ClockThreshold.objects.filter(fired_at__isnull=True).exists()


def test_after_downtime_one_notice_settles_all_that_was_missed(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    work(MONDAY)
    assert work(hours(30)) == 2
    assert notices(ticket) == [
        ("breached", "response", [50, 75, 90, 100]), ("breached", "resolution", [50, 75, 90, 100]),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(kind="ticket.clock_breached").first().happened_at == hours(1)  # type: ignore[union-attr]
    assert work(hours(31)) == 0


def test_a_breach_during_downtime_is_told_even_after_the_ticket_was_resolved(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    moved(sla, ticket, "resolve", at=hours(5), resolution="Antenna replaced")
    work(hours(30))
    assert ("breached", "resolution", [100]) in notices(ticket)
    assert (clock(ticket).state, clock(ticket).stopped_at) == ("breached", hours(5))


def test_a_second_worker_finds_nothing_left_to_tell(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    work(MONDAY)
    command = RebuildClocks((ticket.pk,))
    assert [rebuild_clocks(clock_actor(), command, at=hours(2.5)) for _worker in range(2)] == [2, 0]


def test_nothing_is_told_while_paused(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    comment_on_ticket(sla.actor("amir"), CommentOnTicket(ticket.number, "public", "On it"), at=hours(0.25))
    work(hours(0.25))
    moved(sla, ticket, "pend", at=hours(1), pending_reason="awaiting_requester")
    for hour in range(1, 200):
        work(hours(hour))
    assert notices(ticket) == []
    moved(sla, ticket, "resume", at=hours(168))  # Monday a week later
    work(hours(168))
    assert clock(ticket).due_at == hours(171)


def test_what_was_missed_before_a_pause_waits_for_its_end(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    comment_on_ticket(sla.actor("amir"), CommentOnTicket(ticket.number, "public", "On it"), at=hours(0.25))
    moved(sla, ticket, "pend", at=hours(3.5), pending_reason="awaiting_requester")
    work(hours(4))
    assert notices(ticket) == []
    moved(sla, ticket, "resume", at=hours(5))
    work(hours(5))
    assert notices(ticket) == [("warned", "resolution", [50, 75])]


def test_a_stop_at_the_due_instant_meets_it(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    work(hours(4))
    moved(sla, ticket, "resolve", at=hours(4), resolution="Done")
    work(hours(9))
    assert (clock(ticket).state, clock(ticket).breached_at) == ("met", None)


def test_a_new_priority_keeps_start_and_pauses_and_the_old_clock_stays_on_record(sla: World) -> None:
    promised(sla, code="urgent", position=1, priority=1, resolution=Goal("business", 120))
    ticket = opened(sla, at=MONDAY)
    moved(sla, ticket, "pend", at=hours(0.5), pending_reason="awaiting_requester")
    moved(sla, ticket, "resume", at=hours(1))
    edit_ticket(sla.actor("amir"), EditTicket(ticket.number, None, {"impact": 1, "urgency": 1}), at=hours(1))
    work(hours(1))
    assert [clock(ticket, generation=n).state for n in (0, 1)] == ["superseded", "running"]
    assert (clock(ticket).started_at, clock(ticket).due_at) == (MONDAY, hours(2.5))


def test_a_target_that_is_already_past_is_breached_when_it_was_set(sla: World) -> None:
    promised(sla, code="urgent", position=1, priority=1, resolution=Goal("business", 60))
    ticket = opened(sla, at=MONDAY)
    edit_ticket(sla.actor("amir"), EditTicket(ticket.number, None, {"impact": 1, "urgency": 1}), at=hours(3))
    work(hours(3))
    now = clock(ticket)
    assert (now.state, now.breached_at, now.breach_reason) == ("breached", hours(3), "retargeted")
    assert notices(ticket).count(("breached", "resolution", [50, 75, 90, 100])) == 1


def test_a_reopened_ticket_runs_on_without_the_time_it_was_resolved(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    moved(sla, ticket, "resolve", at=hours(2), resolution="Done")
    moved(sla, ticket, "reopen", at=hours(4))
    work(hours(4))
    assert (clock(ticket).generation, clock(ticket).due_at) == (0, hours(6))


def test_a_new_edition_retargets_open_tickets_and_leaves_ended_ones(sla: World) -> None:
    ended, waiting = opened(sla, at=MONDAY), opened(sla, at=MONDAY)
    moved(sla, ended, "resolve", at=hours(1), resolution="Done")
    work(hours(1))
    promised(sla, resolution=Goal("business", 180), version=1, at=hours(2))
    work(hours(2))
    assert (clock(ended).generation, clock(ended).policy.version) == (0, 1)
    assert (clock(waiting).generation, clock(waiting).policy.version) == (1, 2)
    assert clock(waiting).due_at == hours(3)


def test_a_policy_of_the_future_holds_when_its_time_comes(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    promised(sla, resolution=Goal("business", 180), version=1, valid_from=hours(2), at=hours(1))
    work(hours(1))
    assert clock(ticket).policy.version == 1
    work(hours(2))
    assert clock(ticket).policy.version == 2


def test_a_retired_policy_promises_nothing_more(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    retire_sla_policy(sla.actor("sven"), RetireSlaPolicy("standard", 1), at=hours(1))
    work(hours(1))
    assert clock(ticket).state == "superseded"
    ticket.refresh_from_db()
    assert ticket.next_due_at == NEVER


def test_a_holiday_moves_open_clocks_and_never_those_that_ended(sla: World) -> None:
    late = hours(7)
    ended, waiting = opened(sla, at=late), opened(sla, at=late)
    moved(sla, ended, "resolve", at=late + timedelta(hours=1), resolution="Done")
    before = clocks_of(ended, hours(100))
    set_day(sla.actor("ada"), SetDay("office", date(2026, 3, 10)), at=late + timedelta(hours=2))
    set_week(
        sla.actor("ada"), SetWeek("office", "Office", "Europe/Berlin", date(2026, 3, 1), OFFICE),
        at=late + timedelta(hours=3),
    )  # fmt: skip
    work(late + timedelta(hours=3))
    assert clock(waiting).due_at == datetime(2026, 3, 11, 11, 0, tzinfo=UTC)
    assert [view.reading for view in clocks_of(ended, hours(100)) if view.metric == "resolution"] == [
        view.reading for view in before if view.metric == "resolution"
    ]


def test_a_promised_date_is_moved_by_nothing_but_a_promise(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    promise_date(sla.actor("amir"), PromiseDate(ticket.number, None, hours(50)), at=hours(1))
    moved(sla, ticket, "pend", at=hours(1), pending_reason="awaiting_requester")
    moved(sla, ticket, "resume", at=hours(3))
    work(hours(3))
    ticket.refresh_from_db()
    assert ticket.promised_at == hours(50)


def test_the_queue_knows_what_falls_due_next_in_one_query(
    sla: World, django_assert_num_queries: object
) -> None:
    first, paused = opened(sla, at=MONDAY), opened(sla, at=MONDAY)
    comment_on_ticket(sla.actor("amir"), CommentOnTicket(first.number, "public", "On it"), at=hours(0.25))
    comment_on_ticket(sla.actor("amir"), CommentOnTicket(paused.number, "public", "On it"), at=hours(0.25))
    moved(sla, paused, "pend", at=hours(1), pending_reason="awaiting_requester")
    work(hours(1))
    with django_assert_num_queries(1):  # type: ignore[operator]
        rows = list(annotate_due(Ticket.objects.order_by("next_due_at", "id")))
    assert [(row.due_metric, row.due_state, row.due_on) for row in rows] == [  # type: ignore[attr-defined]
        ("resolution", "running", hours(4)), ("resolution", "paused", None),
    ]  # fmt: skip


def test_history_of_another_system_that_has_ended_is_measured_in_silence(sla: World) -> None:
    ticket = opened(sla, at=MONDAY)
    moved(sla, ticket, "resolve", at=hours(20), resolution="Done")
    Ticket.objects.filter(pk=ticket.pk).update(external_source="old", external_key="1")
    work(hours(30))
    assert clock(ticket).state == "breached"
    assert notices(ticket) == []
    assert tell_due(hours(40)) == 0
