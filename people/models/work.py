"""What an hour costs, and the one record of effort."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kernel.ledger import Ledger
from people.models.users import User, role_choices


class CostRate(models.Model):
    """What an hour costs from a day on, for one person or for one role."""

    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="cost_rates")
    role = models.CharField(max_length=30, choices=role_choices, blank=True)
    per_hour = models.DecimalField(max_digits=20, decimal_places=4)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, role="") | (Q(person__isnull=True) & ~Q(role="")),
                name="a_rate_is_for_a_person_or_a_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_rate_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(per_hour__gte=0), name="a_rate_is_not_negative"),
            models.UniqueConstraint(fields=["person", "role", "valid_from"], name="one_rate_begins_on_a_day"),
        ]


class TimeEntry(Ledger):
    """Minutes a person worked on a day on something. Corrections are reversals with negative minutes.

    What it was spent on is a reference that this app does not follow. `amount` is null when no rate held.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="time_entries")
    minutes = models.IntegerField()
    activity = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    subject_key = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "valid_on"], name="time_by_subject"),
            models.Index(fields=["person", "valid_on"], name="time_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440, reverses__isnull=True)
                | Q(minutes__lte=-1, minutes__gte=-1440, reverses__isnull=False),
                name="work_is_positive_and_a_reversal_negative",
            )
        ]
