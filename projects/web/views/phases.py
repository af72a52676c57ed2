"""The phases of a project and its gates."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.clock import now
from projects.selectors import gate_reviews_of, phases_of
from projects.usecases import CompleteCondition, complete_condition
from projects.web.presenters.phases import gate_url, phase_table, review_card, stepper
from projects.web.presenters.words import page_of_project, url_of
from projects.web.views.common import visit


@login_required
@require_GET
def phases(request: HttpRequest, code: str) -> HttpResponse:
    """All five phases, and every gate with its criteria as they stood."""
    seen = visit(request, code)
    rows = phases_of(seen.project)
    context = {
        **page_of_project(seen.actor, seen.project, "phases", seen.today),
        **stepper(seen.project, rows),
        "table": phase_table(seen.project, rows),
        "reviews": [review_card(review) for review in gate_reviews_of(seen.project)],
        "gate_url": gate_url(seen.project),
    }
    return render(request, "projects/phases.html", context)


@login_required
@require_POST
def condition_done(request: HttpRequest, code: str, condition: int) -> HttpResponse:
    """A condition of a gate is fulfilled."""
    seen = visit(request, code)
    complete_condition(seen.actor, CompleteCondition(seen.project.pk, condition), at=now())
    messages.success(request, _("The condition is fulfilled."))
    return redirect(url_of(seen.project, "phases"))
