"""Service levels: dated policies, dated priority matrices, and the clocks that are kept from them.

Policies and matrices are facts: a new version is a new row. Clocks and their thresholds are a cache of the
fold over a ticket's events (`tickets.domain.sla`), kept for lists and for what falls due.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.ledger import AppendOnlyQuerySet
from tickets.models.tickets import Ticket, kinds

THRESHOLDS = [50, 75, 90, 100]


def target_units() -> list[tuple[str, str]]:
    """How a target is counted; never one without a unit."""
    return [
        ("business", "business minutes"),
        ("elapsed", "minutes round the clock"),
        ("business_days", "business days, to the end of the last"),
    ]


def metrics() -> list[tuple[str, str]]:
    """What a clock measures."""
    return [("response", "First response"), ("resolution", "Resolution")]


def clock_states() -> list[tuple[str, str]]:
    """Where a clock stands; a breach stays, whatever happens later."""
    return [
        ("running", "Running"), ("paused", "Paused"), ("met", "Met"), ("breached", "Breached"),
        ("superseded", "Superseded"), ("cancelled", "Cancelled"), ("unanswered", "Closed without answer"),
    ]  # fmt: skip


def default_thresholds() -> list[int]:
    """Percent of the target at which somebody is told."""
    return list(THRESHOLDS)


class SlaPolicy(models.Model):
    """One version of a policy.

    In force is the version of a code with the highest number whose `valid_from` has come; one that is not
    `active` retires the policy. Among the policies in force the first match by `position` counts.
    """

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=kinds, blank=True)
    priority = models.PositiveSmallIntegerField(null=True)
    service = models.ForeignKey("tickets.Service", null=True, on_delete=models.PROTECT, related_name="+")
    calendar = models.SlugField(max_length=60)
    response_unit = models.CharField(max_length=20, choices=target_units, blank=True)
    response_amount = models.PositiveIntegerField(null=True)
    resolution_unit = models.CharField(max_length=20, choices=target_units, blank=True)
    resolution_amount = models.PositiveIntegerField(null=True)
    # Whether time on hold stops the clock of first response; the clock of resolution always stops.
    response_pauses = models.BooleanField(default=False)
    thresholds = models.JSONField(default=default_thresholds)
    valid_from = models.DateTimeField()
    active = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_policy_version_exists_once"),
            models.CheckConstraint(
                condition=Q(response_unit="", response_amount=None)
                | ~Q(response_unit="") & Q(response_amount__gt=0),
                name="a_response_target_has_amount_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(resolution_unit="", resolution_amount=None)
                | ~Q(resolution_unit="") & Q(resolution_amount__gt=0),
                name="a_resolution_target_has_amount_and_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · version {self.version}"


class PriorityMatrix(models.Model):
    """One version of impact x urgency -> priority; `rows` by impact, columns by urgency, high to low."""

    version = models.PositiveIntegerField(unique=True)
    rows = models.JSONField()
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]


class TicketClock(models.Model):
    """A clock of a ticket as of `as_of`: `generation` counts the ticket's clocks of one metric.

    `budget_seconds` and `used_seconds` are working time of the clock's own calendar. `due_at` is null while
    a pause keeps it open; `stopped_at` and `ended_at` (superseded, cancelled, unanswered) while it runs.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clocks")
    metric = models.CharField(max_length=12, choices=metrics)
    generation = models.PositiveIntegerField()
    policy = models.ForeignKey(SlaPolicy, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=clock_states)
    started_at = models.DateTimeField()
    budget_seconds = models.PositiveBigIntegerField()
    used_seconds = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    breach_reason = models.CharField(max_length=12, blank=True)
    as_of = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "metric", "generation"], name="a_clock_exists_once"),
        ]
        indexes = [
            models.Index(
                fields=["ticket", "due_at"],
                name="open_clocks_by_ticket",
                condition=Q(stopped_at__isnull=True, ended_at__isnull=True),
            ),
            models.Index(fields=["stopped_at"], name="clocks_by_stop"),
            models.Index(fields=["breached_at"], name="clocks_by_breach"),
            models.Index(fields=["ended_at"], name="clocks_by_end"),
        ]


class ClockThreshold(models.Model):
    """A percentage of a clock's budget: due at `run_at` (null while the clock cannot reach it), told once."""

    clock = models.ForeignKey(TicketClock, on_delete=models.CASCADE, related_name="thresholds")
    percent = models.PositiveSmallIntegerField()
    run_at = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "percent"], name="a_threshold_is_told_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="a_threshold_is_a_percentage"
            ),
        ]
        indexes = [
            models.Index(fields=["run_at"], name="thresholds_due", condition=Q(fired_at__isnull=True)),
        ]
