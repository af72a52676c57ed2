"""Writes about projects: one function per verb."""

from projects.usecases.baselines import SetBaseline, set_baseline
from projects.usecases.changes import (
    DecideChange,
    RaiseChange,
    WithdrawChange,
    decide_change,
    raise_change,
    withdraw_change,
)
from projects.usecases.costs import (
    PostCost,
    PostWorkCost,
    ReverseCost,
    post_cost,
    post_work_cost,
    reverse_cost,
)
from projects.usecases.creating import CreateProject, EditProject, create_project, edit_project
from projects.usecases.gates import (
    CompleteCondition,
    DecideGate,
    RequestGate,
    WithdrawGate,
    complete_condition,
    decide_gate,
    request_gate,
    withdraw_gate,
)
from projects.usecases.importing import ImportProjects, SourceProject, import_projects
from projects.usecases.reports import ReportForecast, ReportProgress, report_forecast, report_progress
from projects.usecases.risks import AddRisk, ChangeRisk, add_risk, change_risk
from projects.usecases.scope import AddScopeItem, ChangeScope, add_scope_item, change_scope
from projects.usecases.work import (
    LogProjectWork,
    ReverseProjectWork,
    log_project_work,
    reverse_project_work,
)

__all__ = [
    "AddRisk", "AddScopeItem", "ChangeRisk", "ChangeScope", "CompleteCondition", "CreateProject",
    "DecideChange", "DecideGate", "EditProject", "ImportProjects", "LogProjectWork", "PostCost",
    "PostWorkCost", "RaiseChange", "ReportForecast", "ReportProgress", "RequestGate", "ReverseCost",
    "ReverseProjectWork", "SetBaseline", "SourceProject", "WithdrawChange", "WithdrawGate", "add_risk",
    "add_scope_item", "change_risk", "change_scope", "complete_condition", "create_project",
    "decide_change", "decide_gate", "edit_project", "import_projects", "log_project_work", "post_cost",
    "post_work_cost", "raise_change", "report_forecast", "report_progress", "request_gate",
    "reverse_cost", "reverse_project_work", "set_baseline", "withdraw_change", "withdraw_gate",
]  # fmt: skip
