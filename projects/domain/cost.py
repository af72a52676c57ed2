"""Cost of a project in money: actual, committed, exposed, and what a transfer may do (CO-1, TM4, TM5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kernel.errors import DomainError
from kernel.money import Money, total

GoodsPolicy = Literal["received", "invoiced"]


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase order in one currency. A closed order commits nothing beyond what has come."""

    ordered: Money
    received: Money
    invoiced: Money
    closed: bool = False

    def consumed(self, policy: GoodsPolicy) -> Money:
        """What counts as actual cost: goods and services received, or invoiced, never both."""
        return self.received if policy == "received" else self.invoiced

    def commitment(self, policy: GoodsPolicy) -> Money:
        """What is ordered and not yet actual cost; never below 0."""
        open_amount = self.ordered - self.consumed(policy)
        zero = Money.zero(self.ordered.currency)
        return zero if self.closed or open_amount < zero else open_amount


@dataclass(frozen=True, slots=True)
class CostPosition:
    """Actual cost and commitment; their sum is the exposure."""

    actual: Money
    commitment: Money

    @property
    def exposure(self) -> Money:
        return self.actual + self.commitment

    def balance(self, amount: Money) -> Money:
        """What is left of a budget (or of an order value) after actual cost."""
        return amount - self.actual

    def uncommitted(self, budget: Money) -> Money:
        """What is left of a budget after actual cost and commitments."""
        return budget - self.exposure


def cost_position(
    *,
    currency: str,
    time: Iterable[Money] = (),
    expenses: Iterable[Money] = (),
    orders: Iterable[Order] = (),
    credit_notes: Iterable[Money] = (),
    policy: GoodsPolicy = "received",
) -> CostPosition:
    """Approved time at its dated rates, plus expenses, plus goods by `policy`, less credit notes.

    Raises `DomainError` `mixed_currency`. Goods move from commitment to actual cost once: under either policy
    an open order adds exactly its value to the exposure.
    """
    all_orders = list(orders)
    goods = total((order.consumed(policy) for order in all_orders), currency)
    actual = total(time, currency) + total(expenses, currency) + goods - total(credit_notes, currency)
    return CostPosition(actual, total((order.commitment(policy) for order in all_orders), currency))


@dataclass(frozen=True, slots=True)
class BudgetEntry:
    """A signed amount on one budget line."""

    line: int
    amount: Money


def authority(entries: Iterable[BudgetEntry], currency: str) -> Money:
    """The authority to spend: the sum of all entries of all lines, always."""
    return total((entry.amount for entry in entries), currency)


def line_balances(entries: Iterable[BudgetEntry]) -> dict[int, Money]:
    """The amount of each line."""
    balances: dict[int, Money] = {}
    for entry in entries:
        held = balances.get(entry.line)
        balances[entry.line] = entry.amount if held is None else held + entry.amount
    return balances


def transfer(
    source: int,
    target: int,
    amount: Money,
    balances: Mapping[int, Money],
    exposure: Mapping[int, Money] | None = None,
) -> tuple[BudgetEntry, BudgetEntry]:
    """The two entries of a transfer, which add up to nothing: the authority to spend does not change.

    Raises `DomainError`: `transfer_same_line`, `transfer_amount` unless above 0, `transfer_exceeds_line` when
    the source would fall below what is already exposed on it, `mixed_currency`.
    """
    zero = Money.zero(amount.currency)
    if source == target:
        raise DomainError("transfer_same_line", "a transfer needs two lines")
    if amount <= zero:
        raise DomainError("transfer_amount", "a transfer moves an amount above 0")
    free = balances.get(source, zero) - (exposure or {}).get(source, zero)
    if free < amount:
        raise DomainError("transfer_exceeds_line", f"only {free} is free on the line")
    return BudgetEntry(source, -amount), BudgetEntry(target, amount)
