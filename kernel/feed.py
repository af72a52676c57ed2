"""The change feed: the audit trail as far as an actor may hear of it, in the order of record.

Every app says in one visible tuple (named by the settings' `FEEDS`) which of its events are told, and of
which rows. What no app names is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.module_loading import import_string

from kernel.access import NO_ROW, Actor
from kernel.events import Event
from kernel.models import AuditEvent

# Rows of transactions that may still run could come before rows already seen: PostgreSQL hands out ids before
# it commits. A row is settled when its transaction ended before the oldest one that still runs. Of old rows
# that is certain, and the age of their transaction may have wrapped around.
SETTLED = """(kernel_auditevent.recorded_at < now() - interval '1 day' OR age(kernel_auditevent.xmin) >
age(mod(pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 4294967296)::text::xid))"""


@dataclass(frozen=True, slots=True)
class Told:
    """Events that are told of the rows in `where(actor)`, a condition on `AuditEvent`."""

    events: tuple[type[Event], ...]
    where: Callable[[Actor], Q]

    @property
    def kinds(self) -> list[str]:
        """Names of the events."""
        return [event.kind for event in self.events]


@cache
def _all() -> tuple[Told, ...]:
    paths: tuple[str, ...] = import_string(settings.FEEDS)
    return tuple(told for path in paths for told in import_string(path))


@cache
def known_events() -> Mapping[str, type[Event]]:
    """Every event that somebody may hear of, by kind."""
    return {event.kind: event for told in _all() for event in told.events}


def told_events(actor: Actor) -> QuerySet[AuditEvent]:
    """What the actor may hear of; one query, whoever asks."""
    parts = [Q(kind__in=told.kinds) & told.where(actor) for told in _all()]
    return AuditEvent.objects.filter(reduce(or_, parts, NO_ROW))


def settled(rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Rows before which no other row can still appear, so that a cursor misses none."""
    if connection.vendor != "postgresql":
        return rows
    # A constant text; nothing of a request is in it.
    return rows.filter(RawSQL(SETTLED, (), output_field=BooleanField()))  # noqa: S611 # nosec B611


def is_told(actor: Actor, event: AuditEvent) -> bool:
    """May the actor hear of this event?"""
    return told_events(actor).filter(pk=event.pk).exists()


def shown(event: AuditEvent) -> dict[str, Any]:
    """An event as feed, webhooks and notices tell it."""
    return {
        "id": event.pk,
        "kind": event.kind,
        "subject": {"type": event.subject_type, "key": event.subject_key},
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "actor": event.actor_name,
        "door": event.door,
        "sentence": known_events()[event.kind].sentence(event.data),
        "data": event.data,
    }
