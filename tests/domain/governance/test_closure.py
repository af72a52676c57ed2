"""The closure recommendation: first rule that applies, abstention, presumption of closure, evidence."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.closure import (
    Certified,
    ClosureFacts,
    ClosurePolicy,
    Option,
    OptionKind,
    Recommendation,
    recommend,
)
from governance.domain.data_quality import PARTS, data_quality, fresh_by_value, share_of
from governance.domain.growth import growth_of
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

D = Decimal
DAY = date(2026, 6, 1)
GOOD = data_quality({part: known(1.0) for part in PARTS})
POOR = data_quality({"estimates": known(1.0), "benefits": known(0.5)})
CALM = growth_of(D(100), D(100), D(104))
CRITICAL = growth_of(D(90), D(100), D(125))
ALL = frozenset(Certified)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def facts(p: float | None = 0.9, **more: Any) -> ClosureFacts:
    odds: Figure[float] = unknown("no_data") if p is None else known(p)
    values: dict[str, Any] = {
        "snapshot": "SNAP-1",
        "as_of": DAY,
        "quality": GOOD,
        "p_worth": odds,
        "growth": CALM,
    }
    return ClosureFacts(**{**values, **more})


def option(name: str, kind: OptionKind, p: float | None, cost: int = 100, **more: Any) -> Option:
    odds: Figure[float] = unknown("no_data") if p is None else known(p)
    return Option(name, kind, odds, known(D(10)), D(cost), **more)


SMALLER = option("core only", OptionKind.DESCOPED, 0.7)
WEAKER = option("half", OptionKind.DESCOPED, 0.4)
LATER = option("wait a year", OptionKind.PAUSE, 0.6)


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        pytest.param(facts(0.80), Recommendation.CONTINUE, id="clearly worth it"),
        pytest.param(facts(0.79), Recommendation.CONTINUE_WITH_CONDITIONS, id="probably worth it"),
        pytest.param(facts(0.50), Recommendation.CONTINUE_WITH_CONDITIONS, id="even odds"),
        pytest.param(
            facts(0.95, open_exceptions=("cost",)),
            Recommendation.CONTINUE_WITH_CONDITIONS,
            id="an open exception",
        ),
        pytest.param(facts(0.49), Recommendation.PAUSE, id="not worth it, no other option"),
        pytest.param(
            facts(0.1, open_exceptions=("cost",)),
            Recommendation.PAUSE,
            id="an exception is no reason to go on",
        ),
        pytest.param(facts(0.49, options=(SMALLER, LATER)), Recommendation.RESCOPE, id="a smaller one is"),
        pytest.param(facts(0.49, options=(WEAKER, LATER)), Recommendation.PAUSE, id="a later one is"),
        pytest.param(facts(0.49, options=(WEAKER,)), Recommendation.PAUSE, id="a smaller one is not either"),
        pytest.param(facts(0.19), Recommendation.PAUSE, id="low for the first time"),
        pytest.param(facts(0.19, earlier=((ago(13), 0.1),)), Recommendation.PAUSE, id="low for 13 days"),
        pytest.param(facts(0.19, earlier=((ago(14), 0.1),)), Recommendation.CLOSE_EARLY, id="for 14 days"),
        pytest.param(
            facts(0.19, earlier=((ago(20), 0.1), (ago(10), 0.3))),
            Recommendation.PAUSE,
            id="with a better week",
        ),
        pytest.param(
            facts(0.20, earlier=((ago(30), 0.1),)), Recommendation.PAUSE, id="20 % is not below 20 %"
        ),
        pytest.param(
            facts(0.1, earlier=((ago(30), 0.1),), options=(SMALLER,)),
            Recommendation.RESCOPE,
            id="a smaller one saves it",
        ),
        pytest.param(facts(0.95, growth=CRITICAL), Recommendation.PRESUMED_CLOSED, id="critical growth"),
        pytest.param(
            facts(0.95, growth=CRITICAL, certified=ALL - {Certified.ESSENTIAL}),
            Recommendation.PRESUMED_CLOSED,
            id="four statements are not five",
        ),
        pytest.param(
            facts(0.95, growth=CRITICAL, certified=ALL),
            Recommendation.CONTINUE_WITH_CONDITIONS,
            id="certified growth goes on under conditions",
        ),
        pytest.param(
            facts(0.1, growth=CRITICAL, certified=ALL, earlier=((ago(14), 0.1),)),
            Recommendation.CLOSE_EARLY,
            id="certified but not worth it",
        ),
        pytest.param(facts(0.95, growth=unknown("no_baseline")), Recommendation.CONTINUE, id="no baseline"),
        pytest.param(facts(0.95, quality=POOR), Recommendation.ABSTAIN, id="too little known"),
        pytest.param(facts(None), Recommendation.ABSTAIN, id="no probability"),
        pytest.param(facts(0.1, quality=POOR, growth=CRITICAL), Recommendation.ABSTAIN, id="abstains first"),
        pytest.param(facts(0.1, mandatory=True), Recommendation.ABSTAIN, id="mandatory without options"),
        pytest.param(
            facts(0.1, mandatory=True, options=(SMALLER,), growth=CRITICAL),
            Recommendation.CHEAPEST_COMPLIANT,
            id="mandatory",
        ),
    ],
)
def test_recommendations(given_facts: ClosureFacts, expected: Recommendation) -> None:
    assert recommend(given_facts).recommendation is expected


def test_the_best_viable_option_is_named() -> None:
    assert recommend(facts(0.3, options=(WEAKER, LATER, SMALLER))).option == SMALLER


def test_mandatory_compares_the_cheapest_compliant_options_only() -> None:
    cheap = option("cheap but illegal", OptionKind.DESCOPED, 0.9, cost=1, compliant=False)
    stop = option("stop", OptionKind.STOP, 0.9, cost=0)
    dear, fair = (option(name, OptionKind.CONTINUE, 0.1, cost=c) for name, c in (("dear", 90), ("fair", 80)))
    assert recommend(facts(0.1, mandatory=True, options=(cheap, stop, dear, fair))).option == fair


def test_abstaining_lists_what_is_missing_the_emptiest_first() -> None:
    paper = recommend(facts(None, quality=POOR))
    assert paper.missing[0] == "probability that finishing is worth it (no data)"
    assert paper.missing[-1] == PARTS["benefits"]
    assert len(paper.missing) == 1 + 5
    assert "25%" in paper.findings[0].text


def test_the_presumption_names_what_is_still_to_be_certified() -> None:
    some = frozenset({Certified.ESSENTIAL, Certified.OUTRANKS})
    paper = recommend(facts(0.95, growth=CRITICAL, certified=some))
    assert set(paper.conditions) == {c.value for c in ALL - some}


def test_policy_moves_the_thresholds() -> None:
    strict = ClosurePolicy(continue_from=0.95)
    assert recommend(facts(0.9), strict).recommendation is Recommendation.CONTINUE_WITH_CONDITIONS


ANY_FACTS = st.builds(
    facts,
    st.one_of(st.none(), st.floats(0, 1)),
    quality=st.sampled_from([GOOD, POOR]),
    growth=st.sampled_from([CALM, CRITICAL, unknown("no_baseline")]),
    earlier=st.lists(st.tuples(st.dates(ago(60), ago(1)), st.floats(0, 1)), max_size=4).map(tuple),
    options=st.lists(st.sampled_from([SMALLER, WEAKER, LATER]), max_size=3).map(tuple),
    mandatory=st.booleans(),
    open_exceptions=st.sampled_from([(), ("cost",)]),
    certified=st.sampled_from([frozenset(), ALL]),
)


@given(ANY_FACTS)
@settings(max_examples=40)
def test_every_sentence_with_a_number_resolves_to_the_snapshot(any_facts: ClosureFacts) -> None:
    paper = recommend(any_facts)
    assert paper == recommend(any_facts)
    assert paper.findings
    for finding in paper.findings:
        assert finding.snapshot == "SNAP-1"
        if re.search(r"\d", finding.text):
            assert finding.figures
            assert all(value in finding.text for _, value in finding.figures)


GOING_ON = {
    Recommendation.CLOSE_EARLY: 0,
    Recommendation.PAUSE: 1,
    Recommendation.RESCOPE: 2,
    Recommendation.CONTINUE_WITH_CONDITIONS: 3,
    Recommendation.CONTINUE: 4,
}


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([(), ((ago(20), 0.1),)]))
@settings(max_examples=40)
def test_better_odds_never_bring_the_project_nearer_to_closing(
    one: float, other: float, earlier: tuple[tuple[date, float], ...]
) -> None:
    low, high = sorted((one, other))
    worse, better = (recommend(facts(p, earlier=earlier)).recommendation for p in (low, high))
    assert GOING_ON[worse] <= GOING_ON[better]


def test_data_quality_is_the_mean_of_six_parts() -> None:
    assert GOOD.score == 1
    assert GOOD.weakest_first == ()
    assert POOR.score == pytest.approx(0.25)
    assert POOR.missing == ("timesheets", "baseline", "risks", "orders")
    with pytest.raises(DomainError):
        data_quality({"colour": known(1.0)})
    with pytest.raises(DomainError):
        data_quality({"risks": known(1.1)})


def test_parts_of_data_quality() -> None:
    estimates = [(ago(30), D(300)), (ago(31), D(100)), (DAY + timedelta(days=1), D(100))]
    assert fresh_by_value(estimates, DAY) == known(0.6)
    assert fresh_by_value([], DAY) == unknown("no_data")
    assert share_of(3, 4) == known(0.75)
    assert share_of(0, 0) == unknown("no_data")
    assert share_of(0, 0, when_none=1.0) == known(1.0)
