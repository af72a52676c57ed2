"""The dashboard: tiles of sums, decisions that wait, one row per project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.domain.judgement import RULES_BY_CODE
from governance.domain.picture import ASPECTS
from governance.events import LEVEL_NAMES
from governance.models import ProjectHealth
from governance.presenters.words import (
    OWNERS,
    TONES,
    day_text,
    from_today,
    level_word,
    measured,
    parsed,
    rule_title,
    speaks_of_money,
)
from governance.selectors.portfolio import Decision, Totals
from kernel.charts import sparkline
from kernel.money import Money
from kernel.templatetags.ui import grouped, money, percent, reason_text

# A row judged before yesterday missed a night: workers are behind, or the project is no longer running.
FRESH = timedelta(days=1)
PHASES = {
    "initiation": gettext_lazy("Initiation"), "planning": gettext_lazy("Planning"),
    "execution": gettext_lazy("Execution"), "closing": gettext_lazy("Closing"),
    "closed": gettext_lazy("Closed"),
}  # fmt: skip
STATES = {
    "on_hold": gettext_lazy("On hold"), "stopped": gettext_lazy("Stopped"),
    "completed": gettext_lazy("Completed"),
}  # fmt: skip
KINDS = {
    "gate": (gettext_lazy("Gate"), "gate"), "change": (gettext_lazy("Change request"), "change"),
    "case": (gettext_lazy("Business case"), "decision"),
}  # fmt: skip
SHOWN_DECISIONS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """Spent and forecast against the promise on a track 0 to 100 wide; the promise is the mark."""

    spent: float
    forecast: float | None
    promise: float
    tone: str


def project_row(health: ProjectHealth, today: date, *, can_money: bool) -> dict[str, Any]:
    """One line of the dashboard."""
    project = health.project
    return {
        "code": project.code,
        "name": project.name,
        "url": reverse("projects:overview", args=[project.code]),
        "manager": str(project.manager) if project.manager else "",
        "phase": PHASES.get(project.phase, project.phase),
        "state": STATES.get(project.state, ""),
        "tone": TONES[health.worst_level],
        "aspects": [aspect_chip(health, aspect, today, can_money=can_money) for aspect in ASPECTS],
        **_money_cells(health, can_money=can_money),
        "trend": _trend(health),
        "gate": _gate(health, today),
        "as_of": day_text(health.as_of),
        "age": from_today(health.as_of, today),
        "stale": stale_reason(health, today),
    }


def stale_reason(health: ProjectHealth, today: date) -> str:
    """Why the row cannot be relied upon; empty when it can."""
    running = health.project.state in ("active", "on_hold")
    if running and today - health.as_of > FRESH:
        return _("Not judged since %(day)s") % {"day": day_text(health.as_of)}
    stuck = [aspect["stale"] for aspect in health.aspects.values() if aspect.get("stale")]
    return _("An alert stands unjudged: %(why)s") % {"why": reason_text(stuck[0])} if stuck else ""


def aspect_chip(health: ProjectHealth, aspect: str, today: date, *, can_money: bool) -> dict[str, Any]:
    """How an aspect stands, with the worst rule as its reason."""
    found = health.aspects.get(aspect) or {"level": 0, "null_reason": "no_data", "stale": None, "rules": []}
    if found["null_reason"]:
        return {"name": ASPECTS[aspect], "reason": found["null_reason"]}
    # Between rules of one level, the one that has a value and lies closest to its limit tells most.
    lines = [line for line in found["rules"] if line["value"] is not None or line["level"]]
    line = max(lines, key=lambda item: (item["level"], item["value"] or 0.0))
    word = _("OK") if found["level"] == 0 else level_word(found["level"])
    return {
        "name": ASPECTS[aspect],
        "tone": TONES[found["level"]],
        "label": word,
        "stale": found["stale"],
        "why": rule_why(line, can_money=can_money),
    }


def rule_why(line: dict[str, Any], *, can_money: bool) -> dict[str, Any]:
    """The numbers behind a chip."""
    rule = RULES_BY_CODE[line["rule"]]
    hidden = speaks_of_money(line["rule"]) and not can_money
    breach = parsed(line["breach_on"])
    trend = _("passes the next limit on %(day)s") % {"day": day_text(breach)} if breach else ""
    url = reverse("governance:alert", args=[line["alert"]]) if line["alert"] else ""
    return {
        "rule": rule_title(line["rule"]),
        "value": measured(line["value"], line["unit"], line["null_reason"]),
        "limit": measured(line["limit"], line["unit"]) if line["limit"] is not None else "",
        "trend": trend,
        "since": day_text(parsed(line["since"])) if line["since"] else "",
        "owner": OWNERS.get(rule.owner_role, "") if line["level"] else "",
        "next_step": rule.next_step if line["level"] else "",
        "sentence": "" if hidden else line["sentence"],
        "url": url,
    }


def _money_cells(health: ProjectHealth, *, can_money: bool) -> dict[str, Any]:
    share = health.figures.get("budget.spent") or {"value": None, "null_reason": "no_data"}
    over = health.figures.get("budget.forecast") or {"value": None, "null_reason": "no_data"}
    currency = health.project.currency
    cells: dict[str, Any] = {
        "bar": _bar(health),
        "spent": percent(share["value"], 0) if share["value"] is not None else "",
        "spent_reason": share["null_reason"] or "",
        "over": _over(over["value"], _level_of(health, "budget.forecast")),
        "over_reason": over["null_reason"] or "",
    }
    if can_money:
        cells["spent_amount"] = _amount(health.spent, currency)
        cells["budget_amount"] = _amount(health.budget, currency)
        cells["over_amount"] = _difference(health, currency)
    return cells


def _amount(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else money(Money(amount, currency), compact=True)


def _difference(health: ProjectHealth, currency: str) -> str:
    if health.forecast is None or health.budget is None:
        return ""
    return money(Money(health.forecast - health.budget, currency), compact=True, sign=True)


def _level_of(health: ProjectHealth, rule: str) -> int:
    lines = [line for aspect in health.aspects.values() for line in aspect["rules"] if line["rule"] == rule]
    return lines[0]["level"] if lines else 0


def _over(share: float | None, level: int) -> dict[str, Any] | None:
    """Forecast over promise; it is called bad only where its limit is passed."""
    if share is None:
        return None
    text = ("+" if share > 0 else "") + percent(share, 1)
    flat = abs(share) < 0.0005
    direction = "flat" if flat else "up" if share > 0 else "down"
    return {"text": text, "direction": direction, "good": False if level else None}


def _bar(health: ProjectHealth) -> Bar | None:
    if not health.budget or health.spent is None:
        return None
    top = max(health.budget, health.spent, health.forecast or Decimal(0))
    spent_over = health.spent > health.budget
    return Bar(
        _share(health.spent, top),
        None if health.forecast is None else _share(health.forecast, top),
        _share(health.budget, top),
        "critical" if spent_over else "actual",
    )


def _share(part: Decimal, whole: Decimal) -> float:
    return float(round(max(part, Decimal(0)) / whole * 100, 1))


def _trend(health: ProjectHealth) -> Any:
    """Forecast over promise in the last weeks; none with fewer than two readings."""
    values = [value for _day, value in health.trend]
    if len(values) < 2:
        return None
    title = _("Forecast over promise, %(n)d weeks: %(first)s to %(last)s") % {
        "n": len(values), "first": percent(values[0], 1), "last": percent(values[-1], 1),
    }  # fmt: skip
    return sparkline(values, title, 80, 20)


def _gate(health: ProjectHealth, today: date) -> dict[str, Any] | None:
    figures = health.figures
    name = (figures.get("schedule.next_gate") or {}).get("value")
    due = parsed((figures.get("schedule.next_gate_due") or {}).get("value"))
    if not name or health.project.state in ("completed", "stopped"):
        return None
    return {
        "name": PHASES.get(name, name),
        "when": from_today(due, today) if due else _("no date"),
        "day": day_text(due) if due else "",
        "late": bool(due and due < today),
    }


def tiles(
    sums: Sequence[Totals], alerts: dict[int, int], due: int, main: str, *, can_money: bool
) -> dict[str, Any]:
    """Sums of the portfolio's currency; the others listed apart, never added."""
    own = next((item for item in sums if item.currency == main), None)
    return {
        "money": _money_tiles(own) if own and can_money else [],
        "alerts": {
            "total": sum(alerts.values()),
            "levels": _alert_levels(alerts),
            "url": f"{reverse('governance:alerts')}?running=true",
        },
        "due": due,
        "others": [_other(item) for item in sums if item.currency != main] if can_money else [],
    }


def _alert_levels(alerts: dict[int, int]) -> list[dict[str, Any]]:
    url = reverse("governance:alerts")
    return [
        {
            "tone": TONES[level],
            "label": f"{count} {level_word(level).lower()}",
            "url": f"{url}?running=true&level={LEVEL_NAMES[level]}",
        }
        for level, count in alerts.items()
        if count
    ]


def _money_tiles(own: Totals) -> list[dict[str, Any]]:
    known = own.budget and own.spent is not None
    share = percent(own.spent / own.budget, 0) if known and own.spent is not None and own.budget else ""
    without = own.projects - own.forecasts
    beyond = ngettext("%(n)d project beyond it", "%(n)d projects beyond it", own.overruns)
    verdict = ("critical", _("Over")) if own.over else ("ok", _("OK"))
    return [
        _tile(_("Promised"), own.budget, own.currency, _projects(own.projects)),
        _tile(_("Spent"), own.spent, own.currency, _("%(s)s of the promise") % {"s": share} if share else ""),
        _tile(
            _("Forecast"), own.forecast, own.currency,
            _("%(n)d without a forecast") % {"n": without} if without else _("all have a forecast"),
        ),
        _tile(_("Over promise"), own.over, own.currency, beyond % {"n": own.overruns})
        | {"tone": verdict[0], "tone_label": verdict[1]},
    ]  # fmt: skip


def _projects(count: int) -> str:
    return ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}


def _tile(label: str, amount: Decimal | None, currency: str, note: str) -> dict[str, Any]:
    if amount is None:
        return {"label": label, "value": None, "reason": "no_baseline", "note": note}
    return {"label": label, "value": money(Money(amount, currency), compact=True), "note": note}


def _other(item: Totals) -> dict[str, Any]:
    return {
        "currency": item.currency,
        "projects": grouped(item.projects, 0),
        "budget": item.budget,
        "spent": item.spent,
        "forecast": item.forecast,
        "over": item.over,
    }


def decision_rows(due: Sequence[Decision]) -> list[dict[str, Any]]:
    """What waits, the longest first; the dashboard shows a handful and says how many more."""
    return [
        {
            "kind": KINDS[item.kind][0],
            "icon": KINDS[item.kind][1],
            "title": _decision_title(item),
            "project": item.project,
            "since": item.since,
            "url": _decision_url(item),
        }
        for item in due[:SHOWN_DECISIONS]
    ]


def _decision_title(item: Decision) -> str:
    if item.kind == "gate":
        return _("Enter %(phase)s?") % {"phase": PHASES.get(item.title, item.title)}
    return item.title


def _decision_url(item: Decision) -> str:
    if item.kind == "gate":
        return reverse("governance:gate-decide", args=[item.project, item.number])
    if item.kind == "case":
        return reverse("governance:case", args=[item.id])
    return reverse("projects:changes", args=[item.project])
