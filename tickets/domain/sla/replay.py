"""What another edition of policies or calendars would make of a ticket: shown before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.domain.history import HistoryEvent
from tickets.domain.sla.clock import Reading, read
from tickets.domain.sla.fold import METRICS, fold_clocks
from tickets.domain.sla.policy import Publication


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric's clock in force under either library; None where there is no SLA."""

    metric: str
    before: Reading | None
    after: Reading | None


def differences(
    events: Iterable[HistoryEvent],
    before: Sequence[Publication],
    after: Sequence[Publication],
    now: datetime,
) -> tuple[Difference, ...]:
    """The metrics whose reading at `now` differs between the two libraries."""
    history = list(events)
    pairs = zip(_readings(history, before, now), _readings(history, after, now), strict=True)
    rows = (Difference(metric, old, new) for metric, (old, new) in zip(METRICS, pairs, strict=True))
    return tuple(row for row in rows if row.before != row.after)


def _readings(
    events: Sequence[HistoryEvent], library: Sequence[Publication], now: datetime
) -> list[Reading | None]:
    state = fold_clocks(events, library)
    clocks = (state.current(metric) for metric in METRICS)
    return [read(clock, now) if clock else None for clock in clocks]
