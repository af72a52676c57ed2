"""The week sheet as finished text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.domain.durations import clock_text
from people.domain.timesheet import CellSum, Sheet, SubjectRow, week
from people.domain.work import Found
from people.models import Timer, User
from people.web.addresses import Key, entries_url, key_text, sheet_url


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is drawn from. `workable` are the types the actor may log on; `typed` and `wrong` are
    what a refused form held and what was wrong with it, by cell."""

    person: User
    own: bool
    money: bool
    today: date
    locked_until: date | None
    timer: Timer | None
    names: Mapping[Key, Found]
    workable: frozenset[str]
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def sheet_page(grid: Sheet, facts: Facts, added: tuple[Key, ...]) -> dict[str, Any]:
    """Head, rows and sums of a week."""
    person = "" if facts.own else facts.person.username
    days = week(grid.monday)
    return {
        "title": _("Time sheet") if facts.own else _("Time of %(name)s") % {"name": facts.person},
        "span": f"{date_format(days[0], 'j M')} – {date_format(days[-1], 'j M Y')}",
        "prev_url": sheet_url(grid.monday - timedelta(days=7), person),
        "next_url": sheet_url(grid.monday + timedelta(days=7), person),
        "today_url": sheet_url(facts.today, person),
        "is_this_week": days[0] <= facts.today <= days[-1],
        "monday": grid.monday.isoformat(),
        "person": person,
        "own": facts.own,
        "money": facts.money,
        "days": [_day(day, facts) for day in days],
        "rows": [_row(row, facts) for row in grid.rows],
        "per_day": [
            {"label": _label(day), "text": clock_text(minutes) if minutes else ""}
            for day, minutes in zip(days, grid.per_day, strict=True)
        ],
        "total": clock_text(grid.minutes),
        "cost": grid.money,
        "added": [key_text(key) for key in added],
        "can_add": facts.own and any(_open(day, facts) for day in days),
        "locked": _lock_text(days, facts),
        "timer": _timer(facts),
    }


def _timer(facts: Facts) -> dict[str, Any] | None:
    running = facts.timer
    if running is None:
        return None
    found = facts.names.get((running.subject_type, running.subject_id))
    url, title = (found.url, found.title) if found else ("", running.title)
    return {"key": running.subject_key, "title": title, "url": url, "since": running.started_at}


def _label(day: date) -> str:
    return date_format(day, "D j")


def _day(day: date, facts: Facts) -> dict[str, Any]:
    return {
        "label": _label(day),
        "today": day == facts.today,
        "weekend": day.weekday() > 4,
        "locked": _is_locked(day, facts),
    }


def _is_locked(day: date, facts: Facts) -> bool:
    return facts.locked_until is not None and day <= facts.locked_until


def _lock_text(days: tuple[date, ...], facts: Facts) -> str:
    """The last locked day, where it concerns the week."""
    until = facts.locked_until
    return date_format(until, "j M Y") if until is not None and days[0] <= until else ""


def _open(day: date, facts: Facts) -> bool:
    """Can minutes be added on this day? A day to come has no work yet."""
    return not _is_locked(day, facts) and day <= facts.today


def _row(row: SubjectRow, facts: Facts) -> dict[str, Any]:
    key = (row.type, row.id)
    found = facts.names.get(key)
    running = facts.timer is not None and (facts.timer.subject_type, facts.timer.subject_id) == key
    takes_work = facts.own and found is not None and row.type in facts.workable
    return {
        "key": row.key,
        "name": key_text(key),
        "title": found.title if found else "",
        "url": found.url if found else "",
        "cells": [_cell(row, cell, facts, takes_work=takes_work) for cell in row.cells],
        "total": clock_text(row.minutes) if row.minutes else "",
        "cost": row.money,
        "running": facts.own and running,
        "can_start": takes_work and not running,
    }


def _cell(row: SubjectRow, cell: CellSum, facts: Facts, *, takes_work: bool) -> dict[str, Any]:
    key = (row.type, row.id)
    name = f"{key_text(key)}:{cell.day.isoformat()}"
    where = {"key": row.key, "day": date_format(cell.day, "l j M")}
    return {
        "label": _label(cell.day),
        "text": clock_text(cell.minutes) if cell.entries else "",
        "none_left": cell.minutes == 0,
        "url": entries_url(key, cell.day, facts.person.username),
        "opens": _("%(key)s, %(day)s: open the entries") % where,
        "name": name,
        "can_add": takes_work and _open(cell.day, facts),
        "adds": _("Add minutes on %(key)s, %(day)s") % where,
        "typed": facts.typed.get(name, ""),
        "wrong": facts.wrong.get(name, ""),
        "today": cell.day == facts.today,
    }
