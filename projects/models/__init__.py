"""Tables of projects: the project and its phases, its promises, its ledgers, its changes and risks."""

from projects.models.changes import ChangeRequest, ChangeRequestItem
from projects.models.gates import GateCondition, GateReview
from projects.models.ledgers import CostEntry, ForecastEntry, ProgressEntry, ScopeEntry, ScopeItem
from projects.models.plan import (
    Dependency,
    MilestoneForecast,
    Plan,
    PlanBaselineTask,
    PlanCalendar,
    Task,
    TaskReport,
)
from projects.models.projects import Baseline, Phase, Project
from projects.models.risks import Risk

__all__ = [
    "Baseline", "ChangeRequest", "ChangeRequestItem", "CostEntry", "Dependency", "ForecastEntry",
    "GateCondition", "GateReview", "MilestoneForecast", "Phase", "Plan", "PlanBaselineTask", "PlanCalendar",
    "ProgressEntry", "Project", "Risk", "ScopeEntry", "ScopeItem", "Task", "TaskReport",
]  # fmt: skip
