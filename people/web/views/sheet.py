"""The week sheet: looking at it, filling it in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kernel.access import Actor
from kernel.clock import now
from kernel.errors import BadInput, DomainError, NotVisible
from kernel.usecases import permit
from people.access import MONEY_VIEW, TIME_LOG
from people.domain.durations import clock_text, minutes_of
from people.domain.timesheet import Worked, monday_of, sheet
from people.models import TimeEntry, User
from people.selectors import (
    locked_until,
    people_with_time,
    running_timer,
    time_of_person,
)
from people.usecases import (
    Cell,
    FillSheet,
    StartTimer,
    fill_sheet,
    find_subjects,
    may_work,
    named_subjects,
    start_timer,
)
from people.web.actors import actor_of
from people.web.addresses import Key, key_of, key_text, sheet_url
from people.web.sheet_page import Facts, sheet_page

LATELY = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 1970, 2999
MOST_ADDED = 30


@login_required
@require_http_methods(["GET", "POST"])
def week_sheet(request: HttpRequest) -> HttpResponse:
    """The own week, or that of somebody whose time one may see; POST adds to the own."""
    actor = actor_of(request)
    permit(actor, TIME_LOG)
    if request.method == "POST":
        return _filled(request, actor)
    if "q" in request.GET and request.headers.get("HX-Request") == "true":
        found = _search(request, actor, _monday(request), _added(request))
        return render(request, "people/sheet_found.html", found)
    return _page(request, actor)


def _filled(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All typed cells are added, then a timer is started if its button was pressed; or nothing is."""
    typed = _typed(request.POST)
    try:
        cells, wrong = _cells(typed)
        if not wrong and (cells or "start" not in request.POST):
            note = request.POST.get("note", "").strip()[:2000]
            entries = fill_sheet(actor, FillSheet(_noted(cells, note)), at=now())
            messages.success(request, _said(entries))
        if not wrong:
            _start(request, actor)
            return redirect(sheet_url(_monday(request), subjects=_added(request)))
    except (BadInput, DomainError) as error:
        wrong = {name: text for name, items in error.fields.items() for _code, text in items}
        wrong.setdefault("", error.message)
    return _page(request, actor, typed, wrong)


def _typed(data: QueryDict) -> dict[str, str]:
    """Cells that are not empty, by name."""
    return {
        name: str(value).strip()
        for name, value in data.items()
        if name.count(":") == 2 and str(value).strip()
    }


def _cells(typed: dict[str, str]) -> tuple[list[Cell], dict[str, str]]:
    """What was typed as cells, and what could not be read, by cell."""
    cells, wrong = [], dict[str, str]()
    for name, text in typed.items():
        subject, _colon, day = name.rpartition(":")
        key = key_of(subject)
        try:
            if key is None:
                raise BadInput("bad_cell", "This is not a cell of the sheet.")
            cells.append(Cell(*key, date.fromisoformat(day), minutes_of(text)))
        except ValueError as error:
            raise BadInput("bad_cell", "This is not a cell of the sheet.") from error
        except DomainError as error:
            wrong[name] = error.message
    return cells, wrong


def _noted(cells: list[Cell], note: str) -> tuple[Cell, ...]:
    return tuple(Cell(one.subject_type, one.subject_id, one.day, one.minutes, "", note) for one in cells)


def _said(entries: list[TimeEntry]) -> str:
    number = len(entries)
    text = ngettext("%(count)d entry added: %(sum)s h", "%(count)d entries added: %(sum)s h", number)
    return text % {"count": number, "sum": clock_text(sum(entry.minutes for entry in entries))}


def _start(request: HttpRequest, actor: Actor) -> None:
    key = key_of(request.POST.get("start", ""))
    if key is not None:
        timer = start_timer(actor, StartTimer(*key, switch=True), at=now())
        messages.success(request, _("A timer runs on %(key)s.") % {"key": timer.subject_key})


def _monday(request: HttpRequest) -> date:
    today = timezone.localdate(now())
    text = request.GET.get("week", "")
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError as error:
        raise BadInput("bad_week", "A week is named by one of its days, such as 2026-03-09.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput("bad_week", f"The sheet knows the years {FIRST_YEAR} to {LAST_YEAR}.")
    return monday_of(day)


def _added(request: HttpRequest) -> tuple[Key, ...]:
    keys = [key_of(text) for text in request.GET.getlist("subject")[:MOST_ADDED]]
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def _person(request: HttpRequest, actor: Actor) -> tuple[User, list[User]]:
    """Whose week it is, and whose the actor may choose."""
    choices = list(people_with_time(actor))
    wanted = request.GET.get("person", "") or getattr(request.user, "username", "")
    for person in choices:
        if person.username == wanted:
            return person, choices
    raise NotVisible("not_found", "There is no such person, or you may not see their time.")


def _page(
    request: HttpRequest,
    actor: Actor,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    person, choices = _person(request, actor)
    own = person.pk == actor.person_id
    monday, added = _monday(request), _added(request) if own else ()
    worked = list(time_of_person(actor, person.pk, *_span(monday)))
    lately = {(row.subject_type, row.subject_id): row.subject_key for row in worked} if own else {}
    shown = {(row.subject_type, row.subject_id): row.subject_key for row in worked if row.valid_on >= monday}
    timer = running_timer(actor) if own else None
    measured = {(timer.subject_type, timer.subject_id)} if timer else set()
    names = named_subjects(actor, {*shown, *lately, *added, *measured})
    also = {key: found.key for key, found in names.items() if key in {*lately, *added, *measured}}
    grid = sheet(map(_worked, worked), monday, also)
    facts = Facts(
        person, own, MONEY_VIEW.allows(actor), timezone.localdate(now()), locked_until(),
        timer, names,
        frozenset(kind for kind in {key[0] for key in names} if may_work(actor, kind)),
        typed or {}, wrong or {},
    )  # fmt: skip
    context = {
        **sheet_page(grid, facts, added),
        **_search(request, actor, monday, added),
        "problem": (wrong or {}).get("", _("Some cells cannot be read.") if wrong else ""),
        "note": request.POST.get("note", ""),
        "people": choices if len(choices) > 1 else [],
        "shown_person": person.username,
    }
    return render(request, "people/sheet.html", context, status=422 if wrong else 200)


def _span(monday: date) -> tuple[date, date]:
    """The week, and the one before it: what was worked on lately has a row to go on with."""
    return monday - LATELY, monday + timedelta(days=6)


def _worked(row: TimeEntry) -> Worked:
    return Worked(
        row.subject_type, row.subject_id, row.subject_key, row.valid_on, row.minutes, row.amount, row.currency
    )


def _search(request: HttpRequest, actor: Actor, monday: date, added: tuple[Key, ...]) -> dict[str, Any]:
    """What can be added as a row; asked for by typing, or by an empty search for what is one's own."""
    if "q" not in request.GET:
        return {"asked": False, "q": ""}
    text = request.GET["q"].strip()[:100]
    hits = [
        {
            "key": found.key,
            "title": found.title,
            "type": found.type,
            "url": sheet_url(monday, subjects=(*added, (found.type, found.id)))
            + f"#{key_text((found.type, found.id))}",
        }
        for found in find_subjects(actor, text)
    ]
    return {"asked": True, "q": text, "hits": hits}
