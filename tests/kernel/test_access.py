"""The two faces of a grant agree, however grants are combined."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.access import Access, Actor, Grant, everyone, has_role, in_team, is_person
from tests.world import NOON, World
from tickets.models import Ticket

ATOMS = (
    everyone(), has_role("agent"), has_role("finance", "sponsor"), is_person("requester_id"),
    is_person("assignee_id"), in_team("team_id"),
)  # fmt: skip


def grants() -> st.SearchStrategy[Grant]:
    pairs = lambda inner: st.tuples(inner, inner, st.booleans()).map(  # noqa: E731
        lambda item: item[0] | item[1] if item[2] else item[0] & item[1]
    )
    return st.recursive(st.sampled_from(ATOMS), pairs, max_leaves=5)


@pytest.fixture
def tickets(world: World) -> list[Ticket]:
    people: list[Any] = [None, world.user("rita"), world.user("amir")]
    rows = [
        Ticket(number=f"INC-{index}", kind="incident", title="t", state="new",
               reported_at=NOON, updated_at=NOON, requester=people[index % 3],
               assignee=people[index // 3 % 3], team=world.team if index % 2 else None)
        for index in range(18)
    ]  # fmt: skip
    return Ticket.objects.bulk_create(rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grant=grants(), name=st.sampled_from(["rita", "amir", "fiona", "ada"]))
def test_the_faces_agree(world: World, tickets: list[Ticket], grant: Grant, name: str) -> None:
    actor = world.actor(name)
    allowed = {row.pk for row in tickets if grant.allows(actor, row)}
    assert allowed == set(Ticket.objects.filter(grant.where(actor)).values_list("pk", flat=True))


def test_everyone_or_somebody_is_everyone(world: World, tickets: list[Ticket]) -> None:
    grant = everyone() | is_person("requester_id")
    assert Ticket.objects.filter(grant.where(world.actor("fiona"))).count() == len(tickets)


def test_a_token_without_the_scope_sees_and_does_nothing(tickets: list[Ticket]) -> None:
    access = Access(everyone(), "tickets:read")
    without = Actor("Robot", "api", scopes=frozenset({"projects:read"}))
    assert not access.allows(without, tickets[0])
    assert not Ticket.objects.filter(access.where(without)).exists()
