"""Rows grouped by record and put in order on disk, so that memory does not grow with the file.

The store is a temporary SQLite database without a name, which the operating system removes with the process.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Rank = tuple[int | float | str | None, int | float | str | None, int | float | str | None]
MAX_GROUP = 20_000
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Staged:
    """One good row: the record it belongs to, its rank within the record, and what was read of it."""

    key: str
    rank: Rank
    line: int
    data: list[Any]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one record in order; equal ranks keep the order of the file. `left_out` rows came after
    the `MAX_GROUP`th and are not here."""

    key: str
    rows: list[Staged]
    left_out: int = 0


class Staging:
    """Add rows, then read groups in the order in which their first rows stand in the file."""

    def __init__(self) -> None:
        self.store = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA temp_store=FILE",
            "PRAGMA cache_size=-8000",
            "CREATE TABLE staged (key TEXT, a, b, c, line INTEGER PRIMARY KEY, data TEXT)",
            "BEGIN",
        ):  # fmt: skip
            self.store.execute(statement)
        self.waiting: list[tuple[Any, ...]] = []

    def add(self, row: Staged) -> None:
        """Keep a row."""
        data = json.dumps(row.data, ensure_ascii=False, separators=(",", ":"))
        self.waiting.append((row.key, *row.rank, row.line, data))
        if len(self.waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self.store.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?)", self.waiting)
        self.waiting = []

    def groups(self) -> Iterator[Group]:
        """Every record once, with its rows in order."""
        self._flush()
        self.store.execute("CREATE TABLE firsts AS SELECT key, MIN(line) AS first FROM staged GROUP BY key")
        self.store.execute("CREATE UNIQUE INDEX firsts_key ON firsts (key)")
        # CROSS JOIN keeps the order of the tables: every row looks its record up by the index.
        rows = self.store.execute(
            "SELECT s.key, s.a, s.b, s.c, s.line, s.data FROM staged s CROSS JOIN firsts f ON f.key = s.key "
            "ORDER BY f.first, s.a, s.b, s.c, s.line"
        )
        for key, members in groupby(rows, key=lambda row: row[0]):
            kept: list[Staged] = []
            left_out = 0
            for _key, a, b, c, line, data in members:
                if len(kept) < MAX_GROUP:
                    kept.append(Staged(key, (a, b, c), line, json.loads(data)))
                else:
                    left_out += 1
            yield Group(key, kept, left_out)

    def close(self) -> None:
        """Remove the store."""
        self.store.close()
