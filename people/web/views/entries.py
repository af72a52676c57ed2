"""The entries behind a cell, and taking one back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import BadInput, DomainError, NotVisible
from kernel.money import Money
from kernel.usecases import permit
from people.access import MONEY_VIEW, TIME_LOG, TIME_REVERSE
from people.models import TimeEntry
from people.selectors import locked_until, visible_time
from people.usecases import may_work, named_subjects, take_back
from people.web.actors import actor_of
from people.web.addresses import Key, entries_url, key_of, sheet_url


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """What was written on a day of a subject by a person: who, when, why taken back."""
    actor = actor_of(request)
    permit(actor, TIME_LOG)
    key = key_of(request.GET.get("subject", ""))
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError as error:
        raise BadInput("bad_day", "A day is written as 2026-03-09.") from error
    if key is None:
        raise BadInput("bad_subject", "A subject is written as type:number.")
    return _list(request, actor, key, day, request.GET.get("person", ""))


@login_required
@require_POST
def take_back_entry(request: HttpRequest, entry: int) -> HttpResponse:
    """Take an entry back; back to its week, or to its cell with the reason of a refusal."""
    actor = actor_of(request)
    row = visible_time(actor).filter(pk=entry).first()
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    key, username = (row.subject_type, row.subject_id), row.person.username
    try:
        take_back(actor, row.pk, request.POST.get("reason", "")[:2000], at=now())
    except (BadInput, DomainError) as error:
        return _list(request, actor, key, row.valid_on, username, wrong={row.pk: error.message})
    said = {"minutes": row.minutes, "key": row.subject_key}
    messages.success(request, _("%(minutes)d min on %(key)s were taken back.") % said)
    return redirect(sheet_url(row.valid_on, "" if row.person_id == actor.person_id else username))


def _list(  # what a cell is, and what was wrong
    request: HttpRequest,
    actor: Actor,
    key: Key,
    day: date,
    username: str,
    *,
    wrong: dict[int, str] | None = None,
) -> HttpResponse:
    rows = list(_of_cell(actor, key, day, username))
    if not rows:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    found, until = named_subjects(actor, [key]).get(key), locked_until()
    locked = until is not None and day <= until
    can = not locked and found is not None and may_work(actor, key[0])
    person = rows[0].person
    context = {
        "subject": {
            "key": rows[0].subject_key,
            "title": found.title if found else "",
            "url": found.url if found else "",
        },
        "day": date_format(day, "l j F Y"),
        "person": str(person),
        "locked": locked,
        "money": MONEY_VIEW.allows(actor),
        "rows": [_row(actor, row, can=can, wrong=(wrong or {}).get(row.pk, "")) for row in rows],
        "back_url": sheet_url(day, "" if person.pk == actor.person_id else username),
        "here_url": entries_url(key, day, username),
    }
    part = request.headers.get("HX-Request") == "true" and not wrong
    template = "people/entries_list.html" if part else "people/entries.html"
    return render(request, template, context, status=422 if wrong else 200)


def _of_cell(actor: Actor, key: Key, day: date, username: str) -> Any:
    rows = visible_time(actor).filter(subject_type=key[0], subject_id=key[1], valid_on=day)
    return rows.filter(person__username=username).order_by("recorded_at", "pk")


def _row(actor: Actor, row: TimeEntry, *, can: bool, wrong: str) -> dict[str, Any]:
    back = getattr(row, "reversed_by", None)
    stands = row.reverses_id is None and back is None
    return {
        "id": row.pk,
        "minutes": row.minutes,
        "when": row.recorded_at,
        "by": row.recorded_by,
        "activity": row.activity,
        "note": row.note,
        "cost": None if row.amount is None else Money(row.amount, row.currency),
        "is_reversal": row.reverses_id is not None,
        "taken_back": back is not None,
        "can_take_back": can and stands and TIME_REVERSE.allows(actor, row),
        "wrong": wrong,
    }
