"""The scope of a project and rows for its ledger."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.clock import now
from kernel.paging import keyset_page
from projects.access import SCOPE_WRITE
from projects.domain.scope import fold_scope
from projects.selectors import baselines_of, open_growth, scope_entries_of, scope_rows_of
from projects.usecases import AddScopeItem, ChangeScope, add_scope_item, change_scope
from projects.web.forms import ScopeChangeForm, ScopeItemForm
from projects.web.presenters.scope import growth_chart, growth_rows, ledger_columns, ledger_rows, totals
from projects.web.presenters.words import page_of_project, url_of
from projects.web.views.common import FormPage, attempt, done, form_page, pager, visit

ORDER = ("-valid_on", "-id")


@login_required
@require_GET
def scope(request: HttpRequest, code: str) -> HttpResponse:
    """From the agreed scope to today's, growth that waits for a decision, and the ledger."""
    seen = visit(request, code)
    project = seen.project
    position = fold_scope(scope_rows_of(project.pk), seen.today)
    page = page_of_project(seen.actor, project, "scope", seen.today)
    ledger = keyset_page(scope_entries_of(project), ORDER, request.GET.get("cursor"))
    first = baselines_of(project).first()
    growth = open_growth(project, position)
    context = {
        **page,
        "stats": totals(position, first.valid_from if first else None),
        "chart": growth_chart(position) if position.s0 or position.total else None,
        "growth": growth_rows(project, growth, can_raise=page["can"]["change"]),
        "columns": ledger_columns(),
        "rows": ledger_rows(project, ledger.rows),
        **pager(request, ledger),
    }
    return render(request, "projects/scope.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def scope_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new item: part of the agreed scope until the baseline is set, an addition afterwards."""
    seen = visit(request, code, SCOPE_WRITE)
    agreed = not baselines_of(seen.project).exists()
    form = ScopeItemForm(request.POST or None, seen.project, {"valid_on": seen.today})
    if form.is_valid():
        given = form.cleaned_data
        command = AddScopeItem(seen.project.pk, kind="baseline" if agreed else "added", **given)
        if attempt(form, lambda: add_scope_item(seen.actor, command, at=now())):
            return done(seen, _("%(code)s is in the ledger.") % {"code": given["code"]}, "scope")
    lede = (
        _("No baseline is set yet, so this becomes part of the agreed scope.")
        if agreed
        else _("The baseline is set: this counts as unauthorised growth until a change request is approved.")
    )
    page = FormPage(_("Add scope"), _("Add to the ledger"), url_of(seen.project, "scope"), lede)
    return form_page(seen, form, page)


@login_required
@require_http_methods(["GET", "POST"])
def scope_change(request: HttpRequest, code: str) -> HttpResponse:
    """Cut an item or estimate it anew."""
    seen = visit(request, code, SCOPE_WRITE)
    form = ScopeChangeForm(request.POST or None, seen.project, {"valid_on": seen.today})
    if form.is_valid():
        given = form.cleaned_data
        kind, size = form.signed()
        command = ChangeScope(seen.project.pk, given["item_id"], kind, size, given["valid_on"], given["note"])
        if attempt(form, lambda: change_scope(seen.actor, command, at=now())):
            return done(seen, _("The change of scope is in the ledger."), "scope")
    page = FormPage(_("Change scope"), _("Add to the ledger"), url_of(seen.project, "scope"))
    return form_page(seen, form, page)
