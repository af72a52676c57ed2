"""Manners among writers of one database."""

from __future__ import annotations

import time

from django.db import connection

LONG_SECONDS = 0.05
PAUSE_SECONDS = 0.12


def give_way(seconds: float) -> None:
    """Let other writers in after a write that took `seconds`; for whoever writes many times in a row.

    SQLite has one writer and no queue: the others look again every tenth of a second, so a writer that
    begins anew at once would keep them out until they give up. PostgreSQL needs no such manners.
    """
    if connection.vendor == "sqlite" and seconds > LONG_SECONDS:
        time.sleep(PAUSE_SECONDS)
