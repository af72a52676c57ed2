"""Reads of governance: what an actor may see, with a fixed number of queries."""

from governance.selectors.alerts import alert_rows, alert_timeline, get_alert, state_counts
from governance.selectors.cases import case_rows, flows_of, get_case
from governance.selectors.limits import limits_preview, policy_rows, rules_in_force
from governance.selectors.portfolio import (
    Stamp,
    decisions_due,
    health_of,
    health_rows,
    open_alert_counts,
    portfolio_stamp,
    totals,
)

__all__ = [
    "Stamp",    "alert_rows", "alert_timeline", "case_rows",
    "decisions_due", "flows_of", "get_alert", "get_case",
    "health_of", "health_rows", "limits_preview", "open_alert_counts", "policy_rows", "portfolio_stamp",
    "rules_in_force", "state_counts", "totals",
]  # fmt: skip
