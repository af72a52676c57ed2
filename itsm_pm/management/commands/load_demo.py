"""`manage.py load_demo`: the demo organisation, once."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from itsm_pm.demo.load import load
from kernel.clock import now


class Command(BaseCommand):
    """Does nothing when the demo is there already."""

    help = "Load the demo organisation with dates relative to today."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say how long it took."""
        begun = time.monotonic()
        self.stdout.write("Loading the demo organisation …")
        self.stdout.flush()
        if load(now(), tickets=settings.DEMO_TICKETS):
            self.stdout.write(
                f"Projects are in after {time.monotonic() - begun:.0f} s. The workers judge them and "
                "live through a year of tickets now; that takes them a minute or two."
            )
        else:
            self.stdout.write("The demo is there already.")
