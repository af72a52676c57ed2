"""Gates: which criteria stand before a phase, and which answers they allow.

A criterion is met by evidence. Evidence comes from the project itself or from an app above, which knows
business cases and tickets; a criterion without evidence is unmet. Source: PM2 phase gates, PRINCE2 stage
boundaries; the outcomes are the usual ones of stage-gate reviews.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.errors import DomainError
from projects.domain import phases

GO = "go"
GO_WITH_CONDITIONS = "go_with_conditions"
HOLD = "hold"
STOP = "stop"
OUTCOMES = (GO, GO_WITH_CONDITIONS, HOLD, STOP)
# The state of the project after each outcome, while it is not closed.
STATE_AFTER = {GO: "active", GO_WITH_CONDITIONS: "active", HOLD: "on_hold", STOP: "stopped"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Is a criterion met (None: nobody can tell yet), and the words that show it."""

    met: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of a gate. An unmet `hard` one cannot be left to a condition."""

    code: str
    title: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its evidence."""

    criterion: Criterion
    evidence: Evidence

    @property
    def met(self) -> bool:
        """Not known counts as not met."""
        return self.evidence.met is True

    def as_row(self) -> dict[str, Any]:
        """As it is kept with the review."""
        return {
            "code": self.criterion.code,
            "title": self.criterion.title,
            "hard": self.criterion.hard,
            "met": self.evidence.met,
            "evidence": self.evidence.text,
        }


NOT_SHOWN = Evidence(None, "No evidence yet")
_CASE = Criterion("business_case_approved", "The business case is approved")
_CASE_HOLDS = Criterion("business_case_approved", "The business case still holds and is approved")
_NO_OPEN_CHANGES = Criterion("no_open_changes", "No change request is waiting for a decision")
_CONDITIONS_DONE = Criterion("conditions_done", "All conditions of earlier gates are fulfilled")

CRITERIA: Mapping[str, tuple[Criterion, ...]] = {
    phases.PLANNING: (
        Criterion("manager_named", "A project manager is named"),
        Criterion("sponsor_named", "A sponsor is named"),
        _CASE,
        Criterion("objectives_stated", "Objectives are stated", hard=False),
    ),
    phases.EXECUTION: (
        _CASE_HOLDS,
        Criterion("original_baseline", "The original baseline is recorded"),
        Criterion("scope_items", "The scope is broken down into items"),
        Criterion("finish_promised", "The finish is promised", hard=False),
        Criterion("no_open_changes", _NO_OPEN_CHANGES.title, hard=False),
        Criterion("conditions_done", _CONDITIONS_DONE.title, hard=False),
    ),
    phases.CLOSING: (
        _NO_OPEN_CHANGES,
        Criterion("progress_complete", "All work is done", hard=False),
        Criterion("no_unauthorised_scope", "All growth of scope is authorised", hard=False),
        Criterion("conditions_done", _CONDITIONS_DONE.title, hard=False),
    ),
    phases.CLOSED: (
        Criterion("progress_complete", "All work is done"),
        _NO_OPEN_CHANGES,
        _CONDITIONS_DONE,
        Criterion("open_tickets_rehomed", "Open tickets have a home in a service"),
        Criterion("risks_closed", "No risk is open", hard=False),
    ),
}


def judge(to_phase: str, facts: Mapping[str, Evidence]) -> tuple[Judged, ...]:
    """The criteria of the gate into `to_phase` with their evidence, in order."""
    return tuple(Judged(item, facts.get(item.code, NOT_SHOWN)) for item in CRITERIA[to_phase])


def check_outcome(
    outcome: str, judged: Sequence[Judged], conditions: Sequence[tuple[str, date]], today: date
) -> None:
    """May the gate be answered so?

    Raises `DomainError` `unknown_outcome`, `criteria_unmet` (`fields` names each), `conditions_missing`,
    `condition_without_text`, `condition_overdue` or `conditions_not_asked`. Hold and stop need nothing.
    """
    if outcome not in OUTCOMES:
        raise DomainError("unknown_outcome", f"A gate is answered with one of: {', '.join(OUTCOMES)}.")
    if outcome in (GO, GO_WITH_CONDITIONS):
        _check_criteria([one for one in judged if outcome == GO or one.criterion.hard])
    if outcome == GO_WITH_CONDITIONS:
        _check_conditions(conditions, today)
    elif conditions:
        raise DomainError("conditions_not_asked", "Only a go with conditions carries conditions.")


def _check_criteria(judged: Sequence[Judged]) -> None:
    unmet = [one for one in judged if not one.met]
    if unmet:
        titles = "; ".join(one.criterion.title for one in unmet)
        raise DomainError(
            "criteria_unmet",
            f"Not met: {titles}.",
            {one.criterion.code: [("unmet", one.evidence.text)] for one in unmet},
        )


def _check_conditions(conditions: Sequence[tuple[str, date]], today: date) -> None:
    if not conditions:
        _refuse_conditions("conditions_missing", "A go with conditions names at least one, with its day.")
    if any(not text.strip() for text, _due in conditions):
        _refuse_conditions("condition_without_text", "Each condition says what is to be done.")
    if any(due < today for _text, due in conditions):
        _refuse_conditions("condition_overdue", "A condition is due today or later.")


def _refuse_conditions(code: str, text: str) -> None:
    raise DomainError(code, text, {"conditions": [(code, text)]})


def next_gate(phase: str, state: str) -> str | None:
    """The phase that the next gate leads into; None when the project has ended."""
    return None if state in ("stopped", "completed") else phases.next_phase(phase)
