"""Opening a ticket, with look-alikes offered while typing, and editing one in place."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import BadInput, DomainError, Stale
from kernel.usecases import permit
from people.web.actors import actor_of
from tickets.access import TICKET_EDIT
from tickets.selectors import get_ticket, similar_tickets
from tickets.usecases import EditTicket, OpenTicket, edit_ticket, open_ticket
from tickets.web.edit_form import Conflict, EditTicketForm
from tickets.web.forms import NewTicketForm
from tickets.web.views.page import blame, done, form_answer
from tickets.words import brief

_REFUSALS = (BadInput, DomainError)
_ASKABLE = ("kind", "title", "service_id", "project_id")


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Open a ticket; the address may fill in kind, title, service and project."""
    actor = actor_of(request)
    initial = {name: request.GET[name] for name in _ASKABLE if name in request.GET}
    form = NewTicketForm(actor, request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ticket = open_ticket(actor, _opened(form.cleaned_data), at=now())
                return redirect("tickets:detail", ticket.number)
            except _REFUSALS as error:
                blame(form, error)
    context = {"form": form, "similar_url": reverse("tickets:similar"), "title": _("New ticket")}
    return render(request, "tickets/new.html", context, status=status)


def _opened(data: dict[str, Any]) -> OpenTicket:
    given = dict(data)
    problem = given.pop("problem", None)
    return OpenTicket(problem_id=problem, **given)


@login_required
@require_GET
def similar(request: HttpRequest) -> HttpResponse:
    """Tickets that sound like the title being typed."""
    rows = similar_tickets(actor_of(request), request.GET.get("title", "")[:250])
    return render(request, "tickets/similar.html", {"rows": [brief(row) for row in rows]})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Edit the fields in place; a change by somebody else to the same field is shown, nothing is lost."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    permit(actor, TICKET_EDIT, ticket)
    form = EditTicketForm(actor, ticket, request.POST or None, auto_id="edit-%s")
    status, conflicts = 200, list[Conflict]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _saved(actor, number, form)
                return done(request, number, _("Saved."))
            except _REFUSALS as error:
                blame(form, error)
            except Stale:
                status, conflicts = 409, form.rebase(get_ticket(actor, number))
    context = {
        "form": form,
        "form_id": "edit-form",
        "ticket": ticket,
        "title": _("Edit %(number)s") % {"number": number},
        "conflicts": conflicts,
    }
    return form_answer(request, "tickets/edit_form.html", context, status)


def _saved(actor: Actor, number: str, form: EditTicketForm) -> None:
    """Save what was changed, from the version that was shown. When somebody else changed only other fields
    meanwhile, both changes stand; else `Stale` passes."""
    changes = form.changes()
    if not changes:
        return
    try:
        edit_ticket(actor, EditTicket(number, form.cleaned_data["version"], changes), at=now())
    except Stale as stale:
        if set(form.overtaken(get_ticket(actor, number))) & set(form.changed_data):
            raise
        edit_ticket(actor, EditTicket(number, stale.current["version"], changes), at=now())
