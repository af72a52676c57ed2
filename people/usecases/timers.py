"""Measuring work: one timer per person, written down when it is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible
from kernel.events import Event, Subject
from kernel.usecases import permit, usecase
from people.access import TIMER_RUN
from people.domain.timer import parts
from people.domain.work import Logged
from people.events import TimerDiscarded, TimerStarted, TimerStopped
from people.models import TimeEntry, Timer
from people.selectors import zone_of_person
from people.usecases.subjects import log_on, may_work, subject_by_id


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Begin to measure work on a subject; with `switch`, a running timer is stopped and written first."""

    subject_type: str
    subject_id: int
    switch: bool = False


@usecase("timer.start")
def start_timer(actor: Actor, command: StartTimer, *, at: datetime) -> Timer:
    """The running timer. Raises `DomainError` `timer_running`; `BadInput` `unknown_subject_type`;
    `NotVisible`; with `switch` what `stop_timer` raises."""
    subject = subject_by_id(actor, command.subject_type, command.subject_id)
    timer = Timer(
        person_id=_person(actor), subject_type=subject.type, subject_id=subject.id, subject_key=subject.key,
        title=subject.title[:200], started_at=at,
    )  # fmt: skip
    permit(actor, TIMER_RUN, timer)
    if not may_work(actor, subject.type):
        raise NotAllowed("not_allowed", "You may not work on this.")
    running = _running(actor)
    if running is not None:
        if not command.switch:
            raise _is_running(running.subject_key)
        _write_down(actor, running, "", at)
    try:
        with transaction.atomic():
            timer.save()
    except IntegrityError as error:
        raise _is_running("something else") from error
    _tell(actor, timer, TimerStarted(actor.name, subject.key), at)
    return timer


def _is_running(key: str) -> DomainError:
    return DomainError("timer_running", f"A timer is running on {key}; stop it first.")


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise BadInput("whose_work", "Only a person runs a timer.")
    return actor.person_id


def _running(actor: Actor) -> Timer | None:
    """The actor's running timer, locked."""
    rows = Timer.objects.select_for_update(of=("self",)).select_related("person")
    return rows.filter(person_id=_person(actor), stopped_at__isnull=True).first()


def _claimed(actor: Actor) -> Timer:
    timer = _running(actor)
    if timer is None:
        raise NotVisible("no_timer", "No timer of yours is running.")
    permit(actor, TIMER_RUN, timer)
    return timer


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Stop and write down what was measured."""

    note: str = ""


@usecase("timer.stop")
def stop_timer(actor: Actor, command: StopTimer, *, at: datetime) -> list[TimeEntry]:
    """The entries, one per day of the person's zone; begun minutes count.

    Raises `NotVisible` `no_timer`, and what logging raises; the timer then keeps running.
    """
    return _write_down(actor, _claimed(actor), command.note, at)


def _write_down(actor: Actor, timer: Timer, note: str, at: datetime) -> list[TimeEntry]:
    measured = parts(timer.started_at, at, zone_of_person(timer.person))
    entries = []
    if measured:
        subject = subject_by_id(actor, timer.subject_type, timer.subject_id)
        entries = [
            log_on(actor, Logged(subject, part.minutes, part.day, note=note), at=at) for part in measured
        ]
    _end(timer, "written", at)
    minutes = sum(part.minutes for part in measured)
    told = TimerStopped(str(timer.person), timer.subject_key, minutes, tuple(entry.pk for entry in entries))
    _tell(actor, timer, told, at)
    return entries


@dataclass(frozen=True, slots=True)
class DiscardTimer:
    """Stop without writing anything."""


@usecase("timer.discard")
def discard_timer(actor: Actor, _command: DiscardTimer, *, at: datetime) -> Timer:
    """The ended timer. Raises `NotVisible` `no_timer`."""
    timer = _claimed(actor)
    _end(timer, "discarded", at)
    _tell(actor, timer, TimerDiscarded(str(timer.person), timer.subject_key), at)
    return timer


def _end(timer: Timer, outcome: str, at: datetime) -> None:
    timer.stopped_at = max(at, timer.started_at)
    timer.outcome = outcome
    timer.save(update_fields=["stopped_at", "outcome"])


def _tell(actor: Actor, timer: Timer, event: Event, at: datetime) -> None:
    record(actor, event, Subject("timer", timer.pk, timer.subject_key), at)
