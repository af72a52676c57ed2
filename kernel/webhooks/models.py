"""Where other systems listen, and what they were told."""

from __future__ import annotations

from django.db import models


class WebhookEndpoint(models.Model):
    """An address that is told what its owner may hear of. No secret is kept: it is derived from `salt`.

    `kinds` are event kinds or their beginnings ending in a dot; none means all. `scopes` are those of the
    token that made it, null for a person's session.
    """

    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    salt = models.CharField(max_length=32)
    kinds = models.JSONField(default=list)
    scopes = models.JSONField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # Failures since the last success; until `resume_at` nothing else is tried.
    failures = models.PositiveIntegerField(default=0)
    resume_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["owner_id", "id"], name="webhooks_by_owner")]


def delivery_states() -> list[tuple[str, str]]:
    """Where a delivery stands."""
    return [
        ("waiting", "Waiting"), ("delivered", "Delivered"), ("failed", "Failed"), ("skipped", "Skipped"),
    ]  # fmt: skip


class WebhookDelivery(models.Model):
    """One event owed to one endpoint. `event_id` is the row of the audit trail."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=delivery_states, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="an_endpoint_is_owed_an_event_once")
        ]
        indexes = [models.Index(fields=["endpoint", "state", "id"], name="deliveries_by_state")]


class WebhookAttempt(models.Model):
    """One try: what came back, or why nothing did. The log of a delivery."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    error = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=500, blank=True)
