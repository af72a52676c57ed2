"""Writes of governance: one function per verb."""

from governance.usecases.alerts import AcknowledgeAlert, SnoozeAlert, acknowledge_alert, snooze_alert
from governance.usecases.cases import (
    DecideCase,
    DraftCase,
    EditCase,
    SubmitCase,
    decide_case,
    draft_case,
    edit_case,
    submit_case,
)
from governance.usecases.limits import SetLimits, set_limits
from governance.usecases.recompute import RecomputeProject, recompute_all, recompute_project

__all__ = [
    "AcknowledgeAlert", "DecideCase", "DraftCase", "EditCase", "RecomputeProject", "SetLimits", "SnoozeAlert",
    "SubmitCase", "acknowledge_alert", "decide_case", "draft_case", "edit_case", "recompute_all",
    "recompute_project", "set_limits", "snooze_alert", "submit_case",
]  # fmt: skip
