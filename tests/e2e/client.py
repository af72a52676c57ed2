"""A small REST client for setting a scene, as an integration would."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.workers.installation import Installation

SCOPES = ("tickets:read", "tickets:write", "projects:read", "projects:write", "governance:read",
          "governance:write", "money:read", "people:read", "time:write")  # fmt: skip


@dataclass(frozen=True)
class Client:
    """Speaks for one person through a token."""

    address: str
    token: str

    @classmethod
    def of(cls, place: Installation, address: str, username: str) -> Client:
        """With a new token of the person."""
        arguments = [part for scope in SCOPES for part in ("--scope", scope)]
        made = place.manage("create_token", username, *arguments)
        return cls(address, made.stdout.strip().splitlines()[-1])

    def get(self, path: str) -> Any:
        """The answer's body."""
        return self._ask("GET", path, None)

    def post(self, path: str, **body: Any) -> Any:
        """The answer's body; anything but success fails the test."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error
