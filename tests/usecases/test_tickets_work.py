"""Work on a ticket is one time entry; the ticket keeps the sums of its entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.money import Money
from people.models import TimeEntry
from people.usecases import SetRate, set_rate
from tests.usecases.tickets_world import later, opened
from tests.world import NOON, World
from tickets.models import Ticket
from tickets.usecases import LogWork, ReverseWork, log_work, reverse_work

DAY = date(2026, 3, 9)


def logged(world: World, ticket: Ticket, minutes: int, by: str = "amir", **given: object) -> TimeEntry:
    entry: TimeEntry = log_work(
        world.actor(by), LogWork(ticket.number, minutes, DAY, **given), at=later(minutes=1)
    )
    return entry


def sums(ticket: Ticket) -> tuple[int, Decimal | None, str]:
    row = Ticket.objects.get(pk=ticket.pk)
    return row.minutes_worked, row.cost, row.cost_currency


def test_minutes_and_cost_are_the_sums_of_the_entries(world: World) -> None:
    ticket = opened(world)
    logged(world, ticket, 30)
    logged(world, ticket, 60, by="anna")
    assert sums(ticket) == (90, Decimal("135.0000"), "EUR")


def test_a_reversal_takes_back_minutes_and_money(world: World) -> None:
    ticket = opened(world)
    entry = logged(world, ticket, 30)
    logged(world, ticket, 60)
    reverse_work(world.actor("amir"), ReverseWork(ticket.number, entry.pk, "wrong ticket"), at=NOON)
    assert sums(ticket) == (60, Decimal("90.0000"), "EUR")
    with pytest.raises(DomainError):
        reverse_work(world.actor("amir"), ReverseWork(ticket.number, entry.pk, "again"), at=NOON)


def test_everything_taken_back_costs_nothing(world: World) -> None:
    ticket = opened(world)
    entry = logged(world, ticket, 30)
    reverse_work(world.actor("amir"), ReverseWork(ticket.number, entry.pk, "wrong ticket"), at=NOON)
    assert sums(ticket) == (0, Decimal(0), "EUR")


def test_currencies_are_never_summed(world: World) -> None:
    ticket = opened(world)
    logged(world, ticket, 60)
    rate = SetRate(Money(Decimal(100), "USD"), DAY, person_id=world.user("anna").pk)
    set_rate(world.actor("fiona"), rate, at=NOON)
    entry = logged(world, ticket, 60, by="anna")
    assert sums(ticket) == (120, None, "")
    reverse_work(world.actor("anna"), ReverseWork(ticket.number, entry.pk, "other ticket"), at=NOON)
    assert sums(ticket) == (60, Decimal("90.0000"), "EUR")


def test_work_without_a_rate_counts_in_minutes_only(world: World) -> None:
    ticket = opened(world)
    logged(world, ticket, 45, by="sven")
    assert sums(ticket) == (45, None, "")


def test_only_managers_log_for_others(world: World) -> None:
    ticket, anna = opened(world), world.user("anna").pk
    with pytest.raises(NotAllowed):
        logged(world, ticket, 30, person_id=anna)
    assert logged(world, ticket, 30, by="sven", person_id=anna).person_id == anna


def test_requesters_log_no_work(world: World) -> None:
    ticket = opened(world, by="rita")
    with pytest.raises(NotAllowed):
        logged(world, ticket, 30, by="rita")


def test_an_entry_of_another_ticket_is_not_there(world: World) -> None:
    first, second = opened(world), opened(world)
    entry = logged(world, first, 30)
    with pytest.raises(NotVisible):
        reverse_work(world.actor("amir"), ReverseWork(second.number, entry.pk, "wrong"), at=NOON)
    with pytest.raises(BadInput):
        reverse_work(world.actor("amir"), ReverseWork(first.number, entry.pk, " "), at=NOON)
