"""Where a project stands on a day: a fold of its facts. Facts of later days change nothing.

The budget promise is the original budget plus that of approved changes; a re-baseline moves the current
budget and never the promise. The same holds for the finish.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kernel.figures import Figure, known, unknown
from projects.domain import phases
from projects.domain.earned_value import measure
from projects.domain.facts import BaselineFact, ForecastFact, GateFact, ProgressFact, ProjectFacts
from projects.domain.forecast import ReportedForecast, estimate_at_completion
from projects.domain.gates import STATE_AFTER, next_gate
from projects.domain.scope import ScopePosition, fold_scope

ZERO = Decimal(0)
# Beyond this a linear extrapolation says only that hardly anything has been done.
LONGEST_EXTRAPOLATION = 36_525
METHODS = {
    "bottom_up": "actual cost plus the estimate to complete",
    "performance": "the cost performance so far (budget / CPI)",
    "atypical": "actual cost plus the rest as planned",
    "none": "no method",
}


@dataclass(frozen=True, slots=True)
class ProjectPosition:
    """A project as of a day, in its own currency. `spent` counts costs of that currency only; when there are
    others, the forecast is null `mixed_currency`. `scope_unauthorised` includes re-estimates beyond
    tolerance. `start` and `target_finish` are the promised ones where a baseline promises them."""

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


@dataclass(frozen=True, slots=True)
class Promise:
    """Budgets and dates promised on a day; None where nothing is."""

    original_budget: Decimal | None
    promised_budget: Decimal | None
    current_budget: Decimal | None
    start: date | None
    finish: date | None


def position_on(facts: ProjectFacts, day: date) -> ProjectPosition:
    """The position on `day` from the facts that were true by then."""
    phase, state = phase_on(facts, day)
    promise = promise_on(facts.baselines, day)
    scope = fold_scope(facts.scope, day)
    complete = complete_on(facts, day)
    forecast, method = forecast_on(facts, day, promise, complete, closed=phase == phases.CLOSED)
    start = promise.start or facts.start
    finish = promise.finish or facts.target_finish
    gate = next_gate(phase, state)
    return ProjectPosition(
        code=facts.code, as_of=day, phase=phase, state=state, currency=facts.currency,
        promised_budget=promise.promised_budget, original_budget=promise.original_budget,
        current_budget=promise.current_budget, spent=spent_on(facts, day),
        forecast_at_completion=forecast, forecast_method=method,
        scope_s0=_scope_at_start(facts, scope, day), scope_authorised=scope.authorised,
        scope_unauthorised=scope.unauthorised + scope.re_estimated_beyond_tolerance,
        scope_total=scope.total, next_gate=gate, next_gate_due=_gate_due(facts, phase, gate),
        start=start, target_finish=finish,
        forecast_finish=finish_on(facts, day, start, complete) or finish,
        percent_complete=unknown("no_data") if complete is None else known(float(complete)),
    )  # fmt: skip


def phase_on(facts: ProjectFacts, day: date) -> tuple[str, str]:
    """Phase and state on a day: those of now with later gate decisions undone."""
    later = [gate for gate in facts.gates if _after(facts, gate, day)]
    if not later:
        return facts.phase, facts.state
    before = [gate for gate in facts.gates if not _after(facts, gate, day)]
    state = STATE_AFTER[before[-1].outcome] if before else "active"
    return later[0].from_phase, state


def _after(facts: ProjectFacts, gate: GateFact, day: date) -> bool:
    unknown_then = facts.known_at is not None and gate.decided_at > facts.known_at
    return unknown_then or gate.decided_at.date() > day


def promise_on(baselines: tuple[BaselineFact, ...], day: date) -> Promise:
    """What is promised on a day: the original with approved changes, and the current budget."""
    valid = sorted((b for b in baselines if b.valid_from <= day), key=lambda b: (b.valid_from, b.number))
    if not valid:
        return Promise(None, None, None, None, None)
    original, changes = valid[0], [b for b in valid if b.kind == "change"]
    days = sum(b.finish_delta_days for b in changes)
    return Promise(
        original_budget=original.budget,
        promised_budget=original.budget + sum((b.budget_delta for b in changes), ZERO),
        current_budget=valid[-1].budget,
        start=original.start,
        finish=moved(original.finish, days) if original.finish else None,
    )


def moved(day: date, days: int) -> date:
    """The day so many days later, at most the last and at least the first day there is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def spent_on(facts: ProjectFacts, day: date) -> Decimal:
    """Actual cost to the day in the project's currency."""
    return sum((c.amount for c in facts.costs if c.valid_on <= day and c.currency == facts.currency), ZERO)


def has_other_currency(facts: ProjectFacts, day: date) -> bool:
    """Was anything spent in another currency by then, which no sum may hold?"""
    return any(c.currency != facts.currency for c in facts.costs if c.valid_on <= day)


def complete_on(facts: ProjectFacts, day: date) -> Decimal | None:
    """Completion as a fraction: the latest report of the whole, or, when items were reported later, the
    items weighted by their size (an item without report counts 0). None without a report."""
    valid = [p for p in facts.progress if p.valid_on <= day]
    if not valid:
        return None
    latest = max(valid, key=_order)
    return latest.complete if latest.item_id is None else _by_items(facts, valid, day)


def _order(row: ProgressFact | ForecastFact) -> tuple[date, int]:
    return row.valid_on, row.entry_id


def _by_items(facts: ProjectFacts, valid: list[ProgressFact], day: date) -> Decimal | None:
    sizes: dict[int, Decimal] = {}
    detailed = {row.of for row in facts.scope if row.kind == "elaborated" and row.valid_on <= day}
    for row in facts.scope:
        if row.valid_on <= day and row.kind != "authorised" and row.item_id not in detailed:
            sizes[row.item_id] = sizes.get(row.item_id, ZERO) + row.size
    done = {row.item_id: row.complete for row in sorted(valid, key=_order) if row.item_id is not None}
    total = sum(sizes.values(), ZERO)
    if total <= 0:
        return None
    return sum((size * done.get(item, ZERO) for item, size in sizes.items()), ZERO) / total


def forecast_on(
    facts: ProjectFacts, day: date, promise: Promise, complete: Decimal | None, *, closed: bool
) -> tuple[Figure[Decimal], str]:
    """Cost at completion and the words for its method.

    The latest reported forecast holds, at least what is spent, unless progress was reported later: then
    budget / CPI holds where it is defined. Without either `no_data` or `no_baseline`. A closed project costs
    what it cost.
    """
    if has_other_currency(facts, day):
        return unknown("mixed_currency"), METHODS["none"]
    spent = spent_on(facts, day)
    if closed and any(c.valid_on <= day for c in facts.costs):
        return known(spent), "the actual cost"
    budget = promise.current_budget
    earned = None if budget is None or complete is None else budget * complete
    value = measure(None, earned, spent, budget)
    reported = _latest_amount(facts, day)
    if reported and value.eac_b.value is not None and _progress_since(facts, reported.valid_on, day):
        reported = None
    if reported and reported.currency != facts.currency:
        return unknown("mixed_currency"), METHODS["none"]
    amount = reported.amount if reported else None
    given = ReportedForecast(amount, reported.valid_on) if reported and amount is not None else None
    estimate = estimate_at_completion(given, value)
    method = f"the forecast of {given.valid_on}" if given else METHODS[estimate.source]
    return estimate.value, method


def _latest_amount(facts: ProjectFacts, day: date) -> ForecastFact | None:
    rows = [f for f in facts.forecasts if f.valid_on <= day and f.amount is not None]
    return max(rows, key=_order, default=None)


def _progress_since(facts: ProjectFacts, since: date, day: date) -> bool:
    return any(since < p.valid_on <= day for p in facts.progress)


def finish_on(facts: ProjectFacts, day: date, start: date | None, complete: Decimal | None) -> date | None:
    """The finish expected on a day: the latest reported one; else time so far / completion (earned schedule
    on a straight line), never before `day` while work is left. None when neither is defined."""
    rows = [f for f in facts.forecasts if f.valid_on <= day and f.finish is not None]
    if rows:
        return max(rows, key=_order).finish
    reports = [p.valid_on for p in facts.progress if p.valid_on <= day]
    if start is None or complete is None or complete <= 0 or max(reports) <= start:
        return None
    reported_on = max(reports)
    if complete >= 1:
        return reported_on
    days = Decimal((reported_on - start).days) / complete
    return None if days > LONGEST_EXTRAPOLATION else max(day, start + timedelta(days=round(days)))


def _scope_at_start(facts: ProjectFacts, scope: ScopePosition, day: date) -> Decimal | None:
    agreed = any(row.kind == "baseline" and row.valid_on <= day for row in facts.scope)
    return scope.s0 if agreed else None


def _gate_due(facts: ProjectFacts, phase: str, gate: str | None) -> date | None:
    """The gate is due when the present phase was planned to finish, else when the next was to start."""
    if gate is None:
        return None
    planned = {row.kind: row for row in facts.phases}
    ending, starting = planned.get(phase), planned.get(gate)
    due = ending.planned_finish if ending else None
    return due or (starting.planned_start if starting else None)
