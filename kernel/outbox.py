"""What a committed change owes to others: one row per subscriber, then a ring of the doorbell.

Only this module and `kernel.tasks` touch the broker. A lost, doubled or late ring changes nothing but delay.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from kernel.events import Event, Subject
from kernel.models import OutboxMessage

log = logging.getLogger(__name__)

# What is told later than this after it happened is history.
NEWS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subscription:
    """`handler` (dotted path, `(payloads, at) -> None`) wants events whose kind starts with `kind`.

    With `coalesce`, waiting messages about one subject are handled together, once; with `together`, all
    waiting messages are. With `news`, what had happened long before it was written down is left out.
    """

    kind: str
    handler: str
    queue: str
    coalesce: bool = False
    together: bool = False
    news: bool = False

    def wants(self, told: Published, now: datetime) -> bool:
        """Does the subscriber want to hear of this event?"""
        fresh = not self.news or now - told.at <= NEWS
        return fresh and told.event.kind.startswith(self.kind)

    def key_of(self, subject: Subject) -> str:
        """Messages of one key are handled together."""
        if self.together:
            return "all"
        return f"{subject.type}:{subject.id}" if self.coalesce else ""


@dataclass(frozen=True, slots=True)
class Published:
    """An event to be published: what happened to what, when, and its row of the audit trail."""

    event: Event
    subject: Subject
    at: datetime
    row: int
    actor: int | None

    def payload(self) -> dict[str, Any]:
        """As handlers read it."""
        return {
            "kind": self.event.kind,
            "subject": self.subject.id,
            "at": self.at.isoformat(),
            "data": self.event.payload(),
            "event": self.row,
            "actor": self.actor,
        }


@cache
def subscriptions() -> tuple[Subscription, ...]:
    """The visible tuple named by the settings."""
    found: tuple[Subscription, ...] = import_string(settings.SUBSCRIPTIONS)
    return found


def publish(happened: Iterable[Published], now: datetime) -> None:
    """Add one message per event and subscriber, and ring after commit."""
    send([message for told in happened for message in _messages(told, now)])


def _messages(told: Published, now: datetime) -> list[OutboxMessage]:
    return [
        message_for(wanted.handler, wanted.queue, told.payload(), now, key=wanted.key_of(told.subject))
        for wanted in subscriptions()
        if wanted.wants(told, now)
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
