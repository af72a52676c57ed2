"""Break-even on the back of an envelope: one-off cost against a monthly saving."""

from __future__ import annotations

from math import log

from kernel.figures import Figure, known, unknown

_DAYS_A_YEAR = 365.25


def monthly_saving(rate: float, cost: float, residual: float) -> float:
    """S = λ·c·(1 − residual); c is handling + user downtime + penalty of one incident."""
    return rate * cost * (1 - residual)


def simple_break_even(investment: float, saving: float) -> Figure[float]:
    """F ÷ S in months; `no_sign_change` when nothing is saved."""
    return known(investment / saving) if saving > 0 else unknown("no_sign_change")


def discounted_break_even(investment: float, saving: float, monthly_rate: float) -> Figure[float]:
    """n = −ln(1 − F·i/S) / ln(1 + i) months; `no_sign_change` if S ≤ 0 or F·i ≥ S, that is never."""
    if monthly_rate == 0:
        return simple_break_even(investment, saving)
    if saving <= 0 or investment * monthly_rate >= saving:
        return unknown("no_sign_change")
    return known(-log(1 - investment * monthly_rate / saving) / log(1 + monthly_rate))


def worth_spending(seconds_saved: float, times_a_day: float, years: float) -> float:
    """Seconds that making a routine task faster may cost before it costs more than it saves."""
    return seconds_saved * times_a_day * years * _DAYS_A_YEAR
