"""The book of an import: the run, its checkpoint, and every row that was refused or odd."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kernel.access import Actor
from kernel.importing.issues import Issue, Refused
from kernel.models import ImportRowError, ImportRun

WARNING = "warning."
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Input:
    """What is imported: the kind of table, the source's name, the file and its fingerprint."""

    kind: str
    source: str
    file_name: str
    fingerprint: str


@dataclass
class Journal:
    """Writes the findings of one run as they come, to the database and to a file, with bounded memory."""

    run: ImportRun
    errors_file: Path | None = None
    errors: int = 0
    warnings: int = 0
    first: list[Issue] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    waiting: list[Issue] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)
    sheet: Any = None

    def __enter__(self) -> Journal:
        if self.errors_file:
            try:
                file = self.closing.enter_context(self.errors_file.open("w", encoding="utf-8", newline=""))
            except OSError as error:
                raise Refused("bad_errors_file", f"{self.errors_file} cannot be written: {error}.") from error
            self.sheet = csv.writer(file)
            self.sheet.writerow(["line", "column", "severity", "code", "message"])
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()
        self.closing.close()

    def note(self, issues: Iterable[Issue]) -> None:
        """Keep findings."""
        for issue in issues:
            self.errors += not issue.warning
            self.warnings += issue.warning
            self.by_code[issue.code] += 1
            if len(self.first) < 20:
                self.first.append(issue)
            self.waiting.append(issue)
        if len(self.waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting. A finding told twice (a resumed run) is kept once."""
        rows = [
            ImportRowError(
                run=self.run,
                line=issue.line,
                column=issue.column[:120].replace("\0", "�"),
                code=stored_code(issue),
                message=issue.message.replace("\0", "�"),
            )
            for issue in self.waiting
        ]
        ImportRowError.objects.bulk_create(rows, ignore_conflicts=True)
        if self.sheet:
            self.sheet.writerows(_cells(issue) for issue in self.waiting)
        self.waiting = []


def stored_code(issue: Issue) -> str:
    """The code as it is kept; warnings are told apart by their prefix."""
    return f"{WARNING}{issue.code}" if issue.warning else issue.code


def _cells(issue: Issue) -> list[str]:
    severity = "warning" if issue.warning else "error"
    return [
        str(issue.line),
        *(harmless(text) for text in (issue.column, severity, issue.code, issue.message)),
    ]


def harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def begin(given: Input, actor: Actor, at: datetime) -> ImportRun:
    """The run of this input: one that was broken off goes on from its checkpoint, otherwise a new one."""
    names = {"kind": given.kind, "source": given.source, "fingerprint": given.fingerprint}
    run = ImportRun.objects.filter(**names).exclude(state="finished").order_by("-id").first()
    if run is None:
        return ImportRun.objects.create(
            **names, file_name=given.file_name[:255], started_at=at, actor_name=actor.name, counts={}
        )
    # The whole file is read again, so its findings are told again.
    run.errors.all().delete()
    run.state, run.error, run.finished_at = "running", "", None
    run.save(update_fields=["state", "error", "finished_at"])
    return run


def advance(run: ImportRun, records: int, counts: dict[str, int]) -> None:
    """Inside the transaction that wrote them: so many records more are done."""
    run.checkpoint += records
    run.counts = {**run.counts, **{name: run.counts.get(name, 0) + more for name, more in counts.items()}}
    run.save(update_fields=["checkpoint", "counts"])


def finish(run: ImportRun, at: datetime, journal: Journal) -> None:
    """Everything that could be read is in."""
    run.state, run.finished_at = "finished", at
    run.counts = {**run.counts, "row_errors": journal.errors, "warnings": journal.warnings}
    run.save(update_fields=["state", "finished_at", "counts"])


def fail(run: ImportRun, at: datetime, reason: str) -> None:
    """The run was refused or broken off; the same input may be started again."""
    run.state, run.finished_at, run.error = "failed", at, reason
    run.save(update_fields=["state", "finished_at", "error"])
