"""Outbox handlers of the tests, importable by a real worker."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any

from kernel.access import clock_actor
from kernel.audit import Happened, record_many
from kernel.events import Event, Subject


class Noted(Event):
    """A delivery had its effect."""

    kind = "test.noted"


def note(payloads: list[dict[str, Any]], at: datetime) -> None:
    """One audit row per payload: the effect that must happen exactly once."""
    time.sleep(float(os.environ.get("TEST_HANDLER_SECONDS", "0")))
    happened = [
        Happened(Noted(), Subject("test", payload["n"], str(payload["n"])), at) for payload in payloads
    ]
    record_many(clock_actor(), happened, recorded_at=at)


def fail(payloads: list[dict[str, Any]], at: datetime) -> None:
    """Has its effect and then fails: the effect must not stay."""
    note(payloads, at)
    raise RuntimeError("the receiver is broken")
