"""The project, its phases and the promises made for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.domain import phases


def sequence_choices() -> list[tuple[str, str]]:
    """The phases a project is in, one after the other."""
    return [(name, phases.LABELS[name]) for name in phases.SEQUENCE]


def phase_choices() -> list[tuple[str, str]]:
    """The five phases that every project has as records."""
    return [(name, phases.LABELS[name]) for name in phases.PHASES]


def project_states() -> list[tuple[str, str]]:
    """Is the project running?"""
    return [("active", "Active"), ("on_hold", "On hold"), ("stopped", "Stopped"), ("completed", "Completed")]


class Project(models.Model):
    """A temporary undertaking with a promise. `code` is the name people use; ledgers hold the facts."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    objectives = models.TextField(blank=True)
    category = models.CharField(max_length=120, blank=True)
    phase = models.CharField(max_length=20, choices=sequence_choices, default=phases.INITIATION)
    state = models.CharField(max_length=20, choices=project_states, default="active")
    manager = models.ForeignKey(
        "people.User", null=True, on_delete=models.PROTECT, related_name="managed_projects"
    )
    sponsor = models.ForeignKey(
        "people.User", null=True, on_delete=models.PROTECT, related_name="sponsored_projects"
    )
    start = models.DateField(null=True)
    target_finish = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    external_key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  # null repeats
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(target_finish__isnull=True)
                | Q(start__isnull=True)
                | Q(target_finish__gte=F("start")),
                name="a_project_finishes_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["state", "phase"], name="projects_by_state")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Phase(models.Model):
    """One of the five phases of a project, planned and actual."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=20, choices=phase_choices)
    owner = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    planned_start = models.DateField(null=True)
    planned_finish = models.DateField(null=True)
    actual_start = models.DateField(null=True)
    actual_finish = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="a_project_has_each_phase_once")
        ]


def baseline_kinds() -> list[tuple[str, str]]:
    """How a promise came about."""
    return [("original", "Original"), ("change", "Approved change"), ("rebaseline", "Re-baselined")]


class Baseline(models.Model):
    """What was promised, by whom approved, from when. Never changed; the next one has the next number.

    `change` baselines follow an approved change request; `rebaseline` ones do not and therefore never move
    the promise that alerts are held against.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=baseline_kinds)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    change = models.OneToOneField(
        "projects.ChangeRequest", null=True, on_delete=models.PROTECT, related_name="baseline"
    )
    budget = models.DecimalField(max_digits=20, decimal_places=4)
    start = models.DateField(null=True)
    finish = models.DateField(null=True)
    scope_size = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    source_key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  # null repeats

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="baselines_are_numbered"),
            models.CheckConstraint(condition=Q(budget__gte=0), name="a_budget_is_not_negative"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(kind="original"), name="one_original_baseline"
            ),
        ]
