"""The list of projects, and a new one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.clock import now
from kernel.errors import BadInput
from kernel.paging import keyset_page
from kernel.usecases import permit
from people.access import MONEY_VIEW
from people.web.actors import actor_of
from projects.access import PROJECT_CREATE
from projects.filters import DEFAULT_ORDER, ORDERS, ProjectFilter
from projects.selectors import budgets_of, visible_projects
from projects.usecases import CreateProject, create_project
from projects.web.forms import NewForm, ProjectFilterForm
from projects.web.presenters.lists import columns, rows
from projects.web.presenters.words import can_create
from projects.web.views.common import FormPage, attempt, pager


@login_required
@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """Projects the reader may see; filters, order and page are in the address."""
    actor = actor_of(request)
    parameters = {key: value for key, value in request.GET.dict().items() if value}
    found = ProjectFilter(parameters, visible_projects(actor), actor).checked()
    page = keyset_page(found, _order(parameters), parameters.get("cursor"))
    today = timezone.localtime(now()).date()
    with_money = MONEY_VIEW.allows(actor)
    budgets = budgets_of(page.rows, today) if with_money else {}
    context = {
        "columns": columns(parameters, with_money=with_money),
        "rows": rows(page.rows, budgets, today),
        "filters": ProjectFilterForm(parameters),
        "filtered": bool(set(parameters) - {"ordering", "cursor"}),
        "can_create": can_create(actor),
        **pager(request, page),
    }
    return render(request, "projects/list.html", context)


def _order(parameters: dict[str, str]) -> tuple[str, ...]:
    wanted = parameters.get("ordering", DEFAULT_ORDER)
    if wanted not in ORDERS:
        raise BadInput("unknown_ordering", f"This list can be ordered by: {', '.join(sorted(ORDERS))}.")
    return tuple(ORDERS[wanted])


@login_required
@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """A new project."""
    actor = actor_of(request)
    permit(actor, PROJECT_CREATE)
    initial = {"currency": settings.PORTFOLIO_CURRENCY, "manager_id": actor.person_id}
    form = NewForm(request.POST or None, actor, initial)
    if form.is_valid():
        command = CreateProject(**form.cleaned_data)
        project = attempt(form, lambda: create_project(actor, command, at=now()))
        if project:
            messages.success(request, _("%(code)s is created and in initiation.") % {"code": project.code})
            return redirect("projects:overview", code=project.code)
    page = FormPage(
        _("New project"), _("Create project"), reverse("projects:list"),
        _("It begins in initiation; scope, budget and dates are promised later, by the baseline."),
    )  # fmt: skip
    context = {
        "page": page,
        "form": form,
        "fields": [(field, "") for field in form],
        "crumbs": [{"label": _("Projects"), "url": page.back}, {"label": page.title, "url": ""}],
    }
    return render(request, "projects/form.html", context, status=422 if form.errors else 200)
