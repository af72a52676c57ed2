"""The rules, the limits in force, and deciding new ones after seeing what they would do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.access import LIMITS_SET, LIMITS_VIEW
from governance.domain.judgement import RULES_BY_CODE
from governance.presenters.rules import history_row, initial_limits, preview, rule_row
from governance.selectors import limits_preview, policy_rows, rules_in_force
from governance.usecases import SetLimits, set_limits
from governance.web.forms import LimitsForm
from governance.web.views.refused import mark
from kernel.access import Actor
from kernel.clock import now
from kernel.errors import DomainError
from kernel.usecases import permit
from people.web.actors import actor_of

SHOWN_DECISIONS = 20


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with its limits; a POST previews new ones or sets them."""
    actor = actor_of(request)
    permit(actor, LIMITS_VIEW)
    if request.method == "POST":
        permit(actor, LIMITS_SET)
        return _decide(request, actor)
    return _page(request, actor)


def _decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, form)
    try:
        limits = form.limits()
        if "preview" in request.POST:
            rule = form.cleaned_data["rule"]
            seen = preview(limits_preview(actor, rule, limits), RULES_BY_CODE[rule].unit)
            return _page(request, actor, form, seen)
        given = form.cleaned_data
        set_limits(actor, SetLimits(given["rule"], given["valid_from"], limits, given["reason"]), at=now())
    except DomainError as refused:
        mark(form, refused)
        return _page(request, actor, form)
    messages.success(request, _("The limits are set. The workers judge by them from their first day."))
    return redirect("governance:rules")


def _page(
    request: HttpRequest, actor: Actor, form: LimitsForm | None = None, seen: dict[str, Any] | None = None
) -> HttpResponse:
    today = now().date()
    items = rules_in_force(actor, today)
    chosen = next((item for item in items if item.rule.code == request.GET.get("rule")), items[0])
    if form is None and LIMITS_SET.allows(actor):
        form = LimitsForm(initial=initial_limits(chosen) | {"valid_from": today})
    rows = policy_rows(actor).order_by("-recorded_at", "-pk")[:SHOWN_DECISIONS]
    context = {
        "rules": [rule_row(item) for item in items],
        "form": form,
        "preview": seen,
        "history": [history_row(row, _unit(row.rule)) for row in rows],
    }
    refused = form is not None and form.is_bound and not form.is_valid()
    return render(request, "governance/rules.html", context, status=422 if refused else 200)


def _unit(code: str) -> str:
    rule = RULES_BY_CODE.get(code)
    return rule.unit if rule else ""
