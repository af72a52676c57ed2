"""Deciding the limits of a rule from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.access import LIMITS_SET
from governance.domain.alerts import Limits
from governance.domain.judgement import RULES_BY_CODE
from governance.events import LimitsSet
from governance.models import RulePolicy
from governance.usecases.recompute import recompute_all
from kernel.access import Actor, clock_actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError
from kernel.events import Subject
from kernel.usecases import permit, usecase


@dataclass(frozen=True, slots=True)
class SetLimits:
    """Limits of a rule from a day on, and why."""

    rule: str
    valid_from: date
    limits: Limits
    reason: str


@usecase("limits.set")
def set_limits(actor: Actor, command: SetLimits, *, at: datetime) -> RulePolicy:
    """A new dated row; every running project is judged by it when it holds today already.

    The past is not judged again, so limits cannot begin there. Errors: `BadInput` `unknown_rule`;
    `DomainError` `limits_in_the_past`, `limits_begin_twice` (it has some from that day), `reason_missing`.
    """
    permit(actor, LIMITS_SET)
    _check(command, at)
    limits = command.limits
    row = RulePolicy.objects.create(
        rule=command.rule, valid_from=command.valid_from, notice=limits.notice, warning=limits.warning,
        critical=limits.critical, slack=limits.slack, reason=command.reason.strip(), set_by=actor.name,
        recorded_at=at,
    )  # fmt: skip
    event = LimitsSet(row.rule, row.valid_from, row.notice, row.warning, row.critical, row.slack, row.reason)
    record(actor, event, Subject("limits", row.pk, row.rule), at)
    if row.valid_from <= at.date():
        recompute_all(clock_actor(actor.door), at=at)
    return row


def _check(command: SetLimits, at: datetime) -> None:
    if command.rule not in RULES_BY_CODE:
        raise BadInput("unknown_rule", f"There is no rule {command.rule!r}.")
    if not command.reason.strip():
        raise _refused("reason", "reason_missing", "New limits need a reason.")
    if command.valid_from < at.date():
        raise _refused("valid_from", "limits_in_the_past", "Limits begin today or later: the past is judged.")
    if RulePolicy.objects.filter(rule=command.rule, valid_from=command.valid_from).exists():
        raise _refused("valid_from", "limits_begin_twice", "The rule has limits from this day on already.")


def _refused(field: str, code: str, sentence: str) -> DomainError:
    return DomainError(code, sentence, {field: [(code, sentence)]})
