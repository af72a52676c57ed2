"""Alerts as rows and as a page with their life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.domain.judgement import RULES_BY_CODE
from governance.models import Alert, AlertStep
from governance.presenters.words import (
    ALERT_STATES,
    TONES,
    day_text,
    level_word,
    measured,
    parsed,
    rule_title,
    speaks_of_money,
)
from kernel.charts import Line, LineChart, Words, line_chart
from kernel.models import AuditEvent
from kernel.templatetags.ui import grouped, percent

# Where the next step of a rule is taken.
STEP_PAGES = {
    "budget.spent": "projects:changes", "budget.forecast": "governance:project-cases",
    "scope.creep": "projects:changes", "schedule.gate_overdue": "governance:gate-ask",
}  # fmt: skip


def alert_row(alert: Alert, at: datetime, *, can_money: bool, can_answer: bool) -> dict[str, Any]:
    """One line of the list; what it says about money only to those who may see it."""
    hidden = speaks_of_money(alert.rule) and not can_money
    state = shown_state(alert, at)
    return {
        "id": alert.pk,
        "version": alert.version,
        "tone": TONES[alert.level] if state != "cleared" else "ok",
        "level": level_word(alert.level) if state != "cleared" else _("Cleared"),
        "state": state,
        "state_word": ALERT_STATES[state],
        "title": rule_title(alert.rule),
        "url": reverse("governance:alert", args=[alert.pk]),
        "project": alert.project.name,
        "code": alert.project.code,
        "project_url": reverse("projects:overview", args=[alert.project.code]),
        "evidence": _evidence(alert),
        "value": measured(alert.value, alert.unit),
        "limit": measured(alert.limit, alert.unit),
        "explanation": "" if hidden else alert.explanation,
        "hidden": hidden,
        "inputs": [] if hidden else [(name.capitalize(), text) for name, text in alert.inputs],
        "since": day_text(alert.level_since),
        "raised_at": alert.raised_at,
        "lead": _lead(alert),
        "owner": _owner(alert),
        "next_step": alert.next_step,
        "next_url": step_url(alert),
        "note": alert.note,
        "answered": _answered(alert, state),
        "can_answer": can_answer and state != "cleared",
        "can_acknowledge": can_answer and state in ("open", "snoozed"),
    }


def shown_state(alert: Alert, at: datetime) -> str:
    """A snooze that has ended is over, whether or not a worker has said so yet."""
    over = alert.state == "snoozed" and alert.snoozed_until is not None and alert.snoozed_until <= at
    return "open" if over else alert.state


def _evidence(alert: Alert) -> str:
    return _("%(value)s, limit %(limit)s") % {
        "value": measured(alert.value, alert.unit), "limit": measured(alert.limit, alert.unit),
    }  # fmt: skip


def _lead(alert: Alert) -> str:
    if alert.forecast_breach_on is None:
        return ""
    return _("at this pace the next limit is passed on %(day)s") % {"day": day_text(alert.forecast_breach_on)}


def _owner(alert: Alert) -> str:
    """Who is to act: the manager or the sponsor, by the rule."""
    rule = RULES_BY_CODE.get(alert.rule)
    role = rule.owner_role if rule else "project_manager"
    person = alert.project.sponsor if role == "sponsor" else alert.project.manager
    return str(person) if person else ""


def step_url(alert: Alert) -> str:
    """The page on which the next step is taken."""
    return reverse(STEP_PAGES.get(alert.rule, "projects:overview"), args=[alert.project.code])


def _answered(alert: Alert, state: str) -> str:
    if state == "acknowledged":
        who = str(alert.acknowledged_by) if alert.acknowledged_by else _("an integration")
        return _("taken care of by %(who)s") % {"who": who}
    if state == "snoozed" and alert.snoozed_until:
        return _("until %(day)s") % {"day": day_text(alert.snoozed_until.date())}
    return _("on %(day)s") % {"day": day_text(alert.cleared_on)} if state == "cleared" else ""


def step_rows(steps: Sequence[AlertStep], unit: str) -> list[dict[str, Any]]:
    """The levels an alert went through."""
    return [
        {
            "from": level_word(step.level_from),
            "to": level_word(step.level_to),
            "tone": TONES[step.level_to],
            "value": measured(step.value, unit),
            "limit": measured(step.limit, unit) if step.limit is not None else "",
            "as_of": day_text(step.as_of),
            "recorded_at": step.recorded_at,
        }
        for step in steps
    ]


def timeline(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """What happened to an alert, for components/timeline_entry.html."""
    return [
        {"kind": "system", "author": _who(event), "body": _happened(event), "when": event.happened_at}
        for event in events
    ]


def _who(event: AuditEvent) -> str:
    return event.actor_name if event.actor_id or event.door != "task" else _("The workers")


def _happened(event: AuditEvent) -> str:
    data = event.data
    note = f": {data['note']}" if data.get("note") else ""
    if event.kind in ("alert.raised", "alert.changed"):
        return _("found it at %(value)s: %(level)s, as of %(day)s") % {
            "value": _value(data), "level": level_word(data["level_to"]).lower(),
            "day": day_text(parsed(data["as_of"])),
        }  # fmt: skip
    if event.kind == "alert.cleared":
        return _("cleared it, as of %(day)s") % {"day": day_text(parsed(data["as_of"]))}
    if event.kind == "alert.snoozed":
        until = datetime.fromisoformat(data["until"])
        return _("snoozed it until %(day)s") % {"day": day_text(until.date())} + note
    words = {
        "alert.acknowledged": _("acknowledged it"),
        "alert.reopened": _("opened it again: the snooze is over"),
    }  # fmt: skip
    return words.get(event.kind, event.kind) + note


def _value(data: Mapping[str, Any]) -> str:
    rule = RULES_BY_CODE.get(data["rule"])
    return measured(data["value"], rule.unit if rule else "")


def readings_chart(alert: Alert, readings: Mapping[date, float]) -> LineChart | None:
    """What the rule measured over time against the limit that was passed; none with fewer than two days."""
    if len(readings) < 2:
        return None
    title = rule_title(alert.rule)
    form = _form(alert.unit)
    limit = dict.fromkeys((min(readings), max(readings)), alert.limit)
    words = Words(
        title,
        _("%(title)s over time, with the limit.") % {"title": title},
        (_("Day"), title, _("Limit")),
        form,
    )
    return line_chart([Line(title, "actual", readings), Line(_("Limit"), "limit", limit)], words)


def _form(unit: str) -> Any:
    if unit == "fraction":
        return lambda value: percent(value, 0)
    return lambda value: grouped(value, 0)


def tabs(counts: Mapping[str, int], current: str, query: str) -> list[dict[str, Any]]:
    """One tab per state, each with its address."""
    url = reverse("governance:alerts")
    return [
        {
            "label": label,
            "url": f"{url}?state={state}{query}",
            "active": state == current,
            "count": counts[state],
        }
        for state, label in ALERT_STATES.items()
    ]
