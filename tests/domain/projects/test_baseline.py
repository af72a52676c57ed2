"""The original baseline never disappears behind the current one."""

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import DomainError
from projects.domain.baseline import Baseline, BaselineHistory

D = Decimal
FIRST = Baseline(1, date(2026, 1, 10), bac=D(100), scope=D(400), benefit=D(900), finish=date(2026, 12, 1))
SECOND = Baseline(2, date(2026, 4, 1), bac=D(120), scope=D(440), finish=date(2027, 2, 1), exception_open=True)
THIRD = Baseline(3, date(2026, 6, 1), bac=D(115), scope=D(440), finish=date(2027, 3, 1))
HISTORY = BaselineHistory([SECOND, FIRST, THIRD])
JULY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 1, 9), None),
        (date(2026, 1, 10), 1),
        (date(2026, 3, 31), 1),
        (date(2026, 4, 1), 2),
        (JULY, 3),
    ],
)
def test_the_baseline_in_force_follows_the_date(day, number):
    current = HISTORY.current(day)
    assert (current and current.number) == number
    assert HISTORY.original(day) == (FIRST if number else None)


def test_every_value_is_held_against_both_baselines():
    c = HISTORY.compare("bac", D(138), JULY)
    assert (c.over_original.value, c.over_current.value) == (38, 23)
    assert (c.fraction_over_original.value, c.fraction_over_current.value) == (D("0.38"), D("0.2"))


def test_a_figure_that_a_baseline_does_not_hold_is_unknown_against_it():
    c = HISTORY.compare("benefit", D(800), JULY)
    assert c.over_original.value == -100
    assert c.over_current.null_reason == "no_baseline"
    assert HISTORY.compare("bac", None, JULY).over_original.null_reason == "no_data"
    assert HISTORY.compare("bac", D(5), date(2025, 1, 1)).over_original.null_reason == "no_baseline"


def test_a_finish_is_compared_in_days():
    c = HISTORY.compare_finish(date(2027, 3, 1), JULY)
    assert (c.days_over_original.value, c.days_over_current.value) == (90, 0)
    assert HISTORY.compare_finish(None, JULY).days_over_current.null_reason == "no_data"
    assert BaselineHistory([]).compare_finish(None, JULY).days_over_current.null_reason == "no_baseline"


def test_laundering_shows_what_re_baselining_hides():
    index = HISTORY.laundering(D(138), JULY)
    assert index.index.value == D("0.15")
    assert (index.re_baselines, index.moved.value, index.days_since_last.value) == (2, 25, 30)
    assert index.share_during_exception.value == D("0.5")


def test_one_baseline_hides_nothing():
    index = HISTORY.laundering(D(138), date(2026, 2, 1))
    assert (index.index.value, index.re_baselines, index.moved.value) == (0, 0, 0)
    assert index.days_since_last.null_reason == index.share_during_exception.null_reason == "no_data"
    assert BaselineHistory([]).laundering(D(1), JULY).index.null_reason == "no_baseline"


@pytest.mark.parametrize(
    "baselines",
    [[FIRST, FIRST], [Baseline(1, date(2026, 5, 1)), Baseline(2, date(2026, 4, 1))]],
    ids=["same number twice", "approved before the one before"],
)
def test_baselines_follow_each_other(baselines):
    with pytest.raises(DomainError) as refused:
        BaselineHistory(baselines)
    assert refused.value.code == "baseline_order"
