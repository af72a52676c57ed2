"""Doors of the workers: what happened and the clock in, a use-case out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db.models import Min, Q, QuerySet

from kernel.access import clock_actor
from kernel.clock import now
from kernel.outbox import message_for, send
from tickets.models import OPEN, ClockThreshold, SlaPolicy, Ticket
from tickets.usecases import RebuildClocks, rebuild_clocks

QUEUE = "clocks"
# Told by the keeping of clocks itself: nothing follows from it for a clock.
_OWN = "ticket.clock_"
_AT_ONCE = 500
_TOGETHER = 50


def ticket_happened(payloads: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Outbox handler: fold the clocks of the tickets concerned, each once."""
    ids = {payload["subject"] for payload in payloads if not payload["kind"].startswith(_OWN)}
    if ids:
        rebuild_clocks(clock_actor(), RebuildClocks(tuple(sorted(ids))), at=at)


def clocks_owed(payloads: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Outbox handler: fold the clocks of the tickets that the messages list."""
    ids = {pk for payload in payloads for pk in payload["tickets"]}
    rebuild_clocks(clock_actor(), RebuildClocks(tuple(sorted(ids))), at=at)


def rules_published(payloads: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Outbox handler: another edition of policies or calendars holds, so every open ticket is folded anew.

    An edition of the future is asked for again when its time has come.
    """
    for payload in payloads:
        starts = payload["data"].get("valid_from", "")
        # The hours of a calendar hold from a date on, and the calendar itself knows that.
        later = datetime.fromisoformat(starts) if "T" in starts else at
        if later > at:
            message = message_for("tickets.tasks.rules_published", QUEUE, dict(payload), at)
            message.run_at = later
            send([message])
    _owe(Ticket.objects.filter(OPEN), at)


def history_imported(payloads: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Outbox handler: tickets of another system came in with their history and have no clocks yet.

    What had ended before the first policy was published had no promise and gets no clock.
    """
    first = SlaPolicy.objects.aggregate(first=Min("valid_from"))["first"]
    if first is None:
        return
    sources = {payload["data"]["source"] for payload in payloads}
    rows = Ticket.objects.filter(external_source__in=sources, clocks__isnull=True)
    _owe(rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=first)), at)


def _owe(rows: QuerySet[Ticket], at: datetime) -> None:
    """Messages for all these tickets, few enough in each that its locks are held for a moment only."""
    ids = list(rows.order_by("id").values_list("pk", flat=True))
    parts = [ids[start : start + _TOGETHER] for start in range(0, len(ids), _TOGETHER)]
    send([message_for("tickets.tasks.clocks_owed", QUEUE, {"tickets": part}, at) for part in parts])


@shared_task(name="tickets.thresholds")
def thresholds_due() -> int:
    """Tell what has fallen due; how many notices were given."""
    return tell_due(now())


def tell_due(at: datetime) -> int:
    """Each ticket with a due threshold in a transaction of its own, so that one cannot hold up the others."""
    rows = ClockThreshold.objects.filter(fired_at__isnull=True, run_at__lte=at)
    ids = rows.order_by("run_at").values_list("clock__ticket_id", flat=True)[:_AT_ONCE]
    return sum(rebuild_clocks(clock_actor(), RebuildClocks((pk,)), at=at) for pk in dict.fromkeys(ids))
