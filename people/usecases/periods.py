"""Locking time: what was worked in a locked period stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, Stale
from kernel.events import Event, Subject
from kernel.numbers import take
from kernel.usecases import current_values, permit, usecase
from people.access import PERIOD_LOCK
from people.events import PeriodLocked, PeriodUnlocked
from people.models import PeriodLock
from people.selectors import current_lock

SERIES = "period_lock"


@dataclass(frozen=True, slots=True)
class LockPeriod:
    """Lock all days up to `until`, that day included. `version` is the number of the lock that was seen,
    0 when there was none; None takes the present one."""

    until: date
    reason: str
    version: int | None = None


@usecase("period.lock")
def lock_period(actor: Actor, command: LockPeriod, *, at: datetime) -> PeriodLock:
    """The new lock. Raises `DomainError` `period_not_over`, `period_locked_already`; `BadInput`
    `blank_reason`; `Stale`."""
    number, was = _begin(actor, command.reason, command.version)
    if command.until >= at.date():
        raise _refused("period_not_over", "Only days that are over can be locked.")
    if was is not None and command.until <= was:
        raise _refused("period_locked_already", f"Time is locked up to {was} already.")
    event = PeriodLocked(command.until, was, command.reason.strip())
    return _write(actor, number, command.until, event, at)


@dataclass(frozen=True, slots=True)
class UnlockPeriod:
    """Open the days after `until` again; None opens everything. `version` as in `LockPeriod`."""

    until: date | None
    reason: str
    version: int | None = None


@usecase("period.unlock")
def unlock_period(actor: Actor, command: UnlockPeriod, *, at: datetime) -> PeriodLock:
    """The lock that is left. Raises `DomainError` `nothing_locked`, `not_locked_that_far`; `BadInput`
    `blank_reason`; `Stale`."""
    number, was = _begin(actor, command.reason, command.version)
    if was is None:
        raise DomainError("nothing_locked", "No period is locked.")
    if command.until is not None and command.until >= was:
        raise _refused("not_locked_that_far", f"Time is locked up to {was}, so no earlier day opens.")
    event = PeriodUnlocked(command.until, was, command.reason.strip())
    return _write(actor, number, command.until, event, at)


def _begin(actor: Actor, reason: str, version: int | None) -> tuple[int, date | None]:
    """The number of the next lock and the day locked until now; two decisions wait for each other."""
    permit(actor, PERIOD_LOCK)
    if not reason.strip():
        raise BadInput("blank_reason", "Say why.", {"reason": [("blank", "Say why.")]})
    number = take(SERIES)
    last = current_lock()
    if version is not None and version != (last.number if last else 0):
        raise Stale("Somebody moved the lock meanwhile.", current_values(last) if last else {})
    return number, last.locked_until if last else None


def _write(
    actor: Actor, number: int, until: date | None, event: PeriodLocked | PeriodUnlocked, at: datetime
) -> PeriodLock:
    row: PeriodLock = PeriodLock.objects.create(
        number=number, locked_until=until, reason=event.reason, valid_on=at.date(), recorded_at=at,
        recorded_by=actor.name,
    )  # fmt: skip
    told: Event = event
    record(actor, told, Subject("period", row.pk, str(until or "")), at)
    return row


def _refused(code: str, text: str) -> DomainError:
    return DomainError(code, text, {"until": [(code, text)]})
