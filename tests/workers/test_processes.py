"""Nothing is lost and nothing doubled when real workers are killed, doubled, or rung by nobody."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.installation import Installation, installation, wait_for

pytestmark = pytest.mark.slow

OWE = """
from django.db import transaction
from kernel.outbox import message_for, send
for n in range({first}, {last}):
    with transaction.atomic():
        send([message_for("tests.workers.handlers.note", "recompute", {{"n": n}}, now())])
"""
WRITE_ONLY = """
from kernel.models import OutboxMessage
from kernel.outbox import message_for
OutboxMessage.objects.bulk_create(
    message_for("tests.workers.handlers.note", "recompute", {{"n": n}}, now())
    for n in range({first}, {last})
)
"""
EFFECTS = """
from kernel.models import AuditEvent
ids = list(AuditEvent.objects.filter(kind="test.noted").values_list("subject_id", flat=True))
print(len(ids), len(set(ids)))
"""
END_LEASES = """
from kernel.models import OutboxMessage
OutboxMessage.objects.filter(state="taken").update(lease_until=now() - timedelta(seconds=1))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        yield made


def all_done(place: Installation, count: int) -> bool:
    return place.python(EFFECTS) == f"{count} {count}"


def test_a_ring_brings_the_delivery(place: Installation) -> None:
    place.worker()
    place.python(OWE.format(first=0, last=20))
    wait_for(lambda: all_done(place, 20))


def test_rows_that_nobody_rang_for_are_swept(place: Installation) -> None:
    place.python(WRITE_ONLY.format(first=0, last=20))
    place.worker()
    place.beat()
    wait_for(lambda: all_done(place, 20))


def test_two_workers_share_the_work_and_double_nothing(place: Installation) -> None:
    place.worker()
    place.worker()
    place.beat()
    place.python(OWE.format(first=0, last=60))
    wait_for(lambda: all_done(place, 60))


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_HANDLER_SECONDS", "0.15")
    first = place.worker()
    place.python(OWE.format(first=0, last=40))
    wait_for(lambda: int(place.python(EFFECTS).split()[0]) > 2)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    monkeypatch.setenv("TEST_HANDLER_SECONDS", "0")
    place.python(END_LEASES)
    place.worker()
    place.beat()
    wait_for(lambda: all_done(place, 40))
