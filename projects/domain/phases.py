"""The five phases, and the order in which they are entered.

Initiation, Planning, Execution and Closing follow each other, each entered through a recorded gate.
Monitoring opens with the approved plan (the gate into Execution), runs beside Execution and ends when the
project closes. Source: PM2 phases with Monitor & Control as a process group that runs alongside.
"""

from __future__ import annotations

INITIATION = "initiation"
PLANNING = "planning"
EXECUTION = "execution"
MONITORING = "monitoring"
CLOSING = "closing"
CLOSED = "closed"

PHASES = (INITIATION, PLANNING, EXECUTION, MONITORING, CLOSING)
SEQUENCE = (INITIATION, PLANNING, EXECUTION, CLOSING, CLOSED)
LABELS = {
    INITIATION: "Initiation",
    PLANNING: "Planning",
    EXECUTION: "Execution",
    MONITORING: "Monitoring",
    CLOSING: "Closing",
    CLOSED: "Closed",
}


def next_phase(phase: str) -> str | None:
    """The phase that the next gate leads into; None once closed."""
    position = SEQUENCE.index(phase)
    return SEQUENCE[position + 1] if position + 1 < len(SEQUENCE) else None


def with_monitoring(phase: str) -> bool:
    """Does Monitoring run while the project is in this phase?"""
    return phase in (EXECUTION, CLOSING)
