"""Delivery of outbox rows: claim, handle, settle. At least once; database effects exactly once.

A worker claims by conditional update and looks at the count, so two workers cannot both win. The handler
and the settling share one transaction: a worker that dies in between leaves the row taken until its lease
ends, with nothing half-done. Retries back off; after `MAX_ATTEMPTS` the row is dead and says why.

A handler marked `@delivered(outside=True)` talks to others: it runs outside of any transaction and may return
what is to be written with the settling. With `ordered=True`, messages of one key never overtake each other.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from kernel.courtesy import give_way
from kernel.models import OutboxMessage

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 8
BACK_OFF = timedelta(seconds=5)
ORDER_PAUSE = timedelta(seconds=1)

Clock = Callable[[], datetime]


class Superseded(Exception):
    """The lease ran out and another worker took the messages: this worker's effects are rolled back."""


class TryLater(Exception):
    """A handler asks to be called again after `pause`, or never again (None); `effect` is written with that.

    It chose the pause itself, so `MAX_ATTEMPTS` does not count.
    """

    def __init__(
        self, reason: str, pause: timedelta | None, effect: Callable[[], None] | None = None
    ) -> None:
        super().__init__(reason)
        self.pause, self.effect = pause, effect


@dataclass(frozen=True, slots=True)
class Manner:
    """How a handler wants to be called."""

    outside: bool = False
    ordered: bool = False


F_ = TypeVar("F_", bound=Callable[..., Any])


def delivered(*, outside: bool = False, ordered: bool = False) -> Callable[[F_], F_]:
    """Mark a handler."""

    def mark(handler: F_) -> F_:
        handler.manner = Manner(outside, ordered)  # type: ignore[attr-defined]  # read when it is called
        return handler

    return mark


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
    handler: Callable[..., Any] = import_string(claimed[0].handler)
    manner: Manner = getattr(handler, "manner", Manner())
    if manner.ordered and _waits_for_others(claimed, clock()):
        return
    try:
        _run(handler, manner, claimed, clock)
    except Superseded:
        log.warning("delivery superseded", extra={"handler": claimed[0].handler})
    except TryLater as later:
        _try_later(claimed, later, clock())
    except Exception as error:  # one delivery must not stop the others
        log.exception("delivery failed", extra={"handler": claimed[0].handler, "key": claimed[0].key})
        _put_off(claimed, error, clock())


def _run(handler: Callable[..., Any], manner: Manner, claimed: list[OutboxMessage], clock: Clock) -> None:
    payloads = [message.payload for message in claimed]
    finish: Callable[[], None] | None = handler(payloads, clock()) if manner.outside else None
    with transaction.atomic():
        if not manner.outside:
            handler(payloads, clock())
        elif finish is not None:
            finish()
        _settle(claimed, clock())


def _waits_for_others(claimed: list[OutboxMessage], at: datetime) -> bool:
    """Put back what would overtake an earlier message of its key that waits or is at work."""
    ids = [message.pk for message in claimed]
    earlier = (
        OutboxMessage.objects.filter(
            handler=claimed[0].handler, key=claimed[0].key, state__in=("waiting", "taken"), id__lt=max(ids)
        )
        .exclude(pk__in=ids)
        .order_by("id")
        .first()
    )
    if earlier is None or not claimed[0].key:
        return False
    resume = max(earlier.run_at, at + ORDER_PAUSE)
    _mine(claimed).update(state="waiting", run_at=resume, attempts=F("attempts") - 1)
    return True


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


def _try_later(claimed: list[OutboxMessage], later: TryLater, at: datetime) -> None:
    state, run_at = ("dead", at) if later.pause is None else ("waiting", at + later.pause)
    with transaction.atomic():
        updated = _mine(claimed).update(state=state, run_at=run_at, error=str(later))
        if updated == len(claimed) and later.effect is not None:
            later.effect()
