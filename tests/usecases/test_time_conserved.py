"""Whatever is logged, measured and taken back: what a subject says is the sum of its entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import AppError
from kernel.money import Money
from people.models import TimeEntry
from people.selectors import running_timer
from people.usecases import (
    Cell,
    FillSheet,
    LockPeriod,
    SetRate,
    StartTimer,
    StopTimer,
    fill_sheet,
    lock_period,
    set_rate,
    start_timer,
    stop_timer,
    take_back,
)
from projects.models import CostEntry
from tests.portfolio import promised
from tests.usecases.tickets_world import opened
from tests.world import NOON, World
from tickets.models import Ticket

WHO = st.sampled_from(["amir", "anna", "sven"])
WHICH = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("log"), WHO, WHICH, st.integers(0, 1500), st.integers(0, 9)),
    st.tuples(st.just("fill"), WHO, WHICH, st.integers(1, 90), st.integers(0, 9)),
    st.tuples(st.just("start"), WHO, WHICH, st.booleans(), st.just(0)),
    st.tuples(st.just("stop"), WHO, st.just(0), st.just(0), st.just(0)),
    st.tuples(st.just("back"), WHO, st.integers(0, 9), st.just(0), st.just(0)),
    st.tuples(st.just("lock"), st.just("fiona"), st.just(0), st.just(0), st.integers(3, 9)),
)


class Stage:
    """Two tickets, one of them for a project, that project, and another one; and a clock that moves on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.projects = [promised(world), promised(world, "NET-015")]
        tickets = [opened(world), opened(world, "problem", project_id=self.projects[0].pk)]
        self.subjects: list[tuple[str, Any]] = [("ticket", row) for row in tickets]
        self.subjects += [("project", row) for row in self.projects]
        self.now: datetime = NOON

    def play(self, step: tuple[str, str, int, int, int]) -> None:
        """One thing somebody does; what is refused must leave no trace."""
        verb, who, which, how_much, back = step
        self.now += timedelta(minutes=7, seconds=11)
        before = TimeEntry.objects.count(), running_timer(self.world.actor(who))
        try:
            getattr(self, verb)(self.world.actor(who), which, how_much, NOON.date() - timedelta(days=back))
        except AppError:
            assert (TimeEntry.objects.count(), running_timer(self.world.actor(who))) == before

    def cell(self, which: int, minutes: int, day: date) -> Cell:
        kind, row = self.subjects[which]
        return Cell(kind, row.pk, day, minutes)

    def log(self, actor: Any, which: int, minutes: int, day: date) -> None:
        fill_sheet(actor, FillSheet((self.cell(which, minutes, day),)), at=self.now)

    def fill(self, actor: Any, which: int, minutes: int, day: date) -> None:
        cells = [self.cell(which, minutes, day), self.cell((which + 1) % 4, 5, day + timedelta(days=1))]
        fill_sheet(actor, FillSheet(tuple(cells)), at=self.now)

    def start(self, actor: Any, which: int, switch: int, _day: date) -> None:
        kind, row = self.subjects[which]
        start_timer(actor, StartTimer(kind, row.pk, bool(switch)), at=self.now)

    def stop(self, actor: Any, _which: int, _minutes: int, _day: date) -> None:
        stop_timer(actor, StopTimer(), at=self.now)

    def back(self, actor: Any, which: int, _minutes: int, _day: date) -> None:
        rows = list(TimeEntry.objects.order_by("pk"))
        take_back(actor, rows[which % len(rows)].pk if rows else 0, "mistaken", at=self.now)

    def lock(self, actor: Any, _which: int, _minutes: int, day: date) -> None:
        lock_period(actor, LockPeriod(day, "closed"), at=self.now)


def sums(entries: Iterable[TimeEntry]) -> tuple[int, Decimal]:
    rows = list(entries)
    return sum(row.minutes for row in rows), sum((row.amount or Decimal(0) for row in rows), Decimal(0))


def of(kind: str, row: Any) -> tuple[int, Decimal]:
    return sums(TimeEntry.objects.filter(subject_type=kind, subject_id=row.pk))


@given(st.lists(STEPS, min_size=1, max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_of_a_subject_are_the_sums_of_its_entries(
    world: World, steps: list[tuple[str, str, int, int, int]]
) -> None:
    with transaction.atomic():
        rate = SetRate(Money(Decimal("77.77"), "EUR"), date(2026, 3, 5), person_id=world.user("anna").pk)
        set_rate(world.actor("fiona"), rate, at=NOON)
        stage = Stage(world)
        for step in steps:
            stage.play(step)
        holds(stage)
        transaction.set_rollback(True)


def holds(stage: Stage) -> None:
    """Tickets keep the sums of their entries; projects those of their own and of their tickets' entries."""
    for kind, row in stage.subjects[:2]:
        ticket = Ticket.objects.get(pk=row.pk)
        assert (ticket.minutes_worked, ticket.cost or Decimal(0)) == of(kind, row)
    project, alone = stage.projects
    assert posted(project) == of("project", project)[1] + of("ticket", stage.subjects[1][1])[1]
    assert posted(alone) == of("project", alone)[1]
    assert (
        sum(posted(one) for one in stage.projects) + of("ticket", stage.subjects[0][1])[1]
        == sums(TimeEntry.objects.all())[1]
    )


def posted(project: Any) -> Decimal:
    rows = CostEntry.objects.filter(project=project).values_list("amount", flat=True)
    return sum(rows, Decimal(0))
