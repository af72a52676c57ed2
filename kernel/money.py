"""Exact money: an amount in decimal and its currency, which never mix.

Amounts are kept to four places (`Decimal(20,4)`); rounding half-even to a currency's minor unit is a
decision for postings and display, made by calling `rounded`, never by arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from kernel.errors import DomainError

PLACES = Decimal("0.0001")
# ISO 4217 currencies whose minor unit is not the hundredth.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}


@dataclass(frozen=True, order=False, slots=True)
class Money:
    """An exact amount of one currency. Adding or comparing two currencies raises `mixed_currency`."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise DomainError("not_money", f"{self.amount!r} is not a finite decimal amount")
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise DomainError("not_a_currency", f"{self.currency!r} is not an ISO 4217 code")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise DomainError("mixed_currency", f"{self.currency} and {other.currency} cannot be combined")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def times(self, factor: Decimal | int) -> Money:
        """Scaled, kept to four places, half-even."""
        return Money((self.amount * factor).quantize(PLACES, ROUND_HALF_EVEN), self.currency)

    def rounded(self) -> Money:
        """Rounded half-even to the currency's minor unit."""
        digits = MINOR_DIGITS.get(self.currency, 2)
        return Money(self.amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN), self.currency)

    def __str__(self) -> str:
        return f"{self.rounded().amount:,} {self.currency}"


def total(items: Iterable[Money], currency: str) -> Money:
    """Sum in one currency; an item of another raises `mixed_currency`."""
    result = Money.zero(currency)
    for item in items:
        result = result + item
    return result
