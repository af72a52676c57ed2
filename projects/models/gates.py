"""Gates: the recorded decision through which a phase is entered, with the evidence as it stood."""

from __future__ import annotations

from django.db import models

from projects.models.projects import Project, sequence_choices


def gate_states() -> list[tuple[str, str]]:
    """Is the review decided?"""
    return [("requested", "Requested"), ("decided", "Decided"), ("withdrawn", "Withdrawn")]


def gate_outcomes() -> list[tuple[str, str]]:
    """What a gate can say."""
    return [
        ("go", "Go"), ("go_with_conditions", "Go with conditions"), ("hold", "Hold"), ("stop", "Stop"),
    ]  # fmt: skip


class GateReview(models.Model):
    """A request to enter the next phase, its criteria with evidence, and the decision.

    `criteria` is a list of `{code, title, met (true, false or null), evidence}` as it stood at the decision.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="gate_reviews")
    number = models.PositiveIntegerField()
    from_phase = models.CharField(max_length=20, choices=sequence_choices)
    to_phase = models.CharField(max_length=20, choices=sequence_choices)
    state = models.CharField(max_length=20, choices=gate_states, default="requested")
    outcome = models.CharField(max_length=20, choices=gate_outcomes, blank=True)
    criteria = models.JSONField(default=list)
    requested_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="gate_reviews_are_numbered"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(state="requested"), name="one_open_gate_review"
            ),
        ]


class GateCondition(models.Model):
    """Something that must still be done after a go with conditions, by a day."""

    review = models.ForeignKey(GateReview, on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
