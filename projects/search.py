"""Finding projects by code or name."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from kernel.access import Actor
from kernel.hits import Hit
from projects.domain.phases import LABELS
from projects.selectors import visible_projects


def hits(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Projects whose code or name holds the text; one query."""
    rows = visible_projects(actor).filter(Q(code__icontains=text) | Q(name__icontains=text)).order_by("code")
    return [
        Hit(reverse("projects:overview", args=[code]), name, f"{code} · {LABELS[phase]}", "project")
        for code, name, phase in rows.values_list("code", "name", "phase")[:limit]
    ]
