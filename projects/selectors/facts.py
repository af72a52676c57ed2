"""The facts of projects, as the pure folds take them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.db.models import QuerySet

from projects.domain.facts import (
    BaselineFact,
    CostFact,
    ForecastFact,
    GateFact,
    PhaseFact,
    ProgressFact,
    ProjectFacts,
)
from projects.domain.scope import ScopeKind, ScopeRow
from projects.models import (
    Baseline,
    CostEntry,
    ForecastEntry,
    GateReview,
    Phase,
    ProgressEntry,
    Project,
    ScopeEntry,
)

T = TypeVar("T")


def facts_of(project_ids: Iterable[int], known_at: datetime | None = None) -> dict[int, ProjectFacts]:
    """The facts of these projects as recorded by `known_at` (None: all); eight queries for any number."""
    ids = list(project_ids)
    rows: dict[str, dict[int, list[Any]]] = {
        "baselines": baseline_facts(ids, known_at),
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


def baseline_facts(ids: list[int], known_at: datetime | None) -> dict[int, list[BaselineFact]]:
    """The promises of these projects, oldest first; one query."""
    return _grouped(_baselines(ids, known_at), _baseline_fact)


def promise_facts(project: Project, known_at: datetime | None = None) -> ProjectFacts:
    """Promises and scope of one project alone, for questions that need no other fact; two queries."""
    scope = _grouped(_ledger(ScopeEntry, [project.pk], known_at, _SCOPE), _scope_fact)
    return ProjectFacts(
        project_id=project.pk, code=project.code, name=project.name, currency=project.currency,
        phase=project.phase, state=project.state, start=project.start, target_finish=project.target_finish,
        known_at=known_at, baselines=tuple(baseline_facts([project.pk], known_at).get(project.pk, ())),
        scope=tuple(scope.get(project.pk, ())),
    )  # fmt: skip


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
