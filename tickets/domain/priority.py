"""Priority from impact and urgency by an editable, versioned matrix.

Levels: 1 high, 2 medium, 3 low. Priorities: 1 (most urgent) to 5. A major incident is a flag outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kernel.errors import DomainError

LEVELS = (1, 2, 3)
PRIORITIES = (1, 2, 3, 4, 5)
Rows = tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by impact, columns by urgency, both high to low. Raises `bad_matrix` for another shape."""

    version: int
    rows: Rows

    def __post_init__(self) -> None:
        if len(self.rows) != 3 or any(len(row) != 3 for row in self.rows):
            raise DomainError("bad_matrix", "a priority matrix has three rows of three")
        if any(cell not in PRIORITIES for row in self.rows for cell in row):
            raise DomainError("bad_matrix", "a priority is a number from 1 to 5")

    def priority(self, impact: int, urgency: int) -> int:
        """1 to 5. Raises `bad_level` for a level other than 1, 2, 3."""
        _check_level("impact", impact)
        _check_level("urgency", urgency)
        return self.rows[impact - 1][urgency - 1]

    def edited(self, rows: Rows) -> Matrix:
        """The next version; tickets keep the version they were rated with until replayed."""
        return Matrix(self.version + 1, rows)


DEFAULT_MATRIX = Matrix(1, ((1, 2, 3), (2, 3, 4), (3, 4, 5)))


@dataclass(frozen=True, slots=True)
class Override:
    """A priority set by hand, with its reason and author; it stays until reset."""

    priority: int
    reason: str
    author: str


@dataclass(frozen=True, slots=True)
class Rating:
    """A ticket's impact, urgency, the matrix version they were read with, and the override if any."""

    impact: int
    urgency: int
    derived: int
    matrix_version: int
    override: Override | None = None

    @property
    def priority(self) -> int:
        """The priority in force: the override while there is one."""
        return self.override.priority if self.override else self.derived


def rate(matrix: Matrix, impact: int, urgency: int, current: Rating | None = None) -> Rating:
    """The rating after impact or urgency were set; an override in force is kept."""
    derived = matrix.priority(impact, urgency)
    return Rating(impact, urgency, derived, matrix.version, current.override if current else None)


def override(rating: Rating, priority: int, reason: str, author: str, *, may_override: bool) -> Rating:
    """Set the priority by hand.

    Raises `override_not_permitted` without the right, `reason_required` for a blank reason, `bad_priority`.
    """
    if not may_override:
        raise DomainError("override_not_permitted", "overriding a priority needs the right to do so")
    if priority not in PRIORITIES:
        raise DomainError("bad_priority", "a priority is a number from 1 to 5")
    if not reason.strip():
        fields = {"reason": [("reason_required", "say why")]}
        raise DomainError("reason_required", "an override needs a reason", fields)
    return replace(rating, override=Override(priority, reason.strip(), author))


def reset(rating: Rating) -> Rating:
    """The derived priority is in force again."""
    return replace(rating, override=None)


@dataclass(frozen=True, slots=True)
class Rerating:
    """What a new matrix would do to one open ticket; nothing is rewritten until it is applied."""

    key: str
    before: Rating
    after: Rating

    @property
    def changes_priority(self) -> bool:
        """False where the override hides the difference."""
        return self.before.priority != self.after.priority


def dry_run(matrix: Matrix, ratings: Iterable[tuple[str, Rating]]) -> tuple[Rerating, ...]:
    """The open tickets whose derived priority differs under `matrix`, in the order given."""
    replayed = (
        Rerating(key, before, rate(matrix, before.impact, before.urgency, before)) for key, before in ratings
    )
    return tuple(row for row in replayed if row.before.derived != row.after.derived)


def suggested_impact(criticality: int | None, users: int | None, bands: tuple[int, int] = (50, 5)) -> int:
    """The higher of service criticality (1 to 3) and the band of affected users; a suggestion only.

    `bands` are the least numbers of users for high and for medium impact. Without any input: low.
    """
    if criticality is not None:
        _check_level("criticality", criticality)
    by_users = 3
    if users is not None:
        by_users = 1 if users >= bands[0] else 2 if users >= bands[1] else 3
    return min(criticality or 3, by_users)


def _check_level(field: str, level: int) -> None:
    if level not in LEVELS:
        raise DomainError("bad_level", f"{field} is 1 high, 2 medium or 3 low, not {level!r}")
