"""Work on a ticket is one time entry; the ticket keeps the sums of its entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.money import Money
from people.models import TimeEntry
from people.usecases import SetRate, set_rate
from projects.selectors import facts_of
from projects.usecases import CreateProject, create_project
from tests.usecases.tickets_world import later, opened
from tests.world import NOON, World
from tickets.models import Ticket
from tickets.usecases import EditTicket, LogWork, ReverseWork, edit_ticket, log_work, reverse_work

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


def project_of(world: World, code: str = "NET-001") -> int:
    command = CreateProject(code=code, name="New network", currency="EUR")
    return create_project(world.actor("petra"), command, at=NOON).pk


def costs(project_id: int) -> list[Decimal]:
    (facts,) = facts_of([project_id]).values()
    return [row.amount for row in facts.costs]


def test_work_on_a_ticket_of_a_project_costs_the_project(world: World) -> None:
    project = project_of(world)
    ticket = opened(world, project_id=project)
    entry = logged(world, ticket, 60)
    assert costs(project) == [Decimal("90.0000")]
    reverse_work(world.actor("amir"), ReverseWork(ticket.number, entry.pk, "wrong ticket"), at=NOON)
    assert costs(project) == [Decimal("90.0000"), Decimal("-90.0000")]


def test_a_reversal_reaches_the_project_that_received_the_cost(world: World) -> None:
    first, second = project_of(world), project_of(world, "NET-002")
    ticket = opened(world, project_id=first)
    entry = logged(world, ticket, 60)
    move = EditTicket(ticket.number, None, {"project_id": second})
    edit_ticket(world.actor("amir"), move, at=later(hours=1))
    reverse_work(world.actor("amir"), ReverseWork(ticket.number, entry.pk, "wrong ticket"), at=NOON)
    assert sum(costs(first)) == 0
    assert costs(second) == []


def test_work_without_a_price_costs_the_project_nothing(world: World) -> None:
    project = project_of(world)
    logged(world, opened(world, project_id=project), 45, by="sven")
    assert costs(project) == []


def test_what_the_project_refuses_is_not_worked_either(world: World) -> None:
    project = project_of(world)
    ticket = opened(world, project_id=project)
    with pytest.raises(DomainError):
        logged(world, ticket, 5000)
    assert (sums(ticket), costs(project)) == ((0, None, ""), [])
