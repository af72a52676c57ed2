"""What the project rules judge: one project's plain figures on one day, in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.errors import DomainError
from kernel.figures import Figure

FINISHED_STATES = frozenset({"closed", "completed", "cancelled", "stopped", "terminated"})


@dataclass(frozen=True, slots=True)
class ProjectSnapshot:
    """A project as of a day.

    Amounts are in `currency`; a budget is `None` when no baseline exists. `promised_budget` is the original
    approved budget plus the budget of approved changes: an unauthorised re-baseline does not move it.
    Scope sizes share one unit (points, hours or money): `scope_s0` at the first baseline (`None` without
    one), growth authorised and unauthorised since, and the total now.
    `forecast_at_completion` keeps the reason when there is no forecast; `forecast_method` names the method.
    """

    code: str
    as_of: date
    phase: str
    state: str
    currency: str
    promised_budget: Decimal | None
    original_budget: Decimal | None
    current_budget: Decimal | None
    spent: Decimal
    forecast_at_completion: Figure[Decimal]
    forecast_method: str
    scope_s0: Decimal | None
    scope_authorised: Decimal
    scope_unauthorised: Decimal
    scope_total: Decimal
    next_gate: str | None
    next_gate_due: date | None
    start: date | None
    target_finish: date | None
    forecast_finish: date | None
    percent_complete: Figure[float]

    def __post_init__(self) -> None:
        amounts = (
            self.promised_budget,
            self.original_budget,
            self.current_budget,
            self.spent,
            self.forecast_at_completion.value,
            self.scope_s0,
            self.scope_authorised,
            self.scope_unauthorised,
            self.scope_total,
        )
        if not all(amount is None or amount.is_finite() for amount in amounts):
            raise DomainError("not_finite", f"a figure of {self.code} is not a finite decimal")

    @property
    def finished(self) -> bool:
        """Nothing is still to be done: no gate can be overdue any more."""
        return self.state in FINISHED_STATES
