"""A small named cast: who they are, so that a test reads like a story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from kernel.access import Actor
from kernel.money import Money
from people.models import Membership, RoleAssignment, Team, User
from people.selectors import actor_for
from people.usecases import SetRate, set_rate
from tickets.models import Service

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

CAST = {
    "rita": "requester", "rolf": "requester", "amir": "agent", "anna": "agent", "sven": "service_manager",
    "petra": "project_manager", "stefan": "sponsor", "paula": "portfolio_office", "fiona": "finance",
    "ada": "administrator",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The cast, one team with both agents, one service, and a rate of 90 EUR an hour for agents."""

    users: dict[str, User]
    team: Team
    service: Service

    def user(self, name: str) -> User:
        """One of the cast."""
        return self.users[name]

    def actor(self, name: str, door: str = "page") -> Actor:
        """One of the cast, acting through a door."""
        return actor_for(self.users[name], door)


def build() -> World:
    """Create the cast."""
    users = {}
    for name, role in CAST.items():
        users[name] = User.objects.create_user(name, f"{name}@example.org", "demo", display_name=name.title())
        RoleAssignment.objects.create(user=users[name], role=role)
    team = Team.objects.create(code="network", name="Network")
    for name in ("amir", "anna"):
        Membership.objects.create(team=team, user=users[name])
    service = Service.objects.create(code="wifi", name="Wi-Fi", owner=users["sven"], team=team)
    finance = actor_for(users["fiona"], "page")
    set_rate(finance, SetRate(Money(Decimal(90), "EUR"), date(2020, 1, 1), role="agent"), at=NOON)
    return World(users, team, service)
