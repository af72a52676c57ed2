"""Business cases: versions of a project, one with its figures, writing, submitting, deciding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access import CASE_DECIDE, CASE_DRAFT, CASE_VIEW, MONEY_VIEW
from governance.filters import CaseFilter
from governance.models import BusinessCase
from governance.presenters.cases import (
    case_row,
    convention,
    cumulative_chart,
    figure_tiles,
    year_rows,
)
from governance.selectors import case_rows, flows_of, get_case
from governance.selectors.cases import ORDERS, figures_of_case
from governance.usecases import (
    DecideCase,
    DraftCase,
    EditCase,
    SubmitCase,
    decide_case,
    draft_case,
    edit_case,
    submit_case,
)
from governance.web.forms import CaseForm, DecideForm, FlowFormSet, VersionForm, flow_forms
from governance.web.views.paging import page_links
from governance.web.views.refused import mark
from kernel.clock import now
from kernel.errors import DomainError
from kernel.paging import keyset_page
from kernel.usecases import permit
from people.web.actors import actor_of
from projects.selectors import get_project


@login_required
@require_GET
def case_list(request: HttpRequest, code: str = "") -> HttpResponse:
    """Versions of business cases, the latest first; of one project when there is a code."""
    actor = actor_of(request)
    permit(actor, CASE_VIEW)
    given = request.GET.copy()
    project = get_project(actor, code) if code else None
    if project:
        given["project"] = code
    wanted = CaseFilter(given, queryset=case_rows(actor))
    page = keyset_page(wanted.checked(), ORDERS["-created_at"], request.GET.get("cursor"))
    can_money = MONEY_VIEW.allows(actor)
    context = {
        "project": project,
        "filters": wanted.form,
        "rows": [case_row(row, figures_of_case(row), can_money=can_money) for row in page.rows],
        "pager": page_links(request, page),
        "can_draft": CASE_DRAFT.allows(actor) and project is not None,
        "can_money": can_money,
    }
    return render(request, "governance/cases.html", context)


@login_required
@require_GET
def case_detail(request: HttpRequest, case_id: int) -> HttpResponse:
    """One version: what it is worth, year by year, and what can be done with it."""
    return _detail(request, get_case(actor_of(request), case_id))


def _detail(request: HttpRequest, case: BusinessCase, decide: DecideForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    can_money = MONEY_VIEW.allows(actor)
    figures = figures_of_case(case)
    own = case.author_id is not None and case.author_id == actor.person_id
    context = {
        "case": case,
        "row": case_row(case, figures, can_money=can_money),
        "tiles": figure_tiles(case, figures) if can_money else [],
        "chart": cumulative_chart(case, figures.years) if can_money else None,
        "years": year_rows(figures.years) if can_money else [],
        "flows": flows_of(case) if can_money else (),
        "convention": convention(),
        "can_money": can_money,
        "can_edit": case.state == "draft" and CASE_DRAFT.allows(actor),
        "can_submit": case.state == "draft" and CASE_DRAFT.allows(actor) and bool(figures.years),
        "can_decide": case.state == "submitted" and CASE_DECIDE.allows(actor) and not own,
        "own": case.state == "submitted" and CASE_DECIDE.allows(actor) and own,
        "decide_form": decide or DecideForm(initial={"version": case.version}),
    }
    return render(request, "governance/case.html", context, status=422 if decide else 200)


@login_required
@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write the next version of a project's case, starting from the last one."""
    actor = actor_of(request)
    permit(actor, CASE_DRAFT)
    project = get_project(actor, code)
    last = case_rows(actor).filter(project_id=project.pk).order_by("-number").first()
    if request.method == "GET":
        start = _initial(last) if last else {"currency": project.currency, "title": project.name}
        lines = flow_forms(flows=flows_of(last) if last else ())
        return _form_page(request, CaseForm(initial=start), lines, project=project)
    form, lines = CaseForm(request.POST), flow_forms(request.POST)
    if form.is_valid() and lines.is_valid():
        try:
            row = draft_case(actor, DraftCase(project_id=project.pk, **_content(form, lines)), at=now())
        except DomainError as refused:
            mark(form, refused)
        else:
            messages.success(request, _("Version %(n)d is drafted.") % {"n": row.number})
            return redirect("governance:case", case_id=row.pk)
    return _form_page(request, form, lines, project=project)


@login_required
@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Rewrite a draft."""
    actor = actor_of(request)
    case = get_case(actor, case_id)
    permit(actor, CASE_DRAFT)
    seen: dict[str, Any] = {"project": case.project, "case": case}
    if request.method == "GET":
        lines = flow_forms(flows=flows_of(case))
        return _form_page(request, CaseForm(initial=_initial(case)), lines, **seen)
    form, lines, version = CaseForm(request.POST), flow_forms(request.POST), VersionForm(request.POST)
    if form.is_valid() and lines.is_valid() and version.is_valid():
        content = _content(form, lines)
        try:
            edit_case(actor, EditCase(case_id, version.cleaned_data["version"], **content), at=now())
        except DomainError as refused:
            mark(form, refused)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("governance:case", case_id=case_id)
    return _form_page(request, form, lines, **seen)


def _initial(case: BusinessCase) -> dict[str, Any]:
    percent = f"{(case.discount_rate * 100).normalize():f}"
    return {
        "title": case.title, "summary": case.summary, "currency": case.currency, "discount_rate": percent,
    }  # fmt: skip


def _content(form: CaseForm, lines: FlowFormSet) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "title": given["title"], "summary": given["summary"], "currency": given["currency"].upper(),
        "discount_rate": form.rate(), "flows": lines.flows(),
    }  # fmt: skip


def _form_page(request: HttpRequest, form: CaseForm, lines: FlowFormSet, **seen: Any) -> HttpResponse:
    context = {"form": form, "lines": lines, "convention": convention(), **seen}
    refused = form.is_bound and (bool(form.errors) or not lines.is_valid())
    return render(request, "governance/case_form.html", context, status=422 if refused else 200)


@login_required
@require_POST
def case_submit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask for a decision."""
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    submit_case(actor_of(request), SubmitCase(case_id, version), at=now())
    messages.success(request, _("Submitted. Somebody else decides it."))
    return redirect("governance:case", case_id=case_id)


@login_required
@require_POST
def case_decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Approve or reject."""
    actor = actor_of(request)
    form = DecideForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        approve = given["decision"] == "approve"
        try:
            decide_case(actor, DecideCase(case_id, given["version"], approve, given["note"]), at=now())
        except DomainError as refused:
            mark(form, refused)
        else:
            messages.success(request, _("Approved.") if approve else _("Rejected."))
            return redirect("governance:case", case_id=case_id)
    return _detail(request, get_case(actor, case_id), form)
