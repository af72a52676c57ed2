"""Optimism bias: how much estimates of a kind of project have been too low.

Source: HM Treasury supplementary Green Book guidance on optimism bias, after Mott MacDonald 2002.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from governance.domain.discounting import to_places
from kernel.errors import DomainError


class ProjectKind(StrEnum):
    """The kinds the guidance gives bounds for."""

    NON_STANDARD_BUILDINGS = "non_standard_buildings"
    STANDARD_BUILDINGS = "standard_buildings"
    NON_STANDARD_CIVIL = "non_standard_civil"
    STANDARD_CIVIL = "standard_civil"
    EQUIPMENT_DEVELOPMENT = "equipment_development"
    OUTSOURCING = "outsourcing"


class Estimate(StrEnum):
    """What is estimated."""

    DURATION = "duration"
    CAPEX = "capex"
    OPEX = "opex"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Upper bound for an unmitigated estimate, lower bound for a well managed one; fractions."""

    upper: Decimal
    lower: Decimal


def _percents(upper: int, lower: int) -> Bounds:
    return Bounds(Decimal(upper) / 100, Decimal(lower) / 100)


BOUNDS: dict[tuple[ProjectKind, Estimate], Bounds] = {
    (ProjectKind.NON_STANDARD_BUILDINGS, Estimate.DURATION): _percents(39, 2),
    (ProjectKind.NON_STANDARD_BUILDINGS, Estimate.CAPEX): _percents(51, 4),
    (ProjectKind.STANDARD_BUILDINGS, Estimate.DURATION): _percents(4, 1),
    (ProjectKind.STANDARD_BUILDINGS, Estimate.CAPEX): _percents(24, 2),
    (ProjectKind.NON_STANDARD_CIVIL, Estimate.DURATION): _percents(25, 3),
    (ProjectKind.NON_STANDARD_CIVIL, Estimate.CAPEX): _percents(66, 6),
    (ProjectKind.STANDARD_CIVIL, Estimate.DURATION): _percents(20, 1),
    (ProjectKind.STANDARD_CIVIL, Estimate.CAPEX): _percents(44, 3),
    (ProjectKind.EQUIPMENT_DEVELOPMENT, Estimate.DURATION): _percents(54, 10),
    (ProjectKind.EQUIPMENT_DEVELOPMENT, Estimate.CAPEX): _percents(200, 10),
    (ProjectKind.OUTSOURCING, Estimate.OPEX): _percents(41, 0),
}


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The bias left (fraction), the adjusted estimate, and whether the bias claimed is below the lower
    bound: then more mitigation is claimed than well managed projects reached."""

    bias: Decimal
    amount: Decimal
    below_lower_bound: bool


def bounds_of(kind: ProjectKind, estimate: Estimate) -> Bounds:
    """The published bounds. Errors: `no_bounds` where the source has none."""
    found = BOUNDS.get((kind, estimate))
    if found is None:
        raise DomainError("no_bounds", f"no optimism bias is published for {estimate} of {kind}")
    return found


def adjust(
    amount: Decimal, bounds: Bounds, mitigated: Decimal, mitigation_cost: Decimal = Decimal(0)
) -> Adjusted:
    """`amount × (1 + upper × (1 − mitigated)) + mitigation cost`; `mitigated` is a share from 0 to 1.

    Errors: `share_invalid`.
    """
    if not mitigated.is_finite() or not 0 <= mitigated <= 1:
        raise DomainError("share_invalid", f"a mitigated share lies between 0 and 1, not at {mitigated}")
    bias = bounds.upper * (1 - mitigated)
    return Adjusted(bias, to_places(amount * (1 + bias) + mitigation_cost), bias < bounds.lower)
