"""The money of a project: promises, the cost ledger, and rows for both."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.clock import now
from kernel.money import Money
from kernel.paging import keyset_page
from people.access import MONEY_VIEW
from projects.access import BASELINE_SET, COST_POST
from projects.domain.position import has_other_currency, position_on
from projects.selectors import baselines_of, costs_of, facts_of, get_cost, spent_before
from projects.usecases import PostCost, ReverseCost, SetBaseline, post_cost, reverse_cost, set_baseline
from projects.web.forms import BaselineForm, CostForm, ReasonForm
from projects.web.presenters.money import ledger_columns, ledger_rows, promise_table, tiles
from projects.web.presenters.words import page_of_project, url_of
from projects.web.views.common import FormPage, Visit, attempt, done, form_page, pager, visit

ORDER = ("-valid_on", "-id")


def _visit(request: HttpRequest, code: str) -> Visit:
    """Nobody comes here without the right to see money."""
    return visit(request, code, MONEY_VIEW)


@login_required
@require_GET
def money(request: HttpRequest, code: str) -> HttpResponse:
    """What was promised, what is spent, and every row behind it."""
    seen = _visit(request, code)
    project = seen.project
    facts = facts_of([project.pk])[project.pk]
    page = page_of_project(seen.actor, project, "money", seen.today)
    ledger = keyset_page(costs_of(project), ORDER, request.GET.get("cursor"))
    before = spent_before(project, ledger.rows[-1], project.currency) if ledger.rows else Decimal(0)
    can_reverse = page["can"]["cost"]
    context = {
        **page,
        "stats": tiles(project, position_on(facts, seen.today)),
        "mixed": has_other_currency(facts, seen.today),
        "promises": promise_table(project, list(baselines_of(project))),
        "columns": ledger_columns(can_reverse=can_reverse),
        "rows": ledger_rows(project, ledger.rows, before, can_reverse=can_reverse),
        **pager(request, ledger),
    }
    return render(request, "projects/money.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def cost_add(request: HttpRequest, code: str) -> HttpResponse:
    """Post a cost."""
    seen = visit(request, code, COST_POST)
    project = seen.project
    form = CostForm(request.POST or None, initial={"valid_on": seen.today, "currency": project.currency})
    if form.is_valid():
        given = form.cleaned_data
        amount = Money(given["amount"], given["currency"])
        command = PostCost(project.pk, amount, given["category"], given["valid_on"], given["description"])
        if attempt(form, lambda: post_cost(seen.actor, command, at=now())):
            return done(seen, _("The cost is in the ledger."), "money")
    page = FormPage(
        _("Add a cost"), _("Post cost"), url_of(project, "money"),
        _("Rows are never changed: a wrong one is taken back by another."),
    )  # fmt: skip
    return form_page(seen, form, page)


@login_required
@require_http_methods(["GET", "POST"])
def cost_reverse(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Take a cost back."""
    seen = visit(request, code, COST_POST)
    row = get_cost(seen.project, entry)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        command = ReverseCost(seen.project.pk, entry, form.cleaned_data["reason"])
        if attempt(form, lambda: reverse_cost(seen.actor, command, at=now())):
            return done(seen, _("The cost is taken back by an opposite row."), "money")
    said = {"what": row.description, "amount": Money(row.amount, row.currency)}
    page = FormPage(
        _("Take back a cost"), _("Take it back"), url_of(seen.project, "money"),
        _("An opposite row for “%(what)s”, %(amount)s, is added. Both stay visible.") % said, danger=True,
    )  # fmt: skip
    return form_page(seen, form, page)


@login_required
@require_http_methods(["GET", "POST"])
def baseline_set(request: HttpRequest, code: str) -> HttpResponse:
    """Promise budget and dates, or plan anew with a reason."""
    seen = visit(request, code, BASELINE_SET)
    project = seen.project
    last = baselines_of(project).last()
    initial = {"start": project.start, "finish": project.target_finish, "valid_from": seen.today}
    form = BaselineForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = dict(form.cleaned_data)
        command = SetBaseline(project.pk, Money(given.pop("budget"), project.currency), **given)
        if attempt(form, lambda: set_baseline(seen.actor, command, at=now())):
            back = "money" if MONEY_VIEW.allows(seen.actor) else "overview"
            return done(seen, _("The baseline is set."), back)
    lede = (
        _("A new plan without a change request: the promise that alerts are held against does not move.")
        if last
        else _("The original promise. It stays visible for ever and moves by approved changes only.")
    )
    title = _("Set a new baseline") if last else _("Set the baseline")
    page = FormPage(title, _("Set baseline"), url_of(project, "overview"), lede, {"budget": project.currency})
    return form_page(seen, form, page)
