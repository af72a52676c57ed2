"""Creating a project with its five phases, and editing what is said about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel import search
from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput
from kernel.events import plain
from kernel.money import Money
from kernel.usecases import permit, save_named, usecase
from projects.access import PROJECT_CREATE, PROJECT_EDIT
from projects.domain import phases
from projects.events import ProjectCreated, ProjectEdited
from projects.models import Baseline, Phase, Project
from projects.usecases.claims import check_people, claim_project, refused, subject_of

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
EDITABLE = ("name", "objectives", "category", "manager_id", "sponsor_id", "start", "target_finish")
PhasePlan = tuple[tuple[str, date | None, date | None], ...]


@dataclass(frozen=True, slots=True)
class CreateProject:
    """A new project in Initiation. `phase_plan` holds (phase, planned start, planned finish)."""

    code: str
    name: str
    currency: str
    objectives: str = ""
    category: str = ""
    manager_id: int | None = None
    sponsor_id: int | None = None
    start: date | None = None
    target_finish: date | None = None
    external_key: str | None = None
    phase_plan: PhasePlan = ()


@usecase("project.create")
def create_project(actor: Actor, command: CreateProject, *, at: datetime) -> Project:
    """The project with its five phases; Initiation starts on its start day, or today.

    A known `external_key` gives the project that has it and writes nothing. Raises `DomainError`
    `code_taken`, `bad_code`, `not_a_currency`, `finish_before_start`, `name_missing`, `BadInput`
    `unknown_person` or `unknown_phase`.
    """
    permit(actor, PROJECT_CREATE)
    known = command.external_key and Project.objects.filter(external_key=command.external_key).first()
    if known:
        return known
    _check_new(command)
    project = Project.objects.create(
        code=command.code, name=command.name.strip(), currency=command.currency,
        objectives=command.objectives, category=command.category, manager_id=command.manager_id,
        sponsor_id=command.sponsor_id, start=command.start, target_finish=command.target_finish,
        external_key=command.external_key, created_at=at,
    )  # fmt: skip
    _create_phases(project, command.phase_plan, at)
    index_project(project)
    record(actor, ProjectCreated(project.name), subject_of(project), at)
    return project


def _check_new(command: CreateProject) -> None:
    if not _CODE.fullmatch(command.code):
        raise refused("bad_code", "A code has 1 to 40 letters, digits, dots, dashes, underscores.", "code")
    if Project.objects.filter(code=command.code).exists():
        raise refused("code_taken", f"There is a project {command.code} already.", "code")
    Money.zero(command.currency)
    _check_said(command.name, command.start, command.target_finish)
    check_people(manager_id=command.manager_id, sponsor_id=command.sponsor_id)
    for kind, start, finish in command.phase_plan:
        if kind not in phases.PHASES:
            raise BadInput("unknown_phase", f"There is no phase {kind!r}.")
        _check_order(start, finish, "phase_plan")


def _check_said(name: str, start: date | None, finish: date | None) -> None:
    if not name.strip():
        raise refused("name_missing", "A project has a name.", "name")
    _check_order(start, finish, "target_finish")


def _check_order(start: date | None, finish: date | None, field: str) -> None:
    if start and finish and finish < start:
        raise refused("finish_before_start", "It finishes before it starts.", field)


def _create_phases(project: Project, plan: PhasePlan, at: datetime) -> None:
    planned = {kind: (start, finish) for kind, start, finish in plan}
    Phase.objects.bulk_create(
        Phase(
            project=project,
            kind=kind,
            planned_start=planned.get(kind, (None, None))[0],
            planned_finish=planned.get(kind, (None, None))[1],
            actual_start=_started(project, at) if kind == phases.INITIATION else None,
        )
        for kind in phases.PHASES
    )


def _started(project: Project, at: datetime) -> date:
    """Initiation starts today, unless the project is known to have started before."""
    today = at.date()
    return min(project.start, today) if project.start else today


def index_project(project: Project) -> None:
    """Make the project findable by its code, name, objectives and category."""
    body = f"{project.objectives}\n{project.category}"
    search.index([search.Document("project", project.pk, f"{project.code} {project.name}", body)])


@dataclass(frozen=True, slots=True)
class EditProject:
    """New values for some of `EDITABLE`."""

    project_id: int
    version: int | None
    changes: Mapping[str, Any]


@usecase("project.edit")
def edit_project(actor: Actor, command: EditProject, *, at: datetime) -> Project:
    """The project with the new values; without a difference nothing is written.

    Raises `BadInput` `unknown_field` or `unknown_person`, `DomainError` `finish_before_start`,
    `name_missing`, or `finish_is_promised` once a baseline promises the finish.
    """
    project = claim_project(actor, PROJECT_EDIT, command.project_id, command.version)
    unknown = sorted(set(command.changes) - set(EDITABLE))
    if unknown:
        raise BadInput("unknown_field", f"Cannot be edited: {', '.join(unknown)}.")
    changed = {name: value for name, value in command.changes.items() if getattr(project, name) != value}
    if not changed:
        return project
    _check_promise(project, changed)
    told = {name: (plain(getattr(project, name)), plain(value)) for name, value in changed.items()}
    for name, value in changed.items():
        setattr(project, name, value)
    _check_said(project.name, project.start, project.target_finish)
    check_people(**{name: changed[name] for name in ("manager_id", "sponsor_id") if name in changed})
    save_named(project, *changed)
    index_project(project)
    record(actor, ProjectEdited(told), subject_of(project), at)
    return project


def _check_promise(project: Project, changed: Mapping[str, Any]) -> None:
    promised = Baseline.objects.filter(project=project, finish__isnull=False)
    if "target_finish" in changed and promised.exists():
        raise refused(
            "finish_is_promised", "A baseline promises the finish: raise a change request.", "target_finish"
        )
