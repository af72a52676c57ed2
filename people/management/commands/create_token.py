"""`manage.py create_token USERNAME --scope tickets:read …`: prints a new API token, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import AppError
from people.access import SCOPES
from people.domain.roles import ADMINISTRATOR
from people.usecases import CreateToken, create_token


class Command(BaseCommand):
    """Whoever can run commands on the server administers it."""

    help = "Print a new API token for a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, which scopes, for how long."""
        parser.add_argument("username")
        parser.add_argument("--scope", action="append", required=True, help=f"one of {', '.join(SCOPES)}")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, default=365, help="valid for this many days")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the token and print it."""
        actor = Actor(name="Command line", door="task", roles=frozenset({ADMINISTRATOR}))
        command = CreateToken(options["username"], options["name"], tuple(options["scope"]), options["days"])
        try:
            _row, text = create_token(actor, command, at=now())
        except AppError as error:
            raise CommandError(error.message) from error
        self.stdout.write(text)
