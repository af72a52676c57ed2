"""Bringing a portfolio of another system in: projects, their promises and dated facts, report by report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.db import transaction

from kernel.access import Actor
from kernel.audit import Happened, record_many
from kernel.errors import AppError
from kernel.models import AuditEvent
from kernel.usecases import permit, usecase
from projects.access import IMPORT_RUN
from projects.domain import phases
from projects.domain.imported import Facts, Known, Report, facts_of
from projects.events import FactsImported
from projects.models import Baseline, CostEntry, ForecastEntry, Phase, ProgressEntry, Project
from projects.usecases.claims import subject_of
from projects.usecases.creating import CreateProject, create_project

# How much of a key fits beside a source of 40 signs, in a ledger also beside a day and the kind of fact.
LONGEST_IN_PROJECTS, LONGEST_IN_LEDGERS = 150, 95


@dataclass(frozen=True, slots=True)
class SourceProject:
    """A project of a source with one report a day, in order."""

    key: str
    code: str
    name: str
    currency: str
    reports: tuple[Report, ...]
    objectives: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class ImportProjects:
    """Projects of a source."""

    source: str
    projects: tuple[SourceProject, ...]


@dataclass
class ImportedProjects:
    """What came in; reports older than what was known, and projects that were refused, with the reason."""

    projects: int = 0
    reports: int = 0
    unchanged: int = 0
    baselines: int = 0
    costs: int = 0
    forecasts: int = 0
    progress: int = 0
    late: list[tuple[str, Report]] = field(default_factory=list)
    refused: list[tuple[SourceProject, AppError]] = field(default_factory=list)


def external_key(source: str, key: str) -> str:
    """The name by which a source's project is known again."""
    return f"{source}:{_short(key, LONGEST_IN_PROJECTS)}"


def _short(key: str, limit: int) -> str:
    """A long key is cut, and told apart by its fingerprint."""
    if len(key) <= limit:
        return key
    return f"{key[: limit - 17]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"


@usecase("project.import")
def import_projects(actor: Actor, command: ImportProjects, *, at: datetime) -> ImportedProjects:
    """Add the projects and the reports that are not there yet; each project comes in whole or not at all.

    Whoever judges projects is told once per project, with the days to be judged in order.
    """
    permit(actor, IMPORT_RUN)
    result = ImportedProjects()
    keys = [external_key(command.source, item.key) for item in command.projects]
    rows = {
        row.external_key: row for row in Project.objects.select_for_update().filter(external_key__in=keys)
    }
    known = _known(command.source, rows.values())
    for item, key in zip(command.projects, keys, strict=True):
        row = rows.get(key)
        facts = facts_of(item.reports, known[row.pk] if row else None)
        result.late += [(item.key, report) for report in facts.late]
        if not facts.reports:
            result.unchanged += 1
            continue
        try:
            with transaction.atomic():
                _import(actor, command.source, item, row, facts, at)
        except AppError as error:
            result.refused.append((item, error))
            continue
        _count(result, facts, new=row is None)
    return result


def _known(source: str, projects: Iterable[Project]) -> dict[int, Known]:
    """What earlier imports told of these projects; three queries."""
    known = {project.pk: Known() for project in projects}
    if not known:
        return known
    events = AuditEvent.objects.filter(
        subject_type="project", subject_id__in=known, kind=FactsImported.kind, door="import"
    )
    for project_id, data in events.values_list("subject_id", "data"):
        if data["source"] == source:
            known[project_id].days |= {date.fromisoformat(day) for day in data["reports"]}
    ours = {"project_id__in": known, "source_key__startswith": f"{source}:"}
    for project_id, budget, finish in (
        Baseline.objects.filter(**ours).order_by("number").values_list("project_id", "budget", "finish")
    ):
        known[project_id].budget, known[project_id].finish = budget, finish
    for project_id, amount in CostEntry.objects.filter(**ours).values_list("project_id", "amount"):
        known[project_id].spent += amount
    return known


def _import(
    actor: Actor, source: str, item: SourceProject, row: Project | None, facts: Facts, at: datetime
) -> None:
    """One project with what is new of it."""
    project = row or create_project(actor, _creation(source, item, facts), at=at)
    writer = _Writer(actor, project, f"{source}:{_short(item.key, LONGEST_IN_LEDGERS)}", at)
    writer.promise(facts)
    writer.spend(facts)
    writer.expect(facts.reports)
    writer.progress(facts.reports)
    _step(project, facts.reports)
    _aim(project)
    days = [report.day for report in facts.reports]
    judged = days if row is None else [*days, at.date()]
    event = FactsImported(source, tuple(days), tuple(judged))
    # Told as of the last report: to whoever waits for news, reports of long ago are none.
    last = min(at, datetime.combine(days[-1], time(12), UTC))
    record_many(actor, [Happened(event, subject_of(project), last)], recorded_at=at)


def _creation(source: str, item: SourceProject, facts: Facts) -> CreateProject:
    first = facts.promises[0] if facts.promises else None
    start = next((report.start for report in facts.reports if report.start), None)
    finish = first.finish if first else None
    return CreateProject(
        code=item.code, name=item.name, currency=item.currency, objectives=item.objectives,
        category=item.category, start=start, target_finish=_after(start, finish),
        external_key=external_key(source, item.key),
    )  # fmt: skip


def _after(start: date | None, finish: date | None) -> date | None:
    """The finish, unless it lies before the start: such a pair was reported on different days."""
    return None if start and finish and finish < start else finish


@dataclass(frozen=True)
class _Writer:
    """Writes ledger rows of one project under the source's keys."""

    actor: Actor
    project: Project
    key: str
    at: datetime

    def _source_key(self, day: date, what: str) -> str:
        return f"{self.key}:{day.isoformat()}:{what}"

    def promise(self, facts: Facts) -> None:
        """The original baseline and re-baselines, numbered on."""
        number = Baseline.objects.filter(project=self.project).count()
        Baseline.objects.bulk_create(
            Baseline(
                project=self.project, number=number + place,
                kind="rebaseline" if number + place > 1 else "original", valid_from=promise.day,
                recorded_at=self.at, approved_by=self.actor.name, reason=promise.reason,
                budget=promise.budget, start=promise.start, finish=promise.finish,
                source_key=self._source_key(promise.day, "baseline"),
            )
            for place, promise in enumerate(facts.promises, start=1)
        )  # fmt: skip

    def spend(self, facts: Facts) -> None:
        """Cost since the report before."""
        CostEntry.objects.bulk_create(
            CostEntry(
                project=self.project, category="other", amount=cost.amount, currency=self.project.currency,
                description=f"Reported by the source on {cost.day}", **self._fact(cost.day, "cost"),
            )
            for cost in facts.costs
        )  # fmt: skip

    def expect(self, reports: Sequence[Report]) -> None:
        """What was expected on each day."""
        ForecastEntry.objects.bulk_create(
            ForecastEntry(
                project=self.project, amount=report.forecast,
                currency=self.project.currency if report.forecast is not None else "",
                finish=report.forecast_finish, note=report.note,
                **self._fact(report.day, "forecast"),
            )
            for report in reports
            if is_forecast(report)
        )  # fmt: skip

    def progress(self, reports: Sequence[Report]) -> None:
        """How much was done on each day."""
        ProgressEntry.objects.bulk_create(
            ProgressEntry(
                project=self.project, complete=report.complete,
                note="" if is_forecast(report) else report.note, **self._fact(report.day, "progress"),
            )
            for report in reports
            if report.complete is not None
        )  # fmt: skip

    def _fact(self, day: date, what: str) -> dict[str, object]:
        return {
            "valid_on": day, "recorded_at": self.at, "recorded_by": self.actor.name,
            "source_key": self._source_key(day, what),
        }  # fmt: skip


def is_forecast(report: Report) -> bool:
    """Does the report say what is expected?"""
    return report.forecast is not None or report.forecast_finish is not None


def _step(project: Project, reports: Sequence[Report]) -> None:
    """Phases begin on the day of the report that first names them; phase and state are those named last."""
    entered: dict[str, date] = {}
    for report in reports:
        if report.phase:
            entered.setdefault(report.phase, report.day)
    latest = next((report.phase for report in reversed(reports) if report.phase), None)
    if latest:
        project.phase = latest
        _enter(project, entered)
    state = next((report.state for report in reversed(reports) if report.state), None)
    project.state = state or project.state


def _enter(project: Project, entered: dict[str, date]) -> None:
    rows = {row.kind: row for row in Phase.objects.filter(project=project)}
    for kind, day in entered.items():
        if kind in rows:
            rows[kind].actual_start = min(rows[kind].actual_start or day, day)
    for kind in phases.SEQUENCE[: phases.SEQUENCE.index(project.phase)]:
        following = [rows[later].actual_start for later in _later(kind) if later in rows]
        begun = min((day for day in following if day), default=entered.get(phases.CLOSED))
        if rows[kind].actual_finish is None and begun:
            rows[kind].actual_finish = begun
            rows[kind].actual_start = min(rows[kind].actual_start or begun, begun)
    Phase.objects.bulk_update(rows.values(), ["actual_start", "actual_finish"])


def _later(kind: str) -> tuple[str, ...]:
    return phases.SEQUENCE[phases.SEQUENCE.index(kind) + 1 :]


def _aim(project: Project) -> None:
    """The project's dates are those of its latest baseline."""
    last = Baseline.objects.filter(project=project).order_by("-number").first()
    if last:
        project.start = last.start or project.start
        project.target_finish = _after(project.start, last.finish or project.target_finish)
    project.version += 1
    project.save(update_fields=["phase", "state", "start", "target_finish", "version"])


def _count(result: ImportedProjects, facts: Facts, *, new: bool) -> None:
    result.projects += new
    result.reports += len(facts.reports)
    result.baselines += len(facts.promises)
    result.costs += len(facts.costs)
    result.forecasts += sum(is_forecast(report) for report in facts.reports)
    result.progress += sum(report.complete is not None for report in facts.reports)
