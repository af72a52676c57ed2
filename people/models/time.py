"""A timer that runs until it is stopped, and the day up to which time is locked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kernel.ledger import Ledger
from people.models.users import User


def timer_outcomes() -> list[tuple[str, str]]:
    """How a timer ended; blank while it runs."""
    return [("", "Running"), ("written", "Written down"), ("discarded", "Discarded")]


class Timer(models.Model):
    """Measures work on one subject. It is a row, so it outlives every process."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="timers")
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    subject_key = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=timer_outcomes, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(stopped_at__isnull=True), name="a_person_runs_one_timer"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="a_timer_stops_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, outcome="")
                | (Q(stopped_at__isnull=False) & ~Q(outcome="")),
                name="a_stopped_timer_has_an_outcome",
            ),
        ]


class PeriodLock(Ledger):
    """Up to which day time is locked, from its record on; the row with the highest number holds.

    `valid_on` is the day of the decision. `locked_until` is null when nothing is locked any more.
    """

    number = models.PositiveIntegerField(unique=True)
    locked_until = models.DateField(null=True)
    reason = models.TextField()
