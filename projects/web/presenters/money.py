"""The money of a project: promises, and the cost ledger with its running sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from kernel.templatetags.ui import icon, money, percent
from projects.domain.position import ProjectPosition
from projects.models import Baseline, CostEntry, Project
from projects.models.ledgers import cost_categories
from projects.web.presenters.words import day_text, shorter, url_of

TONES = {"original": "info", "change": "ok", "rebaseline": "warning"}


def tiles(project: Project, position: ProjectPosition) -> list[dict[str, Any]]:
    """Promise, current budget, spent and forecast."""
    unit = project.currency
    promised, current, forecast = (
        position.promised_budget, position.current_budget, position.forecast_at_completion
    )  # fmt: skip
    drifted = promised is not None and current is not None and current != promised
    return [
        {"label": _("Promised budget"), "value": shorter(promised), "unit": unit, "reason": "no_baseline",
         "note": _("original and approved changes")},
        {"label": _("Current budget"), "value": shorter(current), "unit": unit, "reason": "no_baseline",
         "tone": "warning" if drifted else "", "tone_label": _("Re-baselined") if drifted else ""},
        {"label": _("Spent"), "value": shorter(position.spent), "unit": unit,
         "note": _share(position.spent, promised)},
        {"label": _("Cost at completion"), "value": shorter(forecast.value), "unit": unit,
         "reason": forecast.null_reason or "",
         "note": position.forecast_method if forecast.value is not None else ""},
    ]  # fmt: skip


def _share(spent: Decimal, promised: Decimal | None) -> str:
    return _("%(share)s of the promise") % {"share": percent(spent / promised, 0)} if promised else ""


def promise_table(project: Project, rows: Sequence[Baseline]) -> dict[str, Any]:
    """All baselines with what each added."""
    heads = [
        Column(_("No.")), Column(_("Baseline")), Column(_("From")), Column(_("Budget"), numeric=True),
        Column(_("Change"), numeric=True), Column(_("Finish")), Column(_("Reason")),
        Column(_("Approved by"), low=True),
    ]  # fmt: skip
    pairs = zip([None, *rows], rows, strict=False)
    return {"columns": heads, "rows": [_promise_row(project, last, row) for last, row in pairs]}


def _promise_row(project: Project, last: Baseline | None, row: Baseline) -> Row:
    delta = money(row.budget - last.budget, project.currency, compact=True, sign=True) if last else ""
    reason = (
        Cell(row.reason, url=url_of(project, "change", row.change.number), label=_("Reason"))
        if row.change
        else Cell(row.reason, label=_("Reason"))
    )
    return Row(
        str(row.number),
        [
            Cell(str(row.number), code=True),
            Cell(row.get_kind_display(), tone=TONES[row.kind]),
            Cell(day_text(row.valid_from), label=_("From")),
            Cell(html=money(row.budget, project.currency), numeric=True, label=_("Budget")),
            Cell(html=delta, numeric=True, label=_("Change"), reason=_("The first promise")),
            Cell(day_text(row.finish), label=_("Finish"), reason=_("No finish is promised")),
            reason,
            Cell(row.approved_by, low=True, label=_("Approved by")),
        ],
    )


def ledger_columns(*, can_reverse: bool) -> list[Column]:
    """Heads of the cost ledger."""
    return [
        Column(_("Day")), Column(_("Paid for")), Column(_("Category")), Column(_("Amount"), numeric=True),
        Column(_("Sum"), numeric=True), Column(_("Recorded by"), low=True),
        *([Column(_("Correct"))] if can_reverse else []),
    ]  # fmt: skip


def ledger_rows(
    project: Project, rows: Sequence[CostEntry], sum_before: Decimal, *, can_reverse: bool
) -> list[Row]:
    """Rows of one page, newest first, with the sum of the ledger up to each; `sum_before` is the sum before
    the oldest of them. Costs in another currency have no place in that sum."""
    words, running, sums = dict(cost_categories()), sum_before, dict[int, Decimal]()
    for row in reversed(rows):
        if row.currency == project.currency:
            running += row.amount
            sums[row.pk] = running
    return [_cost_row(project, row, sums.get(row.pk), words, can_reverse=can_reverse) for row in rows]


def _cost_row(
    project: Project, row: CostEntry, running: Decimal | None, words: dict[str, str], *, can_reverse: bool
) -> Row:
    total = money(running, project.currency) if running is not None else ""
    return Row(
        str(row.pk),
        [
            Cell(day_text(row.valid_on), label=_("Day")),
            Cell(row.description, main=True, sub=_("takes back an entry") if row.reverses_id else ""),
            Cell(words[row.category], label=_("Category")),
            Cell(html=money(row.amount, row.currency), numeric=True, label=_("Amount")),
            Cell(html=total, numeric=True, label=_("Sum"), reason="mixed_currency"),
            Cell(row.recorded_by, low=True, label=_("Recorded by")),
            *([Cell(html=_correction(project, row), label=_("Correct"))] if can_reverse else []),
        ],
        name=row.description,
    )


def _correction(project: Project, row: CostEntry) -> SafeString:
    """The way to take the row back, or why there is none."""
    if row.reverses_id:
        return format_html('<span class="muted">{}</span>', _("a reversal"))
    if getattr(row, "is_reversed", False):
        return format_html('<span class="muted">{}</span>', _("taken back"))
    if (row.source_key or "").startswith("time:"):
        return format_html('<span class="muted">{}</span>', _("logged work"))
    label = _("Take back %(what)s") % {"what": row.description}
    url = url_of(project, "cost-reverse", row.pk)
    return format_html('<a href="{}" aria-label="{}">{}{}</a>', url, label, icon("reply"), _("Take back"))
