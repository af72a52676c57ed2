"""Tables of governance: cases, limits, alerts, snapshots and the dashboard's row per project."""

from governance.models.alerts import Alert, AlertStep, RulePolicy
from governance.models.cases import BusinessCase, CashFlow
from governance.models.health import MetricSnapshot, ProjectHealth

__all__ = [
    "Alert", "AlertStep", "BusinessCase", "CashFlow", "MetricSnapshot", "ProjectHealth", "RulePolicy",
]  # fmt: skip
