"""A claim says 404, 403 and 409 from one place; facts and audit rows stand or fall together."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from kernel.access import Access, everyone, has_role
from kernel.errors import NotAllowed, NotVisible, Stale
from kernel.models import AuditEvent
from kernel.usecases import claim, save_named, usecase
from tests.world import NOON, World
from tickets.models import Ticket

VIEW = Access(has_role("agent", "finance"), "tickets:read")
EDIT = Access(has_role("agent"), "tickets:write")


@pytest.fixture
def ticket(world: World) -> Ticket:
    return Ticket.objects.create(
        number="INC-1", kind="incident", title="t", state="new", reported_at=NOON, updated_at=NOON
    )


def attempt(world: World, name: str, version: int | None) -> Ticket:
    with transaction.atomic():
        return claim(
            Ticket.objects.all(),
            world.actor(name),
            view=VIEW,
            act=EDIT,
            key={"number": "INC-1"},
            version=version,
        )


def test_who_sees_nothing_is_told_there_is_nothing(world: World, ticket: Ticket) -> None:
    with pytest.raises(NotVisible):
        attempt(world, "rita", 1)


def test_who_sees_but_may_not_is_told_so(world: World, ticket: Ticket) -> None:
    with pytest.raises(NotAllowed):
        attempt(world, "fiona", 1)


def test_who_comes_late_is_told_what_is_there_now(world: World, ticket: Ticket) -> None:
    ticket.title = "newer"
    save_named(ticket, "title")
    with pytest.raises(Stale) as stale:
        attempt(world, "amir", 1)
    assert stale.value.current["title"] == "newer"
    assert attempt(world, "amir", 2).pk == ticket.pk


def test_the_audit_trail_cannot_be_rewritten(world: World) -> None:
    row = AuditEvent.objects.create(
        kind="t", subject_type="t", subject_id=1, subject_key="t", happened_at=NOON, recorded_at=NOON,
        actor_name="a", door="page",
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=row.pk).update(kind="forged")


def test_two_use_cases_of_one_name_are_refused() -> None:
    def twice() -> None: ...

    usecase("test.twice")(twice)
    with pytest.raises(ValueError, match="two use-cases"):
        usecase("test.twice")(twice)


def test_everyone_is_never_nobody() -> None:
    assert everyone().name == "everyone"
