"""Change requests: the list, asking, one with its before and after, the decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.clock import now
from kernel.errors import BadInput
from kernel.paging import keyset_page
from people.access import MONEY_VIEW
from projects.access import CHANGE_RAISE
from projects.domain.scope import fold_scope
from projects.models import ScopeEntry
from projects.selectors import changes_of, get_change, impact_of_change, open_growth, scope_rows_of
from projects.usecases import (
    DecideChange,
    RaiseChange,
    WithdrawChange,
    decide_change,
    raise_change,
    withdraw_change,
)
from projects.web.forms import ChangeForm, DecisionForm, NewItems, new_item_forms
from projects.web.presenters.changes import (
    TONES,
    asked_facts,
    asked_scope,
    before_after,
    change_columns,
    change_rows,
    decision,
)
from projects.web.presenters.words import crumbs, page_of_project, url_of
from projects.web.views.common import FormPage, Visit, attempt, done, form_page, pager, visit


@login_required
@require_GET
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """All change requests, newest first."""
    seen = visit(request, code)
    page = page_of_project(seen.actor, seen.project, "changes", seen.today)
    with_money = page["can"]["money"]
    found = keyset_page(changes_of(seen.project), ("-number",), request.GET.get("cursor"))
    context = {
        **page,
        "columns": change_columns(with_money=with_money),
        "rows": change_rows(seen.project, found.rows, with_money=with_money),
        **pager(request, found),
    }
    return render(request, "projects/changes.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change_new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a change; `?entry=` marks growth to be authorised."""
    seen = visit(request, code, CHANGE_RAISE)
    position = fold_scope(scope_rows_of(seen.project.pk), seen.today)
    growth = [
        entry for entry in open_growth(seen.project, position) if getattr(entry, "asked_in", None) is None
    ]
    form = ChangeForm(request.POST or None, growth, _prefilled(request.GET.get("entry"), growth))
    lines = new_item_forms(request.POST or None)
    if form.is_valid() and lines.is_valid():
        command = _asked(seen, form.cleaned_data, lines)
        change = attempt(form, lambda: raise_change(seen.actor, command, at=now()))
        if change:
            return done(seen, _("Asked. Somebody else decides it."), "change", change.number)
    page = FormPage(
        _("Raise a change request"), _("Ask for this change"), url_of(seen.project, "changes"),
        _("The promise moves only when it is approved: then scope, budget and finish move together."),
        {"budget_delta": seen.project.currency, "finish_delta_days": _("days")},
    )  # fmt: skip
    return form_page(seen, form, page, lines=lines)


def _prefilled(entry: str | None, growth: list[ScopeEntry]) -> dict[str, Any]:
    chosen = next((one for one in growth if str(one.pk) == entry), None)
    if chosen is None:
        return {}
    title = _("Authorise %(item)s") % {"item": f"{chosen.item.code} {chosen.item.title}"}
    return {"title": title[:200], "entry_ids": [chosen.pk], "reason": chosen.note}


def _asked(seen: Visit, given: dict[str, Any], lines: NewItems) -> RaiseChange:
    return RaiseChange(
        seen.project.pk, given["title"], given["reason"], given["budget_delta"] or Decimal(0),
        given["finish_delta_days"] or 0, tuple(given.get("entry_ids", ())), lines.items(),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One change request: before, after, and the decision for who may take it."""
    seen = visit(request, code)
    row = get_change(seen.project, number)
    form = DecisionForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        given = form.cleaned_data
        approve = given["decision"] == "approve"
        command = DecideChange(seen.project.pk, number, given["version"], approve, given["note"])
        if attempt(form, lambda: decide_change(seen.actor, command, at=now())):
            return done(seen, _("Approved.") if approve else _("Rejected."), "change", number)
    with_money = MONEY_VIEW.allows(seen.actor)
    impact = impact_of_change(seen.project, row, seen.today)
    context = {
        "project": seen.project,
        "change": row,
        "name": f"CR {row.number}",
        "tone": TONES[row.state],
        "crumbs": crumbs(
            seen.project, (_("Changes"), url_of(seen.project, "changes")), (f"CR {row.number}", "")
        ),
        "lines": before_after(seen.project, row, impact, with_money=with_money),
        "scope": asked_scope(row),
        "facts": asked_facts(row),
        "form": form,
        **decision(seen.actor, seen.project, row),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "projects/change.html", context, status=status)


@login_required
@require_POST
def change_withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take it back before it is decided."""
    seen = visit(request, code)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise BadInput("bad_version", _("The page is incomplete; open it again."))
    withdraw_change(seen.actor, WithdrawChange(seen.project.pk, number, int(version)), at=now())
    messages.success(request, _("Withdrawn."))
    return redirect(url_of(seen.project, "change", number))
