"""A client of the API with a token of one of the cast."""

from __future__ import annotations

from rest_framework.test import APIClient

from people.access import SCOPES
from people.usecases import CreateToken, create_token
from tests.world import NOON, World


def caller(world: World, name: str, *scopes: str, raising: bool = True) -> APIClient:
    """All scopes when none is named; with `raising=False` an error of the server is an answer."""
    command = CreateToken(name, "test", scopes or SCOPES, days=None)
    _row, text = create_token(world.actor("ada"), command, at=NOON)
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    client.raise_request_exception = raising
    return client
