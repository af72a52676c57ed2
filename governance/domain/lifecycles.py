"""How an alert is answered and how a business case is decided, as data."""

from __future__ import annotations

from kernel.lifecycle import Lifecycle, Move

ALERT = Lifecycle(
    name="alert",
    initial="open",
    states=("open", "acknowledged", "snoozed", "cleared"),
    final=("cleared",),
    moves=(
        Move("acknowledge", ("open", "snoozed"), "acknowledged", label="Acknowledge"),
        Move("snooze", ("open", "acknowledged", "snoozed"), "snoozed", label="Snooze"),
        Move("reopen", ("acknowledged", "snoozed"), "open", label="Reopen"),
        Move("clear", ("open", "acknowledged", "snoozed"), "cleared", label="Clear"),
    ),
)

CASE = Lifecycle(
    name="business case",
    initial="draft",
    states=("draft", "submitted", "approved", "rejected", "superseded"),
    final=("rejected", "superseded"),
    moves=(
        Move("submit", ("draft",), "submitted", ("cash_flows",), label="Submit"),
        Move("approve", ("submitted",), "approved", label="Approve"),
        Move("reject", ("submitted",), "rejected", label="Reject"),
        Move("supersede", ("approved",), "superseded", label="Supersede"),
    ),
)
