"""Business cases with their cash flows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


def case_states() -> list[tuple[str, str]]:
    """Where a business case stands."""
    return [
        ("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("rejected", "Rejected"),
        ("superseded", "Superseded"),
    ]  # fmt: skip


class BusinessCase(models.Model):
    """Why a project is worth its money: one version. An approved version is never edited."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=case_states, default="draft")
    currency = models.CharField(max_length=3)
    discount_rate = models.DecimalField(max_digits=8, decimal_places=6)
    author = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="business_cases_are_numbered"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="approved"), name="one_approved_case_per_project"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(author__isnull=True) | ~Q(decided_by=F("author")),
                name="nobody_approves_their_own_case",
            ),
        ]


def flow_kinds() -> list[tuple[str, str]]:
    """Which side of the case an amount is on."""
    return [("cost", "Cost"), ("benefit", "Benefit")]


class CashFlow(models.Model):
    """An amount in a year of the case; year 0 is now. Costs are positive amounts on the cost side."""

    case = models.ForeignKey(BusinessCase, on_delete=models.CASCADE, related_name="cash_flows")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=flow_kinds)
    label = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    currency = models.CharField(max_length=3)
