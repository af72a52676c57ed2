"""Setting the priority matrix, and rating open tickets anew by it: never silently, only when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import Happened, record, record_many
from kernel.errors import DomainError, Stale
from kernel.events import Subject
from kernel.usecases import permit, usecase
from tickets.access import MATRIX_SET
from tickets.clock_selectors import current_matrix, rating_of
from tickets.domain.priority import Matrix, Rows, rate
from tickets.events import PriorityMatrixReplayed, PriorityMatrixSet, TicketEdited
from tickets.models import OPEN, PriorityMatrix, Ticket
from tickets.usecases.row import subject_of


@dataclass(frozen=True, slots=True)
class SetPriorityMatrix:
    """Rows by impact, columns by urgency, high to low. `version` is the one that was changed; `replay` rates
    the open tickets by the new one at once."""

    rows: Rows
    reason: str
    version: int | None
    replay: bool = False


@usecase("sla.set_matrix")
def set_priority_matrix(actor: Actor, command: SetPriorityMatrix, *, at: datetime) -> Matrix:
    """The next version. Raises `DomainError` `bad_matrix`, `reason_required`, `same_matrix`; `Stale`."""
    permit(actor, MATRIX_SET)
    # The newest row is the lock; the unique version keeps two first editions apart.
    list(PriorityMatrix.objects.select_for_update()[:1])
    before = current_matrix()
    if command.version is not None and command.version != before.version:
        raise Stale("Somebody changed this meanwhile.", {"version": before.version, "rows": before.rows})
    after = before.edited(command.rows)
    if after.rows == before.rows:
        raise DomainError("same_matrix", "This is the matrix that holds already.")
    if not command.reason.strip():
        raise DomainError("reason_required", "Say why.", {"reason": [("reason_required", "Say why.")]})
    row = PriorityMatrix.objects.create(
        version=after.version, rows=after.rows, reason=command.reason.strip(), recorded_at=at,
        recorded_by=actor.name,
    )  # fmt: skip
    event = PriorityMatrixSet(after.version, after.rows, command.reason.strip())
    record(actor, event, Subject("priority_matrix", row.pk, str(after.version)), at)
    if command.replay:
        _replay(actor, after, at)
    return after


@dataclass(frozen=True, slots=True)
class ReplayPriorityMatrix:
    """Rate the open tickets by the matrix in force, which is the version that was looked at."""

    version: int | None


@usecase("sla.replay_matrix")
def replay_priority_matrix(actor: Actor, command: ReplayPriorityMatrix, *, at: datetime) -> int:
    """How many tickets were rated differently. An override in force stays. Raises `Stale`."""
    permit(actor, MATRIX_SET)
    matrix = current_matrix()
    if command.version is not None and command.version != matrix.version:
        raise Stale("Somebody changed this meanwhile.", {"version": matrix.version, "rows": matrix.rows})
    return _replay(actor, matrix, at)


def _replay(actor: Actor, matrix: Matrix, at: datetime) -> int:
    changed, told = list[Ticket](), list[Happened]()
    for row in Ticket.objects.select_for_update(of=("self",)).filter(OPEN).order_by("id"):
        changes = _rerated(row, matrix)
        if changes:
            row.updated_at = at
            changed.append(row)
            told.append(Happened(TicketEdited(changes), subject_of(row), at))
    for row in changed:
        row.version = row.version + 1
    Ticket.objects.bulk_update(
        changed, ["priority", "matrix_version", "updated_at", "version"], batch_size=500
    )
    record_many(actor, told, recorded_at=at)
    subject = Subject("priority_matrix", 0, str(matrix.version))
    record(actor, PriorityMatrixReplayed(matrix.version, len(changed)), subject, at)
    return len(changed)


def _rerated(row: Ticket, matrix: Matrix) -> dict[str, tuple[int, int]]:
    """The changes of one ticket, put on its row; none where the rating is the same."""
    before = rating_of(row, matrix)
    after = rate(matrix, row.impact, row.urgency, before)
    if after.priority == row.priority:
        return {}
    changes = {"priority": (row.priority, after.priority)}
    if row.matrix_version != matrix.version:
        changes["matrix_version"] = (row.matrix_version, matrix.version)
    row.priority, row.matrix_version = after.priority, matrix.version
    return changes
