"""Risks: the map, the table, and the form of one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.clock import now
from projects.access import RISK_WRITE
from projects.selectors import budgets_of, get_risk, risks_of
from projects.usecases import AddRisk, ChangeRisk, add_risk, change_risk
from projects.web.forms import RiskForm
from projects.web.presenters.risks import exposure_tiles, risk_columns, risk_rows, threat_map
from projects.web.presenters.words import page_of_project, url_of
from projects.web.views.common import FormPage, attempt, done, form_page, visit


@login_required
@require_GET
def risks(request: HttpRequest, code: str) -> HttpResponse:
    """Open threats by probability and impact, and all risks."""
    seen = visit(request, code)
    project = seen.project
    page = page_of_project(seen.actor, project, "risks", seen.today)
    with_money, can_edit = page["can"]["money"], page["can"]["risk"]
    rows = list(risks_of(project))
    promised = budgets_of([project], seen.today)[project.pk].promised
    context = {
        **page,
        "stats": [tile for tile in exposure_tiles(project, rows) if with_money or not tile.get("money")],
        "map": threat_map(rows, promised or None) if rows else None,
        "columns": risk_columns(with_money=with_money),
        "rows": risk_rows(project, rows, with_money=with_money, can_edit=can_edit),
    }
    return render(request, "projects/risks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def risk_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new risk."""
    seen = visit(request, code, RISK_WRITE)
    form = RiskForm(request.POST or None, seen.actor)
    if form.is_valid():
        command = AddRisk(seen.project.pk, **form.values())
        if attempt(form, lambda: add_risk(seen.actor, command, at=now())):
            return done(seen, _("The risk is recorded."), "risks")
    page = FormPage(
        _("Add a risk"), _("Record risk"), url_of(seen.project, "risks"),
        units={"percent": "%", "impact": seen.project.currency, "impact_days": _("days")},
    )  # fmt: skip
    return form_page(seen, form, page)


@login_required
@require_http_methods(["GET", "POST"])
def risk_edit(request: HttpRequest, code: str, risk: int) -> HttpResponse:
    """See a risk otherwise."""
    seen = visit(request, code, RISK_WRITE)
    row = get_risk(seen.project, risk)
    form = RiskForm(request.POST or None, seen.actor, row)
    if form.is_valid():
        command = ChangeRisk(seen.project.pk, risk, form.cleaned_data["version"], form.values())
        if attempt(form, lambda: change_risk(seen.actor, command, at=now())):
            return done(seen, _("Saved."), "risks")
    page = FormPage(
        row.title, _("Save"), url_of(seen.project, "risks"),
        units={"percent": "%", "impact": seen.project.currency, "impact_days": _("days")},
    )  # fmt: skip
    return form_page(seen, form, page)
