"""Delivery of outbox rows: claim, handle, settle. At least once; database effects exactly once.

A worker claims by conditional update and looks at the count, so two workers cannot both win. The handler
and the settling share one transaction: a worker that dies in between leaves the row taken until its lease
ends, with nothing half-done. Retries back off; after `MAX_ATTEMPTS` the row is dead and says why.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from kernel.courtesy import give_way
from kernel.models import OutboxMessage

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 8
BACK_OFF = timedelta(seconds=5)

Clock = Callable[[], datetime]


class Superseded(Exception):
    """The lease ran out and another worker took the messages: this worker's effects are rolled back."""


def deliver_due(queue: str, clock: Clock, *, limit: int = 500, budget: timedelta | None = None) -> int:
    """Deliver what is due in a queue, one claim after another; how many messages were settled or put off.

    Stops after `limit` messages, or when `budget` is used up, so that no queue keeps the others waiting.
    """
    handled, end = 0, clock() + budget if budget else None
    while handled < limit and (end is None or clock() < end):
        begun = time.monotonic()
        claimed = _claim(queue, clock())
        if not claimed:
            break
        _handle(claimed, clock)
        handled += len(claimed)
        give_way(time.monotonic() - begun)
    return handled


def anything_due(queue: str, at: datetime) -> bool:
    """Is there something to deliver now?"""
    return OutboxMessage.objects.filter(_due(at), queue=queue).exists()


def _due(at: datetime) -> Q:
    return Q(state="waiting", run_at__lte=at) | Q(state="taken", lease_until__lt=at)


def _claim(queue: str, at: datetime) -> list[OutboxMessage]:
    """The oldest due message and every due message of its handler and key, taken for this worker."""
    token = uuid.uuid4().hex
    with transaction.atomic():
        first = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(_due(at), queue=queue)
            .order_by("run_at", "id")
            .first()
        )
        if first is None:
            return []
        same = Q(pk=first.pk)
        if first.key:
            same |= Q(handler=first.handler, key=first.key)
        OutboxMessage.objects.filter(same, _due(at), queue=queue).update(
            state="taken", token=token, lease_until=at + LEASE, attempts=F("attempts") + 1
        )
        return list(OutboxMessage.objects.filter(token=token, state="taken").order_by("id"))


def _handle(claimed: list[OutboxMessage], clock: Clock) -> None:
    handler: Callable[[list[dict[str, Any]], datetime], None] = import_string(claimed[0].handler)
    try:
        with transaction.atomic():
            handler([message.payload for message in claimed], clock())
            _settle(claimed, clock())
    except Superseded:
        log.warning("delivery superseded", extra={"handler": claimed[0].handler})
    except Exception as error:  # one delivery must not stop the others
        log.exception("delivery failed", extra={"handler": claimed[0].handler, "key": claimed[0].key})
        _put_off(claimed, error, clock())


def _mine(claimed: list[OutboxMessage]) -> Any:
    return OutboxMessage.objects.filter(
        pk__in=[message.pk for message in claimed], state="taken", token=claimed[0].token
    )


def _settle(claimed: list[OutboxMessage], at: datetime) -> None:
    if _mine(claimed).update(state="done", settled_at=at, error="") != len(claimed):
        raise Superseded


def _put_off(claimed: list[OutboxMessage], error: Exception, at: datetime) -> None:
    attempts = max(message.attempts for message in claimed)
    state = "dead" if attempts >= MAX_ATTEMPTS else "waiting"
    _mine(claimed).update(
        state=state, run_at=at + BACK_OFF * 2 ** min(attempts, 10), error=f"{type(error).__name__}: {error}"
    )
