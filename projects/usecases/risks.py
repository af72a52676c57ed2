"""Risks: adding one, and seeing one otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, NotVisible, Stale
from kernel.usecases import current_values, save_named, usecase
from projects.access import RISK_WRITE
from projects.events import RiskAdded, RiskChanged
from projects.models import Risk
from projects.usecases.claims import check_amount, check_people, claim_project, refused, subject_of

EDITABLE = ("title", "probability", "impact", "impact_days", "response", "owner_id", "state")
STATES = ("open", "occurred", "closed")


@dataclass(frozen=True, slots=True)
class AddRisk:
    """A threat (impact above 0) or an opportunity (below), in the project's currency and in days."""

    project_id: int
    title: str
    probability: Decimal
    impact: Decimal
    impact_days: int = 0
    response: str = ""
    owner_id: int | None = None


@usecase("risk.add")
def add_risk(actor: Actor, command: AddRisk, *, at: datetime) -> Risk:
    """The open risk. Raises `DomainError` `title_missing`, `bad_probability`, `not_money`; `BadInput`
    `unknown_person`."""
    project = claim_project(actor, RISK_WRITE, command.project_id)
    risk = Risk(
        project=project, title=command.title.strip(), probability=command.probability,
        impact=command.impact, impact_days=command.impact_days, response=command.response,
        owner_id=command.owner_id, created_at=at,
    )  # fmt: skip
    _check(risk)
    risk.save()
    record(actor, RiskAdded(risk.pk, risk.title), subject_of(project), at)
    return risk


def _check(risk: Risk) -> None:
    if not risk.title.strip():
        raise refused("title_missing", "Say what may happen.", "title")
    if not risk.probability.is_finite() or not 0 <= risk.probability <= 1:
        raise refused("bad_probability", "A probability lies between 0 and 1.", "probability")
    check_amount(risk.impact, "impact")
    if risk.state not in STATES:
        raise BadInput("unknown_state", f"A risk is one of: {', '.join(STATES)}.")
    check_people(owner_id=risk.owner_id)


@dataclass(frozen=True, slots=True)
class ChangeRisk:
    """New values for some of `EDITABLE`. `version` is the risk's."""

    project_id: int
    risk_id: int
    version: int | None
    changes: Mapping[str, Any]


@usecase("risk.change")
def change_risk(actor: Actor, command: ChangeRisk, *, at: datetime) -> Risk:
    """The risk with the new values; without a difference nothing is written. Raises as `add_risk` does."""
    project = claim_project(actor, RISK_WRITE, command.project_id)
    risk = Risk.objects.select_for_update().filter(project=project, pk=command.risk_id).first()
    if risk is None:
        raise NotVisible("not_found", "There is no such risk in this project.")
    if command.version is not None and risk.version != command.version:
        raise Stale("Somebody changed this meanwhile.", current_values(risk))
    unknown = sorted(set(command.changes) - set(EDITABLE))
    if unknown:
        raise BadInput("unknown_field", f"Cannot be edited: {', '.join(unknown)}.")
    changed = {name: value for name, value in command.changes.items() if getattr(risk, name) != value}
    if not changed:
        return risk
    for name, value in changed.items():
        setattr(risk, name, value)
    _check(risk)
    save_named(risk, *changed)
    event = RiskChanged(risk.pk, risk.title, tuple(sorted(changed)), risk.state)
    record(actor, event, subject_of(project), at)
    return risk
