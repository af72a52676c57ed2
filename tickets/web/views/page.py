"""The page of one ticket, whole or as the piece that replaces itself after an action."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import AppError
from kernel.slots import panels
from people.selectors import names_of
from people.web.actors import actor_of
from tickets.models import Ticket
from tickets.selectors import comments_of, get_ticket, incidents_of, told_events, work_of
from tickets.usecases import moves_for
from tickets.web.forms import CommentForm, MoveForm, ReverseForm, WorkForm
from tickets.web.presenters import detail as shown
from tickets.web.presenters.queue import ticket_row
from tickets.web.presenters.timeline import SHOWN, timeline, user_names

# Names of a use-case's fields where the form calls them otherwise.
_FORM_NAMES = {
    "service": "service_id", "team": "team_id", "assignee": "assignee_id", "requester": "requester_id",
    "project": "project_id", "date": "work_date", "reason": "override_reason",
}  # fmt: skip


def ticket_context(actor: Actor, ticket: Ticket, *, keeps_typed: bool = False) -> dict[str, Any]:
    """All that the page of a ticket prints; a fixed number of queries."""
    may = shown.can(actor, ticket)
    events = list(told_events(actor, ticket).order_by("-id")[:SHOWN])
    comments = list(comments_of(actor, ticket).order_by("-created_at", "-id")[:SHOWN])
    work = list(work_of(actor, ticket)) if may["internal"] else []
    entries = timeline(comments, events, work, names_of(user_names(events)), ticket.requester_id)
    return {
        "ticket": ticket,
        "can": may,
        **shown.head(ticket),
        "moves": _moves(actor, ticket, may_log=may["work"]),
        "facts": shown.facts(ticket, internal=may["internal"]),
        "record": shown.record(ticket),
        "work": shown.work_panel(ticket, work, actor, money=may["money"]),
        "entries": entries[:SHOWN],
        "is_cut": len(entries) > SHOWN or len(events) == SHOWN,
        "incidents": [ticket_row(row) for row in incidents_of(actor, ticket)[:10]]
        if ticket.kind == "problem"
        else [],
        "comment_form": CommentForm(keeps_typed=keeps_typed),
        "work_form": WorkForm(auto_id="work-%s", initial={"work_date": now().date()}),
        "reverse_form": ReverseForm(),
    }


def _moves(actor: Actor, ticket: Ticket, *, may_log: bool) -> list[dict[str, Any]]:
    items = shown.moves(moves_for(actor, ticket, now()), ticket)
    initial = {"version": ticket.version, "was_state": ticket.state}
    return [{**item, "form": MoveForm(item["offer"], may_log=may_log, initial=initial)} for item in items]


def ticket_answer(request: HttpRequest, number: str, *, keeps_typed: bool = True) -> HttpResponse:
    """The page, or only its piece for a request that replaces it; a reply being written stays unless it was
    what the request sent."""
    actor = actor_of(request)
    ticket = get_ticket(actor, number)
    piece = request.headers.get("HX-Request") == "true"
    context = ticket_context(actor, ticket, keeps_typed=piece and keeps_typed)
    offered = panels("ticket.side", actor, ticket, now())
    context["side_panels"] = [render_to_string(one.template, dict(one.context), request) for one in offered]
    return render(request, "tickets/detail_piece.html" if piece else "tickets/detail.html", context)


def done(
    request: HttpRequest, number: str, text: str, *, keeps_typed: bool = True
) -> HttpResponse | HttpResponseRedirect:
    """After success: the fresh piece with a toast, or without script the page again with a message."""
    if request.headers.get("HX-Request") != "true":
        messages.success(request, text)
        return redirect("tickets:detail", number)
    response = ticket_answer(request, number, keeps_typed=keeps_typed)
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "tone": "ok"}})
    return response


def form_answer(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 422
) -> HttpResponse:
    """The form, to be filled in or again with what was typed and what is wrong: in its place, or, without
    script, on a page of its own."""
    if request.headers.get("HX-Request") != "true":
        return render(request, "tickets/form_page.html", {**context, "piece": template}, status=status)
    response = render(request, template, context, status=status)
    if status == HTTPStatus.OK:
        return response
    response["X-Swap"] = "form"
    response["HX-Retarget"] = response["HX-Reselect"] = f"#{context['form_id']}"
    response["HX-Reswap"] = "outerHTML"
    return response


def blame(form: Form, error: AppError) -> None:
    """Mark the fields an error names; what no field carries stands above the form."""
    marked = False
    for name, items in error.fields.items():
        field = name if name in form.fields else _FORM_NAMES.get(name, "")
        if field in form.fields:
            form.add_error(field, [text for _code, text in items])
            marked = True
    if not marked:
        form.add_error(None, error.message)
