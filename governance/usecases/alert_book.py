"""The alerts of one project while its days are judged: steps are taken in memory and written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from governance.domain.alerts import Level, Standing, StepKind, Verdict
from governance.domain.judgement import RULES_BY_CODE
from governance.domain.snapshot import ProjectSnapshot
from governance.events import AlertChanged, AlertCleared, AlertMoved, AlertRaised, AlertReopened
from governance.models import Alert, AlertStep
from kernel.access import Actor
from kernel.audit import Happened, record_many
from kernel.events import Event, Subject

KEPT = (
    "level", "state", "value", "limit", "unit", "explanation", "inputs", "next_step", "forecast_breach_on",
    "as_of", "level_since", "cleared_on", "cleared_at", "acknowledged_by_id", "acknowledged_at",
    "snoozed_until", "version",
)  # fmt: skip
Measured = Verdict[ProjectSnapshot]


def subject_of(alert: Alert, project_code: str) -> Subject:
    """An alert as the audit trail names it."""
    return Subject("alert", alert.pk, f"{project_code} {alert.rule}"[:80])


def _content(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in KEPT}


class AlertBook:
    """At most one alert per rule is open in it, as in the table."""

    def __init__(self, project_id: int, code: str, rows: Iterable[Alert], at: datetime) -> None:
        self.project_id, self.code, self.at = project_id, code, at
        self.loaded = list(rows)
        self.open = {row.rule: row for row in self.loaded}
        self._before = {row.pk: _content(row) for row in self.loaded}
        self._new: list[Alert] = []
        self._steps: list[AlertStep] = []
        self._told: list[tuple[Alert, Event, datetime]] = []

    def standing(self) -> dict[str, Standing]:
        """What is open now, as the rules take it."""
        return {
            code: Standing(Level(row.level), row.value, row.limit, row.level_since)
            for code, row in self.open.items()
        }

    def wake(self) -> None:
        """Open again what was snoozed until a moment that has come."""
        for row in self.open.values():
            if row.state == "snoozed" and row.snoozed_until is not None and row.snoozed_until <= self.at:
                row.state, row.snoozed_until = "open", None
                row.version += 1
                self._told.append((row, AlertReopened(self.code, row.rule, title_of(row.rule)), self.at))

    def apply(self, day: date, verdict: Measured) -> None:
        """Take the step of one rule on one day. An unknown figure moves nothing."""
        row = self.open.get(verdict.rule.code)
        if verdict.step.kind is StepKind.RAISE:
            self._raise(day, verdict)
        elif row is None:
            return
        elif verdict.step.kind is StepKind.CLEAR:
            self._clear(day, verdict, row)
        elif verdict.step.kind is StepKind.CHANGE:
            self._change(day, verdict, row)
        elif verdict.step.kind is StepKind.KEEP:
            _measure(row, day, verdict)

    def _raise(self, day: date, verdict: Measured) -> None:
        row = Alert(project_id=self.project_id, rule=verdict.rule.code, raised_on=day, raised_at=self.at)
        _measure(row, day, verdict)
        self.open[row.rule] = row
        self._new.append(row)
        self._moved(AlertRaised, row, 0, row.level, day)

    def _change(self, day: date, verdict: Measured, row: Alert) -> None:
        before = row.level
        _measure(row, day, verdict)
        if row.level > before:
            # It got worse than what was acknowledged or put off: that answer no longer covers it.
            row.state, row.acknowledged_by_id, row.acknowledged_at, row.snoozed_until = (
                "open",
                None,
                None,
                None,
            )
        row.version += 1
        self._moved(AlertChanged, row, before, row.level, day)

    def _clear(self, day: date, verdict: Measured, row: Alert) -> None:
        row.state, row.cleared_on, row.cleared_at, row.as_of = "cleared", day, self.at, day
        row.snoozed_until = row.forecast_breach_on = None
        if verdict.reading.figure.value is not None:
            row.value = verdict.reading.figure.value
        row.explanation, row.inputs = (
            verdict.reading.sentence,
            [list(pair) for pair in verdict.reading.inputs],
        )
        row.version += 1
        del self.open[row.rule]
        self._moved(AlertCleared, row, row.level, 0, day)

    def _moved(self, event: type[AlertMoved], row: Alert, before: int, after: int, day: date) -> None:
        limit = row.limit if after else None
        self._steps.append(
            AlertStep(
                alert=row, kind=event.kind.removeprefix("alert."), level_from=before, level_to=after,
                value=row.value, limit=limit, as_of=day, recorded_at=self.at,
            )
        )  # fmt: skip
        told = event(self.code, row.rule, title_of(row.rule), before, after, row.value, limit, day)
        self._told.append((row, told, moment_of(day, self.at)))

    def foresee(self, breaches: Mapping[str, date | None]) -> None:
        """Write to each open alert the day on which its next limit will be passed."""
        for code, row in self.open.items():
            row.forecast_breach_on = breaches.get(code)

    def save(self, actor: Actor) -> None:
        """Write what moved: changed rows before new ones, so that no two are open at any moment."""
        changed = [row for row in self.loaded if _content(row) != self._before[row.pk]]
        if changed:
            Alert.objects.bulk_update(changed, [name.removesuffix("_id") for name in KEPT])
        if self._new:
            Alert.objects.bulk_create(self._new)
        for step in self._steps:
            step.alert_id = step.alert.pk
        if self._steps:
            AlertStep.objects.bulk_create(self._steps)
        if self._told:
            happened = [Happened(event, subject_of(row, self.code), when) for row, event, when in self._told]
            record_many(actor, happened, recorded_at=self.at)


def _measure(row: Alert, day: date, verdict: Measured) -> None:
    """The reading and the standing after it, on the row."""
    standing, figure = verdict.step.standing, verdict.reading.figure
    assert standing is not None and figure.value is not None
    row.level, row.value, row.limit = int(standing.level), standing.value, standing.limit
    row.level_since, row.as_of, row.unit = standing.since, day, verdict.rule.unit
    row.explanation, row.next_step = verdict.reading.sentence, verdict.rule.next_step
    row.inputs = [list(pair) for pair in verdict.reading.inputs]


def title_of(code: str) -> str:
    """A rule's title; the code of a rule that no longer exists."""
    rule = RULES_BY_CODE.get(code)
    return rule.title if rule else code


def moment_of(day: date, at: datetime) -> datetime:
    """When something true of `day` was true: the end of a past day, now for today."""
    return min(at, datetime.combine(day, time(23, 59, 59), UTC))
