"""The limits of the rules, and which alerts other limits would raise or clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from governance.access import LIMITS_VIEW, PORTFOLIO_VIEW
from governance.domain.alerts import (
    Level,
    Limits,
    PolicyRow,
    Rule,
    Standing,
    StepKind,
    limits_in_force,
    plan_step,
)
from governance.domain.judgement import RULES_BY_CODE
from governance.domain.rules import RULES
from governance.domain.snapshot import ProjectSnapshot
from governance.models import RUNNING, Alert, ProjectHealth, RulePolicy
from governance.selectors.scope import projects_seen
from kernel.access import Actor
from kernel.errors import BadInput
from kernel.figures import Figure

ORDERS = {"-valid_from": ("-valid_from", "-id"), "valid_from": ("valid_from", "id")}


def policy_rows(actor: Actor) -> QuerySet[RulePolicy]:
    """Every dated row of limits."""
    return RulePolicy.objects.filter(LIMITS_VIEW.where(actor))


def as_policy(row: RulePolicy) -> PolicyRow:
    """The row as the rules take it."""
    return PolicyRow(row.rule, row.valid_from, Limits(row.notice, row.warning, row.critical, row.slack))


def policies_to(last_day: date) -> list[PolicyRow]:
    """Every row that has begun by a day, in order; one query."""
    rows = RulePolicy.objects.filter(valid_from__lte=last_day).order_by("valid_from", "pk")
    return [as_policy(row) for row in rows]


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule with the limits that hold on a day, since when, and what is decided for later."""

    rule: Rule[ProjectSnapshot]
    limits: Limits
    since: date | None
    coming: tuple[RulePolicy, ...]


def rules_in_force(actor: Actor, day: date) -> list[RuleInForce]:
    """Every rule on a day; one query. `since` is none while the rule's own limits hold."""
    rows = list(policy_rows(actor).order_by("valid_from", "pk"))
    begun = [row for row in rows if row.valid_from <= day]
    limits = limits_in_force(RULES, [as_policy(row) for row in begun], day)
    since = {row.rule: row.valid_from for row in begun}
    return [
        RuleInForce(
            rule, limits[rule.code], since.get(rule.code),
            tuple(row for row in rows if row.rule == rule.code and row.valid_from > day),
        )
        for rule in RULES
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What other limits would do to the rule's alert on one project."""

    code: str
    name: str
    value: float
    before: Level
    after: Level

    @property
    def kind(self) -> str:
        """`appears`, `disappears` or `changes`."""
        if self.before is Level.CLEAR:
            return "appears"
        return "disappears" if self.after is Level.CLEAR else "changes"


def limits_preview(actor: Actor, rule: str, limits: Limits) -> list[PreviewRow]:
    """The running projects on which these limits would raise, clear or change the rule's alert.

    Judged on the figures as last computed; two queries. Errors: `BadInput` `unknown_rule`.
    """
    if rule not in RULES_BY_CODE:
        raise BadInput("unknown_rule", f"There is no rule {rule!r}.")
    rows = ProjectHealth.objects.filter(
        PORTFOLIO_VIEW.where(actor), project__in=projects_seen(actor), project__state__in=RUNNING
    ).select_related("project")
    alerts = {row.project_id: row for row in Alert.objects.filter(~Q(state="cleared"), rule=rule)}
    found = [_previewed(row, rule, limits, alerts.get(row.pk)) for row in rows.order_by("project__code")]
    return [row for row in found if row is not None]


def _previewed(health: ProjectHealth, rule: str, limits: Limits, alert: Alert | None) -> PreviewRow | None:
    figure: dict[str, Any] | None = health.figures.get(rule)
    if not figure or figure["value"] is None:
        return None
    standing = _standing(alert) if alert else None
    step = plan_step(standing, Figure(float(figure["value"])), limits, health.as_of)
    if step.kind in (StepKind.KEEP, StepKind.UNKNOWN):
        return None
    before = standing.level if standing else Level.CLEAR
    after = step.standing.level if step.standing else Level.CLEAR
    return PreviewRow(health.project.code, health.project.name, float(figure["value"]), before, after)


def _standing(alert: Alert) -> Standing:
    return Standing(Level(alert.level), alert.value, alert.limit, alert.level_since)


def preview_counts(rows: Sequence[PreviewRow]) -> dict[str, int]:
    """How many alerts would appear, disappear and change."""
    return {kind: sum(row.kind == kind for row in rows) for kind in ("appears", "disappears", "changes")}
