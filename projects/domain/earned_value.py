"""Earned value figures of one object at one date (EV-*).

Sources: ANSI EIA-748; PMI Practice Standard for Earned Value Management; Christensen and Heise 1993.
Amounts are exact decimals in one unit: one currency at budget rates, or hours when there are no rates.
Indices are exact decimals too, so that a limit of 0.1 is met exactly at 0.1. Positive variance is good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kernel.errors import BadInput
from kernel.figures import Figure, known, unknown
from kernel.money import Money
from projects.domain.figure_math import combine, figure, minus, ratio

ZERO = Decimal(0)
Amount = Figure[Decimal]
Method = Literal["A", "B", "C", "D", "E", "F"]
FIGURES = (
    "bac", "pv", "ev", "ac", "cv", "sv", "cv_percent", "sv_percent", "cpi", "spi", "percent_complete",
    "percent_spent", "eac_a", "eac_b", "eac_c", "eac_d", "eac_e", "etc", "vac", "tcpi_bac", "tcpi_eac",
)  # fmt: skip
METHOD_NAMES: dict[Method, str] = {
    "A": "atypical: rest as planned",
    "B": "typical: rest at the cost performance so far",
    "C": "rest at cost and schedule performance so far",
    "D": "actual cost plus bottom-up estimate to complete",
    "E": "plan echo: past actuals plus future plan",
    "F": "simulation",
}


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Four amounts, two optional estimates, and every figure that follows from them.

    `etc`, `vac` and `tcpi_eac` go with method B; `etc_of` and `vac_of` take any estimate.
    """

    bac: Amount
    pv: Amount
    ev: Amount
    ac: Amount
    eac_d: Amount
    eac_e: Amount

    @property
    def finished(self) -> bool:
        return (
            self.bac.value is not None and self.ev.value is not None and self.ev.value >= self.bac.value > 0
        )

    @property
    def cv(self) -> Amount:
        return minus(self.ev, self.ac)

    @property
    def sv(self) -> Amount:
        return minus(self.ev, self.pv)

    @property
    def cv_percent(self) -> Amount:
        return ratio(self.cv, self.ev, "not_started")

    @property
    def sv_percent(self) -> Amount:
        return ratio(self.sv, self.pv, "zero_planned")

    @property
    def cpi(self) -> Amount:
        return ratio(self.ev, self.ac, "zero_actual")

    @property
    def spi(self) -> Amount:
        return ratio(self.ev, self.pv, "zero_planned")

    @property
    def percent_complete(self) -> Amount:
        return ratio(self.ev, self.bac, "zero_planned")

    @property
    def percent_spent(self) -> Amount:
        """Actual cost as a fraction of the budget at completion."""
        return ratio(self.ac, self.bac, "zero_planned")

    @property
    def percent_spent_of_estimate(self) -> Amount:
        """Actual cost as a fraction of the bottom-up estimate at completion; it is not physical progress."""
        return ratio(self.ac, self.eac_d, "zero_planned")

    @property
    def eac_a(self) -> Amount:
        return combine(lambda ac, rest: ac + rest, self.ac, self._rest)

    @property
    def eac_b(self) -> Amount:
        return self.ac if self.finished else ratio(self.bac, self.cpi, "not_started")

    @property
    def eac_c(self) -> Amount:
        if self.finished:
            return self.ac
        both = combine(lambda cost, schedule: cost * schedule, self.cpi, self.spi)
        return combine(lambda ac, etc: ac + etc, self.ac, ratio(self._rest, both, "not_started"))

    @property
    def etc(self) -> Amount:
        return self.etc_of(self.eac_b)

    @property
    def vac(self) -> Amount:
        return self.vac_of(self.eac_b)

    @property
    def tcpi_bac(self) -> Amount:
        """Cost performance needed on the rest to keep the budget; see `unattainable`."""
        return self._tcpi(self.bac)

    @property
    def tcpi_eac(self) -> Amount:
        return self._tcpi(self.eac_b)

    @property
    def unattainable(self) -> bool:
        """The budget is used up before the work is done: no performance on the rest can keep it."""
        if self.finished or self.ev.value is None or self.bac.value is None or self.ac.value is None:
            return False
        return self.ac.value > self.bac.value

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes of doubtful data: `earned_without_cost`."""
        doubtful = (
            self.ev.value is not None and self.ac.value is not None and self.ev.value > 0 >= self.ac.value
        )
        return ("earned_without_cost",) if doubtful else ()

    def figures(self) -> dict[str, Amount]:
        """Every figure by its name, in the order of `FIGURES`."""
        return {name: getattr(self, name) for name in FIGURES}

    def etc_of(self, eac: Amount) -> Amount:
        """Estimate to complete of a given estimate at completion."""
        return minus(eac, self.ac)

    def vac_of(self, eac: Amount) -> Amount:
        """Variance at completion of a given estimate at completion."""
        return minus(self.bac, eac)

    @property
    def _rest(self) -> Amount:
        return minus(self.bac, self.ev)

    def _tcpi(self, target: Amount) -> Amount:
        if self.finished:
            return unknown("finished")
        return ratio(self._rest, minus(target, self.ac), "zero_remaining_budget")


@dataclass(frozen=True, slots=True)
class NamedEstimate:
    """One estimate at completion of the band, by method A-F."""

    method: Method
    name: str
    eac: Amount
    etc: Amount
    vac: Amount


@dataclass(frozen=True, slots=True)
class CumulativePoint:
    """Cumulative amounts at the end of one period."""

    pv: Decimal
    ev: Decimal
    ac: Decimal


def measure(
    pv: Decimal | None,
    ev: Decimal | None,
    ac: Decimal,
    bac: Decimal | None,
    *,
    bottom_up_etc: Decimal | None = None,
    plan_echo: Decimal | None = None,
) -> EarnedValue:
    """All earned value figures from planned, earned and actual value and the budget at completion.

    `bac=None` means no baseline: everything but `ac` and the estimates that need no baseline is null
    `no_baseline`. `bottom_up_etc` gives EAC D, `plan_echo` is EAC E (see `eac_plan_echo`).
    """
    reason = "no_baseline" if bac is None else "no_data"
    return EarnedValue(
        bac=figure(bac, "no_baseline"),
        pv=figure(None if bac is None else pv, reason),
        ev=figure(None if bac is None else ev, reason),
        ac=known(ac),
        eac_d=figure(None if bottom_up_etc is None else ac + bottom_up_etc, "no_data"),
        eac_e=figure(plan_echo, "no_data"),
    )


def measure_money(pv: Money, ev: Money, ac: Money, bac: Money) -> EarnedValue:
    """`measure` for money. With more than one currency every figure is null `mixed_currency`."""
    if len({m.currency for m in (pv, ev, ac, bac)}) == 1:
        return measure(pv.amount, ev.amount, ac.amount, bac.amount)
    none: Amount = unknown("mixed_currency")
    return EarnedValue(none, none, none, none, none, none)


def eac_plan_echo(actual: Sequence[Decimal], plan: Sequence[Decimal], current: int) -> Decimal:
    """EAC E from amounts per period: actuals before period `current`, plan from it on (EV-13).

    The current period counts as future. It ignores performance: it is shown beside the others, never alone.
    """
    if not 0 <= current <= len(plan) or len(actual) < current:
        raise BadInput("plan_echo", f"period {current} needs its past actuals and lies inside the plan")
    return sum(actual[:current], ZERO) + sum(plan[current:], ZERO)


def eac_band(value: EarnedValue, simulated: Decimal | None = None) -> tuple[NamedEstimate, ...]:
    """The named estimates A-F in order; `simulated` is a percentile of a simulation. Never show one alone."""
    by_method: dict[Method, Amount] = {
        "A": value.eac_a,
        "B": value.eac_b,
        "C": value.eac_c,
        "D": value.eac_d,
        "E": value.eac_e,
        "F": figure(simulated, "no_data"),
    }
    return tuple(
        NamedEstimate(method, METHOD_NAMES[method], eac, value.etc_of(eac), value.vac_of(eac))
        for method, eac in by_method.items()
    )


def recent_performance(series: Sequence[CumulativePoint], periods: int = 6) -> tuple[Amount, Amount]:
    """`CPI` and `SPI` over the last `periods` periods of a cumulative series (CPI_6m, SPI_6m).

    A series shorter than that is measured from its start. Cumulative ratings mask present performance (GAO).
    """
    if not series:
        return unknown("no_data"), unknown("no_data")
    start = series[-periods - 1] if len(series) > periods else CumulativePoint(ZERO, ZERO, ZERO)
    ev = known(series[-1].ev - start.ev)
    return (
        ratio(ev, known(series[-1].ac - start.ac), "zero_actual"),
        ratio(ev, known(series[-1].pv - start.pv), "zero_planned"),
    )
