"""Panels of governance on pages of the apps below."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from governance.access import ALERT_VIEW, CASE_DRAFT, CASE_VIEW, MONEY_VIEW
from governance.presenters.alerts import alert_row
from governance.presenters.cases import case_row, figure_tiles
from governance.presenters.words import day_text
from governance.selectors.alerts import open_alerts_of
from governance.selectors.cases import cases_of, figures_of_case
from governance.selectors.portfolio import health_of
from kernel.access import Actor
from kernel.slots import Panel

if TYPE_CHECKING:
    from projects.models import Project


def alerts_panel(actor: Actor, project: Project, at: datetime) -> Panel | None:
    """What of the project is beyond its limits; two queries."""
    if not ALERT_VIEW.allows(actor):
        return None
    can_money = MONEY_VIEW.allows(actor)
    alerts = open_alerts_of(actor, project.pk)
    health = health_of(actor, project.pk)
    context = {
        "alerts": [alert_row(row, at, can_money=can_money, can_answer=False) for row in alerts],
        "as_of": day_text(health.as_of) if health else "",
    }
    return Panel("governance/alerts_panel.html", context)


def case_panel(actor: Actor, project: Project, _at: datetime) -> Panel | None:
    """Why the project is worth its money: the approved version, else the latest; two queries."""
    if not CASE_VIEW.allows(actor):
        return None
    cases = cases_of(actor, project.pk)
    case = next((row for row in cases if row.state == "approved"), cases[0] if cases else None)
    can_money = MONEY_VIEW.allows(actor)
    context = {"code": project.code, "can_draft": CASE_DRAFT.allows(actor), "case": None, "tiles": []}
    if case is not None:
        figures = figures_of_case(case)
        context["case"] = case_row(case, figures, can_money=can_money)
        context["tiles"] = figure_tiles(case, figures) if can_money else []
    return Panel("governance/case_panel.html", context)
