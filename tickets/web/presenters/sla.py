"""Policies and the priority matrix as finished text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from tickets.domain.priority import LEVELS, Rerating
from tickets.models import SlaPolicy
from tickets.web.clock_panel import target_text
from tickets.web.sla_forms import MatrixForm, cell_name
from tickets.words import KINDS
from tickets.words import LEVELS as LEVEL_NAMES

SHOWN = 50


def policies_page(rows: Iterable[SlaPolicy], *, may_set: bool) -> dict[str, Any]:
    """The list; a policy opens its form for those who may set it."""
    return {
        "may_set": may_set,
        "columns": [
            Column(_("Tried as"), numeric=True), Column(_("Policy")), Column(_("For")),
            Column(_("First response")), Column(_("Resolution")), Column(_("Calendar"), low=True),
            Column(_("Version"), numeric=True, low=True),
        ],
        "rows": [_row(row, may_set=may_set) for row in rows],
    }  # fmt: skip


def _row(row: SlaPolicy, *, may_set: bool) -> Row:
    url = reverse("sla:policy", args=[row.code]) if may_set else ""
    cells = (
        Cell(str(row.position), label=_("Tried as"), numeric=True),
        Cell(row.name, url=url, main=True),
        Cell(matches_text(row), label=_("For")),
        Cell(target_text(row.response_unit, row.response_amount), label=_("First response")),
        Cell(target_text(row.resolution_unit, row.resolution_amount), label=_("Resolution")),
        Cell(row.calendar, label=_("Calendar"), low=True),
        Cell(str(row.version), label=_("Version"), numeric=True, low=True),
    )
    return Row(row.code, cells, row.name)


def matches_text(row: SlaPolicy) -> str:
    """Which tickets a policy is for."""
    parts = [
        KINDS[row.kind] if row.kind else "",
        f"P{row.priority}" if row.priority else "",
        row.service.name if row.service else "",
    ]
    return ", ".join(part for part in parts if part) or _("Every ticket")


def matrix_grid(form: MatrixForm) -> list[dict[str, Any]]:
    """The nine fields by impact and urgency, each with its own label."""
    grid = []
    for impact in LEVELS:
        cells = []
        for urgency in LEVELS:
            field = form[cell_name(impact, urgency)]
            field.label = _("Impact %(impact)s, urgency %(urgency)s") % {
                "impact": LEVEL_NAMES[impact].lower(), "urgency": LEVEL_NAMES[urgency].lower(),
            }  # fmt: skip
            cells.append(field)
        grid.append({"impact": LEVEL_NAMES[impact], "cells": cells})
    return grid


def effect_rows(effect: Sequence[Rerating]) -> dict[str, Any]:
    """What a matrix would do to open tickets."""
    changed = [one for one in effect if one.changes_priority]
    return {
        "was_tried": True,
        "changed": len(changed),
        "hidden": len(effect) - len(changed),
        "effect": [
            {
                "number": one.key,
                "url": reverse("tickets:detail", args=[one.key]),
                "before": f"P{one.before.priority}",
                "after": f"P{one.after.priority}",
            }
            for one in changed[:SHOWN]
        ],
        "is_cut": len(changed) > SHOWN,
    }
