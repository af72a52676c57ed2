"""The scope ledger: rows, their fold to a position, and the indices of it (SC-*)."""

from __future__ import annotations

from projects.domain.scope_fold import fold_scope
from projects.domain.scope_indices import (
    ScopeIndices,
    VolatilityWeights,
    creep_per_month,
    day_growth_reaches,
    monthly_growth,
    scope_indices,
    unscoped_work_ratio,
    volatility_index,
    weighted_volatility,
)
from projects.domain.scope_rows import ScopeCounts, ScopeKind, ScopePosition, ScopeRow, UnauthorisedItem

__all__ = [
    "ScopeCounts",
    "ScopeIndices",
    "ScopeKind",
    "ScopePosition",
    "ScopeRow",
    "UnauthorisedItem",
    "VolatilityWeights",
    "creep_per_month",
    "day_growth_reaches",
    "fold_scope",
    "monthly_growth",
    "scope_indices",
    "unscoped_work_ratio",
    "volatility_index",
    "weighted_volatility",
]
