"""The inbox: what a person was told, how many of it is new, and how they want to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.clock import now
from kernel.paging import keyset_page
from people.models import Notice
from people.selectors import notice_choices_of, notices, unread_count
from people.usecases.notices import ChooseNotices, ReadNotices, choose_notices, read_notices
from people.web.actors import actor_of
from people.web.hearing.forms import WaysForm

ORDER = ("-created_at", "-id")
ICONS = {
    "ticket": "ticket",
    "project": "project",
    "case": "decision",
    "alert": "warning",
    "webhook": "external",
}


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices, the latest first; `unread=1` narrows."""
    actor = actor_of(request)
    rows = notices(actor)
    only_new = request.GET.get("unread") == "1"
    if only_new:
        rows = rows.filter(read_at__isnull=True)
    page = keyset_page(rows, ORDER, request.GET.get("cursor"))
    count = unread_count(actor)
    context = {
        "notices": [_shown(row) for row in page.rows],
        "unread": count,
        "tabs": [
            {"label": _("All"), "url": "?", "active": not only_new, "count": None},
            {"label": _("New"), "url": "?unread=1", "active": only_new, "count": count},
        ],
        "next_url": _link(request, page.next),
        "prev_url": _link(request, page.previous),
    }
    return render(request, "people/inbox.html", context)


def _shown(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "text": row.text,
        "when": row.created_at,
        "is_new": row.read_at is None,
        "icon": ICONS.get(row.kind.split(".")[0], "info"),
    }


def _link(request: HttpRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


@login_required
@require_POST
def open_notice(request: HttpRequest, notice: int) -> HttpResponse:
    """Read it and go where it leads."""
    actor = actor_of(request)
    row = get_object_or_404(notices(actor), pk=notice)
    read_notices(actor, ReadNotices(row.pk), at=now())
    return redirect(row.url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All is read."""
    read_notices(actor_of(request), ReadNotices(), at=now())
    messages.success(request, _("Everything is read."))
    return redirect("people:inbox")


@login_required
@never_cache
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The fragment of the bar: the way to the inbox, with how much is new in it."""
    return render(request, "people/inbox_count.html", {"unread": unread_count(actor_of(request))})


@login_required
@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """How the person wants to hear of each kind of event."""
    actor = actor_of(request)
    chosen = notice_choices_of(actor)
    form = WaysForm(request.POST.dict() if request.method == "POST" else None, chosen=chosen)
    if form.is_valid():
        choose_notices(actor, ChooseNotices(form.ways()), at=now())
        messages.success(request, _("Your choices are kept."))
        return redirect("people:inbox-settings")
    context = {"form": form, "email": getattr(request.user, "email", "")}
    return render(request, "people/inbox_settings.html", context, status=422 if form.is_bound else 200)
