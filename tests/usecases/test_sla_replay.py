"""Whatever happens to a ticket, the kept clocks are the fold of its events, and each notice is given once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel.access import clock_actor
from kernel.errors import AppError
from kernel.models import AuditEvent
from tests.usecases.sla_world import MONDAY, office, promised, work
from tests.world import World
from tickets.clock_selectors import clocks_by, clocks_of, histories, library
from tickets.models import ClockThreshold, Ticket, TicketClock
from tickets.usecases import (
    CommentOnTicket,
    EditTicket,
    Goal,
    MoveTicket,
    OpenTicket,
    RebuildClocks,
    comment_on_ticket,
    edit_ticket,
    move_ticket,
    open_ticket,
    rebuild_clocks,
)
from tickets.usecases.clocks import next_due, values_of

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["pend", "resume", "resolve", "reopen", "start", "reply", "urgent", "calm", "policy"]
        ),
        st.integers(1, 200),
        st.booleans(),
    ),
    max_size=9,
)


def act(world: World, ticket: Ticket, what: str, at: Any) -> None:
    actor, number = world.actor("amir"), ticket.number
    if what == "reply":
        comment_on_ticket(actor, CommentOnTicket(number, "public", "On it"), at=at)
    elif what in ("urgent", "calm"):
        level = 1 if what == "urgent" else 3
        edit_ticket(actor, EditTicket(number, None, {"impact": level, "urgency": level}), at=at)
    elif what == "policy":
        promised(world, version=1, resolution=Goal("elapsed", 90), at=at)
    else:
        given: dict[str, Any] = {"resolution": "Done", "pending_reason": "awaiting_requester"}
        move_ticket(actor, MoveTicket(number, None, what, **given), at=at)


def kept(ticket: Ticket) -> list[dict[str, Any]]:
    names = list(values_of(clocks_of(ticket, MONDAY)[0], MONDAY)) if clocks_of(ticket, MONDAY) else ["state"]
    return list(
        TicketClock.objects.filter(ticket=ticket).order_by("pk").values("metric", "generation", *names)
    )


def check(ticket: Ticket, at: Any) -> None:
    """The rows equal what the events say, also when they are made anew from nothing."""
    views = clocks_by(histories([ticket.pk])[ticket.pk], library(), at)
    told = [{"metric": one.metric, "generation": one.generation, **values_of(one, at)} for one in views]
    assert kept(ticket) == told
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == next_due(views)
    with transaction.atomic():
        TicketClock.objects.filter(ticket=ticket).delete()
        rebuild_clocks(clock_actor(), RebuildClocks((ticket.pk,)), at=at)
        assert kept(ticket) == told
        transaction.set_rollback(True)


def paused_at(ticket: Ticket) -> list[tuple[Any, Any]]:
    """When the ticket was on hold; time between a resolution and a reopening is known as such only later."""
    return [
        # A clock that ended or stopped in a pause hears no more of the pause.
        (pause.start, pause.end or view.clock.stopped_at or (view.clock.end and view.clock.end.at))
        for view in clocks_of(ticket, MONDAY + timedelta(days=60))
        if view.metric == "resolution"
        for pause in view.clock.pauses
        if pause.kind == "pending"
    ]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    # A failing sequence is short already; making it shorter takes minutes.
    phases=[Phase.explicit, Phase.generate],
)
@given(happenings=steps)
def test_the_kept_clocks_are_the_fold_of_the_events(
    world: World, happenings: list[tuple[str, int, bool]]
) -> None:
    with transaction.atomic():
        office(world)
        promised(world)
        promised(world, code="urgent", position=1, priority=1, resolution=Goal("business", 120))
        command = OpenTicket("incident", "Wi-Fi", requester_id=world.user("rita").pk)
        ticket, at = open_ticket(world.actor("amir"), command, at=MONDAY), MONDAY
        for what, minutes, awake in happenings:
            at += timedelta(minutes=minutes)
            if awake:
                work(at - timedelta(seconds=1))
            try:
                with transaction.atomic():
                    act(world, ticket, what, at)
            except AppError:
                continue
        work(at)
        rebuild_clocks(clock_actor(), RebuildClocks((ticket.pk,)), at=at)
        check(ticket, at)
        told_once(ticket)
        nothing_while_paused(ticket)
        transaction.set_rollback(True)


def told_once(ticket: Ticket) -> None:
    """Each fired threshold is in exactly one notice."""
    rows = AuditEvent.objects.filter(kind__startswith="ticket.clock_", subject_id=ticket.pk)
    told = Counter((row.data["metric"], percent) for row in rows for percent in row.data["settled"])
    fired = ClockThreshold.objects.filter(clock__ticket=ticket, fired_at__isnull=False)
    assert told == Counter(fired.values_list("clock__metric", "percent"))


def nothing_while_paused(ticket: Ticket) -> None:
    """Nothing about the resolution is told while the ticket is on hold, however late the workers come."""
    rows = AuditEvent.objects.filter(
        kind__startswith="ticket.clock_", subject_id=ticket.pk, data__metric="resolution"
    )
    for at in rows.values_list("recorded_at", flat=True):
        assert not any(start < at and (end is None or at < end) for start, end in paused_at(ticket))
