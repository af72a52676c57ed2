"""What a gate is judged by: the project's own evidence, and what only the apps above a project know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from governance.models import BusinessCase
from projects.domain.gates import Evidence, Judged, judge
from projects.selectors import gate_facts
from tickets.selectors import open_ticket_count_of_project

if TYPE_CHECKING:
    from projects.models import Project


def facts_from_above(project_id: int) -> Mapping[str, Evidence]:
    """Is a business case approved, and have the open tickets found another home; two queries."""
    return {
        "business_case_approved": _case(project_id),
        "open_tickets_rehomed": _tickets(project_id),
    }


def _case(project_id: int) -> Evidence:
    rows = BusinessCase.objects.filter(project_id=project_id).select_related("decided_by")
    row = rows.filter(state="approved").first() or rows.order_by("-number").first()
    if row is None:
        return Evidence(met=False, text="There is no business case")
    if row.state != "approved" or row.decided_at is None:
        return Evidence(met=False, text=f"Version {row.number} is {row.get_state_display().lower()}")
    return Evidence(
        met=True, text=f"Version {row.number} approved by {row.decided_by} on {row.decided_at:%Y-%m-%d}"
    )


def _tickets(project_id: int) -> Evidence:
    count = open_ticket_count_of_project(project_id)
    return Evidence(met=count == 0, text=f"{count} tickets of the project are open")


def judged_gate(project: Project, to_phase: str) -> tuple[Judged, ...]:
    """Every criterion of the gate into a phase with its evidence as it stands now."""
    return judge(to_phase, {**facts_from_above(project.pk), **gate_facts(project)})
