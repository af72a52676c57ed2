"""What a committed change owes to others: one row per subscriber, then a ring of the doorbell.

Only this module and `kernel.tasks` touch the broker. A lost, doubled or late ring changes nothing but delay.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from kernel.events import Event, Subject
from kernel.models import OutboxMessage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subscription:
    """`handler` (dotted path, `(payloads, at) -> None`) wants events whose kind starts with `kind`.

    With `coalesce`, waiting messages about one subject are handled together, once.
    """

    kind: str
    handler: str
    queue: str
    coalesce: bool = False


@cache
def subscriptions() -> tuple[Subscription, ...]:
    """The visible tuple named by the settings."""
    found: tuple[Subscription, ...] = import_string(settings.SUBSCRIPTIONS)
    return found


def publish(happened: Iterable[tuple[Event, Subject, datetime]], now: datetime) -> None:
    """Add one message per event and subscriber, and ring after commit."""
    send([message for item in happened for message in _messages(*item, now)])


def _messages(event: Event, subject: Subject, at: datetime, now: datetime) -> list[OutboxMessage]:
    return [
        message_for(
            wanted.handler,
            wanted.queue,
            {"kind": event.kind, "subject": subject.id, "at": at.isoformat(), "data": event.payload()},
            now,
            key=f"{subject.type}:{subject.id}" if wanted.coalesce else "",
        )
        for wanted in subscriptions()
        if event.kind.startswith(wanted.kind)
    ]


def message_for(
    handler: str, queue: str, payload: dict[str, Any], now: datetime, *, key: str = ""
) -> OutboxMessage:
    """An unsaved message, due now."""
    return OutboxMessage(handler=handler, queue=queue, key=key, payload=payload, run_at=now, created_at=now)


def send(messages: list[OutboxMessage]) -> None:
    """Write the messages with the running transaction and ring each queue once when it commits."""
    OutboxMessage.objects.bulk_create(messages, batch_size=2000)
    for queue in sorted({message.queue for message in messages}):
        if not _will_ring(queue):
            transaction.on_commit(partial(ring, queue))


def _will_ring(queue: str) -> bool:
    """Is a ring of this queue already waiting for the running transaction to commit?

    A savepoint that is rolled back takes its messages and its ring along, so the answer stays true.
    """
    waiting = (entry[1] for entry in connection.run_on_commit)
    return any(isinstance(one, partial) and one.func is ring and one.args == (queue,) for one in waiting)


def ring(queue: str) -> None:
    """Tell the workers of a queue that something is due. A broken broker delays, it never loses."""
    from kernel.tasks import deliver  # noqa: PLC0415  # the task module needs the Celery app to be set up

    try:
        deliver.apply_async(args=(queue,), queue=queue, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("broker unreachable, the sweep will deliver", extra={"queue": queue, "error": str(error)})
