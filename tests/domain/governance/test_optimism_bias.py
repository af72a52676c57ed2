"""Optimism bias by kind of project."""

from __future__ import annotations

from decimal import Decimal

import pytest

from governance.domain.optimism_bias import BOUNDS, Estimate, ProjectKind, adjust, bounds_of
from kernel.errors import DomainError

D = Decimal
HUNDRED = D(100_000_000)
CAPEX = bounds_of(ProjectKind.NON_STANDARD_BUILDINGS, Estimate.CAPEX)


@pytest.mark.parametrize(
    ("mitigated", "cost", "bias", "millions"),
    [
        pytest.param("0.92", 0, "0.0408", 104.08, id="OB-1"),
        pytest.param("0.92", 7_000_000, "0.0408", 111.08, id="OB-1 with the cost of mitigation"),
        pytest.param("0", 0, "0.51", 151, id="nothing mitigated is the upper bound"),
        pytest.param("1", 0, "0", 100, id="everything mitigated"),
    ],
)
def test_adjusted_estimate(mitigated: str, cost: int, bias: str, millions: float) -> None:
    adjusted = adjust(HUNDRED, CAPEX, D(mitigated), D(cost))
    assert adjusted.bias == D(bias)
    assert float(adjusted.amount) / 1e6 == pytest.approx(millions, abs=1e-6)


def test_the_claim_of_more_than_the_best_is_marked() -> None:
    assert adjust(HUNDRED, CAPEX, D("0.93")).below_lower_bound
    assert not adjust(HUNDRED, CAPEX, D("0.92")).below_lower_bound


@pytest.mark.parametrize("share", ["-0.01", "1.01", "NaN"])
def test_a_share_lies_between_nothing_and_all(share: str) -> None:
    with pytest.raises(DomainError):
        adjust(HUNDRED, CAPEX, D(share))


def test_bounds_are_published_for_what_was_measured() -> None:
    assert len(BOUNDS) == 11
    assert all(0 <= bounds.lower < bounds.upper for bounds in BOUNDS.values())
    assert bounds_of(ProjectKind.EQUIPMENT_DEVELOPMENT, Estimate.CAPEX).upper == 2
    with pytest.raises(DomainError) as refused:
        bounds_of(ProjectKind.OUTSOURCING, Estimate.CAPEX)
    assert refused.value.code == "no_bounds"
