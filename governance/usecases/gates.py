"""Gates as the whole organisation sees them: facts from cases and tickets, judged by the project's rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from governance.selectors.gates import facts_from_above
from kernel.access import Actor
from kernel.usecases import usecase
from projects.usecases import DecideGate, RequestGate, decide_gate, request_gate

if TYPE_CHECKING:
    from projects.models import GateReview


@dataclass(frozen=True, slots=True)
class AskForGate:
    """Ask for the next phase of a project; `version` is the project's."""

    project_id: int
    version: int | None


@dataclass(frozen=True, slots=True)
class AnswerGate:
    """Answer an open gate; `version` is the review's, `conditions` are (text, due on)."""

    project_id: int
    number: int
    version: int | None
    outcome: str
    note: str = ""
    conditions: Sequence[tuple[str, date]] = ()


@usecase("gate.ask")
def ask_for_gate(actor: Actor, command: AskForGate, *, at: datetime) -> GateReview:
    """The open review with its criteria as they stand. Rights and errors are those of `request_gate`."""
    facts = facts_from_above(command.project_id)
    return request_gate(actor, RequestGate(command.project_id, command.version), facts, at=at)


@usecase("gate.answer")
def answer_gate(actor: Actor, command: AnswerGate, *, at: datetime) -> GateReview:
    """The decided review with the evidence as it stood. Rights and errors are those of `decide_gate`."""
    facts = facts_from_above(command.project_id)
    decision = DecideGate(
        command.project_id, command.number, command.version, command.outcome, command.note,
        tuple(command.conditions),
    )  # fmt: skip
    return decide_gate(actor, decision, facts, at=at)
