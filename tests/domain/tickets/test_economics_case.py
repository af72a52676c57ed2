"""Fix or work around: evidence, simulation, verdict, options."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.figures import known
from kernel.money import Money
from tickets.domain.economics.evidence import Evidence, IncidentCost, binomial_p, gather, halves_differ
from tickets.domain.economics.inputs import Remedy, Setting, ThreePoint
from tickets.domain.economics.options import DO_NOTHING, better_workaround, compare, retirement
from tickets.domain.economics.simulate import futures, npv_draws, outcome
from tickets.domain.economics.verdict import FIX, INVESTIGATE, KEEP, THIN, judge

FEW = settings(max_examples=30)  # the whole folder stays within seconds

exactly = ThreePoint.exactly
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
EXAMPLE = Remedy("fix", ThreePoint(9_000, 14_000, 26_000), exactly(0.8), 3, 100)
TWO_YEARS = Setting(24, 0.08)


def euros(amount: float | str) -> Money:
    return Money(Decimal(str(amount)), "EUR")


def evidence(n: int = 24, months: float = 6, cost: float = 235, coverage: float = 1.0) -> Evidence:
    return Evidence(n, months, "EUR", (cost,) * n, known(coverage))


def incident(
    day: int, agent: float | None = 95, category: str = "mail", user: float | None = 140
) -> IncidentCost:
    return IncidentCost(
        f"INC-{day}",
        START + timedelta(days=day),
        category,
        None if agent is None else euros(agent),
        None if user is None else euros(user),
    )


def test_the_checked_example_is_to_be_investigated() -> None:
    case = judge(evidence(), EXAMPLE, TWO_YEARS, seed=1, hourly_rate=euros(80))
    assert case.verdict == INVESTIGATE
    assert case.outcome.probability == pytest.approx(0.31, abs=0.02)
    assert float(case.outcome.evpi.amount) == pytest.approx(1_050, abs=150)
    assert case.point.living_with_it.rounded() == euros("20842.54")
    assert case.time_box.value == pytest.approx(float(case.outcome.evpi.amount) / 80)
    assert case.outcome.draws == 20_000
    assert "service_ends_before_break_even" in case.notes


def test_agent_cost_alone_keeps_the_workaround() -> None:
    case = judge(evidence(cost=95), EXAMPLE, TWO_YEARS, seed=1)
    assert case.verdict == KEEP
    assert case.time_box.value is None


def test_the_same_seed_gives_the_same_result_and_another_nearly_the_same() -> None:
    first = judge(evidence(), EXAMPLE, TWO_YEARS, seed=7)
    again = judge(evidence(), EXAMPLE, TWO_YEARS, seed=7)
    other = judge(evidence(), EXAMPLE, TWO_YEARS, seed=8)
    assert first == again
    assert first.outcome != other.outcome
    assert first.outcome.probability == pytest.approx(other.outcome.probability, abs=0.02)


def test_a_dear_problem_is_fixed() -> None:
    case = judge(evidence(60, 12, 180), Remedy("fix", exactly(6_000), exactly(0.9), 2), TWO_YEARS, seed=1)
    assert (case.verdict, case.outcome.probability > 0.95) == (FIX, True)
    assert case.outcome.p10 < case.outcome.p50 < case.outcome.p90
    assert case.notes == ()


def test_the_verdict_abstains_on_thin_evidence_and_on_defaults() -> None:
    dear = Remedy("fix", exactly(6_000), exactly(0.9), 2)
    assert judge(evidence(60, 12, 180, coverage=0.59), dear, TWO_YEARS, seed=1).verdict == THIN
    assert judge(evidence(60, 12, 180, coverage=0.60), dear, TWO_YEARS, seed=1).verdict == FIX
    unasked = Remedy("fix", exactly(6_000), exactly(0.9), 2, defaults_only=True)
    case = judge(evidence(60, 12, 180), unasked, TWO_YEARS, seed=1)
    assert (case.verdict, case.notes) == (INVESTIGATE, ("defaults_only",))


def test_without_any_cost_there_is_no_case() -> None:
    with pytest.raises(DomainError) as refused:
        judge(Evidence(3, 6, "EUR", (), known(0.0)), EXAMPLE, TWO_YEARS, seed=1)
    assert refused.value.code == "no_data"


def test_the_tornado_is_widest_first_and_leaves_out_what_is_certain() -> None:
    case = judge(evidence(), EXAMPLE, TWO_YEARS, seed=1)
    widths = [bar.width for bar in case.tornado]
    assert widths == sorted(widths, reverse=True)
    assert {bar.name for bar in case.tornado} == {"rate", "investment", "delay", "run_cost"}
    bars = {bar.name: bar for bar in case.tornado}
    assert bars["rate"].npv_at_low < case.point.npv < bars["rate"].npv_at_high
    assert bars["investment"].npv_at_high < bars["investment"].npv_at_low


def test_simulated_moments_agree_with_theory() -> None:
    future = futures(evidence(), seed=3, draws=50_000)
    assert future.rate.mean() == pytest.approx(24.5 / 6, rel=0.01)
    assert future.rate.var() == pytest.approx(24.5 / 36, rel=0.03)
    draws = npv_draws(future, Remedy("k", ThreePoint(9_000, 14_000, 26_000), exactly(0)), TWO_YEARS)
    assert -draws.mean() == pytest.approx(15_166.67, rel=0.005)
    mean = 15_166.67
    assert draws.var() == pytest.approx((mean - 9_000) * (26_000 - mean) / 7, rel=0.03)


def test_the_bootstrap_spreads_as_the_mean_does() -> None:
    costs = tuple(float(c) for c in range(1, 101))
    some = futures(Evidence(100, 6, "EUR", costs, known(1.0)), seed=3)
    many = futures(Evidence(600, 6, "EUR", costs * 6, known(1.0)), seed=3)
    assert some.cost.mean() == pytest.approx(50.5, rel=0.01)
    assert some.cost.std() == pytest.approx(28.866 / 10, rel=0.03)
    assert many.cost.std() == pytest.approx(28.866 / 600**0.5, rel=0.03)


def test_remedies_share_their_futures_and_do_not_disturb_each_other() -> None:
    future = futures(evidence(), seed=5)
    alone = outcome(future, EXAMPLE, TWO_YEARS, "EUR")
    outcome(future, Remedy("other", ThreePoint(1, 2, 3), ThreePoint(0.1, 0.2, 0.3)), TWO_YEARS, "EUR")
    assert outcome(future, EXAMPLE, TWO_YEARS, "EUR") == alone


def test_options_are_compared_side_by_side() -> None:
    cheap = better_workaround(exactly(1_000), ThreePoint(0.3, 0.5, 0.6))
    gone = retirement(ThreePoint(30_000, 40_000, 60_000), 100, 50, 6)
    found = compare(evidence(), [cheap, EXAMPLE, gone], TWO_YEARS, seed=1)
    assert [option.remedy.code for option in found.options] == ["better_workaround", "fix", "retire"]
    assert found.recommended == "better_workaround"
    assert found.do_nothing_best_in + sum(option.best_in for option in found.options) == pytest.approx(1)
    assert gone.run_cost == -50


def test_nothing_worth_doing_recommends_nothing_and_thin_evidence_says_so() -> None:
    assert compare(evidence(), [EXAMPLE], TWO_YEARS, seed=1).recommended == DO_NOTHING
    thin = evidence(60, 12, 180, coverage=0.2)
    assert compare(thin, [Remedy("fix", exactly(1), exactly(0.9))], TWO_YEARS, seed=1).recommended is None


def test_an_option_of_defaults_is_shown_and_never_recommended() -> None:
    free = Remedy("fix", exactly(1), exactly(0.9), defaults_only=True)
    found = compare(evidence(), [free], TWO_YEARS, seed=1)
    assert (found.recommended, found.options[0].outcome.probability) == (DO_NOTHING, 1.0)


def test_evidence_of_a_window() -> None:
    rows = [incident(day) for day in range(0, 180, 10)] + [incident(-1), incident(181)]
    found = gather(rows, START, END, "EUR", user_impact=True)
    assert (found.n, found.coverage, found.later_half_only) == (18, known(1.0), False)
    assert found.months == pytest.approx(181 / (365.25 / 12))
    assert found.mean_cost == known(235.0)
    assert gather(rows, START, END, "EUR", user_impact=False).mean_cost == known(95.0)


def test_missing_logs_are_imputed_by_the_median_of_their_category_and_marked() -> None:
    rows = [
        incident(10, 10), incident(20, 30), incident(30, 50), incident(140, None),
        incident(150, 100, "web"), incident(160, None, "web"), incident(170, None, "dns"),
    ]  # fmt: skip
    found = gather(rows, START, END, "EUR", user_impact=False)
    assert found.costs == (10, 30, 50, 30, 100, 100, 40)
    assert found.imputed == ("INC-140", "INC-160", "INC-170")
    assert found.coverage.value == pytest.approx(4 / 7)
    assert found.is_thin


def test_nothing_logged_is_no_evidence() -> None:
    found = gather([incident(1, None)], START, END, "EUR", user_impact=True)
    assert (found.costs, found.coverage, found.is_thin) == ((), known(0.0), True)
    assert found.mean_cost.null_reason == "no_data"
    assert gather([], START, END, "EUR", user_impact=True).coverage.null_reason == "no_data"


def test_a_trend_uses_the_later_half_and_says_so() -> None:
    rows = [incident(day) for day in (1, 2)] + [incident(100 + day) for day in range(14)]
    found = gather(rows, START, END, "EUR", user_impact=True)
    assert (found.later_half_only, found.n) == (True, 14)
    assert found.months == pytest.approx(90.5 / (365.25 / 12))
    assert found.short_window
    case = judge(found, EXAMPLE, TWO_YEARS, seed=1)
    assert {"later_half", "short_window"} <= set(case.notes)


def test_a_problem_that_went_quiet_keeps_the_cost_of_what_it_was() -> None:
    found = gather([incident(day) for day in range(10)], START, END, "EUR", user_impact=True)
    assert (found.later_half_only, found.n, found.mean_cost) == (True, 0, known(235.0))


def test_mixed_currencies_are_never_summed() -> None:
    foreign = IncidentCost("INC-1", START, "mail", Money(Decimal(5), "USD"))
    with pytest.raises(DomainError) as refused:
        gather([foreign], START, END, "EUR", user_impact=False)
    assert refused.value.code == "mixed_currency"


@pytest.mark.parametrize(
    ("earlier", "later", "differ"),
    [
        (0, 0, False),
        (0, 5, False),
        (0, 6, True),
        (6, 0, True),
        (5, 15, True),
        (6, 14, False),
        (12, 12, False),
    ],
)
def test_halves_differ_by_the_exact_binomial(earlier: int, later: int, differ: bool) -> None:
    assert halves_differ(earlier, later) is differ


@FEW
@given(st.integers(0, 200), st.integers(0, 200))
def test_a_p_value_is_a_probability(a: int, b: int) -> None:
    assert 0 < binomial_p(min(a, b), a + b) <= 1


@FEW
@given(st.integers(2, 60), st.floats(1, 1_000), st.floats(2, 5))
def test_scaling_the_currency_changes_no_probability(n: int, cost: float, factor: float) -> None:
    remedy = Remedy("fix", ThreePoint(900, 1_400, 2_600), ThreePoint(0.5, 0.8, 0.9), 3, 10)
    times = ThreePoint(900 * factor, 1_400 * factor, 2_600 * factor)
    larger = Remedy("fix", times, remedy.effect, 3, 10 * factor)
    plain = npv_draws(futures(evidence(n, 6, cost), 1, 200), remedy, TWO_YEARS)
    scaled = npv_draws(futures(evidence(n, 6, cost * factor), 1, 200), larger, TWO_YEARS)
    assert scaled == pytest.approx(plain * factor, rel=1e-6, abs=1e-6)
