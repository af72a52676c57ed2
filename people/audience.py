"""Who hears of what happens to webhooks."""

from __future__ import annotations

from django.urls import reverse

from kernel.models import AuditEvent
from kernel.telling import Telling
from kernel.webhooks.events import WebhookDisabled
from kernel.webhooks.models import WebhookEndpoint


def webhook_owner(event: AuditEvent) -> Telling | None:
    """The person whose webhook was switched off."""
    endpoint = WebhookEndpoint.objects.filter(pk=event.subject_id).first()
    if endpoint is None:
        return None
    url = reverse("people:webhook", args=[endpoint.pk])
    return Telling(frozenset({endpoint.owner_id}), WebhookDisabled.sentence(event.data), url)
