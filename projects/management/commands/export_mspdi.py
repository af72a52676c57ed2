"""`manage.py export_mspdi CODE [FILE]`: writes the plan of a project for Microsoft Project."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.access import clock_actor
from kernel.errors import AppError
from projects.plan_export import export_mspdi
from projects.selectors import get_project


class Command(BaseCommand):
    """Only a door: writes to the file, else to standard output."""

    help = "Export the plan of a project as Microsoft Project XML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose plan, and where to."""
        parser.add_argument("project", help="code of the project")
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Export the plan."""
        try:
            data = export_mspdi(get_project(clock_actor("export"), options["project"]))
        except AppError as error:
            raise CommandError(f"{error.message} ({error.code})") from error
        if options["file"] is None:
            self.stdout.write(data.decode())
            return
        options["file"].write_bytes(data)
        self.stdout.write(f"{len(data)} bytes were written to {options['file']}.")
