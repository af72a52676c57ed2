"""The queue and the services."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from kernel.access import Actor
from kernel.errors import BadInput
from kernel.paging import Page, keyset_page
from people.web.actors import actor_of
from tickets.access import SERVICE_EDIT
from tickets.filters import DEFAULT_ORDER, ORDERS, TicketFilter, viewed
from tickets.models import Ticket
from tickets.selectors import queue as queue_rows
from tickets.selectors import services_with_counts
from tickets.web.forms import QueueForm
from tickets.web.presenters.queue import default_view, is_filtered, queue_page, title_of
from tickets.web.presenters.services import services_page

PAGE_SIZE = 50


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One page of tickets; the address holds view, filters, order and place."""
    actor = actor_of(request)
    given = {name: value for name, value in request.GET.dict().items() if value}
    parameters = {"view": default_view(actor), **given}
    context = {
        **queue_page(actor, parameters, _page(actor, parameters)),
        "title": title_of(parameters),
        "is_filtered": is_filtered(parameters),
        "parameters": parameters,
    }
    wants_list = request.headers.get("HX-Target") == "queue"
    if wants_list:
        response = render(request, "tickets/queue_list.html", context | {"oob": True})
    else:
        response = render(request, "tickets/queue.html", context | {"form": QueueForm(parameters, actor)})
    patch_vary_headers(response, ["HX-Target"])
    return response


def _page(actor: Actor, parameters: dict[str, str]) -> Page[Ticket]:
    order = parameters.get("ordering", DEFAULT_ORDER)
    if order not in ORDERS:
        raise BadInput("unknown_ordering", f"This list can be ordered by: {', '.join(sorted(ORDERS))}.")
    # Who asks for a state means tickets in it, be they open or not.
    view = "all" if parameters["view"] == "open" and "state" in parameters else parameters["view"]
    rows = viewed(queue_rows(actor), view, actor)
    rows = TicketFilter(parameters, rows, actor).checked()
    return keyset_page(rows, ORDERS[order], parameters.get("cursor"), PAGE_SIZE)


@login_required
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Every service with its open tickets."""
    actor = actor_of(request)
    context = services_page(services_with_counts(actor)) | {"may_add": SERVICE_EDIT.allows(actor)}
    return render(request, "tickets/services.html", context)
