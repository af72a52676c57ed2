"""Bearer tokens, and the person behind an API request as an actor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kernel.access import Actor
from kernel.clock import now
from people.models import ApiToken, User
from people.selectors import actor_for
from people.usecases.tokens import digest_of

# Last use is kept to the minute: a write per request would make every read a write.
USE_GRAIN = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; revoked, expired and forged tokens are told the same."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token, None without a bearer header."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("The token is not valid.")
        token = self._find(parts[1])
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, _request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"

    def _find(self, text: bytes) -> ApiToken:
        digest = digest_of(text.decode("latin-1"))
        token = ApiToken.objects.select_related("user").filter(digest=digest).first()
        alive = token and token.user.is_active and token.revoked_at is None
        if token is None or not alive or (token.expires_at is not None and token.expires_at <= now()):
            raise AuthenticationFailed("The token is not valid.")
        return token

    def _note_use(self, token: ApiToken) -> None:
        moment = now()
        if token.last_used_at is None or moment - token.last_used_at > USE_GRAIN:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its registry has no types
    """How the OpenAPI document names a token."""

    target_class = "people.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


def api_actor(request: Request) -> Actor:
    """The caller as an actor: a session has all rights of its person, a token only its scopes."""
    scopes = frozenset(request.auth.scopes) if isinstance(request.auth, ApiToken) else None
    request_id = request.META.get("ITSM_PM_REQUEST_ID", "")
    return actor_for(cast("User", request.user), "api", request_id=request_id, scopes=scopes)
