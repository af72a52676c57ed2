"""Adding people and teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError
from kernel.events import Subject
from kernel.usecases import permit, usecase
from people.access import PERSON_ADD, TEAM_ADD
from people.domain.roles import LABELS
from people.events import PersonAdded, TeamAdded
from people.models import Membership, RoleAssignment, Team, User


@dataclass(frozen=True, slots=True)
class AddPerson:
    """A person with roles and teams; without a password they cannot sign in with one."""

    username: str
    display_name: str
    email: str
    roles: tuple[str, ...]
    team_codes: tuple[str, ...] = ()
    password: str | None = None


@usecase("person.add")
def add_person(actor: Actor, command: AddPerson, *, at: datetime) -> User:
    """Raises `DomainError` `username_taken`, `BadInput` `unknown_role` or `unknown_team`."""
    permit(actor, PERSON_ADD)
    unknown = sorted(set(command.roles) - set(LABELS))
    if unknown:
        raise BadInput("unknown_role", f"Unknown role: {', '.join(unknown)}.")
    if User.objects.filter(username=command.username).exists():
        raise DomainError("username_taken", f"There is a person {command.username!r} already.")
    teams = list(Team.objects.filter(code__in=command.team_codes))
    if len(teams) != len(set(command.team_codes)):
        raise BadInput("unknown_team", "There is no such team.")
    user = User.objects.create_user(
        command.username, command.email, command.password, display_name=command.display_name
    )
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in command.roles)
    Membership.objects.bulk_create(Membership(user=user, team=team) for team in teams)
    event = PersonAdded(command.username, command.display_name, command.roles)
    record(actor, event, Subject("person", user.pk, command.username), at)
    return user


@dataclass(frozen=True, slots=True)
class AddTeam:
    """A team, by its code."""

    code: str
    name: str


@usecase("team.add")
def add_team(actor: Actor, command: AddTeam, *, at: datetime) -> Team:
    """Raises `DomainError` `team_exists`."""
    permit(actor, TEAM_ADD)
    if Team.objects.filter(code=command.code).exists():
        raise DomainError("team_exists", f"There is a team {command.code!r} already.")
    team = Team.objects.create(code=command.code, name=command.name)
    record(actor, TeamAdded(command.code, command.name), Subject("team", team.pk, command.code), at)
    return team
