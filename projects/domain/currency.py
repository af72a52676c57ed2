"""Performance and exchange rates kept apart (MC-1).

Earned value and actual cost are compared at the budget rate locked in the baseline; what the rate has moved
since is a variance of its own. Only amounts of the base currency are ever added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kernel.errors import DomainError
from kernel.money import PLACES, Money, total


@dataclass(frozen=True, slots=True)
class BudgetRates:
    """Units of `base` per unit of each other currency, as locked in a baseline."""

    base: str
    rates: Mapping[str, Decimal]

    def convert(self, money: Money) -> Money:
        """At the budget rate. Raises `DomainError` `no_rate` for a currency the baseline does not know."""
        if money.currency == self.base:
            return money
        if money.currency not in self.rates:
            raise DomainError("no_rate", f"the baseline has no rate for {money.currency}")
        return at_rate(money, self.rates[money.currency], self.base)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An actual cost and the rate to the base currency on its transaction date."""

    amount: Money
    rate: Decimal


@dataclass(frozen=True, slots=True)
class CurrencyVariance:
    """All in the base currency; a variance above 0 is good. `cv_total = cv_performance + fx`."""

    ev_at_budget: Money
    ac_at_budget: Money
    ac_at_transaction: Money

    @property
    def cv_performance(self) -> Money:
        return self.ev_at_budget - self.ac_at_budget

    @property
    def fx(self) -> Money:
        return self.ac_at_budget - self.ac_at_transaction

    @property
    def cv_total(self) -> Money:
        return self.cv_performance + self.fx


def at_rate(money: Money, rate: Decimal, currency: str) -> Money:
    """Converted and kept to four places. Raises `DomainError` `no_rate` for a rate of 0 or less."""
    if rate <= 0:
        raise DomainError("no_rate", f"{rate} is not an exchange rate")
    return Money((money.amount * rate).quantize(PLACES), currency)


def currency_variance(
    earned: Iterable[Money], invoices: Iterable[Invoice], rates: BudgetRates
) -> CurrencyVariance:
    """Earned value and actual cost at budget rates, and actual cost at the rates of the day it arose."""
    paid = list(invoices)
    return CurrencyVariance(
        ev_at_budget=total((rates.convert(money) for money in earned), rates.base),
        ac_at_budget=total((rates.convert(invoice.amount) for invoice in paid), rates.base),
        ac_at_transaction=total(
            (
                i.amount if i.amount.currency == rates.base else at_rate(i.amount, i.rate, rates.base)
                for i in paid
            ),
            rates.base,
        ),
    )
