"""One timer per person measures work and writes it where it was done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.models import AuditEvent
from people.models import TimeEntry, Timer
from people.selectors import running_timer
from people.usecases import (
    DiscardTimer,
    StartTimer,
    StopTimer,
    discard_timer,
    start_timer,
    stop_timer,
)
from projects.models import CostEntry
from tests.portfolio import promised
from tests.usecases.tickets_world import later, opened
from tests.world import NOON, World
from tickets.models import Ticket


def started(world: World, subject: Any, by: str = "amir", *, switch: bool = False, **span: float) -> Timer:
    kind = "ticket" if isinstance(subject, Ticket) else "project"
    return start_timer(world.actor(by), StartTimer(kind, subject.pk, switch), at=later(**span))


def stopped(world: World, by: str = "amir", **span: float) -> list[TimeEntry]:
    return stop_timer(world.actor(by), StopTimer("Looked into it"), at=later(**span))


def test_stopping_writes_begun_minutes_on_the_ticket(world: World) -> None:
    ticket = opened(world)
    started(world, ticket)
    (entry,) = stopped(world, seconds=61)
    assert (entry.minutes, entry.valid_on, entry.note) == (2, date(2026, 3, 10), "Looked into it")
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 2
    assert running_timer(world.actor("amir")) is None
    event = AuditEvent.objects.get(kind="timer.stopped")
    assert (event.data["minutes"], event.data["entries"]) == (2, [entry.pk])


def test_stopping_writes_labour_on_the_project(world: World) -> None:
    project = promised(world)
    started(world, project)
    stopped(world, minutes=60)
    assert [row.minutes for row in CostEntry.objects.filter(category="labour")] == [60]


def test_midnight_of_the_persons_zone_divides_the_work(world: World) -> None:
    amir = world.user("amir")
    amir.time_zone = "Asia/Tokyo"  # noon in UTC is nine in the evening there
    amir.save(update_fields=["time_zone"])
    started(world, opened(world))
    entries = stopped(world, hours=4)
    assert [(entry.valid_on.day, entry.minutes) for entry in entries] == [(10, 180), (11, 60)]


def test_a_second_timer_is_refused_or_takes_over(world: World) -> None:
    one, other = opened(world), opened(world)
    started(world, one)
    with pytest.raises(DomainError) as refusal:
        started(world, other, minutes=10)
    assert refusal.value.code == "timer_running"
    assert started(world, other, switch=True, minutes=10).subject_key == other.number
    assert Ticket.objects.get(pk=one.pk).minutes_worked == 10
    assert Timer.objects.filter(stopped_at__isnull=True).count() == 1


def test_the_database_keeps_to_one_timer_too(world: World) -> None:
    timer = started(world, opened(world))
    timer.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        timer.save(force_insert=True)


def test_everybody_has_an_own_timer(world: World) -> None:
    ticket = opened(world)
    started(world, ticket)
    started(world, ticket, by="anna")
    assert [entry.person_id for entry in stopped(world, "anna", minutes=1)] == [world.user("anna").pk]
    assert running_timer(world.actor("amir")) is not None


def test_what_is_discarded_is_not_written(world: World) -> None:
    started(world, opened(world))
    timer = discard_timer(world.actor("amir"), DiscardTimer(), at=later(hours=9))
    assert (timer.outcome, TimeEntry.objects.count()) == ("discarded", 0)
    for attempt in (
        lambda: stopped(world),
        lambda: discard_timer(world.actor("amir"), DiscardTimer(), at=NOON),
    ):
        with pytest.raises(NotVisible):
            attempt()


def test_a_timer_of_no_time_writes_nothing(world: World) -> None:
    started(world, opened(world))
    assert stopped(world) == []
    assert Timer.objects.get().outcome == "written"


def test_a_timer_starts_only_on_what_one_may_work_on(world: World) -> None:
    ticket = opened(world)
    with pytest.raises(NotAllowed):
        started(world, ticket, by="fiona")
    with pytest.raises(NotVisible):
        started(world, ticket, by="rita")
    with pytest.raises(BadInput):
        start_timer(world.actor("amir"), StartTimer("cake", 1), at=NOON)
    assert not Timer.objects.exists()
