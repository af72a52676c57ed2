"""The overview of a project: tiles, cost curve, latest events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kernel.charts import LineChart, Words, compact, s_curve
from kernel.models import AuditEvent
from kernel.templatetags.ui import grouped, percent
from projects.domain.facts import ProjectFacts
from projects.domain.position import ProjectPosition
from projects.events import sentence_of
from projects.models import Project
from projects.web.presenters.words import day_text, late_text, size_text, url_of

Tile = dict[str, Any]
# More points than this say nothing more on a screen.
MOST_POINTS = 60


def tiles(project: Project, position: ProjectPosition, *, with_money: bool) -> list[Tile]:
    """What stands where: money for who may see it, schedule, scope and work for all."""
    rest = [_schedule_tile(project, position), _scope_tile(project, position)]
    if with_money:
        return [_spent_tile(project, position), _forecast_tile(project, position), *rest]
    return [_work_tile(position), *rest]


def _spent_tile(project: Project, position: ProjectPosition) -> Tile:
    promised = position.promised_budget
    tile: Tile = {
        "label": _("Spent"), "value": compact(float(position.spent)), "unit": project.currency,
        "url": url_of(project, "money"),
    }  # fmt: skip
    if not promised:
        return {**tile, "note": _("No budget is promised")}
    share = position.spent / promised
    note = _("%(share)s of %(budget)s") % {"share": percent(share, 0), "budget": compact(float(promised))}
    done = position.percent_complete.value
    if done is not None:
        note = _("%(spent)s, %(done)s of the work done") % {"spent": note, "done": percent(done, 0)}
    level = _level(share, Decimal("0.9"), Decimal(1))
    words = {"ok": _("In budget"), "warning": _("Nearly spent"), "critical": _("Over budget")}
    return {**tile, "note": note, "tone": level, "tone_label": words[level]}


def _forecast_tile(project: Project, position: ProjectPosition) -> Tile:
    forecast, promised = position.forecast_at_completion, position.promised_budget
    tile: Tile = {
        "label": _("Cost at completion"),
        "unit": project.currency,
        "note": position.forecast_method,
    }
    if forecast.value is None:
        return {**tile, "value": None, "reason": forecast.null_reason, "note": ""}
    tile["value"] = compact(float(forecast.value))
    if not promised:
        return tile
    over = forecast.value / promised - 1
    level = _level(over, Decimal("0.05"), Decimal("0.1"))
    word = _("In budget") if over <= 0 else _("%(share)s over") % {"share": percent(over, 0)}
    return {**tile, "tone": level, "tone_label": word}


def _schedule_tile(project: Project, position: ProjectPosition) -> Tile:
    expected, promised = position.forecast_finish, position.target_finish
    tile: Tile = {"label": _("Expected finish"), "value": day_text(expected) or None, "reason": "no_data",
                  "url": url_of(project, "phases")}  # fmt: skip
    if expected is None or promised is None:
        return tile
    days = (expected - promised).days
    level = "ok" if days <= 0 else "warning" if days <= 30 else "critical"
    return {**tile, "tone": level, "tone_label": late_text(days),
            "note": _("promised for %(day)s") % {"day": day_text(promised)}}  # fmt: skip


def _scope_tile(project: Project, position: ProjectPosition) -> Tile:
    tile: Tile = {"label": _("Unauthorised scope"), "url": url_of(project, "scope")}
    start, growth = position.scope_s0, position.scope_unauthorised
    if not start:
        return {**tile, "value": None, "reason": "no_baseline"}
    note = _("%(growth)s beyond %(start)s agreed") % {"growth": size_text(growth), "start": size_text(start)}
    level = "ok" if growth == 0 else _level(growth / start, Decimal("0.05"), Decimal("0.1"), low="notice")
    word = _("None") if growth == 0 else _("Growing")
    return {**tile, "value": grouped(growth / start * 100, 1), "unit": "%", "note": note,
            "tone": level, "tone_label": word}  # fmt: skip


def _work_tile(position: ProjectPosition) -> Tile:
    complete = position.percent_complete
    if complete.value is None:
        return {"label": _("Work done"), "value": None, "reason": complete.null_reason}
    return {"label": _("Work done"), "value": grouped(complete.value * 100, 0), "unit": "%"}


def _level(value: Decimal, warn: Decimal, stop: Decimal, low: str = "ok") -> str:
    if value > stop:
        return "critical"
    return "warning" if value > warn else low


def cost_curve(facts: ProjectFacts, position: ProjectPosition, today: date) -> LineChart | None:
    """Cumulative cost against the budget spread evenly over its dates, and the forecast from today on."""
    actual = cumulative(facts, today)
    budget, start, finish = position.current_budget, position.start, position.target_finish
    plan: dict[date, Decimal | None] = {}
    if budget is not None and start and finish and start < finish:
        plan = {start: Decimal(0), finish: budget}
    if not actual and not plan:
        return None
    expected, end = position.forecast_at_completion.value, position.forecast_finish
    forecast: dict[date, Decimal | None] | None = None
    if actual and expected is not None and end and end > today:
        forecast = {today: position.spent, end: expected}
    spent = compact(float(position.spent))
    said = _("%(spent)s %(currency)s spent by %(day)s.") % {
        "spent": spent, "currency": position.currency, "day": day_text(today),
    }  # fmt: skip
    head = (_("Day"), _("Budget, spread evenly"), _("Actual cost"), _("Forecast"))
    return s_curve(plan, actual, forecast, Words(_("Cost, cumulative"), said, head), today=today)


def cumulative(facts: ProjectFacts, today: date) -> dict[date, Decimal | None]:
    """Running cost by day in the project's currency, thinned to the last day of each month when long."""
    by_day: dict[date, Decimal] = {}
    for cost in facts.costs:
        if cost.currency == facts.currency and cost.valid_on <= today:
            by_day[cost.valid_on] = by_day.get(cost.valid_on, Decimal(0)) + cost.amount
    total, points = Decimal(0), dict[date, Decimal | None]()
    for day in sorted(by_day):
        total += by_day[day]
        points[day] = total
    if points:
        first = min(points)
        points = {first - timedelta(days=1): Decimal(0), **points, today: total}
    return _thinned(points) if len(points) > MOST_POINTS else points


def _thinned(points: dict[date, Decimal | None]) -> dict[date, Decimal | None]:
    last_of_month = {(day.year, day.month): day for day in points}
    kept = {min(points), max(points), *last_of_month.values()}
    return {day: value for day, value in points.items() if day in kept}


def timeline(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """What happened, newest first."""
    return [
        {"author": event.actor_name, "body": sentence_of(event.kind, event.data), "when": event.happened_at}
        for event in events
    ]


def facts_list(project: Project) -> list[dict[str, Any]]:
    """What is said about the project."""
    return [
        {"label": _("Manager"), "text": str(project.manager or ""), "reason": _("Nobody is named")},
        {"label": _("Sponsor"), "text": str(project.sponsor or ""), "reason": _("Nobody is named")},
        {"label": _("Category"), "text": project.category, "reason": _("Not named")},
        {"label": _("Start"), "text": day_text(project.start), "reason": _("Not named")},
        {"label": _("Target finish"), "text": day_text(project.target_finish), "reason": _("Not named")},
        {"label": _("Currency"), "text": project.currency},
    ]
