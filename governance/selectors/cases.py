"""Business cases that an actor may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from governance.access import CASE_VIEW
from governance.domain.case_figures import CaseFigures, Flow, case_figures
from governance.models import BusinessCase
from governance.selectors.scope import projects_seen
from kernel.access import Actor
from kernel.errors import NotVisible

ORDERS = {"-created_at": ("-created_at", "-id"), "created_at": ("created_at", "id")}


def case_rows(actor: Actor) -> QuerySet[BusinessCase]:
    """Versions of business cases of visible projects, with their cash flows."""
    rows = BusinessCase.objects.filter(CASE_VIEW.where(actor), project__in=projects_seen(actor))
    return rows.select_related("project", "author", "decided_by").prefetch_related("cash_flows")


def get_case(actor: Actor, case_id: int) -> BusinessCase:
    """One version, or `NotVisible`."""
    row = case_rows(actor).filter(pk=case_id).first()
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    return row


def cases_of(actor: Actor, project_id: int) -> Sequence[BusinessCase]:
    """Every version of a project's case, the latest first."""
    return list(case_rows(actor).filter(project_id=project_id).order_by("-number"))


def flows_of(case: BusinessCase) -> tuple[Flow, ...]:
    """The cash flows as the formulas take them, in the order of their years."""
    rows = sorted(case.cash_flows.all(), key=lambda row: (row.year, row.kind, row.pk))
    return tuple(Flow(row.year, row.kind, row.label, row.amount) for row in rows)


def figures_of_case(case: BusinessCase) -> CaseFigures:
    """NPV, IRR, payback, BCR and ROI of the version."""
    return case_figures(flows_of(case), case.discount_rate)
