"""Whatever is done to a ticket, its row is the fold of its events and the sum of its time entries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import AppError
from people.models import TimeEntry
from tests.world import NOON, World
from tickets.domain.details import DETAILS
from tickets.domain.effort import Work, worked
from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.replay import replay
from tickets.models import Ticket
from tickets.selectors import history_of
from tickets.usecases import (
    AssignTicket,
    CommentOnTicket,
    EditTicket,
    LogWork,
    MoveTicket,
    OpenTicket,
    ReverseWork,
    assign_ticket,
    comment_on_ticket,
    edit_ticket,
    log_work,
    move_ticket,
    open_ticket,
    reverse_work,
)  # fmt: skip
from tickets.usecases.row import DERIVED, shown

_GIVEN = {
    "root_cause": "x", "risk_limits": "x", "expiry": "2027-01-01", "reanalyse_reason": "x", "plan": "x",
    "backout_plan": "x", "risk": "low", "standard_template": "x", "window": "x", "reject_reason": "x",
    "outcome": "failed", "review_result": "x",
}  # fmt: skip

moves = st.sampled_from(sorted({move.name for cycle in LIFECYCLES.values() for move in cycle.moves}))
who = st.sampled_from(["rita", "amir", "anna", "sven", "ada"])
acts = st.one_of(
    st.tuples(st.just("move"), who, moves),
    st.tuples(
        st.just("edit"), who, st.sampled_from(["title", "impact", "override", "kind", "service", "team"])
    ),
    st.tuples(st.just("assign"), who, st.sampled_from(["amir", "anna", None])),
    st.tuples(st.just("say"), who, st.sampled_from(["public", "internal"])),
    st.tuples(st.just("work"), who, st.integers(1, 90)),
    st.tuples(st.just("reverse"), who, st.integers(0, 3)),
)


def act(world: World, ticket: Ticket, step: tuple[str, str, Any], turn: int) -> None:
    what, name, value = step
    actor, at, number = world.actor(name), NOON + timedelta(days=turn * 3), ticket.number
    if what == "move":
        command = MoveTicket(
            number, None, value, resolution=f"r{turn}", pending_reason="awaiting_requester", details=_GIVEN,
            minutes=10 if turn % 2 else None,
        )  # fmt: skip
        move_ticket(actor, command, at=at)
    elif what == "edit":
        changes: dict[str, dict[str, Any]] = {
            "title": {"title": f"t{turn}", "description": "d"},
            "impact": {"impact": turn % 3 + 1, "urgency": 1},
            "override": {"priority_override": turn % 5 + 1 if turn % 2 else None, "override_reason": "x"},
            "kind": {"kind": "request" if turn % 2 else "incident"},
            "service": {"service_id": world.service.pk if turn % 2 else None, "category": f"c{turn}"},
            "team": {"team_id": world.team.pk if turn % 2 else None},
        }
        edit_ticket(actor, EditTicket(number, None, changes[value]), at=at)
    elif what == "assign":
        person = world.user(value).pk if value else None
        assign_ticket(actor, AssignTicket(number, None, world.team.pk, person), at=at)
    elif what == "say":
        comment_on_ticket(actor, CommentOnTicket(number, value, "text"), at=at)
    elif what == "work":
        log_work(actor, LogWork(number, value, date(2026, 3, 10)), at=at)
    else:
        entry = TimeEntry.objects.order_by("pk")[value : value + 1].first()
        reverse_work(actor, ReverseWork(number, entry.pk if entry else 0, "wrong"), at=at)


def check(ticket: Ticket) -> None:
    row = Ticket.objects.get(pk=ticket.pk)
    replayed = replay(history_of(row))
    names = [
        "kind", "title", "description", "state", "impact", "urgency", "priority", "priority_override",
        "service", "category", "team", "assignee", "requester", "project", "problem", "pending_reason",
        "resolution", "minutes_worked", "override_reason", *DETAILS,
    ]  # fmt: skip
    assert {name: shown(row, name) or None for name in names} == {
        name: replayed.fields.get(name) or None for name in names
    }
    for name in ("state", *DERIVED):
        assert getattr(row, name) == getattr(replayed.state, name), name
    entries = TimeEntry.objects.filter(subject_type="ticket", subject_id=row.pk)
    effort = worked(Work(*values) for values in entries.values_list("minutes", "amount", "currency"))
    assert row.minutes_worked == effort.minutes
    assert row.cost == (effort.cost.amount if effort.cost else None)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(kind=st.sampled_from(sorted(LIFECYCLES)), steps=st.lists(acts, max_size=12))
def test_the_row_is_the_fold_of_its_events_after_any_sequence(
    world: World, kind: str, steps: list[tuple[str, str, Any]]
) -> None:
    with transaction.atomic():
        command = OpenTicket(kind, "Wi-Fi", service_id=world.service.pk, requester_id=world.user("rita").pk)
        ticket = open_ticket(world.actor("amir"), command, at=NOON)
        for turn, step in enumerate(steps, start=1):
            try:
                act(world, ticket, step, turn)
            except AppError:
                continue
            finally:
                check(ticket)
        transaction.set_rollback(True)
