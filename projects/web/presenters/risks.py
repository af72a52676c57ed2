"""Risks of a project: the map and the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from kernel.charts import HeatMap, Words, heat_map
from kernel.templatetags.ui import grouped, money
from projects.models import Project, Risk
from projects.web.presenters.words import person_cell, shorter, url_of

# Upper ends of the ranks below the highest: probability, and impact as a share of the budget.
PROBABILITIES = (Decimal("0.1"), Decimal("0.3"), Decimal("0.5"), Decimal("0.7"))
IMPACTS = (Decimal("0.01"), Decimal("0.03"), Decimal("0.05"), Decimal("0.1"))
TONES = {"open": "info", "occurred": "critical", "closed": "neutral"}


def rank(value: Decimal, ends: Sequence[Decimal]) -> int:
    """1 for values up to the first end, one more for each end passed."""
    return 1 + sum(value > end for end in ends)


def threat_map(risks: Sequence[Risk], budget: Decimal | None) -> HeatMap:
    """Open threats by rank of probability and of impact; without a budget impact is ranked against the
    largest threat in fifths."""
    threats = [risk for risk in risks if risk.state == "open" and risk.impact > 0]
    base = budget or max((risk.impact for risk in threats), default=Decimal(1))
    ends = IMPACTS if budget else (Decimal("0.2"), Decimal("0.4"), Decimal("0.6"), Decimal("0.8"))
    counts = Counter((rank(r.probability, PROBABILITIES), rank(r.impact / base, ends)) for r in threats)
    grades = (_("Very low"), _("Low"), _("Medium"), _("High"), _("Very high"))
    said = _("%(count)d open threats, by probability and impact.") % {"count": len(threats)}
    return heat_map(counts, grades, grades, Words(_("Open threats"), said, (_("Probability"),)))


def exposure_tiles(project: Project, risks: Sequence[Risk]) -> list[dict[str, Any]]:
    """Open risks and what they cost on average."""
    threats = [risk for risk in risks if risk.state == "open" and risk.impact > 0]
    chances = [risk for risk in risks if risk.state == "open" and risk.impact < 0]
    expected = sum((risk.probability * risk.impact for risk in (*threats, *chances)), Decimal(0))
    days = sum((risk.probability * risk.impact_days for risk in (*threats, *chances)), Decimal(0))
    return [
        {"label": _("Open threats"), "value": str(len(threats))},
        {"label": _("Open opportunities"), "value": str(len(chances))},
        {"label": _("Expected cost"), "value": shorter(expected), "unit": project.currency,
         "note": _("probability times impact"), "money": True},
        {"label": _("Expected delay"), "value": grouped(days, 1), "unit": _("days")},
    ]  # fmt: skip


def risk_columns(*, with_money: bool) -> list[Column]:
    """Heads of the table."""
    amounts = [Column(_("Impact"), numeric=True), Column(_("Expected"), numeric=True)] if with_money else []
    return [
        Column(_("Risk")), Column(_("State")), Column(_("Probability"), numeric=True), *amounts,
        Column(_("Delay"), numeric=True), Column(_("Owner")), Column(_("Response"), low=True),
    ]  # fmt: skip


def risk_rows(project: Project, risks: Sequence[Risk], *, with_money: bool, can_edit: bool) -> list[Row]:
    """Open ones first, the dearest on top."""
    order = sorted(risks, key=lambda risk: (risk.state != "open", -risk.probability * risk.impact, risk.pk))
    return [_risk_row(project, risk, with_money=with_money, can_edit=can_edit) for risk in order]


def _risk_row(project: Project, risk: Risk, *, with_money: bool, can_edit: bool) -> Row:
    amounts = [
        Cell(html=money(risk.impact, project.currency, compact=True), numeric=True, label=_("Impact")),
        Cell(
            html=money(risk.probability * risk.impact, project.currency, compact=True), numeric=True,
            label=_("Expected"),
        ),
    ]  # fmt: skip
    return Row(
        str(risk.pk),
        [
            Cell(risk.title, main=True, url=url_of(project, "risk-edit", risk.pk) if can_edit else ""),
            Cell(risk.get_state_display(), tone=TONES[risk.state]),
            Cell(grouped(risk.probability * 100, 0), unit="%", numeric=True, label=_("Probability")),
            *(amounts if with_money else []),
            Cell(grouped(risk.impact_days, 0, plus=True), unit="d", numeric=True, label=_("Delay")),
            person_cell(risk.owner, _("Owner"), _("Nobody owns it")),
            Cell(risk.response, low=True, label=_("Response") if risk.response else ""),
        ],
        name=risk.title,
    )
