"""What waiting for decisions costs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.domain.decision_latency import Question, by_board, days_waited, latency_cost, most_urgent
from kernel.errors import DomainError

D = Decimal
DAY = date(2026, 6, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def question(code: str, waited: int, cost: int = 700, floats: int = 0, board: str = "board") -> Question:
    return Question(code, board, ago(waited + 5), ago(waited), D(cost), float_days=floats)


@pytest.mark.parametrize(
    ("asked", "cost"),
    [
        pytest.param(question("q", 14), 1400, id="two weeks"),
        pytest.param(question("q", 14, floats=14), 0, id="inside its float"),
        pytest.param(question("q", 14, floats=10), 400, id="beyond its float"),
        pytest.param(question("q", -3), 0, id="the paper is not complete"),
        pytest.param(question("q", 14, cost=-5), 0, id="nothing lost by waiting"),
        pytest.param(Question("q", "b", ago(30), ago(20), D(700), ago(13)), 700, id="decided after a week"),
        pytest.param(Question("q", "b", ago(30), ago(20), D(700), ago(25)), 0, id="decided before the paper"),
    ],
)
def test_latency_cost(asked: Question, cost: int) -> None:
    assert latency_cost(asked, DAY) == cost


def test_waiting_counts_from_the_complete_paper() -> None:
    assert days_waited(question("q", 14), DAY) == 14


def test_boards_are_compared_not_persons() -> None:
    decided = Question("d", "board", ago(30), ago(20), D(70), ago(10))
    rows = by_board([question("a", 4), decided, question("c", 7, board="portfolio")], DAY)
    assert [(r.decided_by, r.asked, r.still_open, r.median_days, r.lost) for r in rows] == [
        ("board", 2, 1, 7.0, 500),
        ("portfolio", 1, 1, 7.0, 700),
    ]


def test_the_most_urgent_decision_loses_most_from_now_on() -> None:
    inside, small, large = question("a", 5, 9000, 30), question("b", 50, 100), question("c", 5, 900)
    assert most_urgent([inside, small, large], DAY) == large
    assert most_urgent([question("z", -1)], DAY) is None


def test_a_question_is_not_decided_before_it_is_asked() -> None:
    with pytest.raises(DomainError):
        Question("q", "b", DAY, ago(1), D(1))
    with pytest.raises(DomainError):
        Question("q", "b", DAY, DAY, D(1), ago(1))
