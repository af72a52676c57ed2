"""Making API tokens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput
from kernel.events import Subject
from kernel.usecases import permit, usecase
from people.access import SCOPES, TOKEN_CREATE
from people.events import TokenCreated
from people.models import ApiToken, User


@dataclass(frozen=True, slots=True)
class CreateToken:
    """A token for a person, with scopes, ending after some days (None: never)."""

    username: str
    name: str
    scopes: tuple[str, ...]
    days: int | None = 365


def digest_of(text: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain fast hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


@usecase("token.create")
def create_token(actor: Actor, command: CreateToken, *, at: datetime) -> tuple[ApiToken, str]:
    """The row and the token's text, which is shown this once.

    Raises `BadInput` `unknown_person` or `unknown_scope`.
    """
    user = User.objects.filter(username=command.username, is_active=True).first()
    if user is None:
        raise BadInput("unknown_person", f"There is no active person {command.username!r}.")
    unknown = sorted(set(command.scopes) - set(SCOPES))
    if unknown:
        raise BadInput("unknown_scope", f"Unknown scope: {', '.join(unknown)}. Known: {', '.join(SCOPES)}.")
    text = f"itsm_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        user=user,
        name=command.name,
        prefix=text[:12],
        digest=digest_of(text),
        scopes=sorted(command.scopes),
        created_at=at,
        expires_at=None if command.days is None else at + timedelta(days=command.days),
    )
    permit(actor, TOKEN_CREATE, row)
    row.save()
    record(actor, TokenCreated(command.name, command.scopes), Subject("token", row.pk, command.name), at)
    return row, text
