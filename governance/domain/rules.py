"""The alert rules of a project, as one visible tuple.

Each rule measures a `ProjectSnapshot` and explains itself with the numbers behind it. Ratios are taken in
decimal, so that a value exactly on a limit is inside. Limits given here are defaults; dated policy rows
replace them.
"""

from __future__ import annotations

from decimal import Decimal

from governance.domain.alerts import Limits, Reading, Rule
from governance.domain.snapshot import ProjectSnapshot
from kernel.figures import Figure, known, unknown

Inputs = tuple[tuple[str, str], ...]

# Stopped before the end: what it would have cost in the end is no longer a question. A completed project's
# final cost still is.
ENDED_EARLY = frozenset({"stopped", "cancelled", "terminated"})

WHY_UNKNOWN = {
    "no_baseline": "there is no approved baseline",
    "zero_planned": "the planned amount is zero",
    "zero_actual": "nothing has been booked yet",
    "no_data": "the facts are missing",
    "not_started": "the project has not started",
    "finished": "the project is finished",
    "stale_data": "the facts are out of date",
    "mixed_currency": "the amounts are in different currencies",
}


def ratio(part: Decimal | None, whole: Decimal | None) -> Figure[Decimal]:
    """`part / whole`; null `no_baseline` without a whole, `zero_planned` when it is not above zero."""
    if whole is None:
        return unknown("no_baseline")
    if part is None:
        return unknown("no_data")
    return known(part / whole) if whole > 0 else unknown("zero_planned")


def percent(share: Decimal) -> str:
    """A fraction as a percentage with one decimal."""
    return f"{share * 100:,.1f} %"


def _amount(value: Decimal | None, unit: str) -> str:
    return "not set" if value is None else f"{value:,.2f} {unit}"


def _unread(title: str, reason: str | None, inputs: Inputs) -> Reading:
    why = WHY_UNKNOWN.get(reason or "", (reason or "").replace("_", " "))
    return Reading(Figure(None, reason), inputs, f"{title} cannot be judged: {why}.")


def _read(share: Decimal, inputs: Inputs, sentence: str) -> Reading:
    return Reading(known(float(share)), inputs, sentence)


def spent_share(snapshot: ProjectSnapshot) -> Reading:
    """Actual cost / current budget, a fraction.

    A finished project has nothing left to spend: only a budget that was exceeded still matters then.
    """
    inputs = (
        ("spent", _amount(snapshot.spent, snapshot.currency)),
        ("current budget", _amount(snapshot.current_budget, snapshot.currency)),
    )
    share = ratio(snapshot.spent, snapshot.current_budget)
    if share.value is None:
        return _unread("Budget spent", share.null_reason, inputs)
    if snapshot.finished and share.value <= 1:
        return _unread("Budget spent", "finished", inputs)
    return _read(
        share.value,
        inputs,
        f"{inputs[0][1]} of the current budget of {inputs[1][1]} are spent, which is {percent(share.value)}.",
    )


def forecast_overrun(snapshot: ProjectSnapshot) -> Reading:
    """Forecast at completion / promised budget - 1, a fraction; negative when the forecast is lower."""
    forecast = snapshot.forecast_at_completion
    inputs = (
        ("forecast at completion", _amount(forecast.value, snapshot.currency)),
        ("promised budget", _amount(snapshot.promised_budget, snapshot.currency)),
        ("original budget", _amount(snapshot.original_budget, snapshot.currency)),
        ("forecast method", snapshot.forecast_method),
    )
    share = ratio(forecast.value, snapshot.promised_budget)
    if snapshot.state in ENDED_EARLY:
        return _unread("Budget forecast", "finished", inputs)
    if share.value is None or forecast.value is None:
        reason = forecast.null_reason if share.null_reason == "no_data" else share.null_reason
        return _unread("Budget forecast", reason, inputs)
    over = share.value - 1
    return _read(
        over,
        inputs,
        f"By {snapshot.forecast_method} the project will cost {inputs[0][1]}, "
        f"{percent(abs(over))} {'over' if over >= 0 else 'under'} the promised budget of {inputs[1][1]}.",
    )


def creep_index(snapshot: ProjectSnapshot) -> Reading:
    """Unauthorised growth index: scope grown without approval / scope at the first baseline, a fraction."""
    start = snapshot.scope_s0
    inputs = (
        ("unauthorised growth", f"{snapshot.scope_unauthorised:,.2f}"),
        ("authorised growth", f"{snapshot.scope_authorised:,.2f}"),
        ("scope at first baseline", "not set" if start is None else f"{start:,.2f}"),
        ("scope now", f"{snapshot.scope_total:,.2f}"),
    )
    if snapshot.finished:
        return _unread("Scope creep", "finished", inputs)
    index = ratio(snapshot.scope_unauthorised, start or None)
    if index.value is None:
        return _unread("Scope creep", index.null_reason, inputs)
    return _read(
        index.value,
        inputs,
        f"Scope of {inputs[0][1]} was added without an approved change, {percent(index.value)} of the "
        f"{inputs[2][1]} first agreed; {inputs[1][1]} was approved.",
    )


def gate_days_overdue(snapshot: ProjectSnapshot) -> Reading:
    """Calendar days since the next gate was due; negative while it lies ahead."""
    due = snapshot.next_gate_due
    inputs = (
        ("next gate", snapshot.next_gate or "none"),
        ("due", due.isoformat() if due else "not set"),
        ("as of", snapshot.as_of.isoformat()),
    )
    if snapshot.finished or due is None or snapshot.next_gate is None:
        return _unread("The next gate", _no_gate(snapshot), inputs)
    days = (snapshot.as_of - due).days
    when = f"{days} days ago" if days > 0 else f"in {-days} days" if days < 0 else "today"
    return _read(Decimal(days), inputs, f"Gate {snapshot.next_gate} was planned for {due}, {when}.")


def _no_gate(snapshot: ProjectSnapshot) -> str:
    """Why there is no gate to be late for: the project is over, not begun, or nobody planned one."""
    if snapshot.finished:
        return "finished"
    begun = snapshot.start is not None and snapshot.start <= snapshot.as_of
    return "no_data" if begun else "not_started"


BUDGET_SPENT = Rule(
    code="budget.spent",
    title="Budget spent",
    aspect="cost",
    unit="fraction",
    measure=spent_share,
    default_limits=Limits(notice=0.80, warning=0.90, critical=1.00, slack=0.02),
    owner_role="project_manager",
    next_step="Compare cost with progress; if the rest will not do, request a budget change now.",
)
BUDGET_FORECAST = Rule(
    code="budget.forecast",
    title="Forecast over promised budget",
    aspect="cost",
    unit="fraction",
    measure=forecast_overrun,
    default_limits=Limits(notice=None, warning=0.10, critical=0.30, slack=0.001),
    owner_role="sponsor",
    next_step="Ask for an exception report with options; check whether finishing is still worth the rest.",
)
SCOPE_CREEP = Rule(
    code="scope.creep",
    title="Unauthorised scope growth",
    aspect="scope",
    unit="fraction",
    measure=creep_index,
    default_limits=Limits(notice=0.00, warning=0.05, critical=0.15, slack=0.01),
    owner_role="project_manager",
    next_step="Raise a change request for each unapproved scope item, or stop the work on it.",
)
GATE_OVERDUE = Rule(
    code="schedule.gate_overdue",
    title="Gate overdue",
    aspect="time",
    unit="days",
    measure=gate_days_overdue,
    default_limits=Limits(notice=0.0, warning=14.0, critical=45.0, slack=0.0),
    owner_role="project_manager",
    next_step="Call the gate review, or record why it moved and the new date.",
)

RULES: tuple[Rule[ProjectSnapshot], ...] = (BUDGET_SPENT, BUDGET_FORECAST, SCOPE_CREEP, GATE_OVERDUE)
