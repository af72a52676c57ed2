"""The dashboard's reads: five queries, however many projects there are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Case, CharField, Count, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from governance.access import CASE_VIEW, PORTFOLIO_VIEW
from governance.models import Alert, BusinessCase, ProjectHealth
from governance.selectors.scope import projects_seen
from kernel.access import Actor
from projects.selectors import changes_due, gates_due

MOST_DECISIONS = 100
WORST_FIRST = ("-worst_level", "-overrun", "project_id")


def health_rows(actor: Actor) -> QuerySet[ProjectHealth]:
    """One row per judged project that the actor may see."""
    rows = ProjectHealth.objects.filter(PORTFOLIO_VIEW.where(actor), project__in=projects_seen(actor))
    return rows.select_related("project__manager")


def health_of(actor: Actor, project_id: int) -> ProjectHealth | None:
    """A project's row; none before it was judged or when the actor may not see it."""
    return health_rows(actor).filter(pk=project_id).first()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over projects of one currency; null when no project of it has that figure.

    `over` adds up only forecasts beyond their promise: what one project leaves unspent is not another's to
    spend.
    """

    currency: str
    projects: int
    budget: Decimal | None
    spent: Decimal | None
    forecast: Decimal | None
    over: Decimal | None
    forecasts: int
    overruns: int
    computed_at: datetime


def totals(rows: QuerySet[ProjectHealth]) -> list[Totals]:
    """Sums per currency, never across, the currency with most projects first; one query."""
    beyond = Q(forecast__gt=F("budget"))
    sums = rows.order_by().values("project__currency").annotate(
        n=Count("pk"), b=Sum("budget"), s=Sum("spent"), f=Sum("forecast"), known=Count("forecast"),
        o=Sum(Case(When(beyond, then=F("forecast") - F("budget")))), overs=Count("pk", filter=beyond),
        last=Max("computed_at"),
    )  # fmt: skip
    found = [
        Totals(
            row["project__currency"], row["n"], _exact(row["b"]), _exact(row["s"]), _exact(row["f"]),
            _over(row), row["known"], row["overs"], row["last"],
        )
        for row in sums
    ]  # fmt: skip
    return sorted(found, key=lambda item: (-item.projects, item.currency))


def _exact(amount: Decimal | None) -> Decimal | None:
    """Sums pass through floating point on one of the databases; amounts have four places."""
    return None if amount is None else Decimal(amount).quantize(Decimal("0.0001"))


def _over(row: Mapping[str, Any]) -> Decimal | None:
    if row["f"] is None or row["b"] is None:
        return None
    return _exact(row["o"]) or Decimal(0)


def open_alert_counts(rows: QuerySet[ProjectHealth]) -> dict[int, int]:
    """How many alerts of these projects are not cleared, by level; one query."""
    alerts = Alert.objects.filter(~Q(state="cleared"), project__in=rows.order_by().values("pk"))
    counts = dict(alerts.order_by().values_list("level").annotate(n=Count("pk")))
    return {level: counts.get(level, 0) for level in (3, 2, 1)}


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for somebody's decision; `kind` is gate, change or case."""

    kind: str
    id: int
    number: int
    project: str
    title: str
    since: datetime


def decisions_due(actor: Actor) -> list[Decision]:
    """Gates requested, changes and business cases submitted, the longest waiting first; one query.

    At most 100: nobody decides more in a sitting.
    """
    # The columns of the three kinds must agree in order and type for one UNION.
    parts = [
        _decisions(gates_due(actor), "gate", "to_phase", "requested_at"),
        _decisions(changes_due(actor), "change", "title", "requested_at"),
        _decisions(cases_due(actor), "case", "title", "created_at"),
    ]
    found = parts[0].union(*parts[1:], all=True).order_by("since")[:MOST_DECISIONS]
    return [Decision(*row) for row in found]


def cases_due(actor: Actor) -> QuerySet[BusinessCase]:
    """Submitted business cases that the actor may see."""
    return BusinessCase.objects.filter(
        CASE_VIEW.where(actor), state="submitted", project__in=projects_seen(actor)
    )


def _decisions(rows: QuerySet[Any], kind: str, title: str, since: str) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(
        kind=Value(kind), code=F("project__code"), since=F(since), what=Cast(title, CharField())
    )
    found: QuerySet[Any, Any] = named.values_list("kind", "pk", "number", "code", "what", "since")
    return found


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the whole dashboard was made from: it moves when anything on it does.

    `unjudged` counts the projects that no worker has judged yet.
    """

    parts: tuple[tuple[str, int, str], ...]
    unjudged: int


def portfolio_stamp(actor: Actor) -> Stamp:
    """Counts, versions and the last computation; one query."""
    projects = projects_seen(actor)
    first, *others = [
        _counted(health_rows(actor), "health", Max("computed_at")),
        _counted(projects, "projects", Sum("version")),
        _counted(Alert.objects.filter(project__in=projects), "alerts", Sum("version")),
        _counted(BusinessCase.objects.filter(project__in=projects), "cases", Sum("version")),
        _counted(gates_due(actor), "gates", Sum("version")),
        _counted(changes_due(actor), "changes", Sum("version")),
    ]
    rows = tuple(sorted(first.union(*others, all=True), key=lambda row: row[0]))
    counts = {name: count for name, count, _moved in rows}
    return Stamp(rows, counts.get("projects", 0) - counts.get("health", 0))


def fingerprint(stamp: Stamp, actor: Actor, asked: Mapping[str, str], today: date) -> str:
    """Everything the dashboard depends on: what is stored, who looks, what they asked for, and the day."""
    scopes = None if actor.scopes is None else sorted(actor.scopes)
    seen = (stamp, sorted(actor.roles), scopes, actor.person_id, sorted(asked.items()), today)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


def _counted(rows: QuerySet[Any], name: str, moved: Aggregate) -> QuerySet[Any, Any]:
    grouped = rows.order_by().annotate(part=Value(name)).values("part")
    counted = grouped.annotate(n=Count("pk"), moved=Cast(moved, CharField()))
    found: QuerySet[Any, Any] = counted.values_list("part", "n", "moved")
    return found
