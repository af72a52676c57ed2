"""A believable IT organisation, made by a deterministic generator with dates relative to today.

Everything is written through use-cases, and alerts are raised by the workers, as in real life.
"""

from __future__ import annotations

from people.domain import roles

PASSWORD = "demo-2-look-around"  # noqa: S105  # the demo's password is public on purpose

# One sign-in per role, in the order in which a visitor would try them.
ACCOUNTS = (
    ("paula", roles.PORTFOLIO_OFFICE),
    ("petra", roles.PROJECT_MANAGER),
    ("stefan", roles.SPONSOR),
    ("sven", roles.SERVICE_MANAGER),
    ("amir", roles.AGENT),
    ("fiona", roles.FINANCE),
    ("rita", roles.REQUESTER),
    ("ada", roles.ADMINISTRATOR),
)


def accounts() -> tuple[tuple[str, str], ...]:
    """Username and role of every demo sign-in."""
    return ACCOUNTS
