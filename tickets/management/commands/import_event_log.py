"""Bring the history of another service desk in."""

from __future__ import annotations

from pathlib import Path

from kernel.importing.command import ImportCommand
from kernel.importing.mapping import load
from kernel.importing.pipeline import Plan
from tickets.imports import EventLogPlan, read_event_log


class Command(ImportCommand):
    """One row per event or per update; see tickets/mappings/README.md for the mapping."""

    help = "Import an event log: tickets with their whole history. FILE is CSV, plain or gzip."

    def plan(self, mapping: Path) -> Plan:
        """The plan of this mapping."""
        return EventLogPlan(read_event_log(load(mapping)))
