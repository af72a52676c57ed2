"""From an event to the endpoints that want it: one message per endpoint and event, in order per object."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.module_loading import import_string

from kernel import outbox
from kernel.access import Actor, clock_actor
from kernel.audit import record
from kernel.delivery import TryLater, delivered
from kernel.errors import AppError
from kernel.events import Subject
from kernel.feed import shown, told_events
from kernel.models import AuditEvent, OutboxMessage, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from kernel.webhooks.addresses import resolved
from kernel.webhooks.events import WebhookDisabled
from kernel.webhooks.sending import Outcome, post
from kernel.webhooks.signing import secret_of, signed_headers

QUEUE = "webhooks"
HANDLER = "kernel.webhooks.delivering.send"
# The pauses after the first, second, … failure of a delivery: about a day in all.
PAUSES = tuple(
    timedelta(seconds=number) for number in (5, 30, 120, 600, 1800, 7200, 18_000, 36_000)
)  # fmt: skip
# One endpoint in trouble is asked again no later than this, whatever waits for it.
LONGEST_REST = timedelta(minutes=10)
TURN_SECONDS = 30.0


@cache
def _actor_by_id() -> Callable[..., Actor | None]:
    found: Callable[..., Actor | None] = import_string(settings.ACTORS)
    return found


def owner_of(endpoint: WebhookEndpoint) -> Actor | None:
    """Who hears through the endpoint, with the rights of now; None when that person is gone."""
    scopes = None if endpoint.scopes is None else frozenset(endpoint.scopes)
    return _actor_by_id()(endpoint.owner_id, "webhook", scopes=scopes)


def wants(kinds: Iterable[str], kind: str) -> bool:
    """Is this kind among those an endpoint asked for? `ticket.` asks for all about tickets, none for all."""
    asked = list(kinds)
    return not asked or any(kind == one or (one.endswith(".") and kind.startswith(one)) for one in asked)


@delivered(ordered=True)
def fan_out(payloads: list[dict[str, Any]], at: datetime) -> None:
    """Outbox handler: owe each event to every active endpoint whose owner may hear of it."""
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True).order_by("pk"))
    ids = {payload["event"] for payload in payloads} if endpoints else set()
    for endpoint in endpoints:
        owner = owner_of(endpoint)
        if owner is not None:
            rows = told_events(owner).filter(pk__in=ids).order_by("pk")
            _owe(endpoint, [row for row in rows if wants(endpoint.kinds, row.kind)], at)


def _owe(endpoint: WebhookEndpoint, events: list[AuditEvent], at: datetime) -> None:
    rows = [
        WebhookDelivery(
            endpoint=endpoint, event_id=event.pk, kind=event.kind, subject=event.subject_key, created_at=at,
            next_attempt_at=at,
        )
        for event in events
    ]  # fmt: skip
    WebhookDelivery.objects.bulk_create(rows)
    keys = [f"{event.subject_type}:{event.subject_id}" for event in events]
    outbox.send([message_of(row, key, at) for row, key in zip(rows, keys, strict=True)])


def message_of(delivery: WebhookDelivery, subject: str, at: datetime) -> OutboxMessage:
    """What makes a worker send it; those about one object keep their order."""
    key = f"{delivery.endpoint_id}:{subject}"
    return outbox.message_for(HANDLER, QUEUE, {"delivery": delivery.pk}, at, key=key)


@delivered(outside=True, ordered=True)
def send(payloads: list[dict[str, Any]], at: datetime) -> None:
    """Outbox handler: send deliveries of one endpoint about one object, one after the other."""
    begun = time.monotonic()
    for payload in payloads:
        delivery = (
            WebhookDelivery.objects.select_related("endpoint")
            .filter(pk=payload["delivery"], state="waiting")
            .first()
        )
        if delivery is None:
            continue
        if time.monotonic() - begun > TURN_SECONDS:
            raise TryLater("its turn is over", timedelta())
        _send_one(delivery, at)


def _send_one(delivery: WebhookDelivery, at: datetime) -> None:
    endpoint = delivery.endpoint
    if not endpoint.is_active:
        _settle(delivery, "skipped", at)
        return
    if endpoint.resume_at is not None and endpoint.resume_at > at:
        raise TryLater("the endpoint rests", endpoint.resume_at - at)
    body = _body(delivery)
    if body is None:
        _settle(delivery, "skipped", at)
        return
    outcome = _outcome(delivery, body, at)
    if outcome.delivered:
        _succeeded(delivery, outcome, at)
    else:
        _failed(delivery, outcome, at)


def _body(delivery: WebhookDelivery) -> bytes | None:
    """What is told, with the owner's rights of now; None when they no longer reach."""
    owner = owner_of(delivery.endpoint)
    event = told_events(owner).filter(pk=delivery.event_id).first() if owner else None
    if event is None:
        return None
    told: Mapping[str, Any] = {"type": event.kind, "timestamp": event.happened_at, "data": shown(event)}
    return json.dumps(told, cls=DjangoJSONEncoder, separators=(",", ":")).encode()


def _outcome(delivery: WebhookDelivery, body: bytes, at: datetime) -> Outcome:
    try:
        target = resolved(delivery.endpoint.url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    except AppError as error:
        return Outcome(None, error.message, "", 0)
    headers = signed_headers(secret_of(delivery.endpoint.salt), f"msg_{delivery.pk}", at, body)
    headers |= {"Content-Type": "application/json", "User-Agent": "itsm_pm-webhooks/1"}
    return post(target, body, headers, seconds=settings.WEBHOOK_SECONDS)


def _log(delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> None:
    WebhookAttempt.objects.create(
        delivery=delivery, at=at, status=outcome.status, milliseconds=outcome.milliseconds,
        error=outcome.error, answer=outcome.answer,
    )  # fmt: skip


def _settle(delivery: WebhookDelivery, state: str, at: datetime) -> None:
    delivery.state, delivery.settled_at, delivery.next_attempt_at = state, at, None
    delivery.save(update_fields=["state", "settled_at", "next_attempt_at", "attempts"])


def _succeeded(delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> None:
    with transaction.atomic():
        _log(delivery, outcome, at)
        delivery.attempts += 1
        _settle(delivery, "delivered", at)
        if delivery.endpoint.failures:
            WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).update(failures=0, resume_at=None)


def _failed(delivery: WebhookDelivery, outcome: Outcome, at: datetime) -> None:
    """Write the try down; the last one of a delivery gives it up, too many in a row end the endpoint."""
    pause = PAUSES[delivery.attempts] if delivery.attempts < len(PAUSES) else None
    with transaction.atomic():
        _log(delivery, outcome, at)
        delivery.attempts += 1
        _rest(delivery.endpoint_id, outcome, at)
        if pause is None:
            _settle(delivery, "failed", at)
        else:
            delivery.next_attempt_at = at + pause
            delivery.save(update_fields=["attempts", "next_attempt_at"])
    if pause is not None:
        raise TryLater(outcome.error, pause)


def _rest(endpoint_id: int, outcome: Outcome, at: datetime) -> None:
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
    rest = PAUSES[min(endpoint.failures, len(PAUSES) - 1)]
    endpoint.failures += 1
    endpoint.resume_at = at + min(rest, LONGEST_REST)
    if endpoint.failures >= settings.WEBHOOK_MAX_FAILURES and endpoint.is_active:
        endpoint.is_active, endpoint.disabled_at = False, at
        endpoint.version += 1
        event = WebhookDisabled(endpoint.name, endpoint.failures, outcome.error)
        record(clock_actor(), event, Subject("webhook", endpoint.pk, endpoint.name), at)
    endpoint.save(update_fields=["failures", "resume_at", "is_active", "disabled_at", "version"])
