"""People knows no ticket and no project, yet work is found, logged and taken back on both."""

from __future__ import annotations

from datetime import date

import pytest

from kernel.errors import BadInput, DomainError, NotVisible
from people.domain.work import Logged
from people.models import TimeEntry
from people.usecases import (
    Cell,
    FillSheet,
    LogTime,
    WorkSubject,
    fill_sheet,
    find_subjects,
    log_on,
    log_time,
    may_work,
    named_subjects,
    subject_by_id,
    subject_by_key,
    take_back,
)
from projects.models import CostEntry
from tests.portfolio import promised
from tests.usecases.tickets_world import opened
from tests.world import NOON, World
from tickets.models import Ticket

DAY = date(2026, 3, 9)


def test_both_kinds_are_found_by_what_people_type(world: World) -> None:
    ticket, project = opened(world, title="Core switch is slow"), promised(world)
    actor = world.actor("amir")
    for text in (ticket.number, ticket.number.lower(), "INC"):
        assert [found.key for found in find_subjects(actor, text)] == [ticket.number]
    for text in ("NET-014", "project net"):
        assert [(found.type, found.title) for found in find_subjects(actor, text)] == [
            ("project", project.name)
        ]


def test_without_a_word_ones_own_work_is_offered(world: World) -> None:
    opened(world)
    mine = opened(world, assignee_id=world.user("amir").pk)
    project = promised(world)
    assert [found.key for found in find_subjects(world.actor("amir"), "")] == [mine.number]
    assert [found.key for found in find_subjects(world.actor("petra"), "")] == [project.code]


def test_nobody_is_offered_what_they_may_not_work_on(world: World) -> None:
    opened(world, requester_id=world.user("rita").pk)
    promised(world)
    assert find_subjects(world.actor("rita"), "INC-1") == []
    assert {found.type for found in find_subjects(world.actor("fiona"), "1")} <= {"project"}
    assert (may_work(world.actor("fiona"), "ticket"), may_work(world.actor("amir"), "cake")) == (False, False)


def test_names_are_found_with_one_query_per_kind(world: World, django_assert_num_queries: object) -> None:
    rows = [opened(world) for _ in range(5)]
    keys = [("ticket", row.pk) for row in rows] + [("project", promised(world).pk), ("project", 10**6)]
    actor = world.actor("amir")
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture without a type
        found = named_subjects(actor, keys)
    assert len(found) == 6
    assert named_subjects(world.actor("rita"), keys) == {}


def test_a_subject_is_named_by_id_or_by_key(world: World) -> None:
    ticket, actor = opened(world), world.actor("amir")
    assert subject_by_id(actor, "ticket", ticket.pk) == subject_by_key(actor, "ticket", ticket.number)
    with pytest.raises(NotVisible):
        subject_by_id(actor, "ticket", 10**6)
    for kind, key in (("ticket", "INC-999"), ("cake", "INC-1")):
        with pytest.raises(BadInput):
            subject_by_key(actor, kind, key)


def test_each_app_writes_its_own_sums(world: World) -> None:
    ticket, project, actor = opened(world), promised(world), world.actor("amir")
    for kind, row in (("ticket", ticket), ("project", project)):
        entry = log_on(actor, Logged(subject_by_id(actor, kind, row.pk), 60, DAY), at=NOON)
        assert (entry.subject_type, entry.subject_id) == (kind, row.pk)
        take_back(actor, entry.pk, "Wrong day", at=NOON)
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 0
    assert [row.minutes for row in CostEntry.objects.order_by("pk")] == [60, -60]


def test_an_entry_is_taken_back_with_a_reason_by_whom_it_concerns(world: World) -> None:
    actor = world.actor("amir")
    entry = log_on(actor, Logged(subject_by_id(actor, "ticket", opened(world).pk), 60, DAY), at=NOON)
    with pytest.raises(BadInput):
        take_back(actor, entry.pk, "  ", at=NOON)
    with pytest.raises(NotVisible):
        take_back(world.actor("anna"), entry.pk, "Not mine", at=NOON)
    foreign = LogTime(world.user("amir").pk, DAY, 5, WorkSubject("cake", 1, "CAKE-1"))
    with pytest.raises(BadInput) as refusal:
        take_back(actor, log_time(actor, foreign, at=NOON).pk, "Never baked", at=NOON)
    assert refusal.value.code == "unknown_subject_type"


def test_a_sheet_is_filled_wholly_or_not_at_all(world: World) -> None:
    ticket, project, actor = opened(world), promised(world), world.actor("amir")
    good = Cell("ticket", ticket.pk, DAY, 30)
    for bad in (Cell("project", project.pk, DAY, 1441), Cell("project", project.pk, date(2026, 3, 20), 5)):
        with pytest.raises(DomainError) as refusal:
            fill_sheet(actor, FillSheet((good, bad)), at=NOON)
        assert list(refusal.value.fields) == [bad.name]
    assert not TimeEntry.objects.exists()
    entries = fill_sheet(actor, FillSheet((good, Cell("project", project.pk, DAY, 60))), at=NOON)
    assert [(entry.subject_type, entry.minutes) for entry in entries] == [("ticket", 30), ("project", 60)]


def test_an_empty_or_endless_sheet_is_refused(world: World) -> None:
    for cells in ((), (Cell("ticket", 1, DAY, 1),) * 201):
        with pytest.raises(BadInput):
            fill_sheet(world.actor("amir"), FillSheet(cells), at=NOON)
