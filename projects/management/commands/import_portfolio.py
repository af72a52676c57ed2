"""Bring a portfolio of projects in, report by report."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from kernel.clock import now
from kernel.delivery import anything_due, deliver_due
from kernel.importing.command import ImportCommand
from kernel.importing.mapping import load
from kernel.importing.pipeline import Plan, Result
from kernel.models import OutboxMessage
from projects.imports import PortfolioPlan, read_portfolio

QUEUE = "recompute"


class Command(ImportCommand):
    """One row per project and report date; see projects/mappings/README.md for the mapping."""

    help = "Import a portfolio: projects, promises, progress and cost as dated facts. FILE is CSV or gzip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The import's arguments, and whether to wait for the judgement."""
        super().add_arguments(parser)
        parser.add_argument("--no-wait", action="store_true", help="leave the judging to the workers")

    def plan(self, mapping: Path) -> Plan:
        """The plan of this mapping."""
        return PortfolioPlan(read_portfolio(load(mapping)))

    def after(self, result: Result, options: dict[str, Any]) -> None:
        """Help the workers until every imported day is judged."""
        if options["no_wait"]:
            return
        judged = 0
        while anything_due(QUEUE, now()):
            judged += deliver_due(QUEUE, now)
        self.stdout.write(f"{judged:,} messages of the queue {QUEUE} were handled.")
        failed = OutboxMessage.objects.filter(queue=QUEUE, state__in=["waiting", "dead"]).exclude(error="")
        if failed.exists():
            self.stderr.write(f"{failed.count():,} of them failed and wait for another try.")
