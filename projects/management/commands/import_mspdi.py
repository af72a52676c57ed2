"""`manage.py import_mspdi FILE --project CODE`: takes over a plan from Microsoft Project."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.access import clock_actor
from kernel.clock import now
from kernel.errors import AppError
from projects.domain.plan_exchange import ImportReport
from projects.mspdi.reading import read_mspdi
from projects.selectors import get_project
from projects.usecases import ImportPlan, import_plan


class Command(BaseCommand):
    """Only a door: reads the file, and tells what was written and which dates differ."""

    help = "Import a Microsoft Project XML file as the plan of a project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, whose plan, and the zone of its times."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, help="code of the project")
        parser.add_argument(
            "--zone", default="UTC", help="zone of the times in the file, such as Europe/Berlin"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file."""
        path: Path = options["file"]
        actor = clock_actor("import")
        try:
            data = path.read_bytes()
            plan = read_mspdi(data, options["zone"])
            project = get_project(actor, options["project"])
            command = ImportPlan(project.pk, plan, path.name, hashlib.sha256(data).hexdigest())
            report = import_plan(actor, command, at=now())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except AppError as error:
            raise CommandError(f"{error.message} ({error.code})") from error
        self._tell(report)

    def _tell(self, report: ImportReport) -> None:
        if report.repeated:
            self.stdout.write("This file was imported before; nothing was written.")
            return
        self.stdout.write(
            f"{report.tasks} tasks, {report.links} links, {report.calendars} calendars and"
            f" {report.baselines} baselines were imported."
        )
        self.stdout.write(f"{report.same} of {report.compared} tasks have the dates of the file.")
        for one in report.differences:
            ours, theirs = (
                " to ".join(f"{at:%Y-%m-%d %H:%M}" for at in pair) for pair in (one.ours, one.theirs)
            )
            self.stdout.write(f"  {one.code} {one.title}: {ours}, in the file {theirs}: {one.why}.")
        for note in report.notes:
            self.stdout.write(f"  {note}")
