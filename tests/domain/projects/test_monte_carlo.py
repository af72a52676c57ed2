"""Simulated finish and cost: known sums, known networks, and what must never change a result."""

import time
from dataclasses import replace

import numpy as np
import pytest

from kernel.errors import DomainError
from projects.domain.axis import ELAPSED
from projects.domain.monte_carlo import RiskEvent, TaskCost, Uncertainty, simulate, simulate_sum
from projects.domain.sampling import centred_ranks, nearest_correlation, quantiles
from projects.domain.schedule import Link, Rules, Task, schedule
from projects.domain.three_point import BetaPert, Fixed, Normal, Triangular, Uniform
from tests.domain.projects.calendars import DAY, at, week_axis

PLAIN = Rules(0, ELAPSED)
MANY = 200_000


def run(tasks, links=(), uncertainty=None, *, seed=7, runs=4_000, rules=PLAIN):
    return simulate(
        tasks, [Link(*link) for link in links], rules, uncertainty or Uncertainty(), seed=seed, runs=runs
    )


def test_sim_5_a_sum_of_three_shapes():
    parts = {1: Normal(10, 2), 2: Triangular(5, 10, 15), 3: Uniform(8, 12)}
    s = simulate_sum(parts, seed=1, runs=MANY)
    assert (s.mean, s.sd) == pytest.approx((30, 3.0822), abs=0.03)
    assert s.percentile(80) == pytest.approx(32.63, abs=0.05)
    assert s.percentile(95) == pytest.approx(35.07, abs=0.06)


def test_sim_7_the_riverside_tasks():
    parts = {
        1: Triangular(2, 3, 5), 2: Normal(8, 1.5), 3: Triangular(10, 14, 20), 4: Normal(4, 0.8),
        5: Uniform(1, 3),
    }  # fmt: skip
    s = simulate_sum(parts, seed=1, runs=MANY)
    assert (s.mean, s.sd) == pytest.approx((32.0, 2.7990), abs=0.03)
    assert [s.percentile(p) for p in (50, 80, 95)] == pytest.approx([31.95, 34.40, 36.70], abs=0.05)


def test_sim_4_correlated_costs_agree_with_the_second_moment():
    parts = {1: Normal(50, 10), 2: Normal(80, 15), 3: Normal(30, 5), 4: Normal(60, 12)}
    pairs = {(i, j): 0.3 for i in parts for j in parts if i < j}
    s = simulate_sum(parts, seed=3, runs=MANY, correlations=pairs)
    assert (s.mean, s.sd) == pytest.approx((220, 29.5804), abs=0.15)


@pytest.mark.parametrize(
    "shape",
    [Triangular(2, 3, 9), BetaPert(1, 10, 17), Uniform(3, 8), Normal(5, 2), Fixed(4), BetaPert(1, 1, 4)],
)
def test_every_shape_is_drawn_with_its_mean_and_variance(shape):
    u = (np.arange(MANY) + 0.5) / MANY
    values = quantiles(shape, u)
    assert values.mean() == pytest.approx(shape.mean, abs=1e-3)
    assert values.var() == pytest.approx(shape.variance, abs=3e-3)


@pytest.mark.parametrize("shape", [Triangular(2, 3, 9), BetaPert(1, 10, 17), Uniform(3, 8), Normal(5, 2)])
def test_a_draw_conditional_on_time_worked_is_the_upper_part_of_the_same_shape(shape):
    u = (np.arange(MANY) + 0.5) / MANY
    whole = quantiles(shape, u)
    conditional = quantiles(shape, u, above=5.0)
    assert conditional.min() >= 5
    assert conditional.mean() == pytest.approx(whole[whole > 5].mean(), abs=2e-3)


def test_a_task_under_way_is_drawn_from_what_is_still_possible():
    tasks = [Task(1, 10, actual_start=0)]
    s = run(
        tasks, uncertainty=Uncertainty({1: Uniform(5, 15)}), rules=Rules(0, ELAPSED, status=9), runs=20_000
    )
    assert (s.finish.percentile(0), s.finish.percentile(100)) == pytest.approx((9, 15), abs=0.01)
    assert s.finish.mean == pytest.approx(12, abs=0.05)


def test_time_worked_beyond_every_estimate_is_a_warning():
    s = run(
        [Task(1, 10, actual_start=0)],
        uncertainty=Uncertainty({1: Uniform(5, 15)}),
        rules=Rules(0, ELAPSED, 20),
    )
    assert s.warnings == ("elapsed_beyond_estimate",)
    assert s.finish.percentile(50) == 20


NETWORK = [("A", "B"), ("A", "C"), ("B", "D", "FF", 2), ("C", "D", "SS", 3), ("B", "E", "SF", 4), ("D", "F")]
NETWORK_TASKS = [Task(name, n) for n, name in enumerate("ABCDEF", start=3)]


def test_without_uncertainty_every_run_is_the_schedule():
    planned = schedule(NETWORK_TASKS, [Link(*link) for link in NETWORK], PLAIN)
    s = run(NETWORK_TASKS, NETWORK)
    assert {s.finish.percentile(p) for p in (10, 50, 80, 90)} == {planned.finish}
    assert {t for t, share in s.criticality.items() if share == 1} == set(planned.critical())
    assert s.sensitivity == {}
    assert s.finish.sd == 0


def test_each_run_is_the_schedule_of_its_durations():
    """Runs of fixed durations, progress and constraints, compared with the one-run engine."""
    rules = Rules(0, ELAPSED, status=5)
    tasks = [
        Task(1, 4, actual_start=0, actual_finish=6), Task(2, 9, actual_start=1, remaining=3), Task(3, 2),
        Task(4, 3, constraint="FNET", at=30), Task(5, 2, constraint="SNET", at=12), Task(6, 1),
    ]  # fmt: skip
    links = [(1, 3), (2, 3, "SS", 9), (2, 5), (3, 6), (5, 6, "FF", -1)]
    planned = schedule(tasks, [Link(*link) for link in links], rules)
    s = run(tasks, links, rules=rules)
    assert s.finish.percentile(50) == planned.finish == 30


def test_merge_bias_makes_the_finish_later_than_the_planned_one():
    tasks = [Task(n, 10) for n in range(5)] + [Task("end")]
    estimates = {n: Triangular(5, 10, 15) for n in range(5)}
    s = run(tasks, [(n, "end") for n in range(5)], Uncertainty(estimates), runs=10_000)
    assert s.finish.percentile(50) > 11
    assert sum(s.criticality[n] for n in range(5)) == pytest.approx(1, abs=0.01)


def test_the_task_that_moves_the_finish_is_the_sensitive_one():
    tasks = [Task("long", 100), Task("short", 5), Task("end")]
    estimates = {"long": Triangular(80, 100, 150), "short": Triangular(4, 5, 7)}
    s = run(tasks, [("long", "end"), ("short", "end")], Uncertainty(estimates))
    assert s.sensitivity["long"] == pytest.approx(1)
    assert abs(s.sensitivity["short"]) < 0.1
    assert (s.criticality["long"], s.criticality["short"]) == (1, 0)


UNCERTAIN = Uncertainty(
    estimates={name: BetaPert(2, 4, 9) for name in "ABC"},
    correlations={("A", "B"): 0.5},
    costs={"A": TaskCost(actual=100, per_minute=2), "F": TaskCost(fixed=50)},
    risks=(RiskEvent("r1", 0.3, delay=Fixed(5), cost=Triangular(10, 20, 40), task="B"),),
)


def test_the_same_seed_and_inputs_give_the_same_result():
    first, second = (run(NETWORK_TASKS, NETWORK, UNCERTAIN) for _ in range(2))
    assert first.inputs_hash == second.inputs_hash
    assert (first.finish.values == second.finish.values).all()
    assert (first.cost.values == second.cost.values).all()
    assert first.criticality == second.criticality


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 8},
        {"uncertainty": replace(UNCERTAIN, interruption=1.1)},
        {"uncertainty": replace(UNCERTAIN, risks=())},
        {"rules": Rules(0, ELAPSED, status=1)},
        {"links": NETWORK[1:]},
    ],
    ids=["seed", "interruption", "risks", "status", "links"],
)
def test_any_other_input_has_another_hash(changed):
    base = {"links": NETWORK, "uncertainty": UNCERTAIN}
    assert run(NETWORK_TASKS, **base).inputs_hash != run(NETWORK_TASKS, **{**base, **changed}).inputs_hash


def test_a_risk_happens_as_often_as_it_is_likely():
    risk = RiskEvent("r", 0.25, delay=Fixed(10), cost=Fixed(100))
    s = run(
        [Task(1, 20)], uncertainty=Uncertainty(costs={1: TaskCost(actual=50)}, risks=(risk,)), runs=20_000
    )
    assert s.finish.share_above(20) == pytest.approx(0.25, abs=0.01)
    assert s.cost.mean == pytest.approx(75, abs=1)


def test_a_certain_delay_of_a_task_inside_its_float_moves_nothing():
    risk = RiskEvent("r", 1.0, delay=Fixed(4), task="short")
    s = run([Task("long", 10), Task("short", 5)], uncertainty=Uncertainty(risks=(risk,)))
    assert s.finish.percentile(90) == 10


def test_interruptions_stretch_what_remains():
    tasks = [Task(1, 10, actual_start=0, actual_finish=10), Task(2, 10)]
    s = run(tasks, [(1, 2)], Uncertainty(interruption=1.5), rules=Rules(0, ELAPSED, status=10))
    assert s.finish.percentile(50) == 25


def test_cost_follows_the_remaining_time():
    s = run([Task(1, 10)], uncertainty=Uncertainty(costs={1: TaskCost(actual=5, fixed=7, per_minute=3)}))
    assert s.cost.percentile(80) == 42
    assert run([Task(1, 10)]).cost is None


def test_calendars_come_back_when_a_percentile_becomes_a_date():
    office = week_axis("2026-01-01", 90)
    rules = Rules(at("2026-01-09"), office)
    s = run([Task(1, DAY), Task(2, DAY)], [(1, 2)], rules=rules)
    assert s.finish_at(80) == at("2026-01-12", 17)


def test_on_the_limit_is_inside():
    s = run([Task(1, 10)])
    assert (s.finish.share_above(10), s.finish.share_above(9.9)) == (0, 1)


def test_correlations_that_cannot_hold_together_are_adjusted_with_a_warning():
    estimates = {n: Uniform(1, 2) for n in (1, 2, 3)}
    pairs = {(1, 2): 0.9, (1, 3): 0.9, (2, 3): -0.9}
    s = run([Task(n, 1) for n in (1, 2, 3)], uncertainty=Uncertainty(estimates, pairs))
    assert s.warnings == ("correlations_adjusted",)


def test_the_nearest_correlation_is_one_and_close():
    matrix = np.array([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])
    near, adjusted = nearest_correlation(matrix)
    assert adjusted
    assert np.linalg.eigvalsh(near).min() > 0
    assert np.diag(near) == pytest.approx(1)
    clipped_only = np.linalg.norm(matrix - np.array([[1, 0.5, 0.5], [0.5, 1, -0.5], [0.5, -0.5, 1]]))
    assert np.linalg.norm(matrix - near) <= clipped_only + 1e-6
    assert not nearest_correlation(np.eye(2))[1]


def test_equal_values_share_a_rank():
    assert centred_ranks(np.array([5.0, 1.0, 5.0])).tolist() == [0.5, -1.0, 0.5]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: run([Task(1, 1)], runs=10), "too_few_runs"),
        (lambda: run([]), "empty_plan"),
        (lambda: run([Task(1, 1)], uncertainty=Uncertainty({9: Fixed(1)})), "unknown_task"),
        (lambda: RiskEvent("r", 1.5), "probability_range"),
        (
            lambda: run([Task(1, 1)], uncertainty=Uncertainty(risks=(RiskEvent("r", 0.5),) * 2)),
            "duplicate_risk",
        ),
        (
            lambda: run([Task(1, 1)], uncertainty=Uncertainty({1: Uniform(1, 2)}, {(1, 5): 0.5})),
            "correlation_pair",
        ),
        (
            lambda: simulate_sum({1: Fixed(1), 2: Fixed(2)}, seed=1, correlations={(1, 2): 7}),
            "correlation_range",
        ),
    ],
)
def test_a_forecast_that_cannot_be_made_is_refused(make, code):
    with pytest.raises(DomainError) as refused:
        make()
    assert refused.value.code == code


@pytest.mark.slow
def test_five_hundred_tasks_in_ten_thousand_runs_take_seconds():
    tasks = [Task(i, 10) for i in range(500)]
    links = [(i - 1 - i * i % min(i, 20), i) for i in range(1, 500)]
    links += [(max(0, i - 30), i, "SS", 1) for i in range(1, 500, 2)]
    uncertainty = Uncertainty({i: BetaPert(5, 10 + i % 5, 30) for i in range(500)})
    began = time.process_time()
    s = run(tasks, links, uncertainty, runs=10_000)
    assert time.process_time() - began < 6
    assert (
        s.finish.percentile(80)
        > s.finish.percentile(50)
        > schedule(tasks, [Link(*x) for x in links], PLAIN).finish
    )
