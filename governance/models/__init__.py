"""Tables of governance: cases, limits, alerts, snapshots and the dashboard's row per project."""

from governance.models.alerts import Alert, AlertStep, RulePolicy, reads_as
from governance.models.cases import BusinessCase, CashFlow
from governance.models.health import RUNNING, MetricSnapshot, ProjectHealth

__all__ = [
    "RUNNING", "Alert", "AlertStep", "BusinessCase", "CashFlow", "MetricSnapshot", "ProjectHealth",
    "RulePolicy", "reads_as",
]  # fmt: skip
