"""Recording a promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError
from kernel.money import Money
from kernel.usecases import save_named, usecase
from projects.access import BASELINE_SET
from projects.domain.scope import fold_scope
from projects.events import BaselineSet
from projects.models import Baseline, ChangeRequest, Project
from projects.selectors import scope_rows_of
from projects.usecases.claims import check_amount, claim_project, next_number, refused, replayed, subject_of
from projects.usecases.scope import LARGEST


@dataclass(frozen=True, slots=True)
class SetBaseline:
    """A promise of budget and dates, from a day on. All but the first need a reason."""

    project_id: int
    budget: Money
    start: date | None
    finish: date | None
    valid_from: date
    reason: str = ""
    source_key: str | None = None


@usecase("baseline.set")
def set_baseline(actor: Actor, command: SetBaseline, *, at: datetime) -> Baseline:
    """The next baseline: `original` when it is the first, else `rebaseline`, which moves no promise.

    Raises `DomainError` `mixed_currency`, `negative_budget`, `finish_before_start`, `reason_missing`,
    `before_last_baseline`.
    """
    project = claim_project(actor, BASELINE_SET, command.project_id)
    known = replayed(Baseline, project, command.source_key)
    if known:
        return known
    last = current_baseline(project)
    _check(project, last, command)
    row = Baseline(
        project=project, kind="rebaseline" if last else "original", valid_from=command.valid_from,
        reason=command.reason, budget=command.budget.amount, start=command.start, finish=command.finish,
        source_key=command.source_key,
    )  # fmt: skip
    return write_baseline(actor, row, at)


def current_baseline(project: Project) -> Baseline | None:
    """The latest baseline of the project."""
    return Baseline.objects.filter(project=project).order_by("-number").first()


def _check(project: Project, last: Baseline | None, command: SetBaseline) -> None:
    if command.budget.currency != project.currency:
        raise refused("mixed_currency", f"The budget of {project.code} is in {project.currency}.", "budget")
    if command.start and command.finish and command.finish < command.start:
        raise refused("finish_before_start", "It finishes before it starts.", "finish")
    if last and not command.reason.strip():
        raise refused("reason_missing", "Say why the plan is set anew.", "reason")
    if last and command.valid_from < last.valid_from:
        text = f"Baseline {last.number} holds from {last.valid_from}; the next cannot hold earlier."
        raise refused("before_last_baseline", text, "valid_from")


def write_baseline(
    actor: Actor, row: Baseline, at: datetime, change: ChangeRequest | None = None
) -> Baseline:
    """Number and save a baseline, with the scope as it is on its day, and aim the project at its dates."""
    if row.budget < 0:
        raise DomainError("negative_budget", "A budget cannot fall below 0.")
    project = row.project
    row.scope_size = _scope_on(project, row.valid_from)
    check_amount(row.budget, "budget")
    if (row.scope_size or 0) >= LARGEST:
        raise DomainError("too_large", "No scope of this size can be kept.")
    row.number = next_number(Baseline.objects.filter(project=project))
    row.change, row.recorded_at, row.approved_by = change, at, actor.name
    row.save()
    _aim(project, row)
    record(actor, BaselineSet(row.number, row.kind, row.valid_from, row.reason), subject_of(project), at)
    return row


def _scope_on(project: Project, day: date) -> Decimal | None:
    rows = [row for row in scope_rows_of(project.pk) if row.valid_on <= day]
    return fold_scope(rows, day).total if rows else None


def _aim(project: Project, row: Baseline) -> None:
    wanted = {"start": row.start or project.start, "target_finish": row.finish or project.target_finish}
    start, finish = wanted["start"], wanted["target_finish"]
    if start and finish and finish < start:
        raise refused("finish_before_start", "It finishes before it starts.", "finish")
    changed = [name for name, value in wanted.items() if getattr(project, name) != value]
    for name in changed:
        setattr(project, name, wanted[name])
    if changed:
        save_named(project, *changed)
