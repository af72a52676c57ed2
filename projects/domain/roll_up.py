"""Earned value of a parent: amounts are summed, indices are never averaged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kernel.figures import Figure, known
from projects.domain.earned_value import EarnedValue, measure
from projects.domain.figure_math import ratio

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PackageValue:
    """Amounts of one work package in one unit. `bac=None`: it is in no baseline, only its cost is known."""

    bac: Decimal | None
    pv: Decimal
    ev: Decimal
    ac: Decimal
    level_of_effort: bool = False


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A parent: `value` on baselined work only, with the cost of other work and two indices beside it."""

    value: EarnedValue
    ac_total: Decimal
    ac_unbaselined: Decimal
    cpi_with_unbaselined: Figure[Decimal]
    spi_without_level_of_effort: Figure[Decimal]


def roll_up(packages: Iterable[PackageValue]) -> RolledUp:
    """Sums of the packages and the figures of the sums: `CPI = sum of EV / sum of AC`."""
    all_packages = list(packages)
    ac_total = sum((p.ac for p in all_packages), ZERO)
    inside = [p for p in all_packages if p.bac is not None]
    ac = sum((p.ac for p in inside), ZERO)
    ev = sum((p.ev for p in inside), ZERO)
    if not inside:
        value = measure(None, None, ac_total, None)
        return RolledUp(value, ac_total, ac_total, value.cpi, value.spi)
    discrete = [p for p in inside if not p.level_of_effort]
    return RolledUp(
        value=measure(
            sum((p.pv for p in inside), ZERO), ev, ac, sum((p.bac for p in inside if p.bac is not None), ZERO)
        ),
        ac_total=ac_total,
        ac_unbaselined=ac_total - ac,
        cpi_with_unbaselined=ratio(known(ev), known(ac_total), "zero_actual"),
        spi_without_level_of_effort=ratio(
            known(sum((p.ev for p in discrete), ZERO)),
            known(sum((p.pv for p in discrete), ZERO)),
            "zero_planned",
        ),
    )
