"""Webhooks of the signed-in person: addresses, their log, sending again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kernel.clock import now
from kernel.errors import AppError, BadInput
from kernel.paging import keyset_page
from kernel.webhooks.addresses import resolved
from kernel.webhooks.models import WebhookDelivery, WebhookEndpoint
from people.access import WEBHOOK_SET
from people.selectors import deliveries, get_webhook, webhooks
from people.usecases.webhooks import (
    AddWebhook,
    EditWebhook,
    RemoveWebhook,
    ReplayDelivery,
    add_webhook,
    edit_webhook,
    remove_webhook,
    replay_delivery,
)
from people.web.actors import actor_of
from people.web.hearing.forms import WebhookForm
from people.web.hearing.refusals import refused

TONES = {"waiting": "notice", "delivered": "ok", "failed": "critical", "skipped": "neutral"}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """Every own webhook, and a form for a new one. Its secret is in the answer to that form only."""
    actor = actor_of(request)
    form, secret = WebhookForm(request.POST or None), ""
    if form.is_valid():
        secret = _added(request, form)
        form = WebhookForm() if secret else form
    context = {
        "webhooks": [_row(row) for row in webhooks(actor).order_by("pk")],
        "form": form if WEBHOOK_SET.allows(actor, WebhookEndpoint(owner_id=actor.person_id or 0)) else None,
        "secret": secret,
    }
    return render(request, "people/webhooks.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, form: WebhookForm) -> str:
    data = form.cleaned_data
    try:
        resolved(data["url"], allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
        command = AddWebhook(data["name"], data["url"], data["kinds"])
        _row_made, secret = add_webhook(actor_of(request), command, at=now())
    except AppError as error:
        refused(form, error)
        return ""
    return secret


def _row(row: WebhookEndpoint) -> dict[str, Any]:
    tone, state = ("ok", _("On")) if row.is_active else ("neutral", _("Off"))
    if row.disabled_at is not None:
        tone, state = "critical", _("Switched off after failures")
    elif row.failures:
        tone, state = "warning", _("In trouble")
    return {
        "id": row.pk,
        "name": row.name,
        "url": row.url,
        "kinds": ", ".join(row.kinds) or _("all"),
        "tone": tone,
        "state": state,
        "is_active": row.is_active,
        "failures": row.failures,
        "version": row.version,
        "created_at": row.created_at,
    }


@login_required
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, webhook: int) -> HttpResponse:
    """One webhook, its log, and its values to change."""
    actor = actor_of(request)
    row = get_webhook(actor, webhook)
    given = {"name": row.name, "url": row.url, "kinds": ", ".join(row.kinds), "version": row.version}
    form = WebhookForm(request.POST or None, initial=given)
    if form.is_valid() and _changed(request, row, form):
        messages.success(request, _("The webhook is changed."))
        return redirect("people:webhook", row.pk)
    page = keyset_page(deliveries(actor, row), ("-id",), request.GET.get("cursor"))
    context = {
        "webhook": _row(row),
        "form": form,
        "deliveries": [_delivery(one) for one in page.rows],
        "next_url": f"?cursor={page.next}" if page.next else "",
        "prev_url": f"?cursor={page.previous}" if page.previous else "",
    }
    return render(request, "people/webhook.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, row: WebhookEndpoint, form: WebhookForm) -> bool:
    data = form.cleaned_data
    try:
        resolved(data["url"], allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
        changes = {"name": data["name"], "url": data["url"], "kinds": data["kinds"]}
        command = EditWebhook(row.pk, _version(data["version"]), changes)
        edit_webhook(actor_of(request), command, at=now())
    except AppError as error:
        refused(form, error)
        return False
    return True


def _version(given: Any) -> int:
    if given is None or not str(given).isdecimal() or len(str(given)) > 9:
        raise BadInput("bad_version", _("Open the page again and repeat the change."))
    return int(given)


def _delivery(row: WebhookDelivery) -> dict[str, Any]:
    tries = list(row.tries.all())
    last = tries[-1] if tries else None
    return {
        "id": row.pk,
        "kind": row.kind,
        "subject": row.subject,
        "tone": TONES[row.state],
        "state": row.get_state_display(),
        "attempts": row.attempts,
        "last": (last.error or str(last.status)) if last else "",
        "milliseconds": last.milliseconds if last else None,
        "created_at": row.created_at,
        "can_replay": row.state != "waiting",
    }


@login_required
@require_POST
def switch(request: HttpRequest, webhook: int) -> HttpResponse:
    """On or off."""
    on = request.POST.get("on") == "1"
    version = _version(request.POST.get("version"))
    edit_webhook(actor_of(request), EditWebhook(webhook, version, {"is_active": on}), at=now())
    messages.success(request, _("The webhook is on.") if on else _("The webhook is off."))
    return redirect("people:webhook", webhook)


@login_required
@require_POST
def remove(request: HttpRequest, webhook: int) -> HttpResponse:
    """Remove it with its log."""
    version = _version(request.POST.get("version"))
    remove_webhook(actor_of(request), RemoveWebhook(webhook, version), at=now())
    messages.success(request, _("The webhook is removed."))
    return redirect("people:webhooks")


@login_required
@require_POST
def replay(request: HttpRequest, webhook: int, delivery: int) -> HttpResponse:
    """Send a delivery once more."""
    replay_delivery(actor_of(request), ReplayDelivery(webhook, delivery), at=now())
    messages.success(request, _("It is being sent again."))
    return redirect("people:webhook", webhook)
