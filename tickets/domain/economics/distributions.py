"""The two distributions counting arguments need, in plain Python: negative binomial and gamma."""

from __future__ import annotations

from math import exp, lgamma, log

_TINY = 1e-300
_PRECISION = 1e-15
_MOST_TERMS = 100_000


def predictive_quantile(seen: float, over: float, ahead: float, fraction: float) -> int:
    """The smallest k with P(X ≤ k) ≥ fraction, X the count in `ahead` after `seen` in `over`.

    Negative binomial with shape seen + ½ and success probability over / (over + ahead): the predictive
    distribution of a Poisson count whose rate is Gamma(seen + ½, over).
    """
    count, reached = 0, 0.0
    while True:
        reached += exp(_log_pmf(count, seen + 0.5, over / (over + ahead)))
        if reached >= fraction:
            return count
        count += 1


def predictive_mean(seen: float, over: float, ahead: float) -> float:
    """(seen + ½) / over · ahead."""
    return (seen + 0.5) / over * ahead


def rate_exceeds(limit: float, seen: float, over: float) -> float:
    """P(λ > limit) for λ ~ Gamma(seen + ½, over)."""
    return upper_gamma(seen + 0.5, limit * over)


def upper_gamma(shape: float, x: float) -> float:
    """Q(a, x), the upper regularised incomplete gamma function, by series below a+1 and fraction above."""
    if x <= 0:
        return 1.0
    front = exp(shape * log(x) - x - lgamma(shape))
    return 1 - front * _series(shape, x) if x < shape + 1 else front * _fraction(shape, x)


def _log_pmf(k: int, shape: float, p: float) -> float:
    choose = lgamma(k + shape) - lgamma(shape) - lgamma(k + 1)
    return choose + shape * log(p) + k * log(1 - p)


def _series(shape: float, x: float) -> float:
    """Σ x^n / (a (a+1) … (a+n))."""
    term = total = 1 / shape
    for n in range(1, _MOST_TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * _PRECISION:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    """Lentz's evaluation of 1/(x+1−a− 1(1−a)/(x+3−a− 2(2−a)/(x+5−a− …)))."""
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    value = d
    for n in range(1, _MOST_TERMS):
        a = -n * (n - shape)
        b += 2
        d = 1 / ((a * d + b) or _TINY)
        c = (b + a / c) or _TINY
        value *= d * c
        if abs(d * c - 1) < _PRECISION:
            break
    return value
