"""All real roots of `f(u) = Σ c_i · e^(−u·t_i)`: what an internal rate of return is, with u = ln(1 + r).

Complete by the generalised rule of Descartes (Laguerre 1883): f has at most as many real roots as its
coefficients, ordered by t, change sign. Multiplying by e^(u·τ) keeps the roots; with τ placed inside one
sign change, the derivative has one sign change less. So the roots of the derivative are found first, and
between neighbours of them f·e^(u·τ) is monotone: each root lies alone in a bracket and is bisected.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

Term = tuple[float, float]  # (t, c), ascending t, no c of zero
TOUCHES = 1e-12  # |f| against its largest term at a double root


def merged(terms: Iterable[Term]) -> list[Term]:
    """Terms by ascending t, equal t added, zero coefficients dropped."""
    sums: dict[float, float] = defaultdict(float)
    for t, c in terms:
        sums[t] += c
    return sorted((t, c) for t, c in sums.items() if c)


def value(terms: list[Term], u: float) -> float:
    """`f(u)` divided by its largest term: the sign is exact where it matters and nothing overflows."""
    logs = [math.log(abs(c)) - u * t for t, c in terms]
    top = max(logs)
    return math.fsum(math.copysign(math.exp(log - top), c) for log, (_, c) in zip(logs, terms, strict=True))


def sign_changes(terms: list[Term]) -> list[float]:
    """The places τ between neighbouring terms of opposite sign."""
    return [(s + t) / 2 for (s, c), (t, d) in pairwise(terms) if (c > 0) != (d > 0)]


def roots(terms: list[Term]) -> list[float]:
    """All distinct real roots, ascending. `terms` as `merged` gives them."""
    changes = sign_changes(terms)
    if not changes:
        return []
    tau = changes[0]
    slope = [(t, c * (tau - t)) for t, c in terms]
    turns = roots(slope)
    found = [turn for turn in turns if abs(value(terms, turn)) <= TOUCHES]
    marks = [_outside(terms, turns, -1), *turns, _outside(terms, turns, 1)]
    for low, high in pairwise(marks):
        if not _near(found, low) and not _near(found, high) and value(terms, low) * value(terms, high) < 0:
            found.append(_bisect(terms, low, high))
    return sorted(found)


def _near(found: list[float], mark: float) -> bool:
    """A bracket that ends in a double root holds no second root: f only touches zero there."""
    return mark in found


def _outside(terms: list[Term], turns: list[float], side: int) -> float:
    """A place beyond every root on one side: there the term of least (or largest) t decides the sign."""
    final = terms[0][1] if side > 0 else terms[-1][1]
    start = (turns[-1] if side > 0 else turns[0]) if turns else 0.0
    step = 1.0
    while value(terms, start + side * step) * final <= 0:
        step *= 2
    return start + side * step


def _bisect(terms: list[Term], low: float, high: float) -> float:
    """The root in a bracket, to the last bit."""
    rising = value(terms, low) < 0
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if (value(terms, middle) < 0) == rising:
            low = middle
        else:
            high = middle
