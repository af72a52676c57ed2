"""Setting and retiring SLA policies. A change is a new version; what held before stays on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Subquery

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, Stale
from kernel.events import Subject
from kernel.usecases import claim, current_values, permit, usecase
from people.selectors import calendars
from tickets.access import POLICY_SET, POLICY_VIEW
from tickets.domain.lifecycles import LIFECYCLES
from tickets.domain.priority import PRIORITIES
from tickets.domain.sla.target import KINDS
from tickets.events import SlaPolicySet
from tickets.models import SlaPolicy
from tickets.models.sla import THRESHOLDS
from tickets.usecases import lookups

LONGEST = 10 * 366 * 24 * 60


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: `unit` is `business` or `elapsed` (minutes) or `business_days`; neither is no target."""

    unit: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class SetSlaPolicy:
    """A policy as it is to be from `valid_from` on (None: from now).

    `version` is the one that was changed, None for a policy that is new. Blank criteria match everything.
    `position` says when it is tried; `thresholds` are percent of a target, 100 is always among them.
    """

    code: str
    name: str
    calendar: str
    response: Goal = Goal()
    resolution: Goal = Goal()
    position: int = 100
    kind: str = ""
    priority: int | None = None
    service_id: int | None = None
    response_pauses: bool = False
    thresholds: tuple[int, ...] = tuple(THRESHOLDS)
    valid_from: datetime | None = None
    version: int | None = None


@usecase("sla.set_policy")
def set_sla_policy(actor: Actor, command: SetSlaPolicy, *, at: datetime) -> SlaPolicy:
    """The next version of the policy.

    Raises `BadInput` `unknown_kind`, `unknown_calendar`, `unknown_service`, `bad_priority`; `DomainError`
    `policy_exists`, `target_needs_unit`, `target_needs_amount`, `no_target`, `bad_target`, `bad_threshold`,
    `valid_from_passed`; `Stale`.
    """
    permit(actor, POLICY_SET)
    _check(actor, command, at)
    before = _claimed(actor, command)
    row = SlaPolicy(
        code=command.code,
        version=before.version + 1 if before else 1,
        name=command.name.strip(),
        position=command.position,
        kind=command.kind,
        priority=command.priority,
        service=_service(before, command.service_id),
        calendar=command.calendar,
        response_unit=command.response.unit,
        response_amount=command.response.amount,
        resolution_unit=command.resolution.unit,
        resolution_amount=command.resolution.amount,
        response_pauses=command.response_pauses,
        thresholds=sorted({*command.thresholds, 100}),
        valid_from=command.valid_from or at,
    )
    return _published(actor, row, at)


@dataclass(frozen=True, slots=True)
class RetireSlaPolicy:
    """The policy holds no more from now on."""

    code: str
    version: int | None


@usecase("sla.retire_policy")
def retire_sla_policy(actor: Actor, command: RetireSlaPolicy, *, at: datetime) -> SlaPolicy:
    """The version that ends it. Raises `NotVisible`, `Stale`, `DomainError` `policy_retired`."""
    before = _latest(actor, command.code, command.version)
    if not before.active:
        raise DomainError("policy_retired", f"{before.name} is retired already.")
    row = SlaPolicy.objects.get(pk=before.pk)
    row.pk, row.version, row.active, row.valid_from = None, before.version + 1, False, at
    return _published(actor, row, at)


def _published(actor: Actor, row: SlaPolicy, at: datetime) -> SlaPolicy:
    row.recorded_at, row.recorded_by = at, actor.name
    row.save(force_insert=True)
    event = SlaPolicySet(row.code, row.name, row.version, row.valid_from, row.active)
    record(actor, event, Subject("sla_policy", row.pk, row.code), at)
    return row


def _claimed(actor: Actor, command: SetSlaPolicy) -> SlaPolicy | None:
    """The version that is changed, locked; None for a new policy."""
    if command.version is not None:
        return _latest(actor, command.code, command.version)
    if SlaPolicy.objects.filter(code=command.code).exists():
        text = f"There is a policy {command.code!r} already."
        raise DomainError("policy_exists", text, {"code": [("policy_exists", text)]})
    return None


def _latest(actor: Actor, code: str, version: int | None) -> SlaPolicy:
    """The last version, locked. Raises `NotVisible`, `NotAllowed`, `Stale`."""
    versions = SlaPolicy.objects.filter(code=code).order_by("-version")
    rows = SlaPolicy.objects.filter(pk=Subquery(versions.values("pk")[:1]))
    key = {"code": code}
    found: SlaPolicy = claim(rows, actor, view=POLICY_VIEW, act=POLICY_SET, key=key, version=version)
    # Whoever waited for the lock may hold a version that has been followed meanwhile.
    newest: SlaPolicy | None = versions.first()
    if newest is not None and newest.version != found.version:
        raise Stale("Somebody changed this meanwhile.", current_values(newest))
    return found


def _service(before: SlaPolicy | None, service_id: int | None) -> Any:
    """A service that was retired meanwhile stays named where it was."""
    if before is not None and service_id is not None and before.service_id == service_id:
        return before.service
    return lookups.service(service_id)


def _check(actor: Actor, command: SetSlaPolicy, at: datetime) -> None:
    _check_match(command)
    _check_goal("response", command.response)
    _check_goal("resolution", command.resolution)
    if not command.response.unit and not command.resolution.unit:
        raise _refused("no_target", "resolution_amount", "A policy promises something.")
    if any(not 0 < one <= 100 for one in command.thresholds):
        raise _refused("bad_threshold", "thresholds", "A threshold is more than 0 and at most 100 percent.")
    if command.valid_from is not None and command.valid_from < at:
        text = "What was promised before cannot be changed; choose a time to come."
        raise _refused("valid_from_passed", "valid_from", text)
    if not calendars(actor).filter(code=command.calendar).exists():
        text = f"There is no calendar {command.calendar!r}."
        raise BadInput("unknown_calendar", text, {"calendar": [("unknown_calendar", text)]})


def _check_match(command: SetSlaPolicy) -> None:
    if not command.name.strip():
        raise BadInput("blank_name", "A policy has a name.", {"name": [("blank", "Give it a name.")]})
    if command.kind and command.kind not in LIFECYCLES:
        text = f"A ticket is one of: {', '.join(LIFECYCLES)}."
        raise BadInput("unknown_kind", text, {"kind": [("unknown_kind", text)]})
    if command.priority is not None and command.priority not in PRIORITIES:
        text = "A priority is a number from 1 to 5."
        raise BadInput("bad_priority", text, {"priority": [("bad_priority", text)]})


def _check_goal(metric: str, goal: Goal) -> None:
    if goal.amount is not None and not goal.unit:
        text = "Say what the number counts: business minutes, minutes round the clock, or business days."
        raise _refused("target_needs_unit", f"{metric}_unit", text)
    if goal.unit and goal.amount is None:
        raise _refused("target_needs_amount", f"{metric}_amount", "Say how many.")
    if goal.unit and goal.unit not in KINDS:
        raise _refused("bad_target", f"{metric}_unit", f"One of: {', '.join(KINDS)}.")
    if goal.amount is not None and not 0 < goal.amount <= LONGEST:
        raise _refused("bad_target", f"{metric}_amount", "More than nothing, and at most ten years.")


def _refused(code: str, name: str, text: str) -> DomainError:
    return DomainError(code, text, {name: [(code, text)]})
