"""Celery doors of the engines: a queue's name in, delivery out."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from kernel.api.idempotency import forget_old
from kernel.clock import now
from kernel.delivery import anything_due, deliver_due
from kernel.outbox import ring

# How long one queue may keep a worker before the others have their turn.
TURN = timedelta(seconds=5)
SWEEP_TURN = timedelta(seconds=1)


@shared_task(name="kernel.deliver")
def deliver(queue: str) -> int:
    """Deliver what is due in one queue; what is left after a turn waits in line again."""
    handled = deliver_due(queue, now, budget=TURN)
    if handled and anything_due(queue, now()):
        ring(queue)
    return handled


@shared_task(name="kernel.sweep")
def sweep() -> int:
    """Deliver what a lost ring, a dead broker or a killed worker left behind, in every queue."""
    return sum(deliver_due(queue, now, budget=SWEEP_TURN) for queue in settings.QUEUES)


@shared_task(name="kernel.tidy")
def tidy() -> int:
    """Forget what was kept for a while only."""
    return forget_old(now())
