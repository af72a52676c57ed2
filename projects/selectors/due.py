"""What of projects waits for somebody: gates and changes to be decided, projects to be judged."""

from __future__ import annotations

from django.db.models import QuerySet

from kernel.access import Actor
from kernel.errors import NotVisible
from projects.models import ChangeRequest, GateReview, Project
from projects.selectors.visible import visible_projects


def running_project_ids() -> list[int]:
    """Every project on which work can still be done, whoever asks: for workers."""
    running = Project.objects.filter(state__in=("active", "on_hold"))
    return list(running.order_by("id").values_list("id", flat=True))


def gate_reviews(actor: Actor) -> QuerySet[GateReview]:
    """Reviews of gates of visible projects, with their conditions and who asked and decided."""
    rows = GateReview.objects.filter(project__in=visible_projects(actor))
    rows = rows.select_related("project", "requested_by", "decided_by")
    return rows.prefetch_related("conditions")


def get_gate_review(actor: Actor, code: str, number: int) -> GateReview:
    """One review, or `NotVisible`."""
    row = gate_reviews(actor).filter(project__code=code, number=number).first()
    if row is None:
        raise NotVisible("not_found", "There is no such gate review, or you may not see it.")
    return row


def gates_due(actor: Actor) -> QuerySet[GateReview]:
    """Gates that wait for a decision."""
    return GateReview.objects.filter(state="requested", project__in=visible_projects(actor))


def changes_due(actor: Actor) -> QuerySet[ChangeRequest]:
    """Change requests that wait for a decision."""
    return ChangeRequest.objects.filter(state="submitted", project__in=visible_projects(actor))
