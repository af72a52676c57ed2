"""The phases of a project and its gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from projects.domain import phases
from projects.models import GateReview, Phase, Project
from projects.web.presenters.words import day_text

TONES = {"go": "ok", "go_with_conditions": "notice", "hold": "warning", "stop": "critical"}


def stepper(project: Project, rows: Sequence[Phase]) -> dict[str, Any]:
    """The four phases in sequence and Monitoring beside Execution."""
    by_kind = {row.kind: row for row in rows}
    order = [phases.INITIATION, phases.PLANNING, phases.EXECUTION, phases.CLOSING]
    return {
        "phases": [_step(project, by_kind[kind]) for kind in order],
        "beside": _step(project, by_kind[phases.MONITORING]),
    }


def _step(project: Project, row: Phase) -> dict[str, str]:
    return {"name": phases.LABELS[row.kind], "state": _state(project, row), "note": _note(row)}


def _state(project: Project, row: Phase) -> str:
    if row.actual_finish or project.phase == phases.CLOSED:
        return "done"
    running = row.kind == project.phase or (
        row.kind == phases.MONITORING and phases.with_monitoring(project.phase)
    )
    if not running:
        order = phases.SEQUENCE
        behind = row.kind in order and order.index(row.kind) < order.index(project.phase)
        return "done" if behind else "ahead"
    return {"on_hold": "held", "stopped": "stopped"}.get(project.state, "current")


def _note(row: Phase) -> str:
    if row.actual_finish:
        return _("until %(day)s") % {"day": day_text(row.actual_finish)}
    if row.planned_finish:
        return _("planned until %(day)s") % {"day": day_text(row.planned_finish)}
    return _("since %(day)s") % {"day": day_text(row.actual_start)} if row.actual_start else ""


def phase_table(project: Project, rows: Sequence[Phase]) -> dict[str, Any]:
    """Planned and actual dates of all five."""
    heads = (_("Phase"), _("State"), _("Planned start"), _("Planned finish"), _("Started"), _("Finished"))
    return {"columns": [Column(head) for head in heads], "rows": [_phase_row(project, row) for row in rows]}


def _phase_row(project: Project, row: Phase) -> Row:
    tone, word = {
        "done": ("ok", _("Done")), "current": ("info", _("In progress")), "held": ("notice", _("On hold")),
        "stopped": ("critical", _("Stopped")), "ahead": ("neutral", _("Ahead")),
    }[_state(project, row)]  # fmt: skip
    return Row(
        row.kind,
        [
            Cell(phases.LABELS[row.kind], main=True),
            Cell(word, tone=tone),
            _day(row.planned_start, _("Planned start"), _("Not planned")),
            _day(row.planned_finish, _("Planned finish"), _("Not planned")),
            _day(row.actual_start, _("Started"), "not_started"),
            _day(row.actual_finish, _("Finished"), _("Not finished")),
        ],
    )


def _day(day: date | None, label: str, why_not: str) -> Cell:
    return Cell(day_text(day), label=label, reason=why_not)


def gate_url(project: Project) -> str:
    """The page on which the next gate is asked for, when an app above has one."""
    try:
        return reverse("governance:gate-ask", args=[project.code])
    except NoReverseMatch:
        return ""


def review_card(review: GateReview) -> dict[str, Any]:
    """A gate review with its criteria as they stood."""
    word = review.get_outcome_display() if review.outcome else review.get_state_display()
    return {
        "title": _("Gate %(number)d into %(phase)s") % {
            "number": review.number, "phase": phases.LABELS[review.to_phase],
        },
        "tone": TONES.get(review.outcome, "info" if review.state == "requested" else "neutral"),
        "word": word,
        "asked": (review.requested_by, review.requested_at),
        "decided": (review.decided_by, review.decided_at),
        "note": review.note,
        "criteria": [_criterion(row) for row in review.criteria],
        "conditions": list(review.conditions.all()),
    }  # fmt: skip


def _criterion(row: dict[str, Any]) -> dict[str, str]:
    tone, word = {
        True: ("ok", _("Met")),
        False: ("critical", _("Not met")),
        None: ("neutral", _("Not shown")),
    }[row["met"]]
    if row["met"] is not True and not row.get("hard", True):
        tone = "warning"
    return {"tone": tone, "word": word, "title": row["title"], "evidence": row["evidence"]}


def next_gate_items(
    next_gate: str | None, due: date | None, today: date, waiting: GateReview | None
) -> Iterable[dict[str, str]]:
    """The next gate as label and text; nothing once the project has ended."""
    if next_gate is None:
        return []
    text = day_text(due) if due else _("no date is planned")
    if due and due < today and waiting is None:
        text = _("%(day)s, overdue") % {"day": day_text(due)}
    state = _("waiting for its decision") if waiting else _("not asked for yet")
    return [
        {"label": _("Into"), "text": phases.LABELS[next_gate]},
        {"label": _("Planned for"), "text": text},
        {"label": _("State"), "text": state},
    ]
