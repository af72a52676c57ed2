"""The lifecycles of the four ticket types, as data (ITIL 4 practices; run by `kernel.lifecycle`).

Facts a move needs are established by the use-case from the ticket and the command; their names are the
names of the form fields where there is one, so that a refusal marks the field.
"""

from __future__ import annotations

from collections.abc import Mapping

from kernel.lifecycle import Lifecycle, Move

OPEN = ("new", "in_progress", "pending")


def _worked(name: str) -> Lifecycle:
    return Lifecycle(
        name=name,
        initial="new",
        states=(*OPEN, "resolved", "closed", "cancelled"),
        final=("closed", "cancelled"),
        moves=(
            Move("start", ("new",), "in_progress", label="Start work"),
            Move("pend", ("new", "in_progress"), "pending", ("pending_reason",), "Put on hold"),
            Move("resume", ("pending",), "in_progress", label="Resume"),
            Move("resolve", OPEN, "resolved", ("resolution",), "Resolve"),
            # Closed tickets are never reopened: a follow-up ticket is linked instead.
            Move("reopen", ("resolved",), "in_progress", ("within_reopen_window",), "Reopen"),
            Move("close", ("resolved",), "closed", label="Close"),
            Move("cancel", OPEN, "cancelled", label="Cancel"),
        ),
    )


INCIDENT = _worked("incident")
REQUEST = _worked("request")

_PROBLEM_OPEN = ("new", "assess", "analysis", "known_error", "fix_in_progress")
_PROBLEM_FINAL = ("closed", "risk_accepted", "duplicate", "cancelled")

PROBLEM = Lifecycle(
    name="problem",
    initial="new",
    states=(*_PROBLEM_OPEN, "resolved", *_PROBLEM_FINAL),
    final=_PROBLEM_FINAL,
    moves=(
        Move("assess", ("new",), "assess", label="Assess"),
        Move("analyse", ("new", "assess"), "analysis", label="Analyse root cause"),
        Move(
            "confirm", ("analysis", "fix_in_progress"), "known_error", ("root_cause",), "Record known error"
        ),
        Move("fix", ("analysis", "known_error"), "fix_in_progress", label="Start the fix"),
        Move("resolve", _PROBLEM_OPEN[1:], "resolved", ("resolution",), "Resolve"),
        # The verification window must have passed without a matching incident.
        Move("close", ("resolved",), "closed", ("verified",), "Close"),
        Move(
            "accept_risk",
            _PROBLEM_OPEN[1:],
            "risk_accepted",
            ("risk_limits", "expiry"),
            "Accept the risk",
        ),
        Move("mark_duplicate", _PROBLEM_OPEN, "duplicate", ("duplicate_of",), "Duplicate of"),
        Move("cancel", _PROBLEM_OPEN, "cancelled", label="Cancel"),
        Move("reanalyse", ("resolved", *_PROBLEM_FINAL), "analysis", ("reanalyse_reason",), "Analyse again"),
    ),
)

_BEFORE_WORK = ("draft", "assessment", "authorisation", "scheduled")

CHANGE = Lifecycle(
    name="change",
    initial="draft",
    states=(*_BEFORE_WORK, "implementation", "review", "closed", "rejected", "cancelled"),
    final=("closed", "rejected", "cancelled"),
    moves=(
        Move("submit", ("draft",), "assessment", ("plan", "backout_plan"), "Submit for assessment"),
        Move("request_authorisation", ("assessment",), "authorisation", ("risk",), "Request authorisation"),
        # A standard change is authorised beforehand by its template.
        Move("preauthorise", ("draft",), "scheduled", ("standard_template", "window"), "Schedule"),
        Move("authorise", ("authorisation",), "scheduled", ("approved", "window"), "Authorise and schedule"),
        Move("reject", ("assessment", "authorisation"), "rejected", ("reject_reason",), "Reject"),
        # The vote binds to the plan as it stood; a revised plan is assessed anew.
        Move("revise", ("assessment", "authorisation", "scheduled", "rejected"), "draft", label="Revise"),
        Move("implement", ("scheduled",), "implementation", label="Start implementation"),
        Move("review", ("implementation",), "review", ("outcome",), "Review"),
        Move("close", ("review",), "closed", ("review_result",), "Close"),
        Move("cancel", _BEFORE_WORK, "cancelled", label="Cancel"),
    ),
)

LIFECYCLES: Mapping[str, Lifecycle] = {
    "incident": INCIDENT,
    "request": REQUEST,
    "problem": PROBLEM,
    "change": CHANGE,
}
