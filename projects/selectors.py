"""Reads about projects: which ones an actor sees, and the facts that the folds need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.db.models import QuerySet

from kernel.access import Actor
from kernel.errors import NotVisible
from projects.access import PROJECT_VIEW
from projects.domain.facts import (
    BaselineFact,
    CostFact,
    ForecastFact,
    GateFact,
    PhaseFact,
    ProgressFact,
    ProjectFacts,
)
from projects.domain.gates import Evidence
from projects.domain.position import complete_on
from projects.domain.scope import ScopeKind, ScopeRow, fold_scope
from projects.models import (
    Baseline,
    ChangeRequest,
    CostEntry,
    ForecastEntry,
    GateCondition,
    GateReview,
    Phase,
    ProgressEntry,
    Project,
    Risk,
    ScopeEntry,
)

T = TypeVar("T")


def visible_projects(actor: Actor) -> QuerySet[Project]:
    """Projects the actor may see, with manager and sponsor."""
    return Project.objects.filter(PROJECT_VIEW.where(actor)).select_related("manager", "sponsor")


def get_project(actor: Actor, code: str) -> Project:
    """The project with this code, or `NotVisible`; one query."""
    project = visible_projects(actor).filter(code=code).first()
    if project is None:
        raise NotVisible("not_found", "There is no such project, or you may not see it.")
    return project


def project_choices(actor: Actor) -> QuerySet[Project]:
    """Projects on which work can still be done, to choose from."""
    return visible_projects(actor).filter(state__in=("active", "on_hold")).order_by("code")


def facts_of(project_ids: Iterable[int], known_at: datetime | None = None) -> dict[int, ProjectFacts]:
    """The facts of these projects as recorded by `known_at` (None: all); eight queries for any number."""
    ids = list(project_ids)
    rows: dict[str, dict[int, list[Any]]] = {
        "baselines": _grouped(_baselines(ids, known_at), _baseline_fact),
        "scope": _grouped(_ledger(ScopeEntry, ids, known_at, _SCOPE), _scope_fact),
        "costs": _grouped(_ledger(CostEntry, ids, known_at, _COST), lambda row: CostFact(*row[2:])),
        "progress": _grouped(_ledger(ProgressEntry, ids, known_at, _PROGRESS), _progress_fact),
        "forecasts": _grouped(_ledger(ForecastEntry, ids, known_at, _FORECAST), _forecast_fact),
        "phases": _grouped(_phases(ids), lambda row: PhaseFact(*row[1:])),
        "gates": _grouped(_gates(ids), lambda row: GateFact(*row[1:])),
    }
    projects = Project.objects.filter(pk__in=ids)
    return {
        project.pk: ProjectFacts(
            project_id=project.pk, code=project.code, name=project.name, currency=project.currency,
            phase=project.phase, state=project.state, start=project.start,
            target_finish=project.target_finish, known_at=known_at,
            **{name: tuple(found.get(project.pk, ())) for name, found in rows.items()},
        )
        for project in projects
    }  # fmt: skip


# Columns of the ledgers after the project and the entry.
_SCOPE = ("item_id", "kind", "size", "valid_on", "of_id", "of__item_id")
_COST = ("valid_on", "amount", "currency")
_PROGRESS = ("valid_on", "complete", "item_id")
_FORECAST = ("valid_on", "amount", "currency", "finish")


def _grouped(rows: Iterable[tuple[Any, ...]], fact: Callable[[tuple[Any, ...]], T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(fact(row))
    return found


def _ledger(
    model: type[Any], ids: list[int], known_at: datetime | None, columns: tuple[str, ...]
) -> QuerySet[Any, Any]:
    rows = model.objects.filter(project_id__in=ids)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return cast("QuerySet[Any, Any]", rows.order_by("id").values_list("project_id", "id", *columns))


def _baselines(ids: list[int], known_at: datetime | None) -> QuerySet[Any, Any]:
    rows = Baseline.objects.filter(project_id__in=ids)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return rows.order_by("number").values_list(
        "project_id", "number", "kind", "valid_from", "budget", "start", "finish",
        "change__budget_delta", "change__finish_delta_days",
    )  # fmt: skip


def _phases(ids: list[int]) -> QuerySet[Any, Any]:
    return Phase.objects.filter(project_id__in=ids).values_list(
        "project_id", "kind", "planned_start", "planned_finish", "actual_start", "actual_finish"
    )


def _gates(ids: list[int]) -> QuerySet[Any, Any]:
    decided = GateReview.objects.filter(project_id__in=ids, state="decided", decided_at__isnull=False)
    return decided.order_by("decided_at", "id").values_list(
        "project_id", "from_phase", "to_phase", "outcome", "decided_at"
    )


def _baseline_fact(row: tuple[Any, ...]) -> BaselineFact:
    _project, number, kind, valid_from, budget, start, finish, delta, days = row
    return BaselineFact(number, kind, valid_from, budget, start, finish, delta or Decimal(0), days or 0)


def _scope_fact(row: tuple[Any, ...]) -> ScopeRow:
    _project, entry_id, item_id, kind, size, valid_on, of_entry, of_item = row
    of = of_entry if kind == "authorised" else of_item
    return ScopeRow(entry_id, item_id, cast("ScopeKind", kind), size, valid_on, of)


def _progress_fact(row: tuple[Any, ...]) -> ProgressFact:
    return ProgressFact(*row[1:])


def _forecast_fact(row: tuple[Any, ...]) -> ForecastFact:
    return ForecastFact(*row[1:])


def scope_rows_of(project_id: int) -> list[ScopeRow]:
    """The scope ledger of one project as pure rows; one query."""
    return [_scope_fact(row) for row in _ledger(ScopeEntry, [project_id], None, _SCOPE)]


def gate_facts(project: Project) -> Mapping[str, Evidence]:
    """What a project itself can show to a gate. Facts of tickets and business cases come from above."""
    facts = facts_of([project.pk])[project.pk]
    baseline = facts.baselines[0] if facts.baselines else None
    return {
        "manager_named": _named(project.manager, "No manager is named"),
        "sponsor_named": _named(project.sponsor, "No sponsor is named"),
        "objectives_stated": Evidence(bool(project.objectives.strip()), _shown(project.objectives)),
        "original_baseline": Evidence(
            baseline is not None,
            f"Original baseline of {baseline.valid_from}" if baseline else "There is no baseline",
        ),
        "finish_promised": Evidence(
            bool(baseline and baseline.finish),
            f"Promised for {baseline.finish}" if baseline and baseline.finish else "No finish is promised",
        ),
        **_scope_evidence(facts),
        **_work_evidence(facts),
        **_open_evidence(project),
    }


def _named(person: Any, missing: str) -> Evidence:
    return Evidence(person is not None, str(person) if person else missing)


def _shown(text: str) -> str:
    return text.strip()[:120] or "No objectives are stated"


def _scope_evidence(facts: ProjectFacts) -> dict[str, Evidence]:
    items = len({row.item_id for row in facts.scope})
    days = [row.valid_on for row in facts.scope]
    scope = fold_scope(facts.scope, max(days)) if days else None
    growth = scope.unauthorised + scope.re_estimated_beyond_tolerance if scope else Decimal(0)
    return {
        "scope_items": Evidence(items > 0, f"{items} scope items"),
        "no_unauthorised_scope": Evidence(growth == 0, f"{growth.normalize():f} of growth is unauthorised"),
    }


def _work_evidence(facts: ProjectFacts) -> dict[str, Evidence]:
    reports = sorted(facts.progress, key=lambda row: (row.valid_on, row.entry_id))
    if not reports:
        return {"progress_complete": Evidence(None, "No progress is reported")}
    complete = complete_on(facts, reports[-1].valid_on)
    if complete is None:
        return {"progress_complete": Evidence(None, "The reported items have no size")}
    text = f"{complete:.0%} on {reports[-1].valid_on}"
    return {"progress_complete": Evidence(complete >= 1, text)}


def _open_evidence(project: Project) -> dict[str, Evidence]:
    changes = ChangeRequest.objects.filter(project=project, state="submitted").count()
    conditions = GateCondition.objects.filter(review__project=project, done_at__isnull=True).count()
    risks = Risk.objects.filter(project=project, state="open").count()
    return {
        "no_open_changes": Evidence(changes == 0, f"{changes} change requests are waiting"),
        "conditions_done": Evidence(conditions == 0, f"{conditions} conditions are open"),
        "risks_closed": Evidence(risks == 0, f"{risks} risks are open"),
    }


def running_project_ids() -> list[int]:
    """Every project on which work can still be done, whoever asks: for workers."""
    running = Project.objects.filter(state__in=("active", "on_hold"))
    return list(running.order_by("id").values_list("id", flat=True))


def gate_reviews(actor: Actor) -> QuerySet[GateReview]:
    """Reviews of gates of visible projects, with their conditions and who asked and decided."""
    rows = GateReview.objects.filter(project__in=visible_projects(actor))
    rows = rows.select_related("project", "requested_by", "decided_by")
    return rows.prefetch_related("conditions")


def get_gate_review(actor: Actor, code: str, number: int) -> GateReview:
    """One review, or `NotVisible`."""
    row = gate_reviews(actor).filter(project__code=code, number=number).first()
    if row is None:
        raise NotVisible("not_found", "There is no such gate review, or you may not see it.")
    return row


def gates_due(actor: Actor) -> QuerySet[GateReview]:
    """Gates that wait for a decision."""
    return GateReview.objects.filter(state="requested", project__in=visible_projects(actor))


def changes_due(actor: Actor) -> QuerySet[ChangeRequest]:
    """Change requests that wait for a decision."""
    return ChangeRequest.objects.filter(state="submitted", project__in=visible_projects(actor))
