"""Answering alerts: taking care of one, or putting it off until a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.access import ALERT_ANSWER, ALERT_VIEW
from governance.domain import lifecycles
from governance.events import AlertAcknowledged, AlertSnoozed
from governance.models import Alert
from governance.usecases.alert_book import subject_of, title_of
from governance.usecases.recompute import owe_judgement
from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError
from kernel.lifecycle import step
from kernel.usecases import claim, save_named, usecase

LONGEST_SNOOZE = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """I take care of it; the note says how."""

    alert_id: int
    version: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SnoozeAlert:
    """Nothing is to be done until a moment; the note says why."""

    alert_id: int
    version: int | None
    until: datetime
    note: str = ""


@usecase("alert.acknowledge")
def acknowledge_alert(actor: Actor, command: AcknowledgeAlert, *, at: datetime) -> Alert:
    """It stays acknowledged until it clears or becomes worse. Errors: `illegal_move`."""
    row = _claimed(actor, command.alert_id, command.version)
    row.state = step(lifecycles.ALERT, row.state, "acknowledge", {})
    row.acknowledged_by_id, row.acknowledged_at = actor.person_id, at
    row.snoozed_until, row.note = None, command.note
    save_named(row, "state", "acknowledged_by", "acknowledged_at", "snoozed_until", "note")
    code = row.project.code
    record(actor, AlertAcknowledged(code, row.rule, title_of(row.rule), row.note), subject_of(row, code), at)
    return row


@usecase("alert.snooze")
def snooze_alert(actor: Actor, command: SnoozeAlert, *, at: datetime) -> Alert:
    """It opens again at `until`, or at once when it becomes worse.

    Errors: `illegal_move`, `snooze_in_the_past`, `snooze_too_long` (92 days).
    """
    row = _claimed(actor, command.alert_id, command.version)
    _check_until(command.until, at)
    row.state = step(lifecycles.ALERT, row.state, "snooze", {})
    row.snoozed_until, row.note = command.until, command.note
    row.acknowledged_by_id, row.acknowledged_at = None, None
    save_named(row, "state", "acknowledged_by", "acknowledged_at", "snoozed_until", "note")
    code = row.project.code
    event = AlertSnoozed(code, row.rule, title_of(row.rule), command.until, row.note)
    record(actor, event, subject_of(row, code), at)
    owe_judgement(row.project_id, command.until, at)
    return row


def _claimed(actor: Actor, alert_id: int, version: int | None) -> Alert:
    rows = Alert.objects.select_related("project")
    return claim(rows, actor, view=ALERT_VIEW, act=ALERT_ANSWER, key={"pk": alert_id}, version=version)


def _check_until(until: datetime, at: datetime) -> None:
    if until <= at:
        raise _refused("snooze_in_the_past", "A snooze ends in the future.")
    if until - at > LONGEST_SNOOZE:
        raise _refused("snooze_too_long", "Nothing is put off for more than 92 days.")


def _refused(code: str, sentence: str) -> DomainError:
    return DomainError(code, sentence, {"until": [(code, sentence)]})
