"""Data quality of a project: how much of what a recommendation needs is there and fresh.

The mean of six shares; a share that cannot be taken counts as nothing and is named as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

T = TypeVar("T")
FRESH_DAYS = 30
PARTS = {
    "estimates": "estimates of the remaining work younger than 30 days, by value",
    "timesheets": "timesheets handed in for the last period",
    "baseline": "share of the budget at completion that is baselined",
    "benefits": "benefits with an owner and a measure",
    "risks": "risks reviewed in the last 30 days",
    "orders": "purchase orders whose state is reconciled",
}


@dataclass(frozen=True, slots=True)
class DataQuality:
    """The score (0 to 1), each part's share, and the parts that are missing altogether."""

    score: float
    parts: tuple[tuple[str, Figure[float]], ...]
    missing: tuple[str, ...]

    @property
    def weakest_first(self) -> tuple[str, ...]:
        """What to put right, in the words of `PARTS`, the emptiest first; what is complete is left out."""
        open_parts = [(share.value or 0.0, code) for code, share in self.parts if (share.value or 0.0) < 1]
        return tuple(PARTS[code] for _, code in sorted(open_parts))


def data_quality(shares: Mapping[str, Figure[float]]) -> DataQuality:
    """The score of the six `PARTS`. Errors: `part_unknown`, `share_invalid` outside 0 to 1."""
    unknown_parts = shares.keys() - PARTS.keys()
    if unknown_parts:
        raise DomainError("part_unknown", f"no part of data quality: {', '.join(sorted(unknown_parts))}")
    if any(share.value is not None and not 0 <= share.value <= 1 for share in shares.values()):
        raise DomainError("share_invalid", "a share lies between 0 and 1")
    parts = tuple((code, shares.get(code, unknown("no_data"))) for code in PARTS)
    score = sum(share.value or 0.0 for _, share in parts) / len(parts)
    return DataQuality(score, parts, tuple(code for code, share in parts if share.value is None))


def fresh_by_value(estimates: Iterable[tuple[date, Decimal]], as_of: date) -> Figure[float]:
    """Share of the cost to go whose estimate is at most 30 days old; null `no_data` without cost to go."""
    fresh = total = Decimal(0)
    for estimated_on, amount in estimates:
        total += amount
        fresh += amount if 0 <= (as_of - estimated_on).days <= FRESH_DAYS else 0
    return known(float(fresh / total)) if total > 0 else unknown("no_data")


def share_of(count: int, of: int, *, when_none: float | None = None) -> Figure[float]:
    """`count / of`; of none at all, `when_none` if given (no orders are all reconciled), else `no_data`."""
    if of:
        return known(count / of)
    return unknown("no_data") if when_none is None else known(when_none)
