"""Who may do what with projects, their promises, ledgers, gates and risks."""

from __future__ import annotations

from django.db.models import Q

from kernel.access import Access, Grant, has_role, is_person
from people.domain import roles


def _nobody_in(path: str) -> Grant:
    """Rows in which the place at `path` is not taken yet."""
    return Grant(
        f"no {path}",
        lambda _actor, row: row is not None and getattr(row, path) is None,
        lambda _actor: Q(**{f"{path}__isnull": True}),
    )


_OFFICE = has_role(roles.PORTFOLIO_OFFICE, roles.ADMINISTRATOR)
_MACHINES = has_role(roles.INTEGRATION, "clock")
# Who runs a project: its manager; any project manager while it has none; the office for all.
_LEAD = (
    is_person("manager_id")
    | (has_role(roles.PROJECT_MANAGER) & _nobody_in("manager_id"))
    | _OFFICE
    | _MACHINES
)
# Who answers for its promise: its sponsor; any sponsor while it has none; the office for all.
_BOARD = is_person("sponsor_id") | (has_role(roles.SPONSOR) & _nobody_in("sponsor_id")) | _OFFICE

PROJECT_VIEW = Access(
    has_role(*roles.STAFF, "clock") | is_person("manager_id") | is_person("sponsor_id"), "projects:read"
)
PROJECT_CREATE = Access(
    has_role(roles.PROJECT_MANAGER, roles.SERVICE_MANAGER) | _OFFICE | _MACHINES, "projects:write"
)
PROJECT_EDIT = Access(_LEAD, "projects:write")
SCOPE_WRITE = Access(_LEAD, "projects:write")
BASELINE_SET = Access(_LEAD | _BOARD, "projects:write")
CHANGE_RAISE = Access(has_role(*roles.STAFF), "projects:write")
CHANGE_DECIDE = Access(_BOARD, "projects:write")
CHANGE_WITHDRAW = Access(_LEAD | has_role(*roles.STAFF), "projects:write")
COST_POST = Access(_LEAD | has_role(roles.FINANCE), "projects:write")
# The cost of work follows the work: whoever may log it may also cause the posting.
WORK_COST_POST = Access(has_role(*roles.STAFF, "clock"), "time:write")
REPORT = Access(_LEAD | has_role(roles.FINANCE), "projects:write")
GATE_REQUEST = Access(_LEAD, "projects:write")
GATE_DECIDE = Access(_BOARD, "projects:write")
RISK_WRITE = Access(_LEAD, "projects:write")
PLAN_EDIT = Access(_LEAD, "projects:write")
IMPORT_RUN = Access(has_role(roles.ADMINISTRATOR, roles.INTEGRATION), "import")

ACCESS = {
    "project.view": PROJECT_VIEW,
    "project.create": PROJECT_CREATE,
    "project.edit": PROJECT_EDIT,
    "scope.add": SCOPE_WRITE,
    "scope.change": SCOPE_WRITE,
    "baseline.set": BASELINE_SET,
    "change_request.raise": CHANGE_RAISE,
    "change_request.decide": CHANGE_DECIDE,
    "change_request.withdraw": CHANGE_WITHDRAW,
    "cost.post": COST_POST,
    "cost.reverse": COST_POST,
    "work_cost.post": WORK_COST_POST,
    "project.log_work": WORK_COST_POST,
    "project.reverse_work": WORK_COST_POST,
    "progress.report": REPORT,
    "forecast.report": REPORT,
    "gate_review.request": GATE_REQUEST,
    "gate_review.withdraw": GATE_REQUEST,
    "gate_review.decide": GATE_DECIDE,
    "gate_condition.complete": GATE_REQUEST,
    "risk.add": RISK_WRITE,
    "risk.change": RISK_WRITE,
    "task.add": PLAN_EDIT,
    "task.edit": PLAN_EDIT,
    "task.move": PLAN_EDIT,
    "task.remove": PLAN_EDIT,
    "task.link": PLAN_EDIT,
    "task.unlink": PLAN_EDIT,
    "task.report_progress": PLAN_EDIT,
    "plan.set": PLAN_EDIT,
    "plan.freeze": PLAN_EDIT,
    "plan.import": PLAN_EDIT,
    "project.import": IMPORT_RUN,
}
