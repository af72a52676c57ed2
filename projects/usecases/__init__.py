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
from projects.usecases.plan_freezing import FreezePlan, freeze_plan
from projects.usecases.plan_imports import ImportPlan, import_plan
from projects.usecases.plan_links import LinkTasks, UnlinkTasks, link_tasks, unlink_tasks
from projects.usecases.plan_moves import MoveTask, move_task
from projects.usecases.plan_reports import ReportTaskProgress, SetPlan, report_task_progress, set_plan
from projects.usecases.plan_tasks import AddTask, EditTask, RemoveTask, add_task, edit_task, remove_task
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
    "AddRisk", "AddScopeItem", "AddTask", "ChangeRisk", "ChangeScope", "CompleteCondition", "CreateProject",
    "DecideChange", "DecideGate", "EditProject", "EditTask", "FreezePlan", "ImportPlan", "ImportProjects",
    "LinkTasks", "LogProjectWork", "MoveTask", "PostCost", "PostWorkCost", "RaiseChange", "RemoveTask",
    "ReportForecast", "ReportProgress", "ReportTaskProgress", "RequestGate", "ReverseCost",
    "ReverseProjectWork", "SetBaseline", "SetPlan", "SourceProject", "UnlinkTasks", "WithdrawChange",
    "WithdrawGate", "add_risk", "add_scope_item", "add_task", "change_risk", "change_scope",
    "complete_condition", "create_project", "decide_change", "decide_gate", "edit_project", "edit_task",
    "freeze_plan", "import_plan", "import_projects", "link_tasks", "log_project_work", "move_task",
    "post_cost", "post_work_cost", "raise_change", "remove_task", "report_forecast", "report_progress",
    "report_task_progress", "request_gate", "reverse_cost", "reverse_project_work", "set_baseline",
    "set_plan", "unlink_tasks", "withdraw_change", "withdraw_gate",
]  # fmt: skip
