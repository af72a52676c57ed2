"""Locked periods: who may see them, and finance deciding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import AppError, BadInput, DomainError, Stale
from kernel.usecases import permit
from people.access import PERIOD_LOCK, PERIOD_VIEW
from people.selectors import current_lock, period_locks
from people.usecases import LockPeriod, UnlockPeriod, lock_period, unlock_period
from people.web.actors import actor_of
from people.web.forms import LockForm, UnlockForm

SHOWN = 50
FORMS: dict[str, type[LockForm] | type[UnlockForm]] = {"lock_form": LockForm, "unlock_form": UnlockForm}


@login_required
@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """Up to when time is locked, who decided it and why; POST locks or, with `open`, unlocks."""
    actor = actor_of(request)
    permit(actor, PERIOD_VIEW)
    if request.method == "GET":
        return _page(request, actor, {})
    name = "unlock_form" if "open" in request.POST else "lock_form"
    form = FORMS[name](request.POST, prefix=name)
    if form.is_valid():
        try:
            _decide(actor, name, form.cleaned_data)
        except (BadInput, DomainError, Stale) as error:
            _blame(form, error)
        else:
            messages.success(request, _("Decided. It holds from now on."))
            return redirect("people:periods")
    return _page(request, actor, {name: form})


def _decide(actor: Actor, name: str, data: dict[str, Any]) -> None:
    if name == "lock_form":
        lock_period(actor, LockPeriod(data["until"], data["reason"], data["version"]), at=now())
    else:
        unlock_period(actor, UnlockPeriod(data["until"], data["reason"], data["version"]), at=now())


def _blame(form: LockForm | UnlockForm, error: AppError) -> None:
    for name in error.fields or {"": ()}:
        form.add_error(name if name in form.fields else None, error.message)


def _page(request: HttpRequest, actor: Actor, given: dict[str, Any]) -> HttpResponse:
    lock = current_lock()
    initial = {"version": lock.number if lock else 0}
    context = {
        "lock_form": LockForm(initial=initial, prefix="lock_form"),
        "unlock_form": UnlockForm(initial=initial, prefix="unlock_form"),
        **given,
        "locked": _text(lock.locked_until) if lock and lock.locked_until else "",
        "may_lock": PERIOD_LOCK.allows(actor),
        "changes": [
            {
                "until": _text(row.locked_until),
                "by": row.recorded_by,
                "when": row.recorded_at,
                "reason": row.reason,
            }
            for row in period_locks(actor)[:SHOWN]
        ],
    }
    return render(request, "people/periods.html", context, status=422 if given else 200)


def _text(day: Any) -> str:
    return date_format(day, "j M Y") if day else _("nothing")
