"""Writing down what happened, in the same transaction as the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection

from kernel import outbox
from kernel.access import Actor
from kernel.events import Event, Subject
from kernel.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, what it happened to, when it was true, and who did it when that is not the actor."""

    event: Event
    subject: Subject
    at: datetime
    by: str = ""


def record(actor: Actor, event: Event, subject: Subject, at: datetime) -> AuditEvent:
    """One audit row and one outbox row per subscriber; delivered after commit."""
    return record_many(actor, [Happened(event, subject, at)], recorded_at=at)[0]


def record_many(actor: Actor, happened: Iterable[Happened], *, recorded_at: datetime) -> list[AuditEvent]:
    """Many at once, with a fixed number of statements; for imports and bulk edits."""
    items = list(happened)
    rows = AuditEvent.objects.bulk_create([_row(actor, item, recorded_at) for item in items], batch_size=2000)
    told = [
        outbox.Published(item.event, item.subject, item.at, row.pk, row.actor_id)
        for item, row in zip(items, rows, strict=True)
    ]
    outbox.publish(told, recorded_at)
    return rows


_COLUMNS = (
    "kind", "subject_type", "subject_id", "subject_key", "happened_at", "recorded_at", "actor_id",
    "actor_name", "door", "request_id", "data",
)  # fmt: skip
# Rows per statement: SQLite takes 999 parameters in one by default.
_AT_ONCE = 999 // len(_COLUMNS)


def record_past(actor: Actor, happened: Iterable[Happened], *, recorded_at: datetime) -> int:
    """Write down what happened elsewhere and long ago; how many rows. Subscribers are not told of each:
    whoever brings the past in tells them once, by an event of its own.

    Logs have hundreds of thousands of events: the rows go to the database without being made models first.
    """
    moment, as_json = connection.ops.adapt_datetimefield_value, connection.ops.adapt_json_value
    recorded, count = moment(recorded_at), 0
    items = iter(happened)
    with connection.cursor() as cursor:
        while batch := list(islice(items, _AT_ONCE)):
            values: list[Any] = []
            for item in batch:
                values += (
                    item.event.kind, item.subject.type, item.subject.id, item.subject.key, moment(item.at),
                    recorded, None if item.by else actor.person_id, item.by or actor.name, actor.door,
                    actor.request_id, as_json(item.event.payload(), None),
                )  # fmt: skip
            cursor.execute(_insert(len(batch)), values)
            count += len(batch)
    return count


@cache
def _insert(rows: int) -> str:
    table, columns = AuditEvent._meta.db_table, ", ".join(_COLUMNS)
    one = f"({', '.join(['%s'] * len(_COLUMNS))})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * rows)}"  # noqa: S608  # names are ours


def _row(actor: Actor, item: Happened, recorded_at: datetime) -> AuditEvent:
    return AuditEvent(
        kind=item.event.kind,
        subject_type=item.subject.type,
        subject_id=item.subject.id,
        subject_key=item.subject.key,
        happened_at=item.at,
        recorded_at=recorded_at,
        actor_id=None if item.by else actor.person_id,
        actor_name=item.by or actor.name,
        door=actor.door,
        request_id=actor.request_id,
        data=item.event.payload(),
    )
