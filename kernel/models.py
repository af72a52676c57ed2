"""Tables of the engines: what happened, what is still to be delivered, what can be found, what came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """One thing that happened. Append-only; the audit trail, the timeline and the change feed are this table.

    `happened_at` is when it was true, `recorded_at` when it was written down; they differ for imports.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    subject_key = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    door = models.CharField(max_length=10)
    request_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "happened_at", "id"], name="audit_by_subject"),
            models.Index(fields=["kind", "happened_at"], name="audit_by_kind"),
        ]


def outbox_states() -> list[tuple[str, str]]:
    """Where a delivery stands."""
    return [("waiting", "Waiting"), ("taken", "Taken"), ("done", "Done"), ("dead", "Dead")]


class OutboxMessage(models.Model):
    """Work that a committed change owes. The row is the truth; a broker message is only a doorbell.

    Waiting messages of one handler and `key` are handled together, once.
    """

    handler = models.CharField(max_length=120)
    queue = models.CharField(max_length=20)
    key = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=outbox_states, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["queue", "run_at", "id"],
                name="outbox_due",
                condition=Q(state__in=["waiting", "taken"]),
            ),
            models.Index(
                fields=["handler", "key"], name="outbox_same_key", condition=Q(state__in=["waiting", "taken"])
            ),
            models.Index(fields=["settled_at"], name="outbox_settled", condition=Q(state="done")),
        ]


class SearchDocument(models.Model):
    """Text by which a thing is found. The full-text index beside it is kept by the database."""

    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    title = models.TextField()
    body = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], name="one_search_document_per_subject"
            )
        ]


def import_states() -> list[tuple[str, str]]:
    """Where an import run stands."""
    return [("running", "Running"), ("finished", "Finished"), ("failed", "Failed")]


class ImportRun(models.Model):
    """One import of one file: how far it came, what it wrote, what it refused."""

    kind = models.CharField(max_length=30)
    source = models.CharField(max_length=80)
    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=import_states, default="running")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    checkpoint = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    actor_name = models.CharField(max_length=150)


class ImportRowError(models.Model):
    """A row that was refused: its line, the column and the reason."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="errors")
    line = models.PositiveBigIntegerField()
    column = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40)
    message = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line", "column", "code"], name="a_row_error_is_told_once")
        ]


class NumberSeries(models.Model):
    """The last number handed out of a series; its row is the lock that keeps numbers unique."""

    name = models.CharField(max_length=40, unique=True)
    last = models.PositiveBigIntegerField(default=0)


class FirstAnswer(models.Model):
    """What a request with an `Idempotency-Key` was answered, so that a repeat is answered the same.

    `status` is null while the first request runs; `token` says which run may write the answer.
    """

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    token = models.CharField(max_length=32)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="one_first_answer_per_caller_and_key")
        ]
        indexes = [models.Index(fields=["expires_at"], name="first_answers_by_expiry")]


from kernel.webhooks.models import (  # noqa: E402  # Django finds the tables of an app here
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)

__all__ = [
    "AuditEvent", "FirstAnswer", "ImportRowError", "ImportRun", "NumberSeries", "OutboxMessage",
    "SearchDocument", "WebhookAttempt", "WebhookDelivery", "WebhookEndpoint",
]  # fmt: skip
