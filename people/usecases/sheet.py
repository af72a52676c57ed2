"""Filling in a week: all cells or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.access import Actor
from kernel.errors import AppError, BadInput, DomainError
from kernel.usecases import permit, usecase
from people.access import TIME_LOG
from people.domain.work import Logged
from people.models import TimeEntry
from people.usecases.subjects import log_on, subject_by_id

MOST_CELLS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """Minutes to add on a day of a subject."""

    subject_type: str
    subject_id: int
    day: date
    minutes: int
    activity: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """The cell as forms and errors name it."""
        return f"{self.subject_type}:{self.subject_id}:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class FillSheet:
    """What a person adds to the own week."""

    cells: tuple[Cell, ...]


@usecase("time.fill")
def fill_sheet(actor: Actor, command: FillSheet, *, at: datetime) -> list[TimeEntry]:
    """One entry per cell, through the use-cases of the apps concerned; all or none.

    Raises `BadInput` `nothing_to_add`, `too_many_cells`; otherwise the first refusal, which marks its cell.
    """
    permit(actor, TIME_LOG)
    if not command.cells:
        raise BadInput("nothing_to_add", "Type the minutes into at least one cell.")
    if len(command.cells) > MOST_CELLS:
        raise BadInput("too_many_cells", f"At most {MOST_CELLS} cells are added at once.")
    return [_add(actor, cell, at) for cell in command.cells]


def _add(actor: Actor, cell: Cell, at: datetime) -> TimeEntry:
    try:
        subject = subject_by_id(actor, cell.subject_type, cell.subject_id)
        return log_on(actor, Logged(subject, cell.minutes, cell.day, cell.activity, cell.note), at=at)
    except (BadInput, DomainError) as refusal:
        raise _marked(refusal, cell) from refusal


def _marked(refusal: AppError, cell: Cell) -> AppError:
    """The same refusal, pointing at the cell instead of at a field of another form."""
    return type(refusal)(refusal.code, refusal.message, {cell.name: [(refusal.code, refusal.message)]})
