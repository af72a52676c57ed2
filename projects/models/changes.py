"""Change requests: what is asked for, what it would move, who decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.models.projects import Project


def change_states() -> list[tuple[str, str]]:
    """Where a change request stands."""
    return [
        ("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("rejected", "Rejected"),
        ("withdrawn", "Withdrawn"),
    ]  # fmt: skip


class ChangeRequest(models.Model):
    """A proposed change of the promise. Approval writes the next baseline in the same transaction."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="change_requests")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=change_states, default="draft")
    budget_delta = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    finish_delta_days = models.IntegerField(default=0)
    requested_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="change_requests_are_numbered"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(decided_by=F("requested_by")),
                name="nobody_decides_their_own_change",
            ),
        ]


class ChangeRequestItem(models.Model):
    """Scope that the change would authorise: an entry already in the ledger, or one to be added."""

    change = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="items")
    entry = models.ForeignKey("projects.ScopeEntry", null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=200)
    size = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "entry"], name="an_entry_is_named_once_in_a_change")
        ]
