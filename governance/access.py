"""Who may do what with alerts, limits, business cases and gates."""

from __future__ import annotations

from kernel.access import Access, has_role
from people.domain import roles

READ, WRITE = "governance:read", "governance:write"

PORTFOLIO_VIEW = Access(has_role(*roles.STAFF), READ)
MONEY_VIEW = Access(has_role(*roles.MONEY), "money:read")
ALERT_VIEW = Access(has_role(*roles.STAFF), READ)
ALERT_ANSWER = Access(
    has_role(
        roles.PROJECT_MANAGER,
        roles.SPONSOR,
        roles.PORTFOLIO_OFFICE,
        roles.SERVICE_MANAGER,
        roles.ADMINISTRATOR,
    ),
    WRITE,
)
LIMITS_VIEW = Access(has_role(*roles.STAFF), READ)
LIMITS_SET = Access(has_role(roles.PORTFOLIO_OFFICE, roles.ADMINISTRATOR), WRITE)
CASE_VIEW = Access(has_role(*roles.STAFF), READ)
CASE_DRAFT = Access(
    has_role(roles.PROJECT_MANAGER, roles.SPONSOR, roles.PORTFOLIO_OFFICE, roles.ADMINISTRATOR), WRITE
)
CASE_DECIDE = Access(has_role(roles.SPONSOR, roles.PORTFOLIO_OFFICE, roles.ADMINISTRATOR), WRITE)
RECOMPUTE = Access(has_role("clock", roles.PORTFOLIO_OFFICE, roles.ADMINISTRATOR), WRITE)

ACCESS = {
    "portfolio.view": PORTFOLIO_VIEW,
    "portfolio.recompute": RECOMPUTE,
    "project.recompute": RECOMPUTE,
    "money.view": MONEY_VIEW,
    "alert.view": ALERT_VIEW,
    "alert.acknowledge": ALERT_ANSWER,
    "alert.snooze": ALERT_ANSWER,
    "limits.view": LIMITS_VIEW,
    "limits.set": LIMITS_SET,
    "case.view": CASE_VIEW,
    "case.draft": CASE_DRAFT,
    "case.edit": CASE_DRAFT,
    "case.submit": CASE_DRAFT,
    "case.decide": CASE_DECIDE,
}

# Use-cases that only gather facts for another one, whose right they need.
DELEGATED = {"gate.ask": "gate_review.request", "gate.answer": "gate_review.decide"}
