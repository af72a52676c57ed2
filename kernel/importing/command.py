"""What the import commands share: arguments, the report, and exit codes that programs can tell apart.

0 everything is in, 1 finished but rows were refused, 2 refused and nothing of the file was written.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import AppError
from kernel.importing.issues import Issue
from kernel.importing.pipeline import Job, Plan, Result, run_import

ALL_IN, ROW_ERRORS, REFUSED = 0, 1, 2


def import_actor() -> Actor:
    """Who imports from the command line: the administrator of this machine."""
    return Actor(name="Import", door="import", roles=frozenset({"administrator"}))


class ImportCommand(BaseCommand):
    """Base of the import commands. A subclass makes the plan from the mapping file."""

    # An import neither serves pages nor needs its checks, which load every page.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its mapping and how to deal with bad rows."""
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV, plain or gzip")
        parser.add_argument("--mapping", metavar="FILE", type=Path, required=True, help="YAML or JSON")
        parser.add_argument("--max-errors", metavar="N", type=int, help="refuse all when more rows are bad")
        parser.add_argument("--errors-file", metavar="FILE", type=Path, help="write every finding as CSV")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and say what came of it."""
        sheet = options["errors_file"]
        job = Job(
            Path(options["file"]),
            Path(options["mapping"]),
            Path(sheet) if sheet else None,
            options["max_errors"],
        )
        try:
            result = run_import(import_actor(), self.plan(job.mapping_path), job, now)
        except AppError as error:
            self._refuse(f"{error.code}: {error.message}")
        except DatabaseError as error:
            self._refuse(f"database: {error}. Batches written before are complete; start again to go on.")
        self._report(result, job)
        self.after(result, options)
        if result.journal.errors:
            raise SystemExit(ROW_ERRORS)

    def plan(self, mapping: Path) -> Plan:
        """The plan of this mapping. Raises `Refused`."""
        raise NotImplementedError

    def after(self, result: Result, options: dict[str, Any]) -> None:
        """What follows a finished import."""

    def _refuse(self, reason: str) -> None:
        self.stderr.write(f"Refused: {reason}")
        raise SystemExit(REFUSED)

    def _report(self, result: Result, job: Job) -> None:
        journal = result.journal
        for issue in journal.first:
            self.stderr.write(_told(issue))
        told = len(journal.first)
        if journal.errors + journal.warnings > told:
            self.stderr.write(
                f"… and {journal.errors + journal.warnings - told:,} more (import run {result.run.pk})"
            )
        names = ("row_errors", "warnings")
        counts = ", ".join(
            f"{count:,} {name.replace('_', ' ')}"
            for name, count in result.run.counts.items()
            if name not in names
        )
        left_out = f" ({result.left_out:,} left out by only_rows)" if result.left_out else ""
        self.stdout.write(f"{job.path.name}: {result.rows:,} rows read{left_out}; {counts}.")
        self.stdout.write(
            f"{journal.errors:,} row errors, {journal.warnings:,} warnings. Run {result.run.pk}."
        )
        for code, count in sorted(journal.by_code.items()):
            self.stdout.write(f"  {code}: {count:,}")


def _told(issue: Issue) -> str:
    severity = "warning" if issue.warning else "error"
    column = f", {issue.column}" if issue.column else ""
    return f"line {issue.line:,}{column}: {severity} {issue.code}: {issue.message}"
