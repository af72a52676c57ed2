"""Alerts: the list by state, one with its life, and the two answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from governance.access import ALERT_ANSWER, ALERT_VIEW, MONEY_VIEW
from governance.filters import AlertFilter
from governance.models import Alert
from governance.presenters.alerts import alert_row, readings_chart, shown_state, step_rows, tabs, timeline
from governance.selectors import alert_rows, alert_timeline, get_alert, state_counts
from governance.selectors.alerts import OPEN_ORDER, alert_steps
from governance.selectors.snapshots import readings_of
from governance.usecases import AcknowledgeAlert, SnoozeAlert, acknowledge_alert, snooze_alert
from governance.web.forms import AcknowledgeForm, SnoozeForm
from governance.web.views.paging import page_links
from kernel.clock import now
from kernel.paging import keyset_page
from kernel.usecases import permit
from people.web.actors import actor_of

CLEARED_ORDER = ("-raised_at", "-id")


@login_required
@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    """Alerts of a state, the worst first."""
    actor, at = actor_of(request), now()
    permit(actor, ALERT_VIEW)
    state = request.GET.get("state") or "open"
    given = request.GET.copy()
    given.pop("state", None)
    wanted = AlertFilter(given, alert_rows(actor), at)
    rows = wanted.checked()
    mine = AlertFilter({**given.dict(), "state": state}, alert_rows(actor), at).checked()
    order = CLEARED_ORDER if state == "cleared" else OPEN_ORDER
    page = keyset_page(mine, order, request.GET.get("cursor"))
    given.pop("cursor", None)
    rights = {"can_money": MONEY_VIEW.allows(actor), "can_answer": ALERT_ANSWER.allows(actor)}
    context = {
        "tabs": tabs(state_counts(rows, at), state, f"&{given.urlencode()}" if given else ""),
        "state": state,
        "filters": wanted.form,
        "filtered": bool(given),
        "clear_url": f"{reverse('governance:alerts')}?state={state}" if given else "",
        "rows": [alert_row(row, at, **rights) for row in page.rows],
        "snooze": SnoozeForm.base_fields["days"].choices,  # type: ignore[attr-defined]  # a choice field
        "here": request.get_full_path(),
        "pager": page_links(request, page),
    }
    return render(request, "governance/alerts.html", context)


@login_required
@require_GET
def alert_detail(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: the figure against its limit, its inputs, its life, and the answers."""
    return _detail(request, alert_id)


@login_required
@require_POST
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Somebody takes care of it."""
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _detail(request, alert_id, acknowledge=form)
    command = AcknowledgeAlert(alert_id, form.cleaned_data["version"], form.cleaned_data["note"])
    return _answer(
        request, lambda: acknowledge_alert(actor_of(request), command, at=now()), _("Acknowledged.")
    )


@login_required
@require_POST
def snooze(request: HttpRequest, alert_id: int) -> HttpResponse:
    """It can wait."""
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return _detail(request, alert_id, snooze=form)
    at = now()
    command = SnoozeAlert(alert_id, form.cleaned_data["version"], form.until(at), form.cleaned_data["note"])
    return _answer(request, lambda: snooze_alert(actor_of(request), command, at=at), _("Snoozed."))


def _answer(request: HttpRequest, act: Callable[[], Alert], said: str) -> HttpResponse:
    alert = act()
    messages.success(request, said)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else reverse("governance:alert", args=[alert.pk]))


def _detail(request: HttpRequest, alert_id: int, **bound: Any) -> HttpResponse:
    actor, at = actor_of(request), now()
    alert = get_alert(actor, alert_id)
    rights = {"can_money": MONEY_VIEW.allows(actor), "can_answer": ALERT_ANSWER.allows(actor)}
    version = {"version": alert.version}
    context = {
        "alert": alert_row(alert, at, **rights),
        "state": shown_state(alert, at),
        "chart": readings_chart(alert, readings_of(alert.project_id, alert.rule)),
        "steps": step_rows(list(alert_steps(alert)), alert.unit),
        "timeline": timeline(alert_timeline(alert)),
        "as_of": alert.as_of,
        "acknowledge_form": bound.get("acknowledge") or AcknowledgeForm(initial=version),
        "snooze_form": bound.get("snooze") or SnoozeForm(initial=version),
    }
    return render(request, "governance/alert.html", context, status=422 if bound else 200)
