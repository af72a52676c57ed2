"""Promises made at approval about when to stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.domain.kill_criteria import Criterion, Promise, Verdict, amend, is_looser, judge, parse
from kernel.errors import DomainError

METRICS = ("p_worth", "finish_p80", "benefit_factor")
DAY = date(2026, 6, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("sentence", "criterion"),
    [
        ("p_worth < 0.4 for 30d", Criterion("p_worth", "<", 0.4, 30)),
        ("finish_p80 > 2027-06-30", Criterion("finish_p80", ">", date(2027, 6, 30))),
        ("  Benefit_Factor <= 0.5 ", Criterion("benefit_factor", "<=", 0.5)),
        ("benefit_factor < -1", Criterion("benefit_factor", "<", -1.0)),
    ],
)
def test_a_sentence_is_a_criterion(sentence: str, criterion: Criterion) -> None:
    assert parse(sentence, METRICS) == criterion
    assert parse(str(criterion), METRICS) == criterion


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("p_worth = 0.4", "criterion_unreadable"),
        ("p_worth < lots", "criterion_unreadable"),
        ("p_worth < 0.4; import os", "criterion_unreadable"),
        ("finish_p80 > 2027-02-30", "criterion_unreadable"),
        ("colour < 3", "metric_unknown"),
    ],
)
def test_other_sentences_are_refused(sentence: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse(sentence, METRICS)
    assert refused.value.code == code


LOW = Criterion("p_worth", "<", 0.4, 30)


@pytest.mark.parametrize(
    ("readings", "verdict", "since"),
    [
        pytest.param([], Verdict.UNKNOWN, None, id="no reading"),
        pytest.param([(ago(1), None)], Verdict.UNKNOWN, None, id="only unknown readings"),
        pytest.param([(ago(40), 0.3), (ago(1), 0.5)], Verdict.HOLDS_BACK, None, id="recovered"),
        pytest.param([(ago(29), 0.3), (ago(1), 0.3)], Verdict.COUNTING, ago(29), id="not long enough"),
        pytest.param([(ago(1), 0.3), (ago(30), 0.3)], Verdict.TRIPPED, ago(30), id="long enough, any order"),
        pytest.param(
            [(ago(40), 0.3), (ago(20), 0.4), (ago(10), 0.3)], Verdict.COUNTING, ago(10), id="a break resets"
        ),
        pytest.param(
            [(ago(40), 0.3), (ago(20), None), (ago(10), 0.3)], Verdict.TRIPPED, ago(40), id="a gap does not"
        ),
        pytest.param([(ago(40), 0.3), (ago(-1), 0.9)], Verdict.TRIPPED, ago(40), id="not what comes later"),
    ],
)
def test_a_criterion_trips_after_its_days(
    readings: list[tuple[date, float | None]], verdict: Verdict, since: date | None
) -> None:
    found = judge(LOW, readings, DAY)
    assert (found.verdict, found.met_since) == (verdict, since)


def test_dates_are_compared_with_dates() -> None:
    late = Criterion("finish_p80", ">", date(2027, 6, 30))
    assert judge(late, [(DAY, date(2027, 7, 1))], DAY).verdict is Verdict.TRIPPED
    assert judge(late, [(DAY, date(2027, 6, 30))], DAY).verdict is Verdict.HOLDS_BACK
    with pytest.raises(DomainError):
        judge(late, [(DAY, 0.5)], DAY)


@pytest.mark.parametrize(
    ("before", "after", "looser"),
    [
        ("p_worth < 0.4", "p_worth < 0.3", True),
        ("p_worth < 0.4", "p_worth < 0.5", False),
        ("p_worth < 0.4", "p_worth <= 0.4", False),
        ("p_worth <= 0.4", "p_worth < 0.4", True),
        ("p_worth < 0.4 for 30d", "p_worth < 0.4 for 10d", False),
        ("p_worth < 0.4 for 10d", "p_worth < 0.4 for 30d", True),
        ("p_worth < 0.4", "benefit_factor < 0.4", True),
        ("p_worth < 0.4", "p_worth > 0.4", True),
        ("finish_p80 > 2027-06-30", "finish_p80 > 2027-12-31", True),
        ("finish_p80 > 2027-06-30", "finish_p80 > 2027-03-31", False),
        ("finish_p80 > 2027-06-30", "finish_p80 > 2", True),
    ],
)
def test_what_trips_later_is_looser(before: str, after: str, looser: bool) -> None:
    assert is_looser(parse(before, METRICS), parse(after, METRICS)) is looser


def test_loosening_needs_a_decision_and_stays_counted() -> None:
    promise = Promise({"worth": LOW})
    tighter = {"worth": Criterion("p_worth", "<", 0.5, 30)}
    assert amend(promise, tighter, None).loosened == 0
    for edit in ({"worth": Criterion("p_worth", "<", 0.1, 30)}, {}):
        with pytest.raises(DomainError) as refused:
            amend(promise, edit, None)
        assert refused.value.code == "decision_missing"
    once = amend(promise, {"worth": Criterion("p_worth", "<", 0.1, 30)}, "DEC-1")
    twice = amend(once, {}, "DEC-2")
    assert (twice.loosened, twice.decisions, twice.criteria) == (2, ("DEC-1", "DEC-2"), {})
