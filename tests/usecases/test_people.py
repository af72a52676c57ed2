"""Work is priced at the rate of its day and taken back by an opposite row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import DomainError, NotAllowed, NotVisible
from kernel.models import AuditEvent
from kernel.money import Money
from people.models import TimeEntry
from people.usecases import LogTime, ReverseTime, SetRate, WorkSubject, log_time, reverse_time, set_rate
from tests.world import NOON, World

PRINTER = WorkSubject("ticket", 1, "INC-1")


def work(world: World, minutes: int = 90, day: date = date(2026, 3, 9), key: str | None = None) -> TimeEntry:
    command = LogTime(world.user("amir").pk, day, minutes, PRINTER, source_key=key)
    return log_time(world.actor("amir"), command, at=NOON)


def test_an_hour_and_a_half_at_ninety_costs_135(world: World) -> None:
    entry = work(world)
    assert (entry.amount, entry.currency) == (Decimal("135.0000"), "EUR")
    assert AuditEvent.objects.filter(kind="time.logged", subject_id=entry.pk).count() == 1


def test_a_personal_rate_beats_the_role_from_its_day_on(world: World) -> None:
    rate = SetRate(Money(Decimal(120), "EUR"), date(2026, 3, 9), person_id=world.user("amir").pk)
    set_rate(world.actor("fiona"), rate, at=NOON)
    assert work(world, 60, date(2026, 3, 8)).amount == Decimal("90.0000")
    assert work(world, 60, date(2026, 3, 9)).amount == Decimal("120.0000")


def test_work_without_a_rate_has_no_price_rather_than_none_at_all(world: World) -> None:
    entry = work(world, 60, date(2019, 1, 1))
    assert entry.amount is None


def test_a_reversal_takes_back_minutes_and_money_once(world: World) -> None:
    entry = work(world)
    opposite = reverse_time(world.actor("amir"), ReverseTime(entry.pk, "wrong ticket"), at=NOON)
    assert (opposite.minutes, opposite.amount) == (-90, Decimal("-135.0000"))
    with pytest.raises(DomainError, match="taken back already"):
        reverse_time(world.actor("amir"), ReverseTime(entry.pk, "again"), at=NOON)


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_impossible_minutes_are_refused(world: World, minutes: int) -> None:
    with pytest.raises(DomainError):
        work(world, minutes)
    assert not TimeEntry.objects.exists()


def test_a_repeated_source_key_writes_nothing(world: World) -> None:
    assert work(world, key="timer:7").pk == work(world, key="timer:7").pk


def test_requesters_log_nothing_and_strangers_see_nothing(world: World) -> None:
    entry = work(world)
    with pytest.raises(NotAllowed):
        log_time(world.actor("rita"), LogTime(1, date(2026, 3, 9), 5, PRINTER), at=NOON)
    with pytest.raises(NotVisible):
        reverse_time(world.actor("anna"), ReverseTime(entry.pk, "not mine"), at=NOON)


def test_facts_cannot_be_rewritten(world: World) -> None:
    entry = work(world)
    with pytest.raises(TypeError, match="facts are not changed"):
        TimeEntry.objects.filter(pk=entry.pk).update(minutes=1)
