"""What can be done on the page of a ticket: say, log, take back, take, move."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import BadInput, DomainError, Stale
from people.web.actors import actor_of
from tickets.access import WORK_LOG
from tickets.domain.details import DETAILS
from tickets.models import Ticket
from tickets.selectors import get_ticket
from tickets.usecases import (
    AssignTicket,
    CommentOnTicket,
    LogWork,
    MoveTicket,
    ReverseWork,
    assign_ticket,
    comment_on_ticket,
    log_work,
    move_ticket,
    moves_for,
    reverse_work,
)  # fmt: skip
from tickets.web.forms import CommentForm, MoveForm, ReverseForm, WorkForm
from tickets.web.presenters import detail as shown
from tickets.web.views.page import blame, done, form_answer, ticket_answer
from tickets.words import state_label

_REFUSALS = (BadInput, DomainError)


@login_required
@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket."""
    return ticket_answer(request, number)


@login_required
@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Reply or leave a note."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            comment_on_ticket(actor, CommentOnTicket(number, **form.cleaned_data), at=now())
            text = _("Your reply is sent.") if form.cleaned_data["visibility"] == "public" else _("Noted.")
            return done(request, number, text, keeps_typed=False)
        except _REFUSALS as error:
            blame(form, error)
    context = {"comment_form": form, "form_id": "composer", "ticket": ticket, "can": shown.can(actor, ticket)}
    return form_answer(request, "tickets/composer.html", context)


@login_required
@require_POST
def work(request: HttpRequest, number: str) -> HttpResponse:
    """Log work."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    form = WorkForm(request.POST, auto_id="work-%s")
    if form.is_valid():
        try:
            log_work(actor, LogWork(number, **form.cleaned_data), at=now())
            return done(request, number, _("Your work is logged."))
        except _REFUSALS as error:
            blame(form, error)
    return form_answer(
        request, "tickets/work_form.html", {"work_form": form, "form_id": "work-form", "ticket": ticket}
    )


@login_required
@require_http_methods(["GET", "POST"])
def reverse_entry(request: HttpRequest, number: str, entry: int) -> HttpResponse:
    """Take back a time entry, saying why."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    form = ReverseForm(request.POST or None, auto_id=f"reverse-{entry}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            reverse_work(actor, ReverseWork(number, entry, form.cleaned_data["reason"]), at=now())
            return done(request, number, _("The entry is taken back."))
        except _REFUSALS as error:
            blame(form, error)
    context = {
        "reverse_form": form,
        "form_id": f"reverse-{entry}",
        "ticket": ticket,
        "title": _("Take back work"),
        "url": reverse("tickets:reverse", args=[number, entry]),
    }
    return form_answer(request, "tickets/reverse_form.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket is mine from now on; who takes it takes it as it is."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    assign_ticket(actor, AssignTicket(number, None, ticket.team_id, actor.person_id), at=now())
    return done(request, number, _("It is yours."))


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make a move. Without script a button with questions leads here first."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    offer = next((item for item in moves_for(actor, ticket, now()) if item.move == name), None)
    if offer is None:
        words = {"number": number, "state": state_label(ticket.state)}
        raise DomainError("illegal_move", _("%(number)s is %(state)s now; this is not possible.") % words)
    initial = {"version": ticket.version, "was_state": ticket.state}
    may_log = WORK_LOG.allows(actor, ticket)
    form = MoveForm(offer, request.POST or None, initial=initial, may_log=may_log)
    status, changed = 422 if form.is_bound else 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            _move(actor, ticket, name, form.cleaned_data)
            return done(request, number, _("%(number)s: %(move)s.") % {"number": number, "move": offer.label})
        except _REFUSALS as error:
            blame(form, error)
        except Stale as stale:
            status, changed = 409, _moved_meanwhile(form, stale)
    context = {
        "form": form,
        "form_id": f"move-form-{name}",
        "ticket": ticket,
        "title": offer.label,
        "changed": changed,
        "url": reverse("tickets:move", args=[number, name]),
    }
    return form_answer(request, "tickets/move_form.html", context, status)


def _move(actor: Actor, ticket: Ticket, name: str, data: dict[str, Any]) -> None:
    """Make the move from the version that was shown. A reply or work that came meanwhile changes nothing
    about a move out of the same state, so it is made from the present version then."""
    command = _command(ticket.number, data["version"], name, data)
    try:
        move_ticket(actor, command, at=now())
    except Stale as stale:
        if stale.current["state"] != data["was_state"]:
            raise
        move_ticket(actor, _command(ticket.number, stale.current["version"], name, data), at=now())


def _command(number: str, version: int, name: str, data: dict[str, Any]) -> MoveTicket:
    given = {key: str(value) for key, value in data.items() if key in DETAILS and value is not None}
    rest = {key: data[key] for key in ("resolution", "pending_reason", "minutes", "note") if key in data}
    return MoveTicket(number, version, name, details=given, **rest)


def _moved_meanwhile(form: MoveForm, stale: Stale) -> str:
    """What changed, for the person whose move came too late; the next attempt is made from what is now."""
    old, new = form.cleaned_data["was_state"], stale.current["state"]
    data = cast("QueryDict", form.data).copy()
    data["version"], data["was_state"] = str(stale.current["version"]), new
    form.data = data
    return _("State: %(old)s → %(new)s") % {"old": state_label(old), "new": state_label(new)}
