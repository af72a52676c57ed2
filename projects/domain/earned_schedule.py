"""Earned schedule: how far in time the earned value reaches into the plan (ES-*).

Source: Lipke 2003 "Schedule is Different", 2012;
PMI Practice Standard for Earned Value Management, appendix D.
Time is counted in equal periods of the baseline series (working days, weeks, months): the caller labels them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.figures import Figure, known, unknown
from projects.domain.figure_math import minus, ratio
from projects.domain.planned_value import MinutesOfDay, days_between

ZERO = Decimal(0)
TSPI_LIMIT = Decimal("1.10")


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Earned schedule `es`, actual time `at` and planned duration `pd` in periods, and the rest."""

    es: Figure[Decimal]
    at: Figure[Decimal]
    pd: Figure[Decimal]

    @property
    def sv_t(self) -> Figure[Decimal]:
        """`ES - AT` in periods; negative is late."""
        return minus(self.es, self.at)

    @property
    def spi_t(self) -> Figure[Decimal]:
        """`ES / AT`; unlike SPI it stays below 1 for a project that finished late."""
        return ratio(self.es, self.at, "not_started")

    @property
    def ieac_t(self) -> Figure[Decimal]:
        """Independent estimate of the duration at completion, `PD / SPI(t)`."""
        return ratio(self.pd, self.spi_t, "not_started")

    @property
    def tspi(self) -> Figure[Decimal]:
        """Schedule performance needed on the rest, `(PD - ES) / (PD - AT)`."""
        rest = minus(self.pd, self.es)
        if rest.value is not None and rest.value <= 0:
            return unknown("finished")
        return ratio(rest, minus(self.pd, self.at), "zero_remaining_budget")

    @property
    def recovery_unlikely(self) -> bool:
        """TSPI above 1.10 (Lipke's practice value)."""
        return self.tspi.value is not None and self.tspi.value > TSPI_LIMIT


def measure_schedule(planned: Sequence[Decimal], ev: Decimal | None, at: Decimal) -> EarnedSchedule:
    """ES, AT and PD from the cumulative planned value at the end of period 1, 2, ... and the earned value.

    An empty series is null `no_baseline`, no earned value `no_data`. After the finish pass the time at which
    the work was finished as `at`.
    """
    if not planned or planned[-1] <= 0:
        none: Figure[Decimal] = unknown("no_baseline")
        return EarnedSchedule(none, known(at), none)
    return EarnedSchedule(
        es=unknown("no_data") if ev is None else known(earned_periods(planned, ev)),
        at=known(at),
        pd=known(Decimal(planned_duration(planned))),
    )


def planned_duration(planned: Sequence[Decimal]) -> int:
    """The first period at whose end the cumulative planned value has reached the budget at completion."""
    return next(n for n, value in enumerate(planned, start=1) if value >= planned[-1])


def earned_periods(planned: Sequence[Decimal], ev: Decimal) -> Decimal:
    """ES: the last period whose planned value is earned, plus the earned share of the next one.

    Nothing earned is 0; the whole budget earned is the planned duration. On a flat stretch of the plan the
    last of its periods counts.
    """
    if ev <= 0:
        return ZERO
    if ev >= planned[-1]:
        return Decimal(planned_duration(planned))
    whole = bisect_right(planned, ev)
    before = planned[whole - 1] if whole else ZERO
    return whole + (ev - before) / (planned[whole] - before)


def actual_time(start: date, as_of: date, minutes: MinutesOfDay) -> Decimal:
    """AT in working days, inclusive: 1 on the first working day, 0 before the start."""
    if as_of < start:
        return ZERO
    return Decimal(sum(1 for day in days_between(start, as_of) if minutes(day) > 0))
