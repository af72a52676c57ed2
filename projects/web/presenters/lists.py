"""The list of projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from kernel.templatetags.ui import money, percent
from projects.domain.phases import LABELS
from projects.filters import DEFAULT_ORDER
from projects.models import Project
from projects.selectors import Budget
from projects.web.presenters.words import day_text, person_cell, status_of


def columns(parameters: Mapping[str, str], *, with_money: bool) -> list[Column]:
    """Heads; code, name and finish sort the list."""
    heads = (_("Spent"), _("Budget"), _("Used")) if with_money else ()
    tail = [Column(head, numeric=True) for head in heads]
    return [
        _sorted(_("Code"), "code", parameters),
        _sorted(_("Project"), "name", parameters),
        Column(_("Status")),
        Column(_("Phase")),
        Column(_("Manager")),
        _sorted(_("Target finish"), "target_finish", parameters),
        *tail,
    ]


def _sorted(label: str, name: str, parameters: Mapping[str, str]) -> Column:
    now = parameters.get("ordering", DEFAULT_ORDER)
    wanted = f"-{name}" if now == name else name
    kept = {key: value for key, value in parameters.items() if key not in ("cursor", "ordering") and value}
    sort = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    return Column(label, sort_url=f"?{urlencode({**kept, 'ordering': wanted})}", sort=sort)


def rows(projects: Sequence[Project], budgets: Mapping[int, Budget], today: date) -> list[Row]:
    """One row per project; without budgets the money columns are left out."""
    return [_row(project, budgets.get(project.pk), today) for project in projects]


def _row(project: Project, budget: Budget | None, today: date) -> Row:
    over = budget is not None and budget.promised is not None and budget.spent > budget.promised
    tone, word = status_of(project, today, overspent=over)
    cells = [
        Cell(project.code, code=True),
        Cell(project.name, url=reverse("projects:overview", args=[project.code]), main=True),
        Cell(word, tone=tone, label=_("Status")),
        Cell(LABELS[project.phase], label=_("Phase")),
        person_cell(project.manager, _("Manager"), _("Nobody is named")),
        Cell(day_text(project.target_finish), label=_("Target finish"), reason=_("No finish is named")),
        *(_money_cells(project, budget) if budget else []),
    ]
    return Row(project.code, cells, name=project.code, tone="critical" if tone == "critical" else "")


def _money_cells(project: Project, budget: Budget) -> list[Cell]:
    share = percent(budget.spent / budget.promised, 0) if budget.promised else ""
    sub = _(" and more in other currencies") if budget.mixed else ""
    spent = money(budget.spent, project.currency, compact=True)
    promised = money(budget.promised, project.currency, compact=True) if budget.promised is not None else ""
    return [
        Cell(html=spent, numeric=True, label=_("Spent"), sub=sub),
        Cell(html=promised, numeric=True, label=_("Budget"), reason="no_baseline"),
        Cell(share, numeric=True, label=_("Used"), reason="no_baseline"),
    ]
