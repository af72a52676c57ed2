"""Telling another system what its owner may hear of."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from kernel import outbox
from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.events import Subject
from kernel.feed import known_events
from kernel.models import AuditEvent
from kernel.usecases import claim, permit, save_named, usecase
from kernel.webhooks.addresses import checked_url
from kernel.webhooks.delivering import message_of
from kernel.webhooks.events import WebhookAdded, WebhookChanged, WebhookRemoved
from kernel.webhooks.models import WebhookDelivery, WebhookEndpoint
from kernel.webhooks.signing import secret_of
from people.access import WEBHOOK_SET, WEBHOOK_VIEW


@dataclass(frozen=True, slots=True)
class AddWebhook:
    """An address of one's own; `kinds` as `ticket.assigned` or `ticket.`, none for all.

    The door has asked the resolver about the address before (`kernel.webhooks.addresses.resolved`).
    """

    name: str
    url: str
    kinds: tuple[str, ...] = ()


@usecase("webhook.add")
def add_webhook(actor: Actor, command: AddWebhook, *, at: datetime) -> tuple[WebhookEndpoint, str]:
    """The webhook and its secret, which is shown this once.

    Raises `BadInput` `bad_url` or `unknown_kind`, `DomainError` `private_address`.
    """
    _check(command.url, command.kinds)
    if actor.person_id is None:
        raise NotAllowed("not_allowed", "A webhook belongs to a person.")
    row = WebhookEndpoint(
        owner_id=actor.person_id,
        name=command.name,
        url=command.url,
        salt=secrets.token_hex(16),
        kinds=sorted(set(command.kinds)),
        scopes=None if actor.scopes is None else sorted(actor.scopes),
        created_at=at,
    )
    permit(actor, WEBHOOK_SET, row)
    row.save()
    record(actor, WebhookAdded(row.name, _host(row.url), tuple(row.kinds)), _subject(row), at)
    return row, secret_of(row.salt)


def _check(url: str, kinds: tuple[str, ...]) -> None:
    checked_url(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    unknown = [one for one in kinds if not any(_covers(one, kind) for kind in known_events())]
    if unknown:
        text = f"Unknown kind of event: {', '.join(unknown)}."
        raise BadInput("unknown_kind", text, {"kinds": [("unknown_kind", text)]})


def _covers(asked: str, kind: str) -> bool:
    return kind == asked or (asked.endswith(".") and kind.startswith(asked))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _subject(row: WebhookEndpoint) -> Subject:
    return Subject("webhook", row.pk, row.name)


def _claimed(actor: Actor, webhook_id: int, version: int | None) -> WebhookEndpoint:
    row: WebhookEndpoint = claim(
        WebhookEndpoint.objects.all(), actor, view=WEBHOOK_VIEW, act=WEBHOOK_SET, key={"pk": webhook_id},
        version=version,
    )  # fmt: skip
    return row


@dataclass(frozen=True, slots=True)
class EditWebhook:
    """New values of `name`, `url`, `kinds`, `is_active`; switching on forgets past failures."""

    webhook_id: int
    version: int | None
    changes: Mapping[str, Any]


@usecase("webhook.edit")
def edit_webhook(actor: Actor, command: EditWebhook, *, at: datetime) -> WebhookEndpoint:
    """Raises what `add_webhook` does, `Stale`, `NotVisible`."""
    row = _claimed(actor, command.webhook_id, command.version)
    changes = {
        name: command.changes[name]
        for name in ("name", "url", "kinds", "is_active")
        if name in command.changes
    }
    if "kinds" in changes:
        changes["kinds"] = sorted(set(changes["kinds"]))
    _check(changes.get("url", row.url), tuple(changes.get("kinds", ())))
    if changes.get("is_active") and not row.is_active:
        changes |= {"failures": 0, "resume_at": None, "disabled_at": None}
    for name, value in changes.items():
        setattr(row, name, value)
    save_named(row, *changes)
    event = WebhookChanged(row.name, _host(row.url), tuple(row.kinds), row.is_active)
    record(actor, event, _subject(row), at)
    return row


@dataclass(frozen=True, slots=True)
class RemoveWebhook:
    """The webhook and its log go; what is still owed to it is not sent."""

    webhook_id: int
    version: int | None


@usecase("webhook.remove")
def remove_webhook(actor: Actor, command: RemoveWebhook, *, at: datetime) -> None:
    """Raises `NotVisible`, `Stale`."""
    row = _claimed(actor, command.webhook_id, command.version)
    record(actor, WebhookRemoved(row.name), _subject(row), at)
    WebhookEndpoint.objects.filter(pk=row.pk).delete()


@dataclass(frozen=True, slots=True)
class ReplayDelivery:
    """Send a delivery once more, under its old id: a receiver that has it already can tell."""

    webhook_id: int
    delivery_id: int


@usecase("webhook.replay")
def replay_delivery(actor: Actor, command: ReplayDelivery, *, at: datetime) -> WebhookDelivery:
    """Raises `NotVisible`; `DomainError` `webhook_off`, `still_waiting`."""
    endpoint = _claimed(actor, command.webhook_id, None)
    row = (
        WebhookDelivery.objects.select_for_update().filter(pk=command.delivery_id, endpoint=endpoint).first()
    )
    if row is None:
        raise NotVisible("not_found", "There is no such delivery.")
    if not endpoint.is_active:
        raise DomainError("webhook_off", "Switch the webhook on first.")
    if row.state == "waiting":
        raise DomainError("still_waiting", "It is still to be sent.")
    row.state, row.attempts, row.settled_at, row.next_attempt_at = "waiting", 0, None, at
    row.save(update_fields=["state", "attempts", "settled_at", "next_attempt_at"])
    event = AuditEvent.objects.get(pk=row.event_id)
    outbox.send([message_of(row, f"{event.subject_type}:{event.subject_id}", at)])
    return row
