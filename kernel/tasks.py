"""Celery doors of the engines: a queue's name in, delivery out."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from kernel.clock import now
from kernel.delivery import deliver_due


@shared_task(name="kernel.deliver")
def deliver(queue: str) -> int:
    """Deliver what is due in one queue."""
    return deliver_due(queue, now)


@shared_task(name="kernel.sweep")
def sweep() -> int:
    """Deliver what a lost ring, a dead broker or a killed worker left behind, in every queue."""
    return sum(deliver_due(queue, now) for queue in settings.QUEUES)
