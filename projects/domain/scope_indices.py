"""Indices of scope volatility (SC-*), each a figure with a reason when it is undefined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from kernel.errors import BadInput
from kernel.figures import Figure, known, unknown
from projects.domain.scope_rows import ZERO, ScopeCounts, ScopePosition

DAYS_PER_MONTH = Decimal("30.4375")
CMGR_HIDDEN_BEFORE_DAYS = Decimal(30)


@dataclass(frozen=True, slots=True)
class VolatilityWeights:
    """Weights of added, changed and deleted requirements, and the factor for critical ones."""

    added: Decimal = Decimal("1.0")
    changed: Decimal = Decimal("1.25")
    deleted: Decimal = Decimal("1.1")
    critical: Decimal = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class ScopeIndices:
    """Fractions of the baseline: `aci` authorised change, `ugi` unauthorised growth (with re-estimates beyond
    tolerance), `churn` all moves by size (the size-weighted RVI), `net_growth`; `cmgr` compound growth per
    month; `rvi` and `rsi` by number of items.
    """

    aci: Figure[Decimal]
    ugi: Figure[Decimal]
    churn: Figure[Decimal]
    net_growth: Figure[Decimal]
    cmgr: Figure[Decimal]
    rvi: Figure[Decimal]
    rsi: Figure[Decimal]


def scope_indices(
    position: ScopePosition, *, days: Decimal | None = None, months: Decimal | None = None
) -> ScopeIndices:
    """Indices of a position, with the time since the baseline in exact days or in months (exactly one).

    No baseline size: every figure is null `no_baseline`. CMGR is null `no_data` before day 30 or when no
    scope is left. Raises `BadInput` unless exactly one of `days` and `months` is given.
    """
    if (days is None) == (months is None):
        raise BadInput("elapsed_time", "give the elapsed time either in days or in months")
    elapsed = months * DAYS_PER_MONTH if months is not None else days or ZERO
    rvi = volatility_index(position.counts)
    rsi: Figure[Decimal] = unknown("no_baseline") if rvi.value is None else known(1 - rvi.value)
    if position.s0 <= 0:
        none: Figure[Decimal] = unknown("no_baseline")
        return ScopeIndices(none, none, none, none, none, rvi, rsi)
    growth = position.unauthorised + position.re_estimated_beyond_tolerance
    return ScopeIndices(
        aci=known(position.authorised / position.s0),
        ugi=known(growth / position.s0),
        churn=known(position.churn / position.s0),
        net_growth=known(position.total / position.s0 - 1),
        cmgr=monthly_growth(position.s0, position.total, elapsed),
        rvi=rvi,
        rsi=rsi,
    )


def monthly_growth(s0: Decimal, total: Decimal, days: Decimal) -> Figure[Decimal]:
    """CMGR `(S_t/S_0)^(1/months) - 1`, month = 30.4375 days, hidden before day 30 (Kulk and Verhoef 2008)."""
    if s0 <= 0:
        return unknown("no_baseline")
    if total <= 0 or days < CMGR_HIDDEN_BEFORE_DAYS:
        return unknown("no_data")
    return known((total / s0) ** (DAYS_PER_MONTH / days) - 1)


def volatility_index(counts: ScopeCounts) -> Figure[Decimal]:
    """RVI `(added + changed + deleted) / baseline`, by number of items; RSI is 1 - RVI, possibly negative."""
    if counts.baseline <= 0:
        return unknown("no_baseline")
    return known(Decimal(counts.added + counts.changed + counts.deleted) / counts.baseline)


def weighted_volatility(
    counts: ScopeCounts, critical: int, weights: VolatilityWeights | None = None
) -> Figure[Decimal]:
    """Weighted RVI `(wA·A + wC·C + wD·D + critical·(k-1)) / baseline`; the defaults reproduce SC-2, SC-3."""
    if counts.baseline <= 0:
        return unknown("no_baseline")
    w = weights or VolatilityWeights()
    moved = w.added * counts.added + w.changed * counts.changed + w.deleted * counts.deleted
    return known((moved + critical * (w.critical - 1)) / counts.baseline)


def unscoped_work_ratio(unscoped_minutes: Decimal, all_minutes: Decimal) -> Figure[Decimal]:
    """UWR: share of project time on work with no path to the baseline or an approved change."""
    if all_minutes <= 0:
        return unknown("no_data")
    return known(unscoped_minutes / all_minutes)


def creep_per_month(ugi: Figure[Decimal], days: Decimal) -> Figure[Decimal]:
    """Mean unauthorised growth per month of 30.4375 days since the baseline, as a fraction of it."""
    if ugi.value is None:
        return ugi
    return unknown("not_started") if days <= 0 else known(ugi.value * DAYS_PER_MONTH / days)


def day_growth_reaches(limit: Decimal, ugi: Figure[Decimal], baseline_on: date, as_of: date) -> Figure[date]:
    """The day on which unauthorised growth reaches `limit` if it goes on as it has since the baseline.

    `as_of` when it is there already; null `no_data` without growth, `not_started` on the day of the baseline.
    """
    if ugi.value is None:
        return unknown(ugi.null_reason or "no_data")
    if ugi.value <= 0:
        return unknown("no_data")
    if ugi.value >= limit:
        return known(as_of)
    days = (as_of - baseline_on).days
    if days <= 0:
        return unknown("not_started")
    needed = (days * limit / ugi.value).to_integral_value(ROUND_CEILING)
    if needed > (date.max - baseline_on).days:
        return unknown("no_data")
    return known(baseline_on + timedelta(days=int(needed)))
