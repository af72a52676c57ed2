"""The ticket row: what it says now. It can be rebuilt from the ticket's events."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

# Sorts after every date: nothing of the ticket falls due.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def kinds() -> list[tuple[str, str]]:
    """What kind of work a ticket is."""
    return [
        ("incident", "Incident"),
        ("request", "Service request"),
        ("problem", "Problem"),
        ("change", "Change"),
    ]


# In every lifecycle a ticket is open until it is resolved or has ended; the queue's indexes hold these rows.
OPEN = Q(resolved_at__isnull=True, closed_at__isnull=True)


class Ticket(models.Model):
    """An incident, request, problem or change.

    `priority` is derived from impact and urgency unless `priority_override` is set; `minutes_worked` and
    `cost` are sums over the time entries of the ticket, kept here for lists and rebuilt from them.
    """

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=kinds)
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=20)
    impact = models.PositiveSmallIntegerField(default=2)
    urgency = models.PositiveSmallIntegerField(default=2)
    priority = models.PositiveSmallIntegerField(default=3)
    priority_override = models.PositiveSmallIntegerField(null=True)
    service = models.ForeignKey(
        "tickets.Service", null=True, on_delete=models.PROTECT, related_name="tickets"
    )
    category = models.CharField(max_length=120, blank=True)
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("projects.Project", null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="incidents")
    pending_reason = models.CharField(max_length=120, blank=True)
    resolution = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    first_responded_at = models.DateTimeField(null=True)
    first_resolved_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    reopen_count = models.PositiveIntegerField(default=0)
    reassignment_count = models.PositiveIntegerField(default=0)
    # What moves asked to be written down, by the names of `tickets.domain.details`.
    details = models.JSONField(default=dict)
    minutes_worked = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    external_source = models.CharField(max_length=80, blank=True)
    external_key = models.CharField(max_length=160, blank=True)
    # The matrix its priority was derived with.
    matrix_version = models.PositiveIntegerField(default=1)
    # Agreed by hand with the requester; no pause, priority or policy ever moves it.
    promised_at = models.DateTimeField(null=True)
    # When the first of its open clocks falls due: kept from the clocks, for sorting.
    next_due_at = models.DateTimeField(default=NEVER)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_key"],
                condition=~Q(external_key=""),
                name="an_imported_ticket_exists_once",
            ),
            models.CheckConstraint(
                condition=Q(impact__in=[1, 2, 3], urgency__in=[1, 2, 3], priority__in=[1, 2, 3, 4, 5]),
                name="impact_urgency_and_priority_are_on_their_scales",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="tickets_by_update"),
            models.Index(fields=["-reported_at", "-id"], name="tickets_by_report"),
            models.Index(fields=["priority", "reported_at", "id"], name="tickets_by_priority"),
            models.Index(fields=["state", "-updated_at", "-id"], name="tickets_by_state"),
            models.Index(fields=["assignee", "-updated_at", "-id"], name="tickets_by_assignee"),
            models.Index(fields=["team", "-updated_at", "-id"], name="tickets_by_team"),
            models.Index(fields=["requester", "-updated_at", "-id"], name="tickets_by_requester"),
            # What is open is small beside what was done: the queue reads only this part.
            models.Index(fields=["-updated_at", "-id"], name="open_by_update", condition=OPEN),
            models.Index(fields=["reported_at", "id"], name="open_by_report", condition=OPEN),
            models.Index(fields=["priority", "reported_at", "id"], name="open_by_priority", condition=OPEN),
            models.Index(fields=["assignee", "-updated_at", "-id"], name="open_by_assignee", condition=OPEN),
            models.Index(
                fields=["assignee", "priority", "reported_at", "id"],
                name="open_by_assignee_priority",
                condition=OPEN,
            ),
            models.Index(fields=["team", "-updated_at", "-id"], name="open_by_team", condition=OPEN),
            models.Index(fields=["service", "-updated_at", "-id"], name="open_by_service", condition=OPEN),
            models.Index(fields=["kind", "-updated_at", "-id"], name="tickets_by_kind"),
            models.Index(fields=["next_due_at", "id"], name="open_by_due", condition=OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
