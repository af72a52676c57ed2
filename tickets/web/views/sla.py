"""Service levels: the clocks of a ticket, the policies, the priority matrix."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.clock import now
from kernel.errors import BadInput, DomainError, Stale
from kernel.usecases import permit
from people.selectors import calendars
from people.web.actors import actor_of
from tickets.access import MATRIX_SET, POLICY_SET, POLICY_VIEW
from tickets.clock_selectors import current_matrix, matrix_effect, policies, policy_versions
from tickets.domain.priority import LEVELS, Matrix
from tickets.models import SlaPolicy
from tickets.selectors import get_ticket
from tickets.usecases import (
    ReplayPriorityMatrix,
    RetireSlaPolicy,
    SetPriorityMatrix,
    SetSlaPolicy,
    replay_priority_matrix,
    retire_sla_policy,
    set_priority_matrix,
    set_sla_policy,
)  # fmt: skip
from tickets.web.clock_panel import clock_panel
from tickets.web.presenters.sla import effect_rows, matrix_grid, policies_page
from tickets.web.sla_forms import MatrixForm, PolicyForm, cell_name
from tickets.web.views.page import blame

_REFUSALS = (BadInput, DomainError)
_NAMES = (
    "name", "position", "kind", "priority", "service_id", "calendar", "response_amount", "response_unit",
    "response_pauses", "resolution_amount", "resolution_unit",
)  # fmt: skip


@login_required
@require_GET
def clocks(request: HttpRequest, number: str) -> HttpResponse:
    """The panel of clocks on a page of its own, which the ticket's page asks for every minute."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    crumbs = [
        {"label": number, "url": reverse("tickets:detail", args=[number])},
        {"label": _("Service level")},
    ]
    context = {"ticket": ticket, "panel": clock_panel(actor, ticket, now()), "crumbs": crumbs}
    return render(request, "tickets/clocks.html", context)


@login_required
@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    """The policies in the order in which they are tried."""
    actor = actor_of(request)
    permit(actor, POLICY_VIEW)
    context = policies_page(policies(actor, now()), may_set=POLICY_SET.allows(actor))
    return render(request, "tickets/sla_policies.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest) -> HttpResponse:
    """A new policy."""
    actor = actor_of(request)
    permit(actor, POLICY_SET)
    form = PolicyForm(actor, request.POST or None, is_new=True)
    return _policy_page(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def policy_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The next version of a policy."""
    actor = actor_of(request)
    permit(actor, POLICY_SET)
    row = policy_versions(actor, code)[0]
    form = PolicyForm(actor, request.POST or None, is_new=False, initial=_initial(row))
    return _policy_page(request, form, row)


def _initial(row: SlaPolicy) -> dict[str, Any]:
    thresholds = ", ".join(str(one) for one in row.thresholds if one != 100)
    service = row.service.name if row.service else ""
    names = {name: getattr(row, name) for name in _NAMES}
    return {**names, "thresholds": thresholds, "service_name": service, "version": row.version}


def _policy_page(request: HttpRequest, form: PolicyForm, row: SlaPolicy | None) -> HttpResponse:
    actor, status = actor_of(request), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = {**form.given(), **({"code": row.code} if row else {"version": None})}
                saved = set_sla_policy(actor, SetSlaPolicy(**given), at=now())
                messages.success(request, _("%(name)s holds from now on.") % {"name": saved.name})
                return redirect("sla:policies")
            except _REFUSALS as error:
                blame(form, error)
            except Stale as error:
                status = 409
                form.add_error(None, error.message)
    title = row.name if row else _("New policy")
    crumbs = [{"label": _("Service levels"), "url": reverse("sla:policies")}, {"label": title}]
    versions = policy_versions(actor, row.code) if row else []
    context = {
        "form": form, "policy": row, "title": title, "crumbs": crumbs,
        "versions": [{"label": str(one.version), "text": _version_text(one)} for one in versions],
        "has_calendars": calendars(actor).exists(),
    }  # fmt: skip
    return render(request, "tickets/sla_policy.html", context, status=status)


def _version_text(row: SlaPolicy) -> str:
    what = _("set") if row.active else _("retired")
    return f"{row.valid_from:%d %b %Y %H:%M} UTC, {what} · {row.recorded_by}"


@login_required
@require_POST
def policy_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Retire a policy."""
    text = request.POST.get("version", "")
    if not text.isdecimal():
        raise BadInput("bad_version", "Say which version you retire.")
    row = retire_sla_policy(actor_of(request), RetireSlaPolicy(code, int(text)), at=now())
    messages.success(request, _("%(name)s is retired.") % {"name": row.name})
    return redirect("sla:policies")


@login_required
@require_http_methods(["GET", "POST"])
def matrix(request: HttpRequest) -> HttpResponse:
    """The matrix; trying another shows the open tickets it would rate differently and writes nothing."""
    actor = actor_of(request)
    permit(actor, POLICY_VIEW)
    present = current_matrix()
    cells = {cell_name(i, u): present.priority(i, u) for i in LEVELS for u in LEVELS}
    form = MatrixForm(request.POST or None, initial={**cells, "version": present.version})
    context: dict[str, Any] = {"may_set": MATRIX_SET.allows(actor), "version": present.version}
    status = 200
    if request.method == "POST":
        permit(actor, MATRIX_SET)
        status = 422
        if form.is_valid():
            if "try" in request.POST:
                wanted = Matrix(present.version + 1, form.rows())
                return _matrix_page(
                    request, form, {**context, **effect_rows(matrix_effect(actor, wanted))}, 200
                )
            status = _matrix_set(request, form)
            if status == 200:
                return redirect("sla:matrix")
    return _matrix_page(request, form, context, status)


def _matrix_set(request: HttpRequest, form: MatrixForm) -> int:
    """200 when it was set; otherwise the form says what is wrong."""
    data = form.cleaned_data
    command = SetPriorityMatrix(form.rows(), data["reason"], data["version"], data["replay"])
    try:
        found = set_priority_matrix(actor_of(request), command, at=now())
    except _REFUSALS as error:
        blame(form, error)
        return 422
    except Stale as error:
        form.add_error(None, error.message)
        return 409
    messages.success(request, _("Version %(n)s of the matrix holds from now on.") % {"n": found.version})
    return 200


def _matrix_page(
    request: HttpRequest, form: MatrixForm, context: dict[str, Any], status: int
) -> HttpResponse:
    grid = matrix_grid(form)
    return render(request, "tickets/sla_matrix.html", {"form": form, "grid": grid, **context}, status=status)


@login_required
@require_POST
def matrix_replay(request: HttpRequest) -> HttpResponse:
    """Rate the open tickets by the matrix in force."""
    text = request.POST.get("version", "")
    if not text.isdecimal():
        raise BadInput("bad_version", "Say which version you mean.")
    number = replay_priority_matrix(actor_of(request), ReplayPriorityMatrix(int(text)), at=now())
    messages.success(request, _("%(n)s open tickets were rated anew.") % {"n": number})
    return redirect("sla:matrix")
