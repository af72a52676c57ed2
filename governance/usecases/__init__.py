"""Writes of governance: one function per verb."""

from governance.domain.case_figures import Flow
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
from governance.usecases.gates import AnswerGate, AskForGate, answer_gate, ask_for_gate
from governance.usecases.limits import SetLimits, set_limits
from governance.usecases.recompute import RecomputeProject, recompute_all, recompute_project

__all__ = [
    "AcknowledgeAlert",
    "AnswerGate",
    "AskForGate",
    "DecideCase",
    "DraftCase",
    "EditCase", "Flow",
    "RecomputeProject",
    "SetLimits",
    "SnoozeAlert",
    "SubmitCase",
    "acknowledge_alert",
    "answer_gate",
    "ask_for_gate",
    "decide_case",
    "draft_case",
    "edit_case",
    "recompute_all",
    "recompute_project",
    "set_limits",
    "snooze_alert",
    "submit_case",
]  # fmt: skip
