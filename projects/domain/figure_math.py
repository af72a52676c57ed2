"""Arithmetic on figures: the first reason met is the reason of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from kernel.figures import Figure, known, unknown


def figure(value: Decimal | None, reason: str) -> Figure[Decimal]:
    """The value, or `reason` when there is none."""
    return unknown(reason) if value is None else known(value)


def combine(
    formula: Callable[[Decimal, Decimal], Decimal], a: Figure[Decimal], b: Figure[Decimal]
) -> Figure[Decimal]:
    """`formula(a, b)` when both are known."""
    if a.value is None:
        return a
    if b.value is None:
        return b
    return known(formula(a.value, b.value))


def minus(a: Figure[Decimal], b: Figure[Decimal]) -> Figure[Decimal]:
    return combine(lambda x, y: x - y, a, b)


def ratio(top: Figure[Decimal], bottom: Figure[Decimal], when_not_positive: str) -> Figure[Decimal]:
    """`top / bottom`; a denominator of 0 or less gives the reason `when_not_positive`."""
    if top.value is None:
        return top
    if bottom.value is None:
        return bottom
    return unknown(when_not_positive) if bottom.value <= 0 else known(top.value / bottom.value)


def sum_known(figures: Iterable[Figure[Decimal]], reason: str) -> Figure[Decimal]:
    """Sum of the known ones; `reason` when none is known."""
    values = [f.value for f in figures if f.value is not None]
    return known(sum(values, Decimal(0))) if values else unknown(reason)
