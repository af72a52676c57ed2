"""The overview of a project, what is said about it, and reports of progress and forecast."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.clock import now
from kernel.money import Money
from kernel.slots import panels
from projects.access import PROJECT_EDIT, REPORT
from projects.domain.position import position_on
from projects.selectors import events_of, facts_of, open_gate, phases_of
from projects.usecases import (
    EditProject,
    ReportForecast,
    ReportProgress,
    edit_project,
    report_forecast,
    report_progress,
)
from projects.usecases.creating import EDITABLE
from projects.web.forms import EditForm, ForecastForm, ProgressForm
from projects.web.presenters.overview import cost_curve, facts_list, tiles, timeline
from projects.web.presenters.phases import gate_url, next_gate_items, stepper
from projects.web.presenters.words import page_of_project, url_of
from projects.web.views.common import FormPage, Visit, attempt, done, form_page, visit


@login_required
@require_GET
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Where the project stands, what comes next, what happened last."""
    seen = visit(request, code)
    project, today, at = seen.project, seen.today, now()
    facts = facts_of([project.pk])[project.pk]
    position = position_on(facts, today)
    page = page_of_project(seen.actor, project, "overview", today)
    with_money = page["can"]["money"]
    waiting = open_gate(project)
    context = {
        **page,
        **stepper(project, phases_of(project)),
        "stats": tiles(project, position, with_money=with_money),
        "curve": cost_curve(facts, position, today) if with_money else None,
        "gate": next_gate_items(position.next_gate, position.next_gate_due, today, waiting),
        "gate_url": gate_url(project),
        "events": timeline(events_of(project)),
        "facts": facts_list(project),
        "panels": _drawn(seen, "project.overview", at),
        "side_panels": _drawn(seen, "project.side", at),
    }
    return render(request, "projects/overview.html", context)


def _drawn(seen: Visit, slot: str, at: datetime) -> list[str]:
    """The panels that apps above offer here, each drawn with its own context."""
    offered = panels(slot, seen.actor, seen.project, at)
    return [render_to_string(one.template, dict(one.context), seen.request) for one in offered]


@login_required
@require_http_methods(["GET", "POST"])
def project_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said about the project."""
    seen = visit(request, code, PROJECT_EDIT)
    project = seen.project
    initial = {name: getattr(project, name) for name in (*EDITABLE, "version")}
    form = EditForm(request.POST or None, seen.actor, initial)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in EDITABLE}
        command = EditProject(project.pk, form.cleaned_data["version"], changes)
        if attempt(form, lambda: edit_project(seen.actor, command, at=now())):
            return done(seen, _("Saved."), "overview")
    page = FormPage(_("Edit"), _("Save"), url_of(project, "overview"))
    return form_page(seen, form, page)


@login_required
@require_http_methods(["GET", "POST"])
def progress_report(request: HttpRequest, code: str) -> HttpResponse:
    """Say how much is done."""
    seen = visit(request, code, REPORT)
    form = ProgressForm(request.POST or None, seen.project, {"valid_on": seen.today})
    if form.is_valid():
        given = form.cleaned_data
        complete = given["percent"] / Decimal(100)
        command = ReportProgress(
            seen.project.pk, complete, given["valid_on"], given["item_id"], given["note"]
        )
        if attempt(form, lambda: report_progress(seen.actor, command, at=now())):
            return done(seen, _("Progress is recorded."), "overview")
    page = FormPage(
        _("Report progress"), _("Record progress"), url_of(seen.project, "overview"),
        _("Work that is really finished, not time that has passed."), {"percent": "%"},
    )  # fmt: skip
    return form_page(seen, form, page)


@login_required
@require_http_methods(["GET", "POST"])
def forecast_report(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is expected at the end."""
    seen = visit(request, code, REPORT)
    currency = seen.project.currency
    form = ForecastForm(request.POST or None, initial={"valid_on": seen.today})
    if form.is_valid():
        given = form.cleaned_data
        amount = None if given["amount"] is None else Money(given["amount"], currency)
        command = ReportForecast(seen.project.pk, amount, given["finish"], given["valid_on"], given["note"])
        if attempt(form, lambda: report_forecast(seen.actor, command, at=now())):
            return done(seen, _("The forecast is recorded."), "overview")
    page = FormPage(
        _("Report a forecast"), _("Record forecast"), url_of(seen.project, "overview"),
        _("Its whole cost and its finish, as expected now. It holds until progress says otherwise."),
        {"amount": currency},
    )  # fmt: skip
    return form_page(seen, form, page)
