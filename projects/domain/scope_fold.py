"""The fold of the scope ledger (SC-*).

Rules where the identity alone leaves a choice:

- An approval counts from its own date and says which entry it covers; the entry keeps its date. It moves an
  addition, an elaboration beyond its parent or a re-estimate upwards to `authorised`; the total stays.
- An approved re-estimate downwards stays a re-estimate, so approving never raises growth.
- Elaboration is free while the children fit into the parent's size. What exceeds it is growth; approved
  children use up the excess first. A removal made before the first child shrinks the parent's size.
- A removal first takes back open unauthorised growth of the same item, then of the items it elaborates:
  stopping work that nobody approved clears it. Only the rest reduces agreed scope.
- A re-estimate counts as growth beyond `item_tolerance` of the item's agreed size, net over its rows, at most
  what is left of the item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.domain.scope_rows import (
    ZERO,
    GrowthCause,
    ScopeCounts,
    ScopePosition,
    ScopeRow,
    UnauthorisedItem,
)


@dataclass(slots=True)
class _Item:
    """Everything booked on one item so far; `children` are the elaborations of it."""

    baseline: Decimal = ZERO
    added_authorised: Decimal = ZERO
    added_unauthorised: Decimal = ZERO
    added_reversed: Decimal = ZERO
    elaborated: Decimal = ZERO
    re_estimated: Decimal = ZERO
    re_estimated_authorised: Decimal = ZERO
    churn_re_estimated: Decimal = ZERO
    removed: Decimal = ZERO
    removed_below: Decimal = ZERO
    removed_before_split: Decimal = ZERO
    withdrawn_added: Decimal = ZERO
    withdrawn_children: Decimal = ZERO
    children: Decimal = ZERO
    children_authorised: Decimal = ZERO
    tolerance: Decimal = ZERO
    parent: int | None = None
    in_baseline: bool = False
    added_rows: list[ScopeRow] = field(default_factory=list)
    child_rows: list[ScopeRow] = field(default_factory=list)
    re_estimated_on: date | None = None

    @property
    def added(self) -> Decimal:
        return self.added_authorised + self.added_unauthorised - self.added_reversed

    @property
    def growth_added(self) -> Decimal:
        """Additions nobody approved; a reversal is taken from these first."""
        return max(ZERO, self.added_unauthorised - self.added_reversed)

    @property
    def gross(self) -> Decimal:
        """Size of the item before removals."""
        return self.baseline + self.added + self.elaborated + self.re_estimated + self.re_estimated_authorised

    @property
    def excess(self) -> Decimal:
        """By how much the children exceed the item."""
        return max(ZERO, self.children - max(ZERO, self.gross - self.removed_before_split))

    @property
    def growth_children(self) -> Decimal:
        return max(ZERO, self.excess - self.children_authorised)

    @property
    def open_added(self) -> Decimal:
        return max(ZERO, self.growth_added - self.withdrawn_added)

    @property
    def open_children(self) -> Decimal:
        return max(ZERO, self.growth_children - self.withdrawn_children)

    @property
    def withdrawn(self) -> Decimal:
        """What removals took back of growth that, as known now, was not approved."""
        return min(self.withdrawn_added, self.growth_added) + min(
            self.withdrawn_children, self.growth_children
        )

    @property
    def left(self) -> Decimal:
        return self.gross + self.excess - self.removed - self.removed_below

    @property
    def beyond_tolerance(self) -> Decimal:
        agreed = self.baseline + self.added + self.elaborated + self.re_estimated_authorised
        beyond = self.re_estimated - self.tolerance * max(ZERO, agreed)
        return max(ZERO, min(beyond, self.left))


class _Ledger:
    """Books rows in order. Which entries are approved is known before the first row is booked."""

    def __init__(self, approved: frozenset[int]) -> None:
        self.approved = approved
        self.items: dict[int, _Item] = {}
        self.book = {
            "baseline": self._baseline,
            "added": self._added,
            "removed": self._removed,
            "re_estimated": self._re_estimated,
            "elaborated": self._elaborated,
        }

    def item(self, item_id: int) -> _Item:
        return self.items.setdefault(item_id, _Item())

    def line_up(self, item_id: int) -> Iterator[_Item]:
        """The item and what it elaborates, upwards; a loop of parents ends where it began."""
        seen: set[int] = set()
        at: int | None = item_id
        while at is not None and at not in seen:
            seen.add(at)
            item = self.item(at)
            yield item
            at = item.parent

    def _baseline(self, row: ScopeRow) -> None:
        item = self.item(row.item_id)
        item.baseline += row.size
        item.in_baseline = True

    def _added(self, row: ScopeRow) -> None:
        item = self.item(row.item_id)
        if row.size < 0:
            item.added_reversed -= row.size
        elif row.entry_id in self.approved:
            item.added_authorised += row.size
        else:
            item.added_unauthorised += row.size
        item.added_rows.append(row)

    def _re_estimated(self, row: ScopeRow) -> None:
        item = self.item(row.item_id)
        if row.size > 0 and row.entry_id in self.approved:
            item.re_estimated_authorised += row.size
        else:
            item.re_estimated += row.size
            item.re_estimated_on = row.valid_on
        item.churn_re_estimated += abs(row.size)
        item.tolerance = row.item_tolerance

    def _elaborated(self, row: ScopeRow) -> None:
        if row.of is None:  # a break-down of nothing has no parent to fit into: it is an addition
            self._added(row)
            return
        child = self.item(row.item_id)
        child.elaborated += row.size
        child.parent = row.of
        parent = self.item(row.of)
        parent.children += row.size
        if row.size > 0 and row.entry_id in self.approved:
            parent.children_authorised += row.size
        parent.child_rows.append(row)

    def _removed(self, row: ScopeRow) -> None:
        item = self.item(row.item_id)
        line = list(self.line_up(row.item_id))
        item.removed -= row.size
        for above in line[1:]:
            above.removed_below -= row.size
        if not item.child_rows:
            item.removed_before_split -= row.size
        if row.size < 0:
            self._withdraw(line, -row.size)
        else:
            self._restore(line, row.size)

    @staticmethod
    def _withdraw(line: list[_Item], amount: Decimal) -> None:
        for item in line:
            part = min(amount, item.open_children)
            item.withdrawn_children += part
            amount -= part
            part = min(amount, item.open_added)
            item.withdrawn_added += part
            amount -= part

    @staticmethod
    def _restore(line: list[_Item], amount: Decimal) -> None:
        """Reverse a removal: agreed scope comes back first, then growth that had been withdrawn."""
        agreed = max(ZERO, line[0].removed + amount - sum((i.withdrawn for i in line), ZERO))
        amount -= min(amount, agreed)
        for item in line:
            part = min(amount, item.withdrawn_added)
            item.withdrawn_added -= part
            amount -= part
            part = min(amount, item.withdrawn_children)
            item.withdrawn_children -= part
            amount -= part


def fold_scope(rows: Iterable[ScopeRow], as_of: date) -> ScopePosition:
    """The scope position from all rows valid on or before `as_of`, in order of date and entry.

    Sizes keep the unit of the rows. The identity of `ScopePosition` holds for every sequence of rows.
    Source: scope ledger definition SC-*, RVI practice and the identity of section 9 of the formulas.
    """
    valid = sorted((r for r in rows if r.valid_on <= as_of), key=lambda r: (r.valid_on, r.entry_id))
    ledger = _Ledger(frozenset(r.of for r in valid if r.kind == "authorised" and r.of is not None))
    for row in valid:
        if row.kind != "authorised":
            ledger.book[row.kind](row)
    return _position(ledger)


def _position(ledger: _Ledger) -> ScopePosition:
    items = ledger.items.values()

    def sum_of(amounts: Iterable[Decimal]) -> Decimal:
        return sum(amounts, ZERO)

    s0 = sum_of(i.baseline for i in items)
    excess = sum_of(i.excess for i in items)
    removed = sum_of(i.removed for i in items)
    withdrawn = sum_of(i.withdrawn for i in items)
    growth = sum_of(i.growth_added + i.growth_children for i in items)
    added = sum_of(i.added for i in items)
    re_authorised = sum_of(i.re_estimated_authorised for i in items)
    re_estimated = sum_of(i.re_estimated for i in items)
    return ScopePosition(
        s0=s0,
        authorised=added + excess - growth + re_authorised,
        unauthorised=growth - withdrawn,
        removed=removed - withdrawn,
        re_estimated=re_estimated,
        re_estimated_beyond_tolerance=sum_of(i.beyond_tolerance for i in items),
        total=s0 + added + excess + re_authorised + re_estimated - removed,
        unauthorised_items=tuple(_growth_items(ledger)),
        withdrawn=withdrawn,
        churn=sum_of(abs(i.added) + i.excess + abs(i.removed) + i.churn_re_estimated for i in items),
        counts=_counts(ledger),
    )


def _growth_items(ledger: _Ledger) -> Iterator[UnauthorisedItem]:
    """Each open amount; the sizes add up to unauthorised growth plus re-estimates beyond tolerance."""
    for item_id, item in sorted(ledger.items.items()):
        yield from _latest_first(item.added_rows, item.open_added, "added", ledger.approved)
        yield from _latest_first(item.child_rows, item.open_children, "elaborated", ledger.approved)
        if item.beyond_tolerance > 0 and item.re_estimated_on is not None:
            yield UnauthorisedItem(item_id, item.beyond_tolerance, item.re_estimated_on, "re_estimated")


def _latest_first(
    rows: list[ScopeRow], amount: Decimal, cause: GrowthCause, approved: frozenset[int]
) -> Iterator[UnauthorisedItem]:
    for row in reversed(rows):
        part = min(amount, row.size)
        if part > 0 and row.entry_id not in approved:
            yield UnauthorisedItem(row.item_id, part, row.valid_on, cause)
            amount -= part


def _counts(ledger: _Ledger) -> ScopeCounts:
    items = ledger.items.values()
    beyond = sum(
        len({g.item_id for g in _latest_first(i.child_rows, i.excess, "elaborated", frozenset())})
        for i in items
    )
    return ScopeCounts(
        baseline=sum(i.in_baseline for i in items),
        added=sum(i.added > 0 for i in items) + beyond,
        changed=sum(i.churn_re_estimated > 0 or (i.removed > 0 and i.left > 0) for i in items),
        deleted=sum(i.removed > 0 and i.left <= 0 for i in items),
    )
