"""Gates: what stands before the next phase, asking for it, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.presenters.gates import asked_page, criteria_rows, gate_crumbs, review_page
from governance.selectors.gates import judged_gate
from governance.usecases import AnswerGate, AskForGate, answer_gate, ask_for_gate
from governance.web.forms import ConditionFormSet, GateForm, VersionForm, condition_forms
from governance.web.views.refused import mark
from kernel.clock import now
from kernel.errors import DomainError
from people.web.actors import actor_of
from projects.access import GATE_DECIDE, GATE_REQUEST
from projects.domain import phases
from projects.selectors import gate_reviews, get_gate_review, get_project


@login_required
@require_http_methods(["GET", "POST"])
def gate_ask(request: HttpRequest, code: str) -> HttpResponse:
    """The criteria of the next gate as they stand now, and the button that asks for it."""
    actor = actor_of(request)
    project = get_project(actor, code)
    if request.method == "POST":
        form = VersionForm(request.POST)
        version = form.cleaned_data["version"] if form.is_valid() else 0
        review = ask_for_gate(actor, AskForGate(project.pk, version), at=now())
        messages.success(request, _("Asked. The sponsor decides."))
        return redirect("governance:gate-decide", code=code, number=review.number)
    reviews = list(gate_reviews(actor).filter(project_id=project.pk).order_by("-number"))
    waiting = next((row for row in reviews if row.state == "requested"), None)
    to_phase = phases.next_phase(project.phase)
    judged = judged_gate(project, to_phase) if to_phase else ()
    context = asked_page(project, to_phase, judged, reviews) | {
        "waiting": waiting,
        "can_ask": to_phase is not None and waiting is None and GATE_REQUEST.allows(actor, project),
        "form": VersionForm(initial={"version": project.version}),
    }
    return render(request, "governance/gate_ask.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def gate_decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One review: its criteria, live while it waits and frozen once decided, and the answer."""
    actor = actor_of(request)
    review = get_gate_review(actor, code, number)
    if request.method == "GET":
        form = GateForm(initial={"version": review.version})
        return _review(request, review, form, condition_forms())
    form, lines = GateForm(request.POST), condition_forms(request.POST)
    if form.is_valid() and lines.is_valid():
        given = form.cleaned_data
        command = AnswerGate(
            review.project_id, number, given["version"], given["outcome"], given["note"], lines.conditions()
        )
        try:
            answer_gate(actor, command, at=now())
        except DomainError as refused:
            mark(form, refused)
        else:
            messages.success(request, _("The gate is decided."))
            return redirect("governance:gate-decide", code=code, number=number)
    return _review(request, review, form, lines)


def _review(request: HttpRequest, review: Any, form: GateForm, lines: ConditionFormSet) -> HttpResponse:
    actor = actor_of(request)
    live = review.state == "requested"
    judged = judged_gate(review.project, review.to_phase) if live else ()
    rows = [one.as_row() for one in judged] if live else review.criteria
    context = review_page(review) | {
        "criteria": criteria_rows(rows),
        "live": live,
        "crumbs": gate_crumbs(review.project, review.number),
        "can_decide": live and GATE_DECIDE.allows(actor, review.project),
        "form": form,
        "lines": lines,
    }
    refused = form.is_bound and (bool(form.errors) or not lines.is_valid())
    return render(request, "governance/gate.html", context, status=422 if refused else 200)
