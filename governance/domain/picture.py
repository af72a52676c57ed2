"""What is kept of a judged day: figures with units and reasons, and per aspect how it stands and why.

Plain values only, so that a stored picture equals a computed one exactly when nothing moved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from governance.domain.alerts import Level, StepKind, Verdict
from governance.domain.judgement import JudgedDay, next_limit
from governance.domain.snapshot import ProjectSnapshot
from governance.domain.trend import forecast_breach_on
from kernel.figures import Figure

# What the dashboard calls the aspects that rules name in the terms of PRINCE2.
ASPECTS = {"cost": "Money", "scope": "Scope", "time": "Schedule"}
# The figures that are amounts, told only to those who may see money.
MONEY_FIGURES = frozenset(
    {"budget.promised", "budget.original", "budget.current", "cost.actual", "cost.forecast"}
)
Series = tuple[tuple[date, float], ...]


def shown(value: object, unit: str, reason: str | None = None) -> dict[str, Any]:
    """A figure as it is stored: exactly one of value and reason is set."""
    if value is None:
        return {"value": None, "unit": unit, "null_reason": reason or "no_data"}
    plain = (
        value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    )
    return {"value": plain, "unit": unit, "null_reason": None}


def _figure(figure: Figure[Any], unit: str) -> dict[str, Any]:
    return shown(figure.value, unit, figure.null_reason)


def figures_of(judged: JudgedDay) -> dict[str, dict[str, Any]]:
    """Every figure of the day by name; the measured value of each rule under the rule's code."""
    day, money = judged.snapshot, judged.snapshot.currency
    own = {
        "budget.promised": shown(day.promised_budget, money, "no_baseline"),
        "budget.original": shown(day.original_budget, money, "no_baseline"),
        "budget.current": shown(day.current_budget, money, "no_baseline"),
        "cost.actual": shown(day.spent, money),
        "cost.forecast": _figure(day.forecast_at_completion, money),
        "scope.at_baseline": shown(day.scope_s0, "size", "no_baseline"),
        "scope.authorised": shown(day.scope_authorised, "size"),
        "scope.unauthorised": shown(day.scope_unauthorised, "size"),
        "scope.total": shown(day.scope_total, "size"),
        "progress.complete": _figure(day.percent_complete, "fraction"),
        "schedule.next_gate": shown(day.next_gate, "gate"),
        "schedule.next_gate_due": shown(day.next_gate_due, "date"),
        "schedule.start": shown(day.start, "date"),
        "schedule.target_finish": shown(day.target_finish, "date"),
        "schedule.forecast_finish": shown(day.forecast_finish, "date"),
    }
    return own | {item.rule.code: _figure(item.reading.figure, item.rule.unit) for item in judged.verdicts}


def inputs_hash(snapshot: ProjectSnapshot) -> str:
    """A fingerprint of everything the rules can see of the day, and of nothing else."""
    values = {item.name: _plain(getattr(snapshot, item.name)) for item in fields(snapshot)}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Figure):
        return [_plain(value.value), value.null_reason]
    if isinstance(value, Decimal):
        # 1.50 and 1.5 are one amount, whichever ledger row it came from.
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def rule_line(verdict: Verdict[ProjectSnapshot], alert_id: int | None, series: Series) -> dict[str, Any]:
    """One rule on the day: value, level, limit, since when, and when the next limit will be passed."""
    standing, figure = verdict.step.standing, verdict.reading.figure
    level = standing.level if standing else Level.CLEAR
    return {
        "rule": verdict.rule.code,
        "level": int(level),
        **_figure(figure, verdict.rule.unit),
        "limit": standing.limit if standing else None,
        "since": standing.since.isoformat() if standing else None,
        "breach_on": breach_on(verdict, series),
        "sentence": verdict.reading.sentence,
        "alert": alert_id,
    }


def breach_on(verdict: Verdict[ProjectSnapshot], series: Series) -> str | None:
    """The day on which the trend passes the next limit, as text; none when it does not rise to it."""
    standing = verdict.step.standing
    limit = next_limit(verdict.limits, standing.level if standing else Level.CLEAR)
    day = forecast_breach_on(series, limit) if limit is not None and series else None
    return day.isoformat() if day else None


def aspects_of(
    judged: JudgedDay, alert_ids: Mapping[str, int], series: Callable[[str], Series]
) -> dict[str, dict[str, Any]]:
    """Per aspect: the worst level, the reason when nothing could be judged, and whether it is stale.

    `stale` is the reason why a standing alert could not be judged again on this day.
    """
    result = {}
    for aspect in ASPECTS:
        mine = [item for item in judged.verdicts if item.rule.aspect == aspect]
        lines = [rule_line(item, alert_ids.get(item.rule.code), series(item.rule.code)) for item in mine]
        reasons = [line["null_reason"] for line in lines if line["null_reason"]]
        stuck = [
            item.step.reason for item in mine if item.step.kind is StepKind.UNKNOWN and item.step.standing
        ]
        level = max((line["level"] for line in lines), default=0)
        unjudged = len(reasons) == len(lines) and level == 0
        result[aspect] = {
            "level": level,
            "null_reason": (reasons or ["no_data"])[0] if unjudged else None,
            "stale": stuck[0] if stuck else None,
            "rules": lines,
        }
    return result
