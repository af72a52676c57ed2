"""Writing down what happened, in the same transaction as the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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


def record_past(actor: Actor, happened: Iterable[Happened], *, recorded_at: datetime) -> list[AuditEvent]:
    """Write down what happened elsewhere and long ago, in one statement. Subscribers are not told of each:
    whoever brings the past in tells them once, by an event of its own."""
    rows = [_row(actor, item, recorded_at) for item in happened]
    return AuditEvent.objects.bulk_create(rows, batch_size=2000)


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
