"""The errors every door understands, each with a stable code.

404 `NotVisible`, 403 `NotAllowed`, 422 `DomainError`, 409 `Stale`, 400 `BadInput`, 428 `VersionRequired`.
A door maps each class once; nothing else decides a status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class AppError(Exception):
    """Base: a code for programs, a sentence for people, and the fields concerned, if any."""

    status = 500

    def __init__(
        self, code: str, message: str, fields: Mapping[str, Sequence[tuple[str, str]]] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})


class BadInput(AppError):
    """The input has the wrong shape."""

    status = 400


class NotAllowed(AppError):
    """The actor may see it but may not do this."""

    status = 403


class NotVisible(AppError):
    """It does not exist, or the actor may not see it: the two cannot be told apart."""

    status = 404


class Stale(AppError):
    """Somebody changed it meanwhile; `current` holds the values as they are now."""

    status = 409

    def __init__(self, message: str, current: Mapping[str, Any]) -> None:
        super().__init__("stale", message)
        self.current = dict(current)


class DomainError(AppError):
    """A rule of the business forbids it."""

    status = 422


class VersionRequired(AppError):
    """A change to an existing object must say which version it was made from."""

    status = 428
