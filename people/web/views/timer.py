"""The running timer: a fragment for the head of every page, started and stopped from anywhere."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import BadInput, DomainError
from people.access import TIME_LOG
from people.domain.durations import clock_text
from people.domain.timer import minutes_between
from people.selectors import running_timer
from people.usecases import (
    DiscardTimer,
    StartTimer,
    StopTimer,
    discard_timer,
    named_subjects,
    start_timer,
    stop_timer,
)
from people.web.actors import actor_of
from people.web.addresses import key_of


@login_required
@require_GET
def timer(request: HttpRequest) -> HttpResponse:
    """What is being measured; nothing for people who log no time."""
    return _fragment(request, actor_of(request))


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start on `subject` (such as `ticket:12`); what was running is written first."""
    key = key_of(request.POST.get("subject", ""))
    if key is None:
        raise BadInput("bad_subject", "A subject is written as type:number.")
    actor = actor_of(request)
    running = start_timer(actor, StartTimer(*key, switch=True), at=now())
    return _done(request, actor, _("A timer runs on %(key)s.") % {"key": running.subject_key})


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop and write down; a refusal is said and the timer runs on."""
    actor = actor_of(request)
    running = running_timer(actor)
    try:
        entries = stop_timer(actor, StopTimer(request.POST.get("note", "").strip()[:2000]), at=now())
    except DomainError as error:
        return _done(request, actor, error.message, tone="warning")
    minutes = sum(entry.minutes for entry in entries)
    said = {"time": clock_text(minutes), "key": running.subject_key if running else ""}
    return _done(request, actor, _("%(time)s h written on %(key)s.") % said)


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Stop without writing."""
    actor = actor_of(request)
    discard_timer(actor, DiscardTimer(), at=now())
    return _done(request, actor, _("The timer was discarded; nothing was written."), tone="info")


def _done(request: HttpRequest, actor: Actor, text: str, *, tone: str = "ok") -> HttpResponse:
    """The fragment and a toast for a script, the page one came from for everybody else."""
    if request.headers.get("HX-Request") == "true":
        answer = _fragment(request, actor)
        answer["HX-Trigger"] = json.dumps({"toast": {"text": text, "tone": tone}})
        return answer
    levels = {"ok": messages.SUCCESS, "warning": messages.WARNING}
    messages.add_message(request, levels.get(tone, messages.INFO), text)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "people:sheet"


def _fragment(request: HttpRequest, actor: Actor) -> HttpResponse:
    running = running_timer(actor)
    context: dict[str, Any] = {"timer": None, "may_log": TIME_LOG.allows(actor)}
    if running is not None:
        key = (running.subject_type, running.subject_id)
        subject = named_subjects(actor, [key]).get(key)
        context["timer"] = {
            "key": running.subject_key,
            "title": subject.title if subject else running.title,
            "url": subject.url if subject else reverse("people:sheet"),
            "since": running.started_at,
            "elapsed": clock_text(minutes_between(running.started_at, now())),
        }
    return render(request, "people/timer.html", context)
