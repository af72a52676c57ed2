"""Doors of the workers: an event or a notice in, people told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation

from kernel import outbox
from kernel.delivery import delivered
from kernel.models import AuditEvent
from kernel.outbox import NEWS
from people.models import Notice
from people.usecases.notices import tell_of

log = logging.getLogger(__name__)

TELL = "people.tasks.tell"


def tell(payloads: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Outbox handler: tell people of events, many at once. What happened more than a day ago is no news: who
    brings a past in, or catches up after days, finds it on the pages. One event that cannot be told does not
    stop the others: it is owed again by itself."""
    recent = [one for one in payloads if at - datetime.fromisoformat(one["at"]) <= NEWS]
    events = AuditEvent.objects.in_bulk([one["event"] for one in recent])
    failed = []
    for one in recent:
        try:
            with transaction.atomic():
                tell_of(events[one["event"]], at=at)
        except Exception:  # one delivery must not stop the others
            if len(payloads) == 1:
                raise
            log.exception("people were not told", extra={"event": one["event"]})
            failed.append(outbox.message_for(TELL, "notices", dict(one), at))
    outbox.send(failed)


@delivered(outside=True)
def mail_notice(payloads: Sequence[Mapping[str, Any]], at: datetime) -> Callable[[], None] | None:
    """Outbox handler: send notices by mail, once each as far as the mail server tells."""
    ids = [payload["notice"] for payload in payloads]
    due = Notice.objects.select_related("person").filter(pk__in=ids, mailed_at__isnull=True)
    sent = [row.pk for row in due if _sent(row)]
    return lambda: _mark(sent, at)


def _mark(ids: list[int], at: datetime) -> None:
    Notice.objects.filter(pk__in=ids).update(mailed_at=at)


def _sent(row: Notice) -> bool:
    if not (row.person.email and row.person.is_active and settings.MAIL_IS_SENT):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        link = f"{settings.PUBLIC_URL.rstrip('/')}{row.url}"
        footer = translation.gettext("You chose to hear of this by mail. Change that at %(url)s") % {
            "url": f"{settings.PUBLIC_URL.rstrip('/')}/inbox/settings/"
        }
    message = EmailMessage(
        subject=" ".join(row.text.split())[:180],
        body=f"{row.text}\n\n{link}\n\n-- \n{footer}\n",
        to=[row.person.email],
        # Nobody reads the answers of machines (RFC 3834).
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    return message.send() == 1
