"""`manage.py serve`: the whole product on this machine, with one command."""

from __future__ import annotations

import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from itsm_pm import demo
from itsm_pm.supervisor import Supervisor, programs
from people.domain.roles import LABELS


class Command(BaseCommand):
    """Migrates, loads the demo where asked, starts web, worker and beat, and prints where to go."""

    help = "Run web, worker and beat under one supervisor."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Port, host and whether to load the demo."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--demo", action="store_true", help="load the demo organisation first")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check the port, prepare, run."""
        host, port = options["host"], options["port"]
        _refuse_busy_port(host, port)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if options["demo"]:
            call_command("load_demo")
        self._greet(host, port, with_demo=options["demo"])
        state = Path(settings.STATE_DIR)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "itsm_pm.settings",
            # In a container everything is root; the worker's long warning about it says nothing new.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
            "ITSM_PM_DEMO": "true" if options["demo"] else os.environ.get("ITSM_PM_DEMO", "false"),
        }
        supervisor = Supervisor(
            programs(port, host=host, state=state), environment, settings.BASE_DIR, self._say
        )
        sys.exit(supervisor.run())

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _greet(self, host: str, port: int, *, with_demo: bool) -> None:
        self._say(f"\n  itsm_pm answers at http://{host}:{port}/   (Ctrl-C stops it)\n")
        if with_demo:
            self._say(f"  Sign in with any of these, password “{demo.PASSWORD}”:")
            for username, role in demo.accounts():
                self._say(f"    {username:<12} {LABELS[role]}")
            self._say("")


def _refuse_busy_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} is not free ({error.strerror}). Choose another: make run PORT=8001"
            ) from error
