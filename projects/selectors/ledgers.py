"""Rows of a project's ledgers, and sums over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from kernel.errors import NotVisible
from projects.domain.impact import Asked, Impact, impact_of
from projects.domain.position import promise_on
from projects.models import (
    Baseline,
    ChangeRequest,
    CostEntry,
    ForecastEntry,
    GateReview,
    Phase,
    ProgressEntry,
    Project,
    Risk,
    ScopeEntry,
    ScopeItem,
)
from projects.selectors.facts import baseline_facts, promise_facts

ZERO = Decimal(0)
PLACES = Decimal("0.0001")


def phases_of(project: Project) -> list[Phase]:
    """The five phases, in their order."""
    return list(Phase.objects.filter(project=project).select_related("owner").order_by("id"))


def baselines_of(project: Project) -> QuerySet[Baseline]:
    """Promises, oldest first."""
    return Baseline.objects.filter(project=project).select_related("change").order_by("number")


def scope_entries_of(project: Project) -> QuerySet[ScopeEntry]:
    """The scope ledger with items and the change behind a row."""
    return ScopeEntry.objects.filter(project=project).select_related("item", "of__item", "change")


def item_id_of(project: Project, code: str) -> int:
    """The scope item of the project with this code, or `NotVisible`."""
    found = ScopeItem.objects.filter(project=project, code=code).values_list("pk", flat=True).first()
    if found is None:
        raise NotVisible("not_found", f"There is no scope item {code!r} in this project.")
    return found


def costs_of(project: Project) -> QuerySet[CostEntry]:
    """The cost ledger; `is_reversed` says whether a row has been taken back."""
    opposite = CostEntry.objects.filter(reverses=OuterRef("pk"))
    rows: QuerySet[CostEntry] = CostEntry.objects.filter(project=project)
    return rows.annotate(is_reversed=Exists(opposite))


def get_cost(project: Project, entry_id: int) -> CostEntry:
    """One row of the cost ledger of the project, or `NotVisible`."""
    row = costs_of(project).filter(pk=entry_id).first()
    if row is None:
        raise NotVisible("not_found", "There is no such cost in this project.")
    return row


def progress_of(project: Project) -> QuerySet[ProgressEntry]:
    """Reports of completion."""
    return ProgressEntry.objects.filter(project=project).select_related("item")


def forecasts_of(project: Project) -> QuerySet[ForecastEntry]:
    """Reports of what is expected."""
    return ForecastEntry.objects.filter(project=project)


def risks_of(project: Project) -> QuerySet[Risk]:
    """All risks with their owners."""
    return Risk.objects.filter(project=project).select_related("owner")


def get_risk(project: Project, risk_id: int) -> Risk:
    """One risk of the project, or `NotVisible`."""
    risk = risks_of(project).filter(pk=risk_id).first()
    if risk is None:
        raise NotVisible("not_found", "There is no such risk in this project.")
    return risk


def changes_of(project: Project) -> QuerySet[ChangeRequest]:
    """Change requests with who asked, who decided and what they ask for."""
    return (
        ChangeRequest.objects.filter(project=project)
        .select_related("requested_by", "decided_by")
        .prefetch_related("items")
    )


def get_change(project: Project, number: int) -> ChangeRequest:
    """One change request of the project, or `NotVisible`."""
    change = changes_of(project).filter(number=number).first()
    if change is None:
        raise NotVisible("not_found", "There is no such change request in this project.")
    return change


def gate_reviews_of(project: Project) -> QuerySet[GateReview]:
    """Gate reviews with people and conditions, newest first."""
    return (
        GateReview.objects.filter(project=project)
        .select_related("requested_by", "decided_by")
        .prefetch_related("conditions")
        .order_by("-number")
    )


def impact_of_change(project: Project, change: ChangeRequest, today: date) -> Impact:
    """Before and after of a change: as of today while it is open, else as it was when it was decided."""
    asked = Asked(
        change.budget_delta,
        change.finish_delta_days,
        tuple(item.entry_id for item in change.items.all() if item.entry_id is not None),
        tuple(item.size for item in change.items.all() if item.entry_id is None),
    )
    if change.decided_at is None:
        return impact_of(promise_facts(project), asked, today)
    just_before = change.decided_at - timedelta(microseconds=1)
    return impact_of(promise_facts(project, just_before), asked, change.decided_at.date())


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of one project to a day: budgets, what is spent in its currency, and whether other currencies
    were spent, which no sum holds."""

    promised: Decimal | None
    current: Decimal | None
    spent: Decimal
    mixed: bool


def budgets_of(projects: Iterable[Project], day: date) -> dict[int, Budget]:
    """Budget and cost of many projects; two queries for any number of them."""
    wanted = {project.pk: project.currency for project in projects}
    sums: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = (
        CostEntry.objects.filter(project_id__in=wanted, valid_on__lte=day)
        .values_list("project_id", "currency")
        .annotate(Sum("amount"))
    )
    for project_id, currency, amount in rows:
        # SQLite sums through a float: back to the ledger's places.
        sums[project_id][currency] = amount.quantize(PLACES)
    baselines = baseline_facts(list(wanted), None)
    found = {}
    for project_id, currency in wanted.items():
        promise = promise_on(tuple(baselines.get(project_id, ())), day)
        spent, others = sums[project_id], bool(set(sums[project_id]) - {currency})
        found[project_id] = Budget(
            promise.promised_budget,
            promise.current_budget,
            spent.get(currency, ZERO),
            others,
        )
    return found


def spent_before(project: Project, row: CostEntry, currency: str) -> Decimal:
    """Sum of the cost ledger up to and without this row, in order of day and entry."""
    earlier = Q(valid_on__lt=row.valid_on) | Q(valid_on=row.valid_on, pk__lt=row.pk)
    rows = CostEntry.objects.filter(earlier, project=project, currency=currency)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return ZERO if total is None else total.quantize(PLACES)
