"""Logging work, and taking back what was logged wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError
from kernel.events import Subject
from kernel.usecases import claim, permit, usecase
from people.access import TIME_LOG, TIME_REVERSE, TIME_VIEW
from people.domain.rates import check_minutes, cost, rate_on
from people.events import TimeLogged, TimeReversed
from people.models import TimeEntry, User
from people.selectors import check_unlocked, rates_for


@dataclass(frozen=True, slots=True)
class WorkSubject:
    """What was worked on, as its own app names it."""

    type: str
    id: int
    key: str


@dataclass(frozen=True, slots=True)
class LogTime:
    """Minutes of a person on a day. `source_key` makes a repeat a no-op."""

    person_id: int
    day: date
    minutes: int
    subject: WorkSubject
    activity: str = ""
    note: str = ""
    source_key: str | None = None


@usecase("time.log")
def log_time(actor: Actor, command: LogTime, *, at: datetime) -> TimeEntry:
    """Write an entry, priced at that day's rate; `amount` stays null when no rate holds.

    Raises `DomainError` `bad_minutes`, `work_in_the_future` or `period_locked`, `BadInput` `unknown_person`.
    """
    permit(actor, TIME_LOG)
    check_minutes(command.minutes)
    _check_day(command.day, at)
    if command.source_key:
        known: TimeEntry | None = TimeEntry.objects.filter(source_key=command.source_key).first()
        if known:
            return known
    check_unlocked(command.day)
    person = User.objects.filter(pk=command.person_id).first()
    if person is None:
        raise BadInput("unknown_person", "There is no such person.")
    return _write(actor, command, person, at)


def _check_day(day: date, at: datetime) -> None:
    # A day may have begun somewhere east of Greenwich while it is still yesterday in UTC.
    if (day - at.date()).days > 1:
        raise DomainError(
            "work_in_the_future", "Work cannot be logged for a day to come.",
            {"date": [("work_in_the_future", "This day has not come yet.")]},
        )  # fmt: skip


def _write(actor: Actor, command: LogTime, person: User, at: datetime) -> TimeEntry:
    rate = rate_on(rates_for(person, command.day), command.day)
    price = cost(command.minutes, rate) if rate else None
    entry = TimeEntry.objects.create(
        person=person,
        valid_on=command.day,
        minutes=command.minutes,
        activity=command.activity,
        note=command.note,
        subject_type=command.subject.type,
        subject_id=command.subject.id,
        subject_key=command.subject.key,
        amount=price.amount if price else None,
        currency=price.currency if price else "",
        recorded_at=at,
        recorded_by=actor.name,
        source_key=command.source_key,
    )
    event = TimeLogged(entry.pk, str(person), entry.minutes, entry.valid_on, entry.subject_key)
    record(actor, event, Subject("time", entry.pk, entry.subject_key), at)
    return entry


@dataclass(frozen=True, slots=True)
class ReverseTime:
    """Take back an entry, saying why."""

    entry_id: int
    reason: str


@usecase("time.reverse")
def reverse_time(actor: Actor, command: ReverseTime, *, at: datetime) -> TimeEntry:
    """Write the opposite row, on the same day. Raises `DomainError` `already_reversed`, `is_a_reversal`,
    `period_locked`."""
    entry: TimeEntry = claim(
        TimeEntry.objects.all(), actor, view=TIME_VIEW, act=TIME_REVERSE, key={"pk": command.entry_id}
    )
    if entry.reverses_id is not None:
        raise DomainError("is_a_reversal", "A reversal cannot be taken back; log the work again.")
    if TimeEntry.objects.filter(reverses=entry).exists():
        raise DomainError("already_reversed", "This entry has been taken back already.")
    check_unlocked(entry.valid_on)
    opposite = TimeEntry.objects.create(
        person_id=entry.person_id,
        valid_on=entry.valid_on,
        minutes=-entry.minutes,
        activity=entry.activity,
        note=command.reason,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        subject_key=entry.subject_key,
        amount=None if entry.amount is None else -entry.amount,
        currency=entry.currency,
        reverses=entry,
        recorded_at=at,
        recorded_by=actor.name,
    )
    event = TimeReversed(
        opposite.pk, str(entry.person), entry.minutes, entry.valid_on, entry.subject_key, command.reason
    )
    record(actor, event, Subject("time", opposite.pk, entry.subject_key), at)
    return opposite
