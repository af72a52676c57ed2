"""Working calendars: the list, a calendar with its weeks and days, and what may be added to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.access import Actor
from kernel.cells import Cell, Column, Row
from kernel.clock import now
from kernel.errors import NotVisible
from kernel.usecases import permit
from kernel.worktime import local_date
from people.access import CALENDAR_SET, CALENDAR_VIEW
from people.models import CalendarDay, CalendarWeek, WorkCalendar
from people.selectors import calendar_of, calendars
from people.usecases import SetDay, SetWeek, set_day, set_week
from people.web.actors import actor_of
from people.web.calendar_forms import DAYS, DayForm, WeekForm, initial_week


@login_required
@require_GET
def calendar_list(request: HttpRequest) -> HttpResponse:
    """Every calendar with the week that holds."""
    actor, at = actor_or_refused(request), now()
    rows = [_row(row, at) for row in calendars(actor)]
    columns = [
        Column(_("Calendar")),
        Column(_("Time zone")),
        Column(_("This week")),
        Column(_("Days that differ"), numeric=True),
    ]
    context = {"columns": columns, "rows": rows, "may_set": CALENDAR_SET.allows(actor)}
    return render(request, "people/calendars.html", context)


def actor_or_refused(request: HttpRequest) -> Actor:
    """The actor, who may see calendars."""
    actor = actor_of(request)
    permit(actor, CALENDAR_VIEW)
    return actor


def _row(row: WorkCalendar, at: datetime) -> Row:
    cells = (
        Cell(row.name, url=reverse("calendars:detail", args=[row.code]), main=True),
        Cell(row.zone, label=_("Time zone")),
        Cell(week_text(_week_at(row, at)), label=_("This week")),
        Cell(str(len(row.days.all())), label=_("Days that differ"), numeric=True),
    )
    return Row(row.code, cells, row.name)


def _week_at(row: WorkCalendar, at: datetime) -> list[str]:
    today, found = at.date(), list[str]()
    for week in row.weeks.all():
        if week.valid_from <= today or not found:
            found = week.hours
    return found


def week_text(hours: list[str]) -> str:
    """A week in short: days with the same hours told together."""
    parts, place = list[str](), 0
    while place < len(hours):
        last = place
        while last + 1 < len(hours) and hours[last + 1] == hours[place]:
            last += 1
        first_name, last_name = str(DAYS[place])[:3], str(DAYS[last])[:3]
        if hours[place]:
            span = first_name if place == last else f"{first_name}–{last_name}"
            parts.append(f"{span} {hours[place]}")
        place = last + 1
    return "; ".join(parts) or _("closed")


@login_required
@require_http_methods(["GET", "POST"])
def calendar_new(request: HttpRequest) -> HttpResponse:
    """A new calendar with its first week."""
    actor, at = actor_or_refused(request), now()
    permit(actor, CALENDAR_SET)
    form = WeekForm(
        request.POST or None, is_new=True, initial={"valid_from": at.date(), "zone": "Europe/Berlin"}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if calendars(actor).filter(code=data["code"]).exists():
            form.add_error("code", _("There is a calendar of this code already."))
        else:
            command = SetWeek(data["code"], data["name"], data["zone"], data["valid_from"], form.hours())
            set_week(actor, command, at=at)
            messages.success(request, _("%(name)s is there.") % {"name": data["name"]})
            return redirect("calendars:detail", data["code"])
    context = {"form": form, "crumbs": _crumbs(_("New calendar"))}
    return render(request, "people/calendar_new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def calendar_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A calendar; posting sets its week from a day on."""
    actor, at = actor_or_refused(request), now()
    row = _found(actor, code)
    initial = initial_week(_week_at(row, at), local_date(calendar_of(code), at))
    form = WeekForm(request.POST or None, is_new=False, initial=initial)
    if request.method == "POST":
        permit(actor, CALENDAR_SET)
        if form.is_valid():
            command = SetWeek(row.code, row.name, row.zone, form.cleaned_data["valid_from"], form.hours())
            set_week(actor, command, at=at)
            messages.success(request, _("The week is set."))
            return redirect("calendars:detail", code)
    return _page(request, actor, row, form, DayForm())


@login_required
@require_POST
def calendar_day(request: HttpRequest, code: str) -> HttpResponse:
    """Set a date of a calendar."""
    actor, at = actor_or_refused(request), now()
    permit(actor, CALENDAR_SET)
    row = _found(actor, code)
    form = DayForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        set_day(actor, SetDay(code, data["day"], data["hours"], data["name"]), at=at)
        messages.success(request, _("The day is set."))
        return redirect("calendars:detail", code)
    initial = initial_week(_week_at(row, at), local_date(calendar_of(code), at))
    return _page(request, actor, row, WeekForm(is_new=False, initial=initial), form)


def _found(actor: Actor, code: str) -> WorkCalendar:
    row = calendars(actor).filter(code=code).first()
    if row is None:
        raise NotVisible("not_found", "There is no such calendar.")
    return row


def _page(
    request: HttpRequest, actor: Actor, row: WorkCalendar, week: WeekForm, day: DayForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "calendar": row,
        "crumbs": _crumbs(row.name),
        "weeks": [_week_item(one) for one in reversed(row.weeks.all())],
        "days": [_day_item(one) for one in reversed(row.days.all())],
        "week_form": week,
        "day_form": day,
        "may_set": CALENDAR_SET.allows(actor),
    }  # fmt: skip
    status = 422 if week.errors or day.errors else 200
    return render(request, "people/calendar.html", context, status=status)


def _week_item(week: CalendarWeek) -> dict[str, str]:
    return {"label": f"{week.valid_from:%d %b %Y}", "text": week_text(week.hours)}


def _day_item(day: CalendarDay) -> dict[str, str]:
    parts = (day.name, day.hours or _("closed"))
    return {"label": f"{day.day:%d %b %Y}", "text": " · ".join(part for part in parts if part)}


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("Calendars"), "url": reverse("calendars:list")}, {"label": label}]
