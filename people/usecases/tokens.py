"""Making API tokens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, NotAllowed
from kernel.events import Subject
from kernel.usecases import claim, permit, usecase
from people.access import SCOPES, TOKEN_CREATE, TOKEN_REVOKE, TOKEN_VIEW
from people.events import TokenCreated, TokenRevoked
from people.models import ApiToken, User


@dataclass(frozen=True, slots=True)
class CreateToken:
    """A token for a person, with scopes, ending after some days (None: never)."""

    username: str
    name: str
    scopes: tuple[str, ...]
    days: int | None = 365


LONGEST_DAYS = 3650


def digest_of(text: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain fast hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


@usecase("token.create")
def create_token(actor: Actor, command: CreateToken, *, at: datetime) -> tuple[ApiToken, str]:
    """The row and the token's text, which is shown this once.

    A token never gives more than the one it was asked for with. Raises `BadInput` `unknown_person`,
    `unknown_scope`, `bad_days`; `NotAllowed` `wider_scope`.
    """
    user = User.objects.filter(username=command.username, is_active=True).first()
    if user is None:
        raise BadInput("unknown_person", f"There is no active person {command.username!r}.")
    unknown = sorted(set(command.scopes) - set(SCOPES))
    if unknown:
        raise BadInput("unknown_scope", f"Unknown scope: {', '.join(unknown)}. Known: {', '.join(SCOPES)}.")
    if command.days is not None and not 1 <= command.days <= LONGEST_DAYS:
        raise BadInput("bad_days", f"A token is valid for 1 to {LONGEST_DAYS} days.")
    if actor.scopes is not None and not set(command.scopes) <= actor.scopes:
        raise NotAllowed("wider_scope", "A token cannot give more than the one it is asked for with.")
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


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """The token is good for nothing from now on."""

    token_id: int


@usecase("token.revoke")
def revoke_token(actor: Actor, command: RevokeToken, *, at: datetime) -> ApiToken:
    """A token that is revoked already stays as it is. Raises `NotVisible`."""
    row: ApiToken = claim(
        ApiToken.objects.all(), actor, view=TOKEN_VIEW, act=TOKEN_REVOKE, key={"pk": command.token_id}
    )
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        record(actor, TokenRevoked(row.name), Subject("token", row.pk, row.name), at)
    return row
