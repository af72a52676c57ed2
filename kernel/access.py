"""Who may do what: one grant with two faces, so that a list and a single row can never disagree.

A `Grant` answers both "may this actor act on this row?" (`allows`) and "which rows?" (`where`).
Grants compose with `&` and `|`. An app's `access.py` maps action names to `Access(grant, scope)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

# A bare Q() vanishes under OR and would turn "everyone or x" into "x"; these two do not.
EVERY_ROW = Q(pk__isnull=False)
NO_ROW = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, through which door, with which rights. The clock is an actor with a role, not a bypass.

    `scopes` is None for a session and the token's scopes for an integration.
    """

    name: str
    door: str
    person_id: int | None = None
    roles: frozenset[str] = frozenset()
    team_ids: frozenset[int] = frozenset()
    scopes: frozenset[str] | None = None
    request_id: str = ""


def clock_actor(door: str = "task") -> Actor:
    """The actor of work that nobody asked for but time."""
    return Actor(name="Clock", door=door, roles=frozenset({"clock"}))


@dataclass(frozen=True, slots=True)
class Grant:
    """A right with its two faces. A property test proves they agree on every row."""

    name: str
    allows: Callable[[Actor, Any], bool]
    where: Callable[[Actor], Q]

    def __or__(self, other: Grant) -> Grant:
        return Grant(
            f"({self.name} or {other.name})",
            lambda actor, row: self.allows(actor, row) or other.allows(actor, row),
            lambda actor: self.where(actor) | other.where(actor),
        )

    def __and__(self, other: Grant) -> Grant:
        return Grant(
            f"({self.name} and {other.name})",
            lambda actor, row: self.allows(actor, row) and other.allows(actor, row),
            lambda actor: self.where(actor) & other.where(actor),
        )


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def everyone() -> Grant:
    """Any signed-in actor, any row."""
    return Grant("everyone", lambda _actor, _row: True, lambda _actor: EVERY_ROW)


def has_role(*roles: str) -> Grant:
    """Any row, for an actor who holds one of the roles."""
    wanted = frozenset(roles)
    return Grant(
        f"role {'/'.join(roles)}",
        lambda actor, _row: bool(actor.roles & wanted),
        lambda actor: EVERY_ROW if actor.roles & wanted else NO_ROW,
    )


def is_person(path: str) -> Grant:
    """Rows whose person at `path` (such as `requester_id`) is the actor."""
    return Grant(
        f"own {path}",
        lambda actor, row: actor.person_id is not None and _value(row, path) == actor.person_id,
        lambda actor: Q(**{path: actor.person_id}) if actor.person_id is not None else NO_ROW,
    )


def in_team(path: str) -> Grant:
    """Rows whose team at `path` is one of the actor's teams."""
    return Grant(
        f"team {path}",
        lambda actor, row: _value(row, path) in actor.team_ids,
        lambda actor: Q(**{f"{path}__in": sorted(actor.team_ids)}) if actor.team_ids else NO_ROW,
    )


@dataclass(frozen=True, slots=True)
class Access:
    """One line of an app's permission table: the grant, and the token scope an integration needs."""

    grant: Grant
    scope: str
    name: str = field(default="", compare=False)

    def allows(self, actor: Actor, row: Any = None) -> bool:
        """May this actor do it to this row (or at all, when there is no row yet)?"""
        return self._in_scope(actor) and self.grant.allows(actor, row)

    def where(self, actor: Actor) -> Q:
        """The rows on which this actor may do it."""
        return self.grant.where(actor) if self._in_scope(actor) else NO_ROW

    def _in_scope(self, actor: Actor) -> bool:
        return actor.scopes is None or self.scope in actor.scopes
