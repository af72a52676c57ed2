"""A plan as a value for other programs, from the plan as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from kernel.worktime import Calendar, Spans
from projects.domain.axis import instant_of
from projects.domain.plan import axis_of_plan
from projects.domain.plan_exchange import (
    ExchangeBaseline,
    ExchangeCalendar,
    ExchangeLink,
    ExchangePlan,
    ExchangeTask,
)
from projects.models import Project, Task
from projects.mspdi.writing import write_mspdi
from projects.selectors.plan import PlanView, frozen_rows_of, plan_view

# Baselines that the format has room for: 0 to 10.
MOST_BASELINES = 11


def export_mspdi(project: Project) -> bytes:
    """The plan as a Microsoft Project file, with the latest eleven frozen plans as its baselines.

    A fixed number of queries. Raises the `DomainError`s of the schedule.
    """
    view = plan_view(project)
    return write_mspdi(exchanged(view), view.zone.key, view.minutes_a_day)


def exchanged(view: PlanView) -> ExchangePlan:
    """The plan as a value; keys are codes."""
    frozen = _baselines(view)
    first, last = view.facts.start.date(), instant_of(view.schedule.finish).date()
    main = _calendar("standard", view.plan.calendar or "Standard", view.facts.calendar, first, last)
    return ExchangePlan(
        name=view.project.name,
        start=view.facts.start,
        calendar=main,
        calendars=tuple(
            _calendar(f"own-{code}", code, one, first, last) for code, one in view.facts.calendars
        ),
        status=view.facts.status,
        tasks=tuple(_task(view, row, frozen.get(row.code, ())) for row in view.tasks.values()),
        links=tuple(_link(view, i) for i in range(len(view.links))),
    )


def _task(view: PlanView, row: Task, frozen: tuple[ExchangeBaseline, ...]) -> ExchangeTask:
    start, finish = view.dates(row.code)
    summary = view.node_of[row.pk].summary
    return ExchangeTask(
        key=row.code, parent=None if row.parent_id is None else view.tasks[row.parent_id].code,
        title=row.title, code=row.code, summary=summary,
        duration=_span(view, row) if summary else row.duration, elapsed=row.elapsed,
        calendar=f"own-{row.calendar}" if row.calendar else "", constraint=cast("Any", row.constraint),
        constraint_at=row.constraint_at, deadline_at=row.deadline_at, milestone=row.milestone,
        actual_start=None if summary else row.actual_start,
        actual_finish=None if summary else row.actual_finish,
        remaining=None if summary else row.remaining, complete=view.complete[row.pk], start=start,
        finish=finish, baselines=frozen,
    )  # fmt: skip


def _span(view: PlanView, row: Task) -> int:
    """Working minutes of the project between the dates of a summary."""
    dates = view.schedule.tasks[row.code]
    axis = axis_of_plan(view.facts, view.facts.calendar, also=view.dates(row.code))
    return axis.position(dates.early_finish) - axis.position(dates.early_start)


def _link(view: PlanView, index: int) -> ExchangeLink:
    link = view.facts.links[index]
    return ExchangeLink(link.predecessor, link.successor, link.kind, link.lag, link.lag_calendar)


def _baselines(view: PlanView) -> dict[str, tuple[ExchangeBaseline, ...]]:
    """Frozen dates by code; the latest plans, numbered from 0 in their order."""
    rows = frozen_rows_of(view.project)
    latest = sorted({row.number for row in rows})[-MOST_BASELINES:]
    places: Mapping[int, int] = {number: place for place, number in enumerate(latest)}
    found: dict[str, tuple[ExchangeBaseline, ...]] = {}
    for row in rows:
        if row.number in places:
            one = ExchangeBaseline(places[row.number], row.start_at, row.finish_at, row.duration)
            found[row.code] = (*found.get(row.code, ()), one)
    return found


def _calendar(code: str, name: str, calendar: Calendar, first: date, last: date) -> ExchangeCalendar:
    """A week, and every day of the plan whose hours are not those of the week."""
    week = calendar.versions[-1].week
    named = {day for day, _ in calendar.exceptions} | set(calendar.holidays)
    days = {first + timedelta(days=offset) for offset in range((last - first).days + 1)} | named
    differ = tuple(
        (day, hours_text(calendar.hours(day)))
        for day in sorted(days)
        if calendar.hours(day) != week[day.weekday()]
    )
    return ExchangeCalendar(code, name, calendar.zone, tuple(hours_text(day) for day in week), differ)


def hours_text(spans: Spans) -> str:
    """Hours of a day as calendars write them."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
