"""The scope ledger: items and signed changes of their size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, NotVisible
from kernel.usecases import usecase
from projects.access import SCOPE_WRITE
from projects.events import ScopeChanged
from projects.models import Baseline, ChangeRequest, Project, ScopeEntry, ScopeItem
from projects.usecases.claims import check_day, claim_project, refused, replayed, subject_of

LARGEST = Decimal(10) ** 12
SMALLEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class AddScopeItem:
    """A new item and the row that brings it in.

    `kind` is `baseline` (agreed from the start) or `added`; with `of_entry_id` the item details the item of
    that entry and the row is `elaborated`.
    """

    project_id: int
    code: str
    title: str
    size: Decimal
    valid_on: date
    kind: str = "added"
    of_entry_id: int | None = None
    note: str = ""
    source_key: str | None = None


@usecase("scope.add")
def add_scope_item(actor: Actor, command: AddScopeItem, *, at: datetime) -> ScopeEntry:
    """The ledger row of the new item.

    Raises `DomainError` `code_taken`, `code_missing`, `bad_size`, `in_the_future`, or `baseline_is_set`:
    what is agreed cannot grow backwards once it has been promised. `BadInput` `unknown_kind`.
    """
    project = claim_project(actor, SCOPE_WRITE, command.project_id)
    known = replayed(ScopeEntry, project, command.source_key)
    if known:
        return known
    check_day(command.valid_on, at)
    _check_new(project, command)
    item = new_item(project, command.code, command.title, at)
    kind = "elaborated" if command.of_entry_id else command.kind
    details = ChangeScope(
        project.pk, item.pk, kind, command.size, command.valid_on, command.note, command.of_entry_id,
        command.source_key,
    )  # fmt: skip
    return write_entry(actor, project, item, details, at)


def _check_new(project: Project, command: AddScopeItem) -> None:
    if command.kind not in ("added", "baseline"):
        raise BadInput("unknown_kind", "A new item is of kind added or baseline.")
    if command.size <= 0:
        raise refused("bad_size", "An item has a size above 0.", "size")
    if command.kind == "baseline" and Baseline.objects.filter(project=project).exists():
        raise refused("baseline_is_set", "The baseline is set: this is an addition.", "kind")


def new_item(project: Project, code: str, title: str, at: datetime) -> ScopeItem:
    """A scope item with a code of its own. Raises `DomainError` `code_missing` or `code_taken`."""
    if not code.strip():
        raise refused("code_missing", "A scope item has a code.", "code")
    if ScopeItem.objects.filter(project=project, code=code).exists():
        raise refused("code_taken", f"There is a scope item {code} already.", "code")
    return ScopeItem.objects.create(project=project, code=code, title=title, created_at=at)


@dataclass(frozen=True, slots=True)
class ChangeScope:
    """A change of an item's size, signed as in the ledger: a cut (`removed`) is negative, and the opposite
    sign takes a wrong row back. `elaborated` names in `of_entry_id` an entry of the item it details."""

    project_id: int
    item_id: int
    kind: str
    size: Decimal
    valid_on: date
    note: str = ""
    of_entry_id: int | None = None
    source_key: str | None = None


@usecase("scope.change")
def change_scope(actor: Actor, command: ChangeScope, *, at: datetime) -> ScopeEntry:
    """The new ledger row. Raises `DomainError` `bad_size`, `more_than_left`, `more_than_cut`,
    `parent_missing`, `details_itself`, `in_the_future`; `BadInput` `unknown_kind`; `NotVisible` for an
    item of another project."""
    project = claim_project(actor, SCOPE_WRITE, command.project_id)
    known = replayed(ScopeEntry, project, command.source_key)
    if known:
        return known
    if command.kind not in ("removed", "re_estimated", "elaborated"):
        raise BadInput("unknown_kind", "Scope is removed, re_estimated or elaborated.")
    check_day(command.valid_on, at)
    item = item_of(project, command.item_id)
    _check_left(item, command.size)
    if command.kind == "removed" and command.size > 0:
        _check_restored(item, command.size)
    return write_entry(actor, project, item, command, at)


def item_of(project: Project, item_id: int) -> ScopeItem:
    """The item of this project, or `NotVisible`."""
    item = ScopeItem.objects.filter(project=project, pk=item_id).first()
    if item is None:
        raise NotVisible("not_found", "There is no such scope item in this project.")
    return item


def _check_left(item: ScopeItem, size: Decimal) -> None:
    left = ScopeEntry.objects.filter(item=item).aggregate(left=Sum("size"))["left"] or Decimal(0)
    if size < 0 and left + size < -SMALLEST:
        raise refused("more_than_left", f"Only {left.normalize():f} of {item.code} is left.", "size")


def _check_restored(item: ScopeItem, size: Decimal) -> None:
    """A cut taken back is at most what was cut; a cut itself is negative."""
    cut = ScopeEntry.objects.filter(item=item, kind="removed").aggregate(cut=Sum("size"))["cut"] or Decimal(0)
    if size + cut > SMALLEST:
        raise refused("more_than_cut", "A cut is negative; only what was cut can be taken back.", "size")


def write_entry(
    actor: Actor, project: Project, item: ScopeItem, command: ChangeScope, at: datetime,
    change: ChangeRequest | None = None,
) -> ScopeEntry:  # fmt: skip
    """Write one signed row and tell of it."""
    _check_size(command.size)
    entry: ScopeEntry = ScopeEntry.objects.create(
        project=project, item=item, kind=command.kind, size=command.size, valid_on=command.valid_on,
        of=_parent(project, item, command), change=change, note=command.note, recorded_at=at,
        recorded_by=actor.name, source_key=command.source_key,
    )  # fmt: skip
    event = ScopeChanged(entry.pk, f"{item.code} {item.title}", entry.kind, entry.size, entry.valid_on)
    record(actor, event, subject_of(project), at)
    return entry


def _check_size(size: Decimal) -> None:
    if not size.is_finite() or abs(size) >= LARGEST or size.quantize(SMALLEST) == 0:
        raise refused("bad_size", "A size is a number other than 0.", "size")


def _parent(project: Project, item: ScopeItem, command: ChangeScope) -> ScopeEntry | None:
    if command.kind != "elaborated":
        return None
    named = ScopeEntry.objects.filter(project=project, pk=command.of_entry_id or 0)
    parent: ScopeEntry | None = named.first()
    if parent is None:
        raise refused("parent_missing", "Details belong to an entry of this project.", "of_entry_id")
    if parent.item_id == item.pk:
        raise refused("details_itself", "An item cannot detail itself.", "of_entry_id")
    return parent
