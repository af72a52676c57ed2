"""Risks: what may happen, how likely, what it would cost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models.projects import Project


def risk_states() -> list[tuple[str, str]]:
    """Where a risk stands."""
    return [("open", "Open"), ("occurred", "Occurred"), ("closed", "Closed")]


class Risk(models.Model):
    """A threat (impact positive) or an opportunity (impact negative) with its response."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risks")
    title = models.CharField(max_length=200)
    probability = models.DecimalField(max_digits=5, decimal_places=4)
    impact = models.DecimalField(max_digits=20, decimal_places=4)
    impact_days = models.IntegerField(default=0)
    response = models.TextField(blank=True)
    owner = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=risk_states, default="open")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="a_probability_is_between_0_and_1"
            )
        ]
