"""SLA attainment: met of decided clocks, each counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tickets.domain.metrics.rows import Period
from tickets.domain.metrics.statistics import Share, share


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock as it stands: `end_reason` is superseded, cancelled or unanswered, None for any other."""

    key: str
    metric: str
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Attainment:
    """The share of met clocks, and beside it how many ended in the period for another reason, by reason."""

    met: Share
    excluded: tuple[tuple[str, int], ...]


def attainment(clocks: Iterable[ClockRow], period: Period, metric: str) -> Attainment:
    """Met ÷ (met + breached).

    A met clock belongs to the period in which it stopped. A breached one belongs to the period of its breach,
    whether it is still open or has stopped since, so that no clock counts in two periods. Superseded,
    cancelled and unanswered clocks count in neither and are shown beside; an unanswered one that breached
    before it was closed is breached.
    """
    mine = [clock for clock in clocks if clock.metric == metric]
    decided = [(clock.key, clock.breached_at is None) for clock in mine if _decided_in(clock, period)]
    reasons = [clock.end_reason for clock in mine if clock.end_reason and period.holds(clock.ended_at)]
    return Attainment(
        share(decided), tuple((reason, reasons.count(reason)) for reason in sorted(set(reasons)))
    )


def _decided_in(clock: ClockRow, period: Period) -> bool:
    if clock.end_reason in ("superseded", "cancelled"):
        return False
    return period.holds(clock.breached_at or clock.stopped_at)
