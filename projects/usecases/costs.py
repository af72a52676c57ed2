"""The cost ledger: actual cost, cost of work, and taking either back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, NotVisible
from kernel.money import Money
from kernel.usecases import usecase
from projects.access import COST_POST, WORK_COST_POST
from projects.events import CostPosted, CostReversed
from projects.models import CostEntry
from projects.usecases.claims import check_amount, check_day, claim_project, refused, replayed, subject_of

CATEGORIES = ("labour", "procurement", "other")
WORK = "time:"


@dataclass(frozen=True, slots=True)
class PostCost:
    """An actual cost of a day. A credit is negative."""

    project_id: int
    amount: Money
    category: str
    valid_on: date
    description: str
    minutes: int | None = None
    source_key: str | None = None


@usecase("cost.post")
def post_cost(actor: Actor, command: PostCost, *, at: datetime) -> CostEntry:
    """The ledger row, in any currency. Raises `DomainError` `bad_amount`, `description_missing`,
    `in_the_future`; `BadInput` `unknown_category`."""
    project = claim_project(actor, COST_POST, command.project_id)
    known = replayed(CostEntry, project, command.source_key)
    if known:
        return known
    if command.category not in CATEGORIES:
        raise BadInput("unknown_category", f"A cost is one of: {', '.join(CATEGORIES)}.")
    check_amount(command.amount.amount, "amount")
    if command.amount.amount == 0:
        raise refused("bad_amount", "A cost is not 0.", "amount")
    if not command.description.strip():
        raise refused("description_missing", "Say what was paid for.", "description")
    check_day(command.valid_on, at)
    entry: CostEntry = CostEntry.objects.create(
        project=project, category=command.category, amount=command.amount.amount,
        currency=command.amount.currency, minutes=command.minutes, valid_on=command.valid_on,
        description=command.description, recorded_at=at, recorded_by=actor.name,
        source_key=command.source_key,
    )  # fmt: skip
    record(actor, _posted(entry), subject_of(project), at)
    return entry


def _posted(entry: CostEntry) -> CostPosted:
    return CostPosted(entry.pk, entry.category, entry.valid_on, entry.description)


@dataclass(frozen=True, slots=True)
class ReverseCost:
    """Take back a cost, saying why."""

    project_id: int
    entry_id: int
    reason: str


@usecase("cost.reverse")
def reverse_cost(actor: Actor, command: ReverseCost, *, at: datetime) -> CostEntry:
    """The opposite row, on the same day. Raises `DomainError` `reason_missing`, `is_a_reversal`,
    `already_reversed`, or `comes_from_work`: that is taken back where the work was logged."""
    project = claim_project(actor, COST_POST, command.project_id)
    entry: CostEntry | None = CostEntry.objects.filter(project=project, pk=command.entry_id).first()
    if entry is None:
        raise NotVisible("not_found", "There is no such cost in this project.")
    if not command.reason.strip():
        raise refused("reason_missing", "Say why it is taken back.", "reason")
    _check_reversible(entry)
    opposite: CostEntry = CostEntry.objects.create(
        project=project, category=entry.category, amount=-entry.amount, currency=entry.currency,
        minutes=None if entry.minutes is None else -entry.minutes, valid_on=entry.valid_on,
        description=command.reason[:200], reverses=entry, recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip
    event = CostReversed(opposite.pk, entry.pk, entry.valid_on, command.reason)
    record(actor, event, subject_of(project), at)
    return opposite


def _check_reversible(entry: CostEntry) -> None:
    if entry.reverses_id is not None:
        raise DomainError("is_a_reversal", "A reversal cannot be taken back; post the cost again.")
    if (entry.source_key or "").startswith(WORK):
        raise DomainError("comes_from_work", "This is the cost of logged work: take the work back.")
    if CostEntry.objects.filter(reverses=entry).exists():
        raise DomainError("already_reversed", "This cost has been taken back already.")


@dataclass(frozen=True, slots=True)
class PostWorkCost:
    """The cost of a time entry; that of a reversed entry is negative."""

    project_id: int
    time_entry_id: int
    amount: Money
    minutes: int
    valid_on: date
    description: str


@usecase("work_cost.post")
def post_work_cost(actor: Actor, command: PostWorkCost, *, at: datetime) -> CostEntry:
    """The ledger row, at most one per time entry; for whoever may log work."""
    project = claim_project(actor, WORK_COST_POST, command.project_id, view=WORK_COST_POST)
    source_key = f"{WORK}{command.time_entry_id}"
    known = replayed(CostEntry, project, source_key)
    if known:
        return known
    check_day(command.valid_on, at)
    entry: CostEntry = CostEntry.objects.create(
        project=project, category="labour", amount=command.amount.amount, currency=command.amount.currency,
        minutes=command.minutes, valid_on=command.valid_on, description=command.description[:200],
        recorded_at=at, recorded_by=actor.name, source_key=source_key,
    )  # fmt: skip
    record(actor, _posted(entry), subject_of(project), at)
    return entry
