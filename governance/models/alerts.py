"""Alerts, their steps, and the dated limits they are judged by."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


def levels() -> list[tuple[int, str]]:
    """How bad it is."""
    return [(1, "Notice"), (2, "Warning"), (3, "Critical")]


def alert_states() -> list[tuple[str, str]]:
    """What was done about it."""
    return [
        ("open", "Open"),
        ("acknowledged", "Acknowledged"),
        ("snoozed", "Snoozed"),
        ("cleared", "Cleared"),
    ]


class RulePolicy(models.Model):
    """Limits of a rule from a day on; the rule's own limits hold before the first."""

    rule = models.CharField(max_length=60)
    valid_from = models.DateField()
    notice = models.FloatField(null=True)
    warning = models.FloatField(null=True)
    critical = models.FloatField(null=True)
    slack = models.FloatField(default=0)
    reason = models.TextField(blank=True)
    set_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "valid_from"], name="one_policy_of_a_rule_begins_on_a_day"
            )
        ]


class Alert(models.Model):
    """A figure of a project beyond a limit. At most one per project and rule is not cleared.

    `raised_on`, `level_since` and `cleared_on` are the days for which it was true (`as_of` of the judgement);
    `raised_at` and `cleared_at` are when it was found out.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(choices=levels)
    state = models.CharField(max_length=20, choices=alert_states, default="open")
    value = models.FloatField()
    limit = models.FloatField()
    unit = models.CharField(max_length=20)
    explanation = models.TextField()
    inputs = models.JSONField(default=list)
    next_step = models.CharField(max_length=200)
    forecast_breach_on = models.DateField(null=True)
    as_of = models.DateField()
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    level_since = models.DateField()
    cleared_on = models.DateField(null=True)
    cleared_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule"],
                condition=~Q(state="cleared"),
                name="one_open_alert_per_project_and_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="cleared", cleared_at__isnull=False)
                | (~Q(state="cleared") & Q(cleared_at__isnull=True)),
                name="a_cleared_alert_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-level", "-raised_at", "-id"], name="alerts_open", condition=~Q(state="cleared")
            ),
            models.Index(fields=["project", "-raised_at"], name="alerts_by_project"),
        ]


def reads_as(state: str, at: datetime) -> Q:
    """Alerts that people read as being in a state: a snooze that has ended is over, whether or not a worker
    has said so yet."""
    awake = Q(state="snoozed", snoozed_until__lte=at)
    if state == "open":
        return Q(state="open") | awake
    return Q(state="snoozed") & ~awake if state == "snoozed" else Q(state=state)


class AlertStep(models.Model):
    """One step in the life of an alert: raised, level changed, cleared. Append-only."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10)
    level_from = models.PositiveSmallIntegerField()
    level_to = models.PositiveSmallIntegerField()
    value = models.FloatField()
    limit = models.FloatField(null=True)
    as_of = models.DateField()
    recorded_at = models.DateTimeField()
