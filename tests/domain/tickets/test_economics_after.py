"""After the decision: realised savings, accepted risk, debt, warranty, cost to serve."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.figures import known, unknown
from kernel.money import Money
from tickets.domain.economics.acceptance import Acceptance, incidents_to_trip, watch
from tickets.domain.economics.debt import KnownError, by_service, owe
from tickets.domain.economics.distributions import (
    predictive_mean,
    predictive_quantile,
    rate_exceeds,
    upper_gamma,
)
from tickets.domain.economics.evidence import Evidence
from tickets.domain.economics.inputs import Setting, ThreePoint
from tickets.domain.economics.savings import Baseline, Period, check, return_to_date
from tickets.domain.economics.serve import Month, peer_percentile, retire_test, trend
from tickets.domain.economics.warranty import Incident, Window, charge, returns

FEW = settings(max_examples=30)  # the whole folder stays within seconds

exactly = ThreePoint.exactly
NIL = Money.zero("EUR")


def euros(amount: float | str) -> Money:
    return Money(Decimal(str(amount)), "EUR")


@pytest.mark.parametrize(
    ("seen", "over", "ahead", "quantiles"),
    [(24, 6, 6, (14, 16, 24, 37)), (24, 6, 3, (6, 7, 12, 20)), (60, 12, 6, (20, 22, 30, 42))],
)
def test_predictive_quantiles(seen: int, over: float, ahead: float, quantiles: tuple[int, ...]) -> None:
    found = tuple(predictive_quantile(seen, over, ahead, fraction) for fraction in (0.05, 0.10, 0.50, 0.95))
    assert found == quantiles


@FEW
@given(st.integers(0, 300), st.floats(1, 36), st.floats(0.5, 12))
def test_quantiles_ascend_around_the_mean(seen: int, over: float, ahead: float) -> None:
    q = [predictive_quantile(seen, over, ahead, f) for f in (0.05, 0.1, 0.5, 0.95)]
    assert q == sorted(q)
    assert q[0] <= predictive_mean(seen, over, ahead) <= q[3] + 1


@pytest.mark.parametrize(
    ("shape", "x", "expected"),
    [(1, 2, 0.1353352832), (0.5, 0.5, 0.3173105079), (5, 3, 0.8152632445), (50, 50, 0.4811916845), (3, 0, 1)],
)
def test_incomplete_gamma(shape: float, x: float, expected: float) -> None:
    assert upper_gamma(shape, x) == pytest.approx(expected, abs=1e-9)


@FEW
@given(st.integers(1, 60), st.floats(0.01, 120))
def test_incomplete_gamma_is_the_poisson_tail(shape: int, x: float) -> None:
    term, total = 1.0, 1.0
    for k in range(1, shape):
        term *= x / k
        total += term
    assert upper_gamma(shape, x) == pytest.approx(total * 2.718281828459045**-x, rel=1e-9, abs=1e-12)


BASELINE = Baseline(24, 6, euros(235))


@pytest.mark.parametrize(
    ("actual", "verdict"),
    [(13, "proven"), (14, "likely"), (15, "likely"), (16, "not_proven"), (37, "not_proven"), (38, "worse")],
)
def test_a_fall_must_be_deep_to_prove_anything(actual: int, verdict: str) -> None:
    assert check(BASELINE, Period(6, actual, NIL, NIL)).verdict == verdict


def test_the_saving_pays_for_the_fix_and_for_what_it_broke() -> None:
    found = check(BASELINE, Period(6, 5, euros(100), euros(400)))
    assert found.expected == pytest.approx(24.5)
    assert found.saving == euros("3582.5")  # (24.5 − 5)·235 − 600 − 400
    assert return_to_date([found, found], euros(10_000)).value == pytest.approx(-0.2835)
    assert return_to_date([found], NIL) == unknown("zero_actual")


def test_more_users_expect_more_incidents() -> None:
    grown = check(Baseline(24, 6, euros(235), exposure=100), Period(6, 24, NIL, NIL, exposure=200))
    assert grown.expected == pytest.approx(49)
    assert grown.verdict == "proven"


def test_a_check_needs_time_and_exposure() -> None:
    with pytest.raises(DomainError) as refused:
        check(BASELINE, Period(0, 0, NIL, NIL))
    assert refused.value.code == "bad_window"


ACCEPTED = Acceptance(4.73, euros(278), euros(30_000), date(2027, 1, 1))
BEFORE = date(2026, 12, 31)


def test_the_example_trips_at_eighteen_in_three_months() -> None:
    assert incidents_to_trip(4.73) == 18
    assert watch(ACCEPTED, [euros(100)] * 17, NIL, BEFORE).tripped == ()
    assert watch(ACCEPTED, [euros(100)] * 18, NIL, BEFORE).tripped == ("rate",)


def test_twenty_four_in_six_months_do_not_trip() -> None:
    assert rate_exceeds(4.73, 24, 6) == pytest.approx(0.21, abs=0.005)
    assert watch(ACCEPTED, [euros(100)] * 24, NIL, BEFORE, months=6).tripped == ()


def test_cost_loss_and_expiry_trip_each_by_itself() -> None:
    assert watch(ACCEPTED, [euros(278)], NIL, BEFORE).tripped == ()
    assert watch(ACCEPTED, [euros(200), euros(357)], NIL, BEFORE).tripped == ("cost",)
    assert watch(ACCEPTED, [], euros(30_000), BEFORE).tripped == ()
    assert watch(ACCEPTED, [], euros("30000.01"), BEFORE).tripped == ("loss",)
    assert watch(ACCEPTED, [], NIL, date(2027, 1, 1)).tripped == ("expired",)
    assert watch(ACCEPTED, [], NIL, BEFORE).mean_cost is None


@FEW
@given(st.integers(0, 60), st.floats(0.1, 20))
def test_more_incidents_never_calm_the_wire(count: int, limit: float) -> None:
    assert rate_exceeds(limit, count + 1, 3) >= rate_exceeds(limit, count, 3) - 1e-12


@pytest.mark.parametrize(
    ("paid", "multiple", "step"),
    [
        ("7499", 0.4999, None),
        ("7500", 0.5, 0.5),
        ("15000", 1.0, 1.0),
        ("21000", 1.4, 1.0),
        ("30000", 2.0, 2.0),
    ],
)
def test_debt_is_paid_in_multiples_of_its_fix(paid: str, multiple: float, step: float | None) -> None:
    debt = owe(KnownError("PRB-1", "mail", 24, 6, euros(235), euros(paid), euros(15_000)))
    assert debt.interest == known(euros("940"))
    assert debt.paid_multiple.value == pytest.approx(multiple, abs=1e-4)
    assert debt.step == step


def test_debt_without_estimate_or_time_is_undefined() -> None:
    assert owe(KnownError("PRB-1", "mail", 0, 0, euros(1), euros(1))).interest == unknown("no_data")
    assert owe(KnownError("PRB-1", "mail", 1, 1, euros(1), euros(1))).paid_multiple == unknown("no_data")
    free = KnownError("PRB-1", "mail", 1, 1, euros(1), euros(1), NIL)
    assert owe(free).paid_multiple == unknown("zero_planned")
    foreign = KnownError("PRB-1", "mail", 1, 1, euros(1), euros(1), Money(Decimal(1), "USD"))
    assert owe(foreign).paid_multiple == unknown("mixed_currency")


def test_the_portfolio_lists_the_dearest_service_first() -> None:
    errors = [
        KnownError("PRB-1", "web", 2, 1, euros(10), euros(5)),
        KnownError("PRB-2", "mail", 9, 1, euros(10), euros(7)),
        KnownError("PRB-3", "web", 1, 1, euros(10), euros(3)),
        KnownError("PRB-4", "web", 1, 0, euros(10), euros(1)),
    ]
    assert by_service(map(owe, errors), "EUR") == (
        ("mail", euros(90), euros(7)),
        ("web", euros(30), euros(9)),
    )


LIVE = datetime(2026, 3, 1, tzinfo=UTC)
WARRANTY = Window(LIVE, LIVE + timedelta(days=60))


def incident(day: float, cost: float, is_caused: bool = False) -> Incident:
    return Incident(f"INC-{day}", LIVE + timedelta(days=day), euros(cost), is_caused)


def test_a_release_pays_for_what_it_caused_and_for_the_excess_once() -> None:
    others = [incident(day, 100) for day in range(20)]
    caused = [incident(day + 0.5, 500, is_caused=True) for day in range(3)]
    outside = [incident(-1, 9_999, is_caused=True), incident(60, 9_999, is_caused=True)]
    found = charge([*others, *caused, *outside], WARRANTY, LIVE + timedelta(days=90), 12, 75, "EUR")
    assert found.caused == euros(1_500)
    assert found.caused_keys == ("INC-0.5", "INC-1.5", "INC-2.5")
    assert found.excess == pytest.approx(20 - 12.5 / 75 * 60)
    assert found.excess_cost == euros(1_000)
    assert found.total == euros(2_500)
    assert found.is_excess_proven


def test_a_quiet_warranty_is_charged_nothing() -> None:
    found = charge([incident(1, 100)], WARRANTY, LIVE + timedelta(days=90), 12, 75, "EUR")
    assert (found.total, found.excess, found.is_excess_proven) == (NIL, 0.0, False)
    assert charge([], WARRANTY, LIVE, 12, 75, "EUR").total == NIL
    assert charge([incident(1, 100)], WARRANTY, LIVE + timedelta(days=9), 0, 0, "EUR").total == NIL


def test_returns_are_shown_gross_and_net() -> None:
    assert returns(euros(150), euros(100), euros(20)) == (known(0.5), known(0.3))
    assert returns(euros(150), NIL, euros(20)) == (unknown("zero_actual"), unknown("zero_actual"))


@pytest.mark.parametrize("days", [29, 91])
def test_a_warranty_lasts_thirty_to_ninety_days(days: int) -> None:
    with pytest.raises(DomainError):
        Window(LIVE, LIVE + timedelta(days=days))


def month(number: int, incidents: float, users: int = 100) -> Month:
    parts = [euros(incidents), euros(10), euros(20), euros(30), euros(40)]
    return Month(date(2026, number, 1), *parts, user_impact=euros(9_999), active_users=users)


def test_cost_to_serve_is_cash_without_user_impact() -> None:
    assert month(1, 100).cash == euros(200)
    assert month(1, 100).per_user == known(euros(2))
    assert month(1, 100, users=0).per_user == unknown("no_data")


def test_trend_and_peers() -> None:
    assert trend([month(1, 100), month(2, 130), month(3, 160)]) == known(euros(30))
    assert trend([month(1, 100), month(2, 130)]) == unknown("no_data")
    assert peer_percentile(5, [1, 2, 3, 9]) == known(0.75)
    assert peer_percentile(3, [1, 3, 9, 9]) == known(0.375)
    assert peer_percentile(3, []) == unknown("no_data")


def test_the_retire_signal() -> None:
    evidence = Evidence(24, 6, "EUR", (235.0,) * 24, known(1.0))
    setting = Setting(36, 0.0)
    dear = retire_test(
        evidence, exactly(2_000), exactly(1_000), ThreePoint(9_000, 18_000, 36_000), setting, seed=1
    )
    assert float(dear.keeping.amount) == pytest.approx(2_000 + 24.5 / 6 * 235, rel=0.01)
    assert float(dear.replacing.amount) == pytest.approx(1_000 + 19_500 / 36, rel=0.01)
    assert dear.retire
    cheap = retire_test(evidence, exactly(100), exactly(1_000), exactly(18_000), setting, seed=1)
    assert (cheap.retire, cheap.probability < 0.3) == (False, True)
    thin = Evidence(24, 6, "EUR", (235.0,) * 24, known(0.5))
    assert not retire_test(thin, exactly(2_000), exactly(1), exactly(1), setting, seed=1).retire
