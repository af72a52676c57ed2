"""The demo's people, teams, services and rates, written through use-cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from itsm_pm import demo
from itsm_pm.demo import catalogue
from kernel.access import Actor
from kernel.money import Money
from people.domain import roles
from people.models import Team, User
from people.selectors import actor_for
from people.usecases import (
    AddPerson,
    AddTeam,
    SetRate,
    SetWeek,
    add_person,
    add_team,
    set_rate,
    set_week,
)
from tickets.models import Service
from tickets.usecases import AddService, Goal, SetSlaPolicy, add_service, set_sla_policy

SETTER_UP = Actor(name="Setup", door="task", roles=frozenset({roles.ADMINISTRATOR}))


@dataclass
class Cast:
    """Who and what there is to tell the story with."""

    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The person, acting on a page; roles do not change during the story."""
        if username not in self._actors:
            self._actors[username] = actor_for(self.users[username], "page")
        return self._actors[username]

    def agents_of(self, team: str) -> list[str]:
        """User names of the agents of a team."""
        return [person.username for person in catalogue.PEOPLE if team in person.teams]

    def requesters(self) -> list[str]:
        """User names of those who ask."""
        return [person.username for person in catalogue.PEOPLE if roles.REQUESTER in person.roles]


def recall() -> Cast:
    """The cast that was assembled before."""
    return Cast(
        users={user.username: user for user in User.objects.filter(external_key__isnull=True)},
        teams={team.code: team for team in Team.objects.all()},
        services={service.code: service for service in Service.objects.all()},
    )


def assemble(since: datetime, currency: str) -> Cast:
    """Create everybody as of `since`."""
    cast = Cast()
    for code, name in catalogue.TEAMS:
        cast.teams[code] = add_team(SETTER_UP, AddTeam(code, name), at=since)
    with_account = dict(demo.accounts())
    for person in catalogue.PEOPLE:
        password = demo.PASSWORD if person.username in with_account else None
        command = AddPerson(
            person.username,
            person.name,
            f"{person.username}@example.org",
            person.roles,
            person.teams,
            password,
        )
        cast.users[person.username] = add_person(SETTER_UP, command, at=since)
    _set_rates(cast, since, currency)
    _promise_service(since)
    for one in catalogue.SERVICES:
        service = AddService(
            code=one.code, name=one.name, owner_id=cast.users["sven"].pk, team_id=cast.teams[one.team].pk,
            criticality=one.criticality,
        )  # fmt: skip
        cast.services[one.code] = add_service(SETTER_UP, service, at=since)
    return cast


def _promise_service(since: datetime) -> None:
    """Office hours, and how soon incidents and requests are answered and resolved within them."""
    office = SetWeek("office", "Office hours", "Europe/Berlin", since.date(), catalogue.OFFICE_HOURS)
    set_week(SETTER_UP, office, at=since)
    for position, (priority, response, resolution) in enumerate(catalogue.SERVICE_LEVELS, start=1):
        policy = SetSlaPolicy(
            code=f"p{priority}", name=f"Priority {priority}", calendar="office", position=position * 10,
            priority=priority, response=Goal("business", response), resolution=Goal("business", resolution),
        )  # fmt: skip
        set_sla_policy(SETTER_UP, policy, at=since)


def _set_rates(cast: Cast, since: datetime, currency: str) -> None:
    for role, amount in catalogue.ROLE_RATES.items():
        rate = SetRate(Money(Decimal(amount), currency), since.date(), role=role)
        set_rate(SETTER_UP, rate, at=since)
    for username, amount in catalogue.PERSON_RATES.items():
        rate = SetRate(Money(Decimal(amount), currency), since.date(), person_id=cast.users[username].pk)
        set_rate(SETTER_UP, rate, at=since)
