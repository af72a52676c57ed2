"""What the scope ledger is made of, and the position it folds to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

ScopeKind = Literal["baseline", "added", "removed", "re_estimated", "elaborated", "authorised"]
GrowthCause = Literal["added", "elaborated", "re_estimated"]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """One fact of the scope ledger.

    `size` is a signed change (points, hours or money): a removal is negative, and a row of the same kind
    with the opposite sign reverses a wrong one. An `authorised` row has size 0 and names in `of` the entry
    that an approved change covers; an `elaborated` row names in `of` the item it breaks down.
    `item_tolerance` is the fraction by which the item may be re-estimated without counting as growth.
    """

    entry_id: int
    item_id: int
    kind: ScopeKind
    size: Decimal
    valid_on: date
    of: int | None = None
    item_tolerance: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class UnauthorisedItem:
    """An amount of growth on one item that no approved change covers, and since when."""

    item_id: int
    size: Decimal
    since: date
    cause: GrowthCause


@dataclass(frozen=True, slots=True)
class ScopeCounts:
    """How many items were in the baseline, and how many were added, changed and deleted since."""

    baseline: int
    added: int
    changed: int
    deleted: int


@dataclass(frozen=True, slots=True)
class ScopePosition:
    """Scope as of a day: `total = s0 + authorised + unauthorised - removed + re_estimated`, always.

    `unauthorised` and `removed` are net of `withdrawn`: unauthorised growth taken out again is neither
    growth that remains nor a reduction of what was agreed. `churn` counts every move by its size.
    """

    s0: Decimal
    authorised: Decimal
    unauthorised: Decimal
    removed: Decimal
    re_estimated: Decimal
    re_estimated_beyond_tolerance: Decimal
    total: Decimal
    unauthorised_items: tuple[UnauthorisedItem, ...]
    withdrawn: Decimal
    churn: Decimal
    counts: ScopeCounts
