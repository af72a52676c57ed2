"""Everything that is known of a project, as plain rows for the pure folds.

Rows are those recorded by the moment asked about; which of them were true on a day is for the fold to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from projects.domain.scope import ScopeRow


@dataclass(frozen=True, slots=True)
class BaselineFact:
    """A promise. The deltas are those of the approved change behind it, 0 without one."""

    number: int
    kind: str
    valid_from: date
    budget: Decimal
    start: date | None
    finish: date | None
    budget_delta: Decimal = Decimal(0)
    finish_delta_days: int = 0


@dataclass(frozen=True, slots=True)
class CostFact:
    """An actual cost of a day; a reversal is negative."""

    valid_on: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ProgressFact:
    """Completion as a fraction, of the project (`item_id` None) or of one scope item."""

    entry_id: int
    valid_on: date
    complete: Decimal
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class ForecastFact:
    """What was expected on a day: cost at completion, finish, or both."""

    entry_id: int
    valid_on: date
    amount: Decimal | None
    currency: str
    finish: date | None


@dataclass(frozen=True, slots=True)
class PhaseFact:
    """One of the five phases, planned and actual."""

    kind: str
    planned_start: date | None
    planned_finish: date | None
    actual_start: date | None
    actual_finish: date | None


@dataclass(frozen=True, slots=True)
class GateFact:
    """A decided gate."""

    from_phase: str
    to_phase: str
    outcome: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project: what is said about it now, and its ledgers as known at `known_at` (None: all).

    `gates` are all decided ones in order of decision, so that the phase of an earlier day can be told.
    """

    project_id: int
    code: str
    name: str
    currency: str
    phase: str
    state: str
    start: date | None
    target_finish: date | None
    known_at: datetime | None = None
    baselines: tuple[BaselineFact, ...] = ()
    scope: tuple[ScopeRow, ...] = ()
    costs: tuple[CostFact, ...] = ()
    progress: tuple[ProgressFact, ...] = ()
    forecasts: tuple[ForecastFact, ...] = ()
    phases: tuple[PhaseFact, ...] = ()
    gates: tuple[GateFact, ...] = ()
