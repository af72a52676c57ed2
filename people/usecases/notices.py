"""Telling people what happened, and how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel import outbox
from kernel.access import Actor
from kernel.errors import BadInput, NotAllowed
from kernel.feed import is_told
from kernel.models import AuditEvent
from kernel.telling import Telling, audience_of, told_kinds
from kernel.usecases import permit, usecase
from people.access import NOTICE_SET, NOTICE_VIEW
from people.models import Notice, NoticeChoice
from people.models.notices import notice_ways
from people.selectors import actor_by_id, notice_ways_of

MAIL_HANDLER, MAIL_QUEUE = "people.tasks.mail_notice", "mail"
WAYS = frozenset(way for way, _label in notice_ways())


def tell_of(event: AuditEvent, *, at: datetime) -> list[Notice]:
    """A notice for everyone in the event's audience who may hear of it, wants to, and did not do it.

    Runs in the transaction of a delivery; a repeat tells nobody twice.
    """
    audience = audience_of(event.kind)
    telling = audience(event) if audience else None
    if telling is None:
        return []
    hearers = {person for person in telling.people if person != event.actor_id and _may_hear(person, event)}
    ways = notice_ways_of(hearers, event.kind)
    known = set(Notice.objects.filter(event_id=event.pk).values_list("person_id", flat=True))
    wanted = sorted(person for person in hearers - known if ways.get(person) != "off")
    rows = Notice.objects.bulk_create([_notice(person, event, telling, at) for person in wanted])
    _owe_mail([row for row in rows if ways.get(row.person_id) == "mail"], at)
    return rows


def _may_hear(person_id: int, event: AuditEvent) -> bool:
    actor = actor_by_id(person_id, "notice")
    return actor is not None and is_told(actor, event)


def _notice(person_id: int, event: AuditEvent, telling: Telling, at: datetime) -> Notice:
    return Notice(
        person_id=person_id, event_id=event.pk, kind=event.kind, text=telling.text[:400], url=telling.url,
        created_at=at,
    )  # fmt: skip


def _owe_mail(rows: list[Notice], at: datetime) -> None:
    outbox.send([outbox.message_for(MAIL_HANDLER, MAIL_QUEUE, {"notice": row.pk}, at) for row in rows])


@dataclass(frozen=True, slots=True)
class ReadNotices:
    """The actor has read one notice, or all."""

    notice_id: int | None = None


@usecase("notice.read")
def read_notices(actor: Actor, command: ReadNotices, *, at: datetime) -> int:
    """How many were not read before. Reading is nobody else's business and leaves no trace."""
    rows = Notice.objects.filter(NOTICE_VIEW.where(actor), read_at__isnull=True)
    if command.notice_id is not None:
        rows = rows.filter(pk=command.notice_id)
    return rows.update(read_at=at)


@dataclass(frozen=True, slots=True)
class ChooseNotices:
    """How the actor wants to hear: kind of event -> `inbox`, `mail` or `off`."""

    ways: Mapping[str, str]


@usecase("notice.prefer")
def choose_notices(actor: Actor, command: ChooseNotices, *, at: datetime) -> None:
    """Kinds that are not named stay as they are. Raises `BadInput` `unknown_kind` or `unknown_way`."""
    unknown = set(command.ways) - set(told_kinds())
    if unknown:
        raise BadInput("unknown_kind", f"Nobody is told of: {', '.join(sorted(unknown))}.")
    if set(command.ways.values()) - WAYS:
        raise BadInput("unknown_way", f"One hears by: {', '.join(sorted(WAYS))}.")
    person_id = actor.person_id
    if person_id is None:
        raise NotAllowed("not_allowed", "Only people are told.")
    for kind, way in command.ways.items():
        permit(actor, NOTICE_SET, NoticeChoice(person_id=person_id, kind=kind))
        NoticeChoice.objects.update_or_create(person_id=person_id, kind=kind, defaults={"way": way})
