"""Three-point estimates and the moments of sums."""

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from projects.domain.axis import ELAPSED
from projects.domain.schedule import Link, Rules, Task, schedule
from projects.domain.three_point import (
    BetaPert,
    Fixed,
    Normal,
    Triangular,
    Uniform,
    classic_pert_sd,
    path_probability,
    pert_mean,
    second_moment,
)

PE_1 = {
    "A": (5, 5, 7), "B": (1, 2, 5), "C": (5, 5, 5), "D": (4, 8, 13), "E": (1, 10, 17), "F": (1, 5, 7),
    "G": (2, 6, 9), "H": (4, 4, 6), "I": (2, 7, 10), "J": (2, 4, 7), "K": (6, 10, 13), "L": (2, 6, 6),
    "M": (2, 2, 3), "N": (7, 7, 12),
}  # fmt: skip
PE_1_LINKS = ["AC", "AD", "BE", "CE", "DF", "DG", "EH", "FH", "GI", "HI", "IJ", "IK", "JL", "KM", "LN", "MN"]


def pe_1_schedule():
    """In sixths of a day every PERT mean is a whole number."""
    sixths = [Task(name, a + 4 * m + b) for name, (a, m, b) in PE_1.items()]
    return schedule(sixths, [Link(*pair) for pair in PE_1_LINKS], Rules(0, ELAPSED))


def test_pe_1_means():
    expected = [5.33, 2.33, 5, 8.17, 9.67, 4.67, 5.83, 4.33, 6.67, 4.17, 9.83, 5.33, 2.17, 7.83]
    assert [pert_mean(*abc) for abc in PE_1.values()] == pytest.approx(expected, abs=0.005)


def test_pe_1_critical_path_and_slack():
    s = pe_1_schedule()
    assert s.finish / 6 == pytest.approx(50.8333, abs=1e-4)
    assert set(s.critical()) == set("ACEHIKMN")
    slack = {name: s.tasks[name].total_float / 6 for name in "BDF"}
    assert slack == pytest.approx({"B": 8, "D": 1.8333, "F": 1.8333}, abs=1e-4)


def test_pe_1_probability_of_the_path():
    path = [(pert_mean(*PE_1[n]), classic_pert_sd(PE_1[n][0], PE_1[n][2]) ** 2) for n in "ACEHIKMN"]
    assert sum(v for _, v in path) == pytest.approx(11.1944, abs=1e-4)
    forecast = path_probability(55, path)
    assert forecast.probability == pytest.approx(0.8935, abs=5e-5)
    assert forecast.label == "optimistic"


def test_pe_3_the_classic_deviation_understates():
    assert classic_pert_sd(1, 17) == pytest.approx(2.6667, abs=5e-5)
    assert sqrt(BetaPert(1, 10, 17).variance) == pytest.approx(3.0132, abs=5e-5)


def test_a_path_without_uncertainty_is_certain():
    assert path_probability(10, [(10, 0)]).probability == 1
    assert path_probability(9.9, [(10, 0)]).probability == 0


def test_sim_2_second_moment():
    pairs = {(0, 1): 0.5, (0, 2): 0.3, (1, 2): 0.4}
    together = second_moment([10, 15, 20], [2, 3, 4], pairs)
    alone = second_moment([10, 15, 20], [2, 3, 4])
    assert (together.mean, together.variance) == pytest.approx((45, 49.4))
    assert together.sd == pytest.approx(7.028513, abs=1e-6)
    assert (alone.variance, alone.sd) == pytest.approx((29, 5.385165), abs=1e-6)


def test_sim_4_costs_that_move_together():
    pairs = {(i, j): 0.3 for i in range(4) for j in range(i + 1, 4)}
    m = second_moment([50, 80, 30, 60], [10, 15, 5, 12], pairs)
    assert (m.mean, m.sd, m.mean + 1.28 * m.sd) == pytest.approx((220, 29.5804, 257.863), abs=1e-3)


def test_sim_7_the_right_variances_of_the_riverside_tasks():
    parts = [Triangular(2, 3, 5), Normal(8, 1.5), Triangular(10, 14, 20), Normal(4, 0.8), Uniform(1, 3)]
    m = second_moment([p.mean for p in parts], [sqrt(p.variance) for p in parts])
    assert (m.mean, m.sd) == pytest.approx((32.0, 2.7990), abs=1e-4)
    assert (parts[0].mean, parts[0].variance, parts[2].variance) == pytest.approx(
        (3.333, 0.3889, 4.2222), abs=5e-4
    )


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: Triangular(5, 4, 9), "three_point_order"),
        (lambda: BetaPert(5, 9, 8), "three_point_order"),
        (lambda: Uniform(5, 4), "uniform_order"),
        (lambda: Normal(5, -1), "negative_deviation"),
        (lambda: second_moment([1, 1], [1, 1], {(0, 1): 1.2}), "correlation_range"),
        (lambda: second_moment([0] * 3, [1] * 3, {(0, 1): -1, (0, 2): -1, (1, 2): -1}), "correlation_matrix"),
    ],
)
def test_estimates_that_make_no_sense_are_refused(build, code):
    with pytest.raises(DomainError) as refused:
        build()
    assert refused.value.code == code


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted))
@settings(max_examples=30)
def test_every_mean_lies_inside_and_no_variance_is_negative(points):
    low, likely, high = points
    for d in (BetaPert(low, likely, high), Triangular(low, likely, high), Uniform(low, high)):
        slack = 1e-9 * max(1, abs(low), abs(high))
        assert low - slack <= d.mean <= high + slack
        assert -(slack**2) <= d.variance <= (high - low) ** 2 / 4 + slack
    assert Triangular(low, low, low).variance == BetaPert(low, low, low).variance == Fixed(low).variance == 0
