"""Why a ticket waits. A reply of the person waited for resumes it; the other reasons end by hand."""

from __future__ import annotations

AWAITING_REQUESTER = "awaiting_requester"

REASONS = {
    AWAITING_REQUESTER: "Waiting for the requester",
    "awaiting_supplier": "Waiting for a supplier",
    "awaiting_change": "Waiting for a change",
    "awaiting_problem": "Waiting for a problem to be solved",
    "planned": "Planned for later",
}


def label(reason: str) -> str:
    """The reason in words; a reason that came with an import is shown as it is."""
    return REASONS.get(reason, reason)
