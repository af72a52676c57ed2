"""Counting requests of a caller within a window, for all processes of an installation together.

Redis where there is one, else small files in the state folder under an advisory lock: one read and one
write of sixteen bytes, no database.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import struct
from functools import cache
from pathlib import Path
from typing import Protocol

import redis
from django.conf import settings

log = logging.getLogger(__name__)
_RECORD = struct.Struct("<qq")


class Counter(Protocol):
    """Counts up."""

    def count(self, who: str, window: int, seconds: int) -> int:
        """How many requests `who` has made in this window, this one included."""


class FileCounter:
    """One file per caller: the window and the count in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def count(self, who: str, window: int, seconds: int) -> int:
        """See `Counter`. Processes that count the same caller wait for each other."""
        name = hashlib.sha256(who.encode()).hexdigest()[:32]
        with (self.folder / name).open("a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            kept = file.read(_RECORD.size)
            before, number = _RECORD.unpack(kept) if len(kept) == _RECORD.size else (window, 0)
            number = number + 1 if before == window else 1
            file.truncate(0)
            file.write(_RECORD.pack(window, number))
        return number


class RedisCounter:
    """One key per caller and window, gone with it. A broken Redis lets everyone through and is logged."""

    def __init__(self, url: str, prefix: str) -> None:
        self.client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        self.prefix = prefix

    def count(self, who: str, window: int, seconds: int) -> int:
        """See `Counter`."""
        key = f"{self.prefix}rate:{who}:{window}"
        try:
            with self.client.pipeline() as steps:
                steps.incr(key)
                steps.expire(key, seconds * 2)
                number: int = steps.execute()[0]
        except redis.RedisError as error:
            log.warning("requests are not counted", extra={"error": str(error)})
            return 0
        return number


@cache
def counter() -> Counter:
    """The one of this installation."""
    if settings.REDIS_URL:
        return RedisCounter(settings.REDIS_URL, settings.REDIS_PREFIX)
    return FileCounter(settings.STATE_DIR / "rates")
