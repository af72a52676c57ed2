"""Ledgers of a project: scope, cost, progress, forecast. Rows are added, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.ledger import Ledger
from projects.models.projects import Project


class ScopeItem(models.Model):
    """Something the project is to deliver. Its size is what the ledger says."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scope_items")
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="scope_codes_are_unique")]


def scope_kinds() -> list[tuple[str, str]]:
    """What happened to scope."""
    return [
        ("baseline", "In the baseline"), ("added", "Added"), ("removed", "Removed"),
        ("re_estimated", "Re-estimated"), ("elaborated", "Elaborated"), ("authorised", "Authorised"),
    ]  # fmt: skip


class ScopeEntry(Ledger):
    """A signed change of scope. An `authorised` row has size 0 and names in `of` what it authorises;
    an `elaborated` row names in `of` the entry whose item it details."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="scope_entries")
    item = models.ForeignKey(ScopeItem, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=scope_kinds)
    size = models.DecimalField(max_digits=16, decimal_places=4)
    of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(
        "projects.ChangeRequest", null=True, on_delete=models.PROTECT, related_name="scope_entries"
    )
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "valid_on"], name="scope_by_project")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="authorised") | Q(size=0, of__isnull=False),
                name="an_authorisation_names_what_it_authorises",
            )
        ]


def cost_categories() -> list[tuple[str, str]]:
    """What money was spent on."""
    return [("labour", "Labour"), ("procurement", "Procurement"), ("other", "Other")]


class CostEntry(Ledger):
    """Actual cost on a day; a correction is a row with the opposite sign that names what it reverses."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="cost_entries")
    category = models.CharField(max_length=20, choices=cost_categories)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    currency = models.CharField(max_length=3)
    minutes = models.IntegerField(null=True)
    description = models.CharField(max_length=200)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        indexes = [models.Index(fields=["project", "valid_on"], name="cost_by_project")]


class ProgressEntry(Ledger):
    """Physical completion of the project (item null) or of one scope item, as a fraction 0 … 1."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="progress_entries")
    item = models.ForeignKey(ScopeItem, null=True, on_delete=models.PROTECT, related_name="progress")
    complete = models.DecimalField(max_digits=9, decimal_places=6)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "valid_on"], name="progress_by_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(complete__gte=0, complete__lte=1), name="completion_is_between_nothing_and_all"
            )
        ]


class ForecastEntry(Ledger):
    """What somebody expected on that day: cost at completion, finish, or both."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="forecast_entries")
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    finish = models.DateField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "valid_on"], name="forecast_by_project")]
