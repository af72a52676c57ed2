"""What the workers computed: a snapshot for every judged day, and one row a project for the dashboard."""

from __future__ import annotations

from django.db import models

# States of a project on which something can still be done, and which is therefore judged every night.
RUNNING = ("active", "on_hold")


class MetricSnapshot(models.Model):
    """Figures of a project as of a day, as known at a moment. Append-only; the hash tells whether the inputs
    moved since the snapshot before."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    known_at = models.DateTimeField()
    figures = models.JSONField()
    inputs_hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["project", "as_of", "known_at"], name="snapshots_by_day")]


class ProjectHealth(models.Model):
    """One row per project, written by the workers and read by the dashboard.

    `figures` holds each figure as `{value, unit, null_reason}`, `aspects` the level per aspect with its
    reasons, `trend` the recent (day, forecast over promise) pairs. `judged_to` is the last judged day.
    `overrun` orders projects of one level: forecast over promise, 0 when it is not known.
    """

    project = models.OneToOneField(
        "projects.Project", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    as_of = models.DateField()
    judged_to = models.DateField()
    computed_at = models.DateTimeField()
    worst_level = models.PositiveSmallIntegerField(default=0)
    overrun = models.FloatField(default=0)
    budget = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    spent = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    forecast = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    forecast_finish = models.DateField(null=True)
    figures = models.JSONField(default=dict)
    aspects = models.JSONField(default=dict)
    trend = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-worst_level", "-overrun", "project"], name="health_worst_first")]
