"""What a project itself can show to a gate."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from projects.domain.facts import ProjectFacts
from projects.domain.gates import Evidence
from projects.domain.position import complete_on
from projects.domain.scope import fold_scope
from projects.models import ChangeRequest, GateCondition, Project, Risk
from projects.selectors.facts import facts_of


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
