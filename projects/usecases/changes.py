"""Change requests: asking for another promise, and deciding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kernel.access import Access, Actor
from kernel.audit import record
from kernel.errors import DomainError, NotAllowed, NotVisible, Stale
from kernel.usecases import current_values, save_named, usecase
from projects.access import CHANGE_DECIDE, CHANGE_RAISE, CHANGE_WITHDRAW, PROJECT_EDIT
from projects.domain.position import moved
from projects.events import ChangeDecided, ChangeRaised, ChangeWithdrawn
from projects.models import Baseline, ChangeRequest, ChangeRequestItem, Project, ScopeEntry, ScopeItem
from projects.usecases.baselines import current_baseline, write_baseline
from projects.usecases.claims import (
    check_amount,
    check_day,
    check_running,
    claim_project,
    next_number,
    refused,
    subject_of,
)
from projects.usecases.scope import ChangeScope, new_item, write_entry

NewItem = tuple[str, str, Decimal]
AUTHORISABLE = ("added", "elaborated", "re_estimated")
OPEN = ("draft", "submitted")


@dataclass(frozen=True, slots=True)
class RaiseChange:
    """What should move: budget (in the project's currency), finish (days), scope already in the ledger
    (`entry_ids`) and scope to come (`new_items`: code, title, size)."""

    project_id: int
    title: str
    reason: str
    budget_delta: Decimal = Decimal(0)
    finish_delta_days: int = 0
    entry_ids: tuple[int, ...] = ()
    new_items: tuple[NewItem, ...] = ()


@usecase("change_request.raise")
def raise_change(actor: Actor, command: RaiseChange, *, at: datetime) -> ChangeRequest:
    """The submitted change request. Raises `DomainError` `title_missing`, `reason_missing`, `empty_change`,
    `unknown_entry`, `already_authorised`, `asked_already`, `code_taken`, `bad_size`, `project_ended`."""
    project = claim_project(actor, CHANGE_RAISE, command.project_id)
    check_running(project)
    _check_words(command)
    entries = _entries(project, command.entry_ids)
    _check_new_items(project, command.new_items)
    change = ChangeRequest.objects.create(
        project=project, number=next_number(ChangeRequest.objects.filter(project=project)),
        title=command.title.strip(), reason=command.reason, state="submitted",
        budget_delta=command.budget_delta, finish_delta_days=command.finish_delta_days,
        requested_by_id=actor.person_id, requested_at=at,
    )  # fmt: skip
    _write_items(change, entries, command.new_items)
    record(actor, ChangeRaised(change.number, change.title), subject_of(project), at)
    return change


def _check_words(command: RaiseChange) -> None:
    if not command.title.strip():
        raise refused("title_missing", "Say what is to change.", "title")
    if not command.reason.strip():
        raise refused("reason_missing", "Say why.", "reason")
    moved = (command.budget_delta, command.finish_delta_days, command.entry_ids, command.new_items)
    if not any(moved):
        raise DomainError("empty_change", "A change moves budget, finish or scope.")
    check_amount(command.budget_delta, "budget_delta")


def _entries(project: Project, ids: tuple[int, ...]) -> list[ScopeEntry]:
    entries = list(
        ScopeEntry.objects.filter(project=project, pk__in=ids, kind__in=AUTHORISABLE).select_related("item")
    )
    if len(entries) != len(set(ids)):
        raise refused("unknown_entry", "Only growth of this project's scope can be authorised.", "entry_ids")
    if ScopeEntry.objects.filter(kind="authorised", of__in=entries).exists():
        raise refused("already_authorised", "This scope is authorised already.", "entry_ids")
    if ChangeRequestItem.objects.filter(entry__in=entries, change__state__in=OPEN).exists():
        raise refused("asked_already", "Another open change request asks for this scope.", "entry_ids")
    return entries


def _check_new_items(project: Project, items: tuple[NewItem, ...]) -> None:
    codes = [code for code, _title, _size in items]
    taken = ScopeItem.objects.filter(project=project, code__in=codes).exists()
    if taken or len(codes) != len(set(codes)):
        raise refused("code_taken", "A new scope item has a code of its own.", "new_items")
    if not all(codes):
        raise refused("code_missing", "A scope item has a code.", "new_items")
    if any(not size.is_finite() or size <= 0 for _code, _title, size in items):
        raise refused("bad_size", "An item has a size above 0.", "new_items")


def _write_items(change: ChangeRequest, entries: list[ScopeEntry], items: tuple[NewItem, ...]) -> None:
    ChangeRequestItem.objects.bulk_create(
        [
            ChangeRequestItem(
                change=change, entry=entry, code=entry.item.code, title=entry.item.title, size=entry.size
            )
            for entry in entries
        ]
        + [ChangeRequestItem(change=change, code=code, title=title, size=size) for code, title, size in items]
    )


@dataclass(frozen=True, slots=True)
class DecideChange:
    """Approve or reject, as of `valid_on` (today when not given). A rejection says why."""

    project_id: int
    number: int
    version: int | None
    approve: bool
    note: str = ""
    valid_on: date | None = None


@usecase("change_request.decide")
def decide_change(actor: Actor, command: DecideChange, *, at: datetime) -> ChangeRequest:
    """Decide; an approval writes the authorised scope and the next baseline in the same transaction.

    Raises `DomainError` `not_open`, `own_change`, `note_missing`, `no_baseline`, `no_finish`,
    `negative_budget`, `code_taken`, `before_last_baseline`, `already_authorised`.
    """
    project, change = _claim(actor, CHANGE_DECIDE, command.project_id, command.number, command.version)
    _check_decidable(actor, change, command)
    day = command.valid_on or at.date()
    check_day(day, at)
    if command.approve:
        check_running(project)
        _check_entries(change)
        _authorise(actor, project, change, day, at)
        _promise(actor, project, change, day, at)
    change.state = "approved" if command.approve else "rejected"
    change.decided_by_id, change.decided_at = actor.person_id, at
    change.decision_note = command.note
    save_named(change, "state", "decided_by_id", "decided_at", "decision_note")
    event = ChangeDecided(change.number, change.title, command.approve, command.note)
    record(actor, event, subject_of(project), at)
    return change


def _claim(
    actor: Actor, act: Access, project_id: int, number: int, version: int | None
) -> tuple[Project, ChangeRequest]:
    project = claim_project(actor, act, project_id)
    change = ChangeRequest.objects.select_for_update().filter(project=project, number=number).first()
    if change is None:
        raise NotVisible("not_found", "There is no such change request.")
    if version is not None and change.version != version:
        raise Stale("Somebody changed this meanwhile.", current_values(change))
    if change.state not in OPEN:
        raise DomainError("not_open", f"This change request is {change.get_state_display().lower()}.")
    return project, change


def _check_decidable(actor: Actor, change: ChangeRequest, command: DecideChange) -> None:
    if actor.person_id is not None and change.requested_by_id == actor.person_id:
        raise DomainError("own_change", "You asked for this change, so somebody else must decide it.")
    if not command.approve and not command.note.strip():
        raise refused("note_missing", "Say why it is rejected.", "note")


def _check_entries(change: ChangeRequest) -> None:
    asked = change.items.filter(entry__isnull=False).values("entry")
    if ScopeEntry.objects.filter(kind="authorised", of__in=asked).exists():
        raise DomainError("already_authorised", "Part of this scope has been authorised meanwhile.")


def _authorise(actor: Actor, project: Project, change: ChangeRequest, day: date, at: datetime) -> None:
    """An `authorised` row for every entry; new items enter the ledger first."""
    entries: list[ScopeEntry] = []
    for asked in change.items.select_related("entry").order_by("pk"):
        if asked.entry is None:
            item = new_item(project, asked.code, asked.title, at)
            details = ChangeScope(project.pk, item.pk, "added", asked.size, day, change.title)
            entries.append(write_entry(actor, project, item, details, at, change))
        else:
            entries.append(asked.entry)
    ScopeEntry.objects.bulk_create(
        ScopeEntry(
            project=project, item_id=entry.item_id, kind="authorised", size=Decimal(0), of=entry,
            # An approval covers the entry from the day it was given, never from before the entry.
            valid_on=max(day, entry.valid_on), change=change, recorded_at=at, recorded_by=actor.name,
        )
        for entry in entries
    )  # fmt: skip


def _promise(actor: Actor, project: Project, change: ChangeRequest, day: date, at: datetime) -> None:
    last = current_baseline(project)
    if last is None:
        raise DomainError("no_baseline", "There is no baseline that this could change.")
    if day < last.valid_from:
        raise refused(
            "before_last_baseline", f"Baseline {last.number} holds from {last.valid_from}.", "valid_on"
        )
    if change.finish_delta_days and last.finish is None:
        raise DomainError("no_finish", "The baseline promises no finish that this could move.")
    finish = moved(last.finish, change.finish_delta_days) if last.finish else None
    if last.start and finish and finish < last.start:
        raise DomainError("finish_before_start", "The project would finish before it starts.")
    row = Baseline(
        project=project, kind="change", valid_from=day, reason=change.title,
        budget=last.budget + change.budget_delta, start=last.start, finish=finish,
    )  # fmt: skip
    write_baseline(actor, row, at, change)


@dataclass(frozen=True, slots=True)
class WithdrawChange:
    """Take back a change request that is not decided."""

    project_id: int
    number: int
    version: int | None


@usecase("change_request.withdraw")
def withdraw_change(actor: Actor, command: WithdrawChange, *, at: datetime) -> ChangeRequest:
    """Only whoever asked for it, or who runs the project, may. Raises `DomainError` `not_open`."""
    project, change = _claim(actor, CHANGE_WITHDRAW, command.project_id, command.number, command.version)
    mine = actor.person_id is not None and change.requested_by_id == actor.person_id
    if not mine and not PROJECT_EDIT.allows(actor, project):
        raise NotAllowed("not_allowed", "Only who asked for it or who runs the project may withdraw it.")
    change.state = "withdrawn"
    save_named(change, "state")
    record(actor, ChangeWithdrawn(change.number, change.title), subject_of(project), at)
    return change
