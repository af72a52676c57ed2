"""What finance locked stays as it is, through every door, until finance opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, Stale
from kernel.models import AuditEvent
from people.models import PeriodLock, TimeEntry
from people.selectors import locked_until
from people.usecases import (
    LockPeriod,
    LogTime,
    ReverseTime,
    StartTimer,
    StopTimer,
    UnlockPeriod,
    WorkSubject,
    lock_period,
    log_time,
    reverse_time,
    start_timer,
    stop_timer,
    take_back,
    unlock_period,
)
from projects.usecases import LogProjectWork, log_project_work
from tests.portfolio import promised
from tests.usecases.tickets_world import later, opened
from tests.world import NOON, World
from tickets.models import Ticket
from tickets.usecases import LogWork, ReverseWork, log_work, reverse_work

LAST = date(2026, 3, 8)
NEXT = date(2026, 3, 9)


def lock(world: World, until: date = LAST, by: str = "fiona", **given: Any) -> PeriodLock:
    return lock_period(world.actor(by), LockPeriod(until, "Week closed", **given), at=NOON)


def unlock(world: World, until: date | None = None, by: str = "fiona", **given: Any) -> PeriodLock:
    return unlock_period(world.actor(by), UnlockPeriod(until, "Late receipts", **given), at=NOON)


def test_every_day_is_open_until_finance_locks(world: World) -> None:
    assert locked_until() is None
    lock(world)
    assert locked_until() == LAST
    event = AuditEvent.objects.get(kind="period.locked")
    assert (event.actor_name, event.data["reason"]) == ("Fiona", "Week closed")


def doors(world: World) -> dict[str, Callable[[date], Any]]:
    """Every way to log work on a day."""
    ticket, project, amir = opened(world), promised(world), world.actor("amir")
    subject = WorkSubject("ticket", 1, "INC-1")
    return {
        "ledger": lambda day: log_time(amir, LogTime(world.user("amir").pk, day, 5, subject), at=NOON),
        "ticket": lambda day: log_work(amir, LogWork(ticket.number, 5, day), at=NOON),
        "project": lambda day: log_project_work(amir, LogProjectWork(project.pk, None, 5, day), at=NOON),
    }


@pytest.mark.parametrize("door", ["ledger", "ticket", "project"])
def test_no_door_logs_into_a_locked_period(world: World, door: str) -> None:
    write = doors(world)[door]
    lock(world)
    with pytest.raises(DomainError) as refusal:
        write(LAST)
    assert (refusal.value.code, refusal.value.status) == ("period_locked", 422)
    assert not TimeEntry.objects.exists()
    assert write(NEXT).minutes == 5


def test_no_door_takes_back_what_is_locked(world: World) -> None:
    ticket, amir = opened(world), world.actor("amir")
    entry = log_work(amir, LogWork(ticket.number, 30, LAST), at=NOON)
    lock(world)
    tries: tuple[Callable[[], Any], ...] = (
        lambda: reverse_time(amir, ReverseTime(entry.pk, "wrong"), at=NOON),
        lambda: reverse_work(amir, ReverseWork(ticket.number, entry.pk, "wrong"), at=NOON),
        lambda: take_back(amir, entry.pk, "wrong", at=NOON),
    )
    for attempt in tries:
        with pytest.raises(DomainError, match="is locked"):
            attempt()
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 30
    unlock(world)
    tries[2]()
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 0


def test_a_replay_into_a_locked_period_is_still_a_replay(world: World) -> None:
    command = LogTime(world.user("amir").pk, LAST, 5, WorkSubject("ticket", 1, "INC-1"), source_key="x:1")
    first = log_time(world.actor("amir"), command, at=NOON)
    lock(world)
    assert log_time(world.actor("amir"), command, at=NOON) == first


def test_a_timer_whose_start_was_locked_meanwhile_keeps_running(world: World) -> None:
    ticket, amir = opened(world), world.actor("amir")
    start_timer(amir, StartTimer("ticket", ticket.pk), at=later(days=-2))
    lock(world)
    with pytest.raises(DomainError, match="is locked"):
        stop_timer(amir, StopTimer(), at=NOON)
    assert not TimeEntry.objects.exists()
    unlock(world)
    assert len(stop_timer(amir, StopTimer(), at=NOON)) == 3


def test_a_lock_moves_on_and_opens_partly(world: World) -> None:
    lock(world, date(2026, 2, 28))
    lock(world)
    unlock(world, date(2026, 2, 28))
    assert locked_until() == date(2026, 2, 28)
    unlock(world)
    assert locked_until() is None
    assert list(PeriodLock.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]


def test_only_past_days_are_locked_and_only_onwards(world: World) -> None:
    with pytest.raises(DomainError) as refusal:
        lock(world, NOON.date())
    assert refusal.value.code == "period_not_over"
    lock(world)
    for until in (LAST, date(2026, 3, 1)):
        with pytest.raises(DomainError) as refusal:
            lock(world, until)
        assert refusal.value.code == "period_locked_already"


def test_only_what_is_locked_is_unlocked(world: World) -> None:
    with pytest.raises(DomainError) as refusal:
        unlock(world)
    assert refusal.value.code == "nothing_locked"
    lock(world)
    with pytest.raises(DomainError) as refusal:
        unlock(world, LAST)
    assert refusal.value.code == "not_locked_that_far"


def test_who_decides_saw_the_lock_that_holds(world: World) -> None:
    seen = lock(world, version=0)
    with pytest.raises(Stale) as stale:
        lock(world, NEXT, version=0)
    assert stale.value.current["locked_until"] == LAST
    assert unlock(world, version=seen.number).number == 2


@pytest.mark.parametrize("name", ["amir", "sven", "petra", "paula", "rita"])
def test_only_finance_and_administrators_lock(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        lock(world, by=name)
    lock(world, by="ada")
    with pytest.raises(NotAllowed):
        unlock(world, by=name)


def test_a_lock_needs_a_reason_and_is_not_rewritten(world: World) -> None:
    with pytest.raises(BadInput, match="Say why"):
        lock_period(world.actor("fiona"), LockPeriod(LAST, " "), at=NOON)
    lock(world)
    with pytest.raises(TypeError, match="facts are not changed"):
        PeriodLock.objects.update(locked_until=None)
