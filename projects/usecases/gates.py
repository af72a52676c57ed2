"""Gates: asking for the next phase, and the recorded decision through which it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.access import Access, Actor
from kernel.audit import record
from kernel.errors import DomainError, NotVisible, Stale
from kernel.usecases import current_values, save_named, usecase
from projects.access import GATE_DECIDE, GATE_REQUEST
from projects.domain import phases
from projects.domain.gates import GO, GO_WITH_CONDITIONS, STATE_AFTER, Evidence, Judged, check_outcome, judge
from projects.events import ConditionCompleted, GateDecided, GateRequested, GateWithdrawn
from projects.models import GateCondition, GateReview, Phase, Project
from projects.selectors import gate_facts
from projects.usecases.claims import check_running, claim_project, next_number, subject_of

Facts = Mapping[str, Evidence]


@dataclass(frozen=True, slots=True)
class RequestGate:
    """Ask for the next phase. `version` is the project's."""

    project_id: int
    version: int | None


@usecase("gate_review.request")
def request_gate(actor: Actor, command: RequestGate, facts: Facts, *, at: datetime) -> GateReview:
    """The open review, its criteria as they stand. Raises `DomainError` `project_ended`, `gate_is_open`."""
    project = claim_project(actor, GATE_REQUEST, command.project_id, command.version)
    check_running(project)
    to_phase = phases.next_phase(project.phase)
    if to_phase is None:
        raise DomainError("project_ended", f"{project.code} is closed.")
    if GateReview.objects.filter(project=project, state="requested").exists():
        raise DomainError("gate_is_open", "A gate is waiting for its decision already.")
    review = GateReview.objects.create(
        project=project, number=next_number(GateReview.objects.filter(project=project)),
        from_phase=project.phase, to_phase=to_phase,
        criteria=_rows(_judged(project, to_phase, facts)), requested_by_id=actor.person_id, requested_at=at,
    )  # fmt: skip
    record(actor, GateRequested(review.number, to_phase), subject_of(project), at)
    return review


def _judged(project: Project, to_phase: str, facts: Facts) -> tuple[Judged, ...]:
    """What the project knows itself wins over a fact of the same name from above."""
    return judge(to_phase, {**facts, **gate_facts(project)})


def _rows(judged: tuple[Judged, ...]) -> list[dict[str, Any]]:
    return [one.as_row() for one in judged]


@dataclass(frozen=True, slots=True)
class DecideGate:
    """Answer an open gate. `version` is the review's; `conditions` are (text, due on)."""

    project_id: int
    number: int
    version: int | None
    outcome: str
    note: str = ""
    conditions: tuple[tuple[str, date], ...] = ()


@usecase("gate_review.decide")
def decide_gate(actor: Actor, command: DecideGate, facts: Facts, *, at: datetime) -> GateReview:
    """The decided review with the evidence as it stood. A go enters the next phase; hold and stop keep the
    project in its phase. Raises `DomainError` `not_open` and those of `check_outcome`."""
    project, review = _claim(actor, GATE_DECIDE, command.project_id, command.number, command.version)
    judged = _judged(project, review.to_phase, facts)
    check_outcome(command.outcome, judged, command.conditions, at.date())
    review.state, review.outcome, review.note = "decided", command.outcome, command.note
    review.decided_by_id, review.decided_at = actor.person_id, at
    review.criteria = _rows(judged)
    save_named(review, "state", "outcome", "note", "decided_by_id", "decided_at", "criteria")
    GateCondition.objects.bulk_create(
        GateCondition(review=review, text=text.strip(), due_on=due) for text, due in command.conditions
    )
    _move(project, review, at.date())
    event = GateDecided(review.number, review.to_phase, review.outcome, review.note)
    record(actor, event, subject_of(project), at)
    return review


def _claim(
    actor: Actor, act: Access, project_id: int, number: int, version: int | None
) -> tuple[Project, GateReview]:
    project = claim_project(actor, act, project_id)
    review = GateReview.objects.select_for_update().filter(project=project, number=number).first()
    if review is None:
        raise NotVisible("not_found", "There is no such gate review.")
    if version is not None and review.version != version:
        raise Stale("Somebody changed this meanwhile.", current_values(review))
    if review.state != "requested":
        raise DomainError("not_open", "This gate is not waiting for a decision.")
    return project, review


def _move(project: Project, review: GateReview, day: date) -> None:
    """The project's phase and state after the decision, and the actual dates of its phases."""
    project.state = STATE_AFTER[review.outcome]
    if review.outcome in (GO, GO_WITH_CONDITIONS):
        project.phase = review.to_phase
        project.state = "completed" if project.phase == phases.CLOSED else project.state
        _date_phases(project, review, day)
    save_named(project, "phase", "state")


def _date_phases(project: Project, review: GateReview, day: date) -> None:
    rows = Phase.objects.filter(project=project)
    starting, ending = [review.to_phase], [review.from_phase]
    if review.to_phase == phases.EXECUTION:
        starting.append(phases.MONITORING)
    if review.to_phase == phases.CLOSED:
        ending.append(phases.MONITORING)
    rows.filter(kind__in=ending).update(actual_finish=day)
    rows.filter(kind__in=starting, actual_start__isnull=True).update(actual_start=day)


@dataclass(frozen=True, slots=True)
class WithdrawGate:
    """Take back a request that is not decided. `version` is the review's."""

    project_id: int
    number: int
    version: int | None


@usecase("gate_review.withdraw")
def withdraw_gate(actor: Actor, command: WithdrawGate, *, at: datetime) -> GateReview:
    """The project stays in its phase. Raises `DomainError` `not_open`."""
    project, review = _claim(actor, GATE_REQUEST, command.project_id, command.number, command.version)
    review.state = "withdrawn"
    save_named(review, "state")
    record(actor, GateWithdrawn(review.number, review.to_phase), subject_of(project), at)
    return review


@dataclass(frozen=True, slots=True)
class CompleteCondition:
    """A condition of an earlier gate is fulfilled."""

    project_id: int
    condition_id: int


@usecase("gate_condition.complete")
def complete_condition(actor: Actor, command: CompleteCondition, *, at: datetime) -> GateCondition:
    """The condition with the moment it was fulfilled; a second time changes nothing."""
    project = claim_project(actor, GATE_REQUEST, command.project_id)
    condition = GateCondition.objects.filter(review__project=project, pk=command.condition_id).first()
    if condition is None:
        raise NotVisible("not_found", "There is no such condition in this project.")
    if condition.done_at is None:
        condition.done_at = at
        condition.save(update_fields=["done_at"])
        record(actor, ConditionCompleted(condition.pk, condition.text), subject_of(project), at)
    return condition
