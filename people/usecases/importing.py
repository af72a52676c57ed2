"""People and teams whom imported records name: they are on record, but cannot sign in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from kernel.access import Actor
from kernel.audit import record
from kernel.events import Subject
from kernel.usecases import permit, usecase
from people.access import IMPORT_RUN
from people.events import NamesImported
from people.models import Team, User

# A source has at most 40 signs, so that the key of both together fits its column.
LONGEST_NAME = 100
TEAM_CODE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class EnsureNames:
    """Names as a source writes them; each stands for one person (or team) of that source."""

    source: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """The row behind a name, and the key by which events name it."""

    id: int
    key: str


@usecase("person.import")
def ensure_people(actor: Actor, command: EnsureNames, *, at: datetime) -> dict[str, Named]:
    """Every name with its person; those not known yet are added, inactive and without a password."""
    permit(actor, IMPORT_RUN)
    keys = {person_key(command.source, name): name for name in command.names}
    known = dict(User.objects.filter(external_key__in=keys).values_list("external_key", "pk"))
    missing = sorted(set(keys) - set(known))
    added = User.objects.bulk_create(
        [
            User(
                username=key,
                external_key=key,
                display_name=keys[key],
                password=make_password(None),
                is_active=False,
            )
            for key in missing
        ],
        batch_size=500,
    )
    _tell(actor, command.source, "people", len(added), at)
    known.update((str(row.external_key), row.pk) for row in added)
    return {name: Named(known[key], key) for key, name in keys.items()}


@usecase("team.import")
def ensure_teams(actor: Actor, command: EnsureNames, *, at: datetime) -> dict[str, Named]:
    """Every name with its team; those not known yet are added, without members."""
    permit(actor, IMPORT_RUN)
    codes = {name: team_code(command.source, name) for name in command.names}
    rows = dict(Team.objects.filter(code__in=codes.values()).values_list("code", "pk"))
    missing = {code: name for name, code in sorted(codes.items()) if code not in rows}
    added = Team.objects.bulk_create([Team(code=code, name=name) for code, name in missing.items()])
    _tell(actor, command.source, "teams", len(added), at)
    rows.update((row.code, row.pk) for row in added)
    return {name: Named(rows[code], code) for name, code in codes.items()}


def person_key(source: str, name: str) -> str:
    """User name and external key of a source's person."""
    return f"{source}:{name}"


@lru_cache(maxsize=10_000)
def team_code(source: str, name: str) -> str:
    """The code of a source's team: readable, different for names that differ in more than case."""
    plain = slugify(name)
    readable = slugify(f"{source} {plain}")
    if plain.replace("-", " ") == name.lower() and len(readable) <= TEAM_CODE_LENGTH:
        return readable
    return f"{readable[: TEAM_CODE_LENGTH - 9]}-{_digest(name.casefold())}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _tell(actor: Actor, source: str, what: str, count: int, at: datetime) -> None:
    if count:
        record(actor, NamesImported(source, what, count), Subject("source", 0, source), at)
