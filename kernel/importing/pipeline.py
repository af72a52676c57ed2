"""One import from file to tables: read and stage everything, then write batch by batch.

Nothing is written before the whole file was read, so a file that turns out to be broken leaves no trace but
its run. Every batch is one transaction together with the run's checkpoint.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from django.db import transaction

from kernel.access import Actor
from kernel.courtesy import give_way
from kernel.importing import runs
from kernel.importing.compound import Condition
from kernel.importing.issues import Issue, Refused, has_errors
from kernel.importing.layouts import is_wide
from kernel.importing.lines import as_utf8, fingerprint, opened, physical_lines
from kernel.importing.staging import MAX_GROUP, Group, Staged, Staging
from kernel.importing.tables import Layout, Row, Table
from kernel.models import ImportRun

BATCH_RECORDS = 500
BATCH_ROWS = 4_000
Clock = Callable[[], datetime]
RowReader = Callable[[Row, list[Issue]], Staged | None]


@dataclass
class Outcome:
    """What a batch did: counts by name, and findings that showed only when rows were put together."""

    counts: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


class Plan(Protocol):
    """What an app knows of its table: the mapping made ready, and how groups are written.

    `bind` returns a reader of rows; a reader that finds an error says so in its list and its row is refused.
    `write` runs inside a transaction and is a no-op for what is there already.
    """

    kind: str
    source: str
    layout: Layout
    only_rows: tuple[Condition, ...]

    def columns(self) -> tuple[str, ...]: ...
    def bind(self, header: Sequence[str]) -> RowReader: ...
    def write(self, actor: Actor, groups: Sequence[Group], at: datetime) -> Outcome: ...


@dataclass(frozen=True)
class Job:
    """An import as asked for."""

    path: Path
    mapping_path: Path
    errors_file: Path | None = None
    max_errors: int | None = None


@dataclass(frozen=True)
class Result:
    """What came of it. `finished` runs may have row errors."""

    run: ImportRun
    journal: runs.Journal
    rows: int
    left_out: int


@dataclass
class _Reading:
    rows: int = 0
    good: int = 0
    left_out: int = 0


def run_import(actor: Actor, plan: Plan, job: Job, clock: Clock) -> Result:
    """Import a file. Raises `Refused` when nothing was written; the run then says why."""
    mark = fingerprint(job.path, job.mapping_path)
    given = runs.Input(plan.kind, plan.source, job.path.name, mark)
    run = runs.begin(given, actor, clock())
    try:
        with runs.Journal(run, job.errors_file) as journal:
            reading = _import(actor, plan, job, journal, clock)
    except Exception as error:
        runs.fail(run, clock(), str(error))
        raise
    return Result(run, journal, reading.rows, reading.left_out)


def _import(actor: Actor, plan: Plan, job: Job, journal: runs.Journal, clock: Clock) -> _Reading:
    staging = Staging()
    try:
        reading = _read(plan, job, staging, journal)
        _write(actor, plan, staging, journal, clock)
    finally:
        staging.close()
    runs.finish(journal.run, clock(), journal)
    return reading


def _read(plan: Plan, job: Job, staging: Staging, journal: runs.Journal) -> _Reading:
    reading = _Reading()
    with opened(job.path, plan.layout.compression) as read:
        table = open_table(read, plan.layout, plan.columns())
        accept = [condition.bind(table.header) for condition in plan.only_rows]
        reader = plan.bind(table.header)
        for row in table.rows():
            reading.rows += 1
            if isinstance(row, Issue):
                journal.note([row])
            elif all(keep(row) for keep in accept):
                reading.good += _stage(row, reader, staging, journal)
            else:
                reading.left_out += 1
            _check_errors(job, journal)
    _check_any(reading, journal)
    return reading


def open_table(read: Callable[[int], bytes], layout: Layout, wanted: Sequence[str]) -> Table:
    """The table in a stream of bytes."""
    if is_wide(layout.encoding):
        utf8 = Layout(
            "utf-8", layout.delimiter, layout.quote, "none", layout.header, layout.columns, layout.skip_lines
        )
        return Table(physical_lines(as_utf8(read, layout.encoding)), utf8, wanted)
    return Table(physical_lines(read), layout, wanted)


def _stage(row: Row, reader: RowReader, staging: Staging, journal: runs.Journal) -> bool:
    issues: list[Issue] = []
    staged = reader(row, issues)
    if issues:
        journal.note(issues)
    if staged is None or has_errors(issues):
        return False
    staging.add(staged)
    return True


def _check_errors(job: Job, journal: runs.Journal) -> None:
    if job.max_errors is not None and journal.errors > job.max_errors:
        raise Refused(
            "too_many_errors",
            f"More than {job.max_errors:,} errors; nothing was written. {first_of(journal)}",
        )


def _check_any(reading: _Reading, journal: runs.Journal) -> None:
    if not reading.rows:
        raise Refused("no_rows", "The file has a header but no rows.")
    if not reading.good and journal.errors:
        raise Refused("no_good_row", f"No row can be read with this mapping. {first_of(journal)}")
    if not reading.good:
        raise Refused("no_rows", "The conditions of `only_rows` leave no row.")


def first_of(journal: runs.Journal) -> str:
    """The first error, as a sentence."""
    first = next((issue for issue in journal.first if not issue.warning), None)
    if first is None:
        return ""
    column = f", column {first.column}" if first.column else ""
    return f"First: line {first.line}{column}: {first.message}"


def _write(actor: Actor, plan: Plan, staging: Staging, journal: runs.Journal, clock: Clock) -> None:
    groups = islice(staging.groups(), journal.run.checkpoint, None)
    for batch in _batches(groups):
        journal.note(_too_long(batch))
        begun = time.monotonic()
        with transaction.atomic():
            outcome = plan.write(actor, batch, clock())
            runs.advance(journal.run, len(batch), outcome.counts)
        journal.note(outcome.issues)
        give_way(time.monotonic() - begun)


def _batches(groups: Iterator[Group]) -> Iterator[list[Group]]:
    """Whole records, until there are many of them or of their rows."""
    batch: list[Group] = []
    rows = 0
    for group in groups:
        batch.append(group)
        rows += len(group.rows)
        if len(batch) >= BATCH_RECORDS or rows >= BATCH_ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _too_long(batch: Sequence[Group]) -> list[Issue]:
    return [
        Issue(
            group.rows[-1].line, "", "too_many_rows",
            f"{group.key!r} has {group.left_out:,} rows after its first {MAX_GROUP:,}; they are left out.",
        )
        for group in batch
        if group.left_out
    ]  # fmt: skip
