"""Two spans of time decide moves: how long a ticket may be reopened, and how long a fix is watched."""

from __future__ import annotations

from datetime import datetime, timedelta

REOPEN_WINDOW = timedelta(days=14)
VERIFICATION_WINDOW = timedelta(days=30)


def may_reopen(resolved_at: datetime | None, at: datetime) -> bool:
    """Within the window after it was resolved, its end included."""
    return resolved_at is not None and at - resolved_at <= REOPEN_WINDOW


def is_verified(resolved_at: datetime | None, incidents: int, at: datetime) -> bool:
    """The window has passed since the problem was resolved, and no incident of it came after that."""
    return resolved_at is not None and incidents == 0 and at - resolved_at >= VERIFICATION_WINDOW
