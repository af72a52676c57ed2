"""Gates: criteria with their evidence, reviews with their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.presenters.words import day_text
from projects.domain import phases
from projects.domain.gates import Judged

OUTCOMES = {
    "go": ("ok", gettext_lazy("Go")), "go_with_conditions": ("notice", gettext_lazy("Go with conditions")),
    "hold": ("warning", gettext_lazy("Hold")), "stop": ("critical", gettext_lazy("Stop")),
}  # fmt: skip


def criteria_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each criterion with a tick, a cross, or a question mark when nobody can tell yet."""
    return [
        {
            "title": row["title"],
            "evidence": row["evidence"],
            "hard": row.get("hard", True),
            "tone": "ok" if row["met"] else "neutral" if row["met"] is None else "critical",
            "word": _("Met") if row["met"] else _("Not known") if row["met"] is None else _("Not met"),
        }
        for row in rows
    ]


def asked_page(
    project: Any, to_phase: str | None, judged: Sequence[Judged], reviews: Sequence[Any]
) -> dict[str, Any]:
    """The page before a gate."""
    rows = criteria_rows(one.as_row() for one in judged)
    return {
        "project": project,
        "phase": phases.LABELS[project.phase],
        "to_phase": phases.LABELS[to_phase] if to_phase else "",
        "criteria": rows,
        "met": sum(row["tone"] == "ok" for row in rows),
        "reviews": [review_row(review) for review in reviews],
        "crumbs": gate_crumbs(project),
    }


def review_row(review: Any) -> dict[str, Any]:
    """One review in the list of a project's gates."""
    tone, word = OUTCOMES.get(review.outcome, ("info", review.get_state_display()))
    return {
        "number": review.number,
        "from": phases.LABELS[review.from_phase],
        "to": phases.LABELS[review.to_phase],
        "tone": tone,
        "word": word,
        "when": review.decided_at or review.requested_at,
        "by": str(review.decided_by) if review.decided_by else "",
        "url": reverse("governance:gate-decide", args=[review.project.code, review.number]),
    }


def review_page(review: Any) -> dict[str, Any]:
    """One review with its answer and its conditions."""
    row = review_row(review)
    return {
        "review": review,
        "row": row,
        "project": review.project,
        "asked_by": str(review.requested_by) if review.requested_by else "",
        "conditions": [
            {"text": item.text, "due": day_text(item.due_on), "done_at": item.done_at}
            for item in review.conditions.all()
        ],
    }


def gate_crumbs(project: Any, number: int | None = None) -> list[dict[str, Any]]:
    """The way back."""
    crumbs: list[dict[str, Any]] = [
        {"label": _("Projects"), "url": reverse("projects:list")},
        {"label": project.code, "url": reverse("projects:overview", args=[project.code])},
    ]
    gates = {"label": _("Gates"), "url": reverse("governance:gate-ask", args=[project.code])}
    if number is None:
        return [*crumbs, {"label": gates["label"]}]
    return [*crumbs, gates, {"label": str(number)}]
