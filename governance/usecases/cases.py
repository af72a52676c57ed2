"""Business cases: a version is drafted, submitted, and decided by somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from governance.access import CASE_DECIDE, CASE_DRAFT, CASE_VIEW
from governance.domain import lifecycles
from governance.domain.case_figures import Flow
from governance.domain.discounting import rate_of
from governance.events import CaseApproved, CaseDrafted, CaseEdited, CaseEvent, CaseRejected, CaseSubmitted
from governance.models import BusinessCase, CashFlow
from governance.selectors.scope import projects_seen
from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError, NotVisible, Stale
from kernel.events import Subject
from kernel.lifecycle import step
from kernel.usecases import claim, permit, save_named, usecase

MOST_FLOWS = 200


@dataclass(frozen=True, slots=True)
class DraftCase:
    """A version of a project's case; `discount_rate` is a fraction a year (0.035 is 3.5 %)."""

    project_id: int
    title: str
    summary: str
    currency: str
    discount_rate: Decimal
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class EditCase:
    """Other content of a draft."""

    case_id: int
    version: int | None
    title: str
    summary: str
    currency: str
    discount_rate: Decimal
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class SubmitCase:
    """Ask for a decision."""

    case_id: int
    version: int | None


@dataclass(frozen=True, slots=True)
class DecideCase:
    """Approve or reject, saying why."""

    case_id: int
    version: int | None
    approve: bool
    note: str = ""


@usecase("case.draft")
def draft_case(actor: Actor, command: DraftCase, *, at: datetime) -> BusinessCase:
    """The next version, as a draft.

    Errors: `BadInput` `bad_currency`; `DomainError` `rate_invalid`, `title_missing`, `too_many_flows`.
    """
    permit(actor, CASE_DRAFT)
    project = projects_seen(actor).filter(pk=command.project_id).first()
    if project is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    _check(command)
    row = BusinessCase(
        project_id=project.pk, title=command.title.strip(), summary=command.summary,
        currency=command.currency, discount_rate=command.discount_rate, author_id=actor.person_id,
        created_at=at,
    )  # fmt: skip
    _number(row)
    _write_flows(row, command.flows)
    _tell(actor, row, CaseDrafted(project.code, row.number, row.title), at)
    return row


@usecase("case.edit")
def edit_case(actor: Actor, command: EditCase, *, at: datetime) -> BusinessCase:
    """Rewrite a draft. Errors: `case_not_draft`, and those of `draft_case`."""
    row = _claimed(actor, command.case_id, command.version, decide=False)
    if row.state != "draft":
        raise DomainError("case_not_draft", "Only a draft can be changed; write a new version instead.")
    _check(command)
    row.title, row.summary, row.currency = command.title.strip(), command.summary, command.currency
    row.discount_rate = command.discount_rate
    save_named(row, "title", "summary", "currency", "discount_rate")
    row.cash_flows.all().delete()
    _write_flows(row, command.flows)
    _tell(actor, row, CaseEdited(row.project.code, row.number, row.title), at)
    return row


@usecase("case.submit")
def submit_case(actor: Actor, command: SubmitCase, *, at: datetime) -> BusinessCase:
    """A draft with cash flows awaits its decision. Errors: `illegal_move`, `missing_fact` `cash_flows`."""
    row = _claimed(actor, command.case_id, command.version, decide=False)
    row.state = step(lifecycles.CASE, row.state, "submit", {"cash_flows": row.cash_flows.exists()})
    save_named(row, "state")
    _tell(actor, row, CaseSubmitted(row.project.code, row.number, row.title), at)
    return row


@usecase("case.decide")
def decide_case(actor: Actor, command: DecideCase, *, at: datetime) -> BusinessCase:
    """Approval supersedes the version approved before; a rejection needs a note.

    Errors: `illegal_move`, `own_case` (nobody decides what they wrote), `note_missing`.
    """
    row = _claimed(actor, command.case_id, command.version, decide=True)
    row.state = step(lifecycles.CASE, row.state, "approve" if command.approve else "reject", {})
    if row.author_id is not None and row.author_id == actor.person_id:
        raise DomainError("own_case", "Nobody decides their own business case.")
    if not command.approve and not command.note.strip():
        sentence = "A rejection says why."
        raise DomainError("note_missing", sentence, {"note": [("note_missing", sentence)]})
    replaced = _supersede(row) if command.approve else ()
    row.decided_by_id, row.decided_at, row.decision_note = actor.person_id, at, command.note.strip()
    save_named(row, "state", "decided_by", "decided_at", "decision_note")
    told = (row.project.code, row.number, row.title, row.decision_note)
    _tell(actor, row, CaseApproved(*told, replaced) if command.approve else CaseRejected(*told), at)
    return row


def _claimed(actor: Actor, case_id: int, version: int | None, *, decide: bool) -> BusinessCase:
    rows = BusinessCase.objects.select_related("project")
    act = CASE_DECIDE if decide else CASE_DRAFT
    return claim(rows, actor, view=CASE_VIEW, act=act, key={"pk": case_id}, version=version)


def _check(command: DraftCase | EditCase) -> None:
    if not re.fullmatch(r"[A-Z]{3}", command.currency):
        raise BadInput("bad_currency", "A currency is an ISO 4217 code such as EUR.")
    if not command.title.strip():
        sentence = "A business case has a title."
        raise DomainError("title_missing", sentence, {"title": [("title_missing", sentence)]})
    if len(command.flows) > MOST_FLOWS:
        raise DomainError("too_many_flows", f"A business case has at most {MOST_FLOWS} cash flows.")
    rate_of(command.discount_rate)


def _number(row: BusinessCase) -> None:
    """Save under the project's next number; of two who write at once the second is told."""
    last = BusinessCase.objects.filter(project_id=row.project_id).aggregate(last=Max("number"))["last"]
    row.number = (last or 0) + 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Stale(
            "Somebody wrote another version of this case meanwhile.", {"number": row.number}
        ) from error


def _write_flows(row: BusinessCase, flows: Sequence[Flow]) -> None:
    CashFlow.objects.bulk_create(
        [
            CashFlow(
                case=row,
                year=flow.year,
                kind=flow.kind,
                label=flow.label,
                amount=flow.amount,
                currency=row.currency,
            )
            for flow in flows
        ]
    )


def _supersede(row: BusinessCase) -> tuple[int, ...]:
    """The numbers of the versions that this approval replaces."""
    earlier = list(
        BusinessCase.objects.select_for_update().filter(project_id=row.project_id, state="approved")
    )
    for other in earlier:
        other.state = step(lifecycles.CASE, other.state, "supersede", {})
        save_named(other, "state")
    return tuple(other.number for other in earlier)


def _tell(actor: Actor, row: BusinessCase, event: CaseEvent, at: datetime) -> None:
    """Told as something that happened to the project, whose promises it moves."""
    record(actor, event, Subject("project", row.project_id, event.project), at)
