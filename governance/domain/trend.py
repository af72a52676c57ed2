"""When a series of readings will pass a limit, by a line that single odd readings cannot bend."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from statistics import median

from kernel.errors import DomainError

READINGS = 8
HORIZON = timedelta(days=3653)


def forecast_breach_on(series: Iterable[tuple[date, float]], limit: float) -> date | None:
    """The first day on which the trend lies strictly beyond `limit`.

    Theil-Sen line (Theil 1950, Sen 1968) through the last eight readings: slope = median of the slopes of
    all pairs, level = median of what remains; up to 29 % of the readings may be wrong without bending it.
    Of two readings on one day the later one in the series counts.
    The last reading's own day when that reading is already beyond the limit, else a day after it.
    `None` with fewer than three days of readings, when the trend does not rise, and beyond ten years.
    Errors: `not_finite`.
    """
    by_day = dict(series)
    if not all(math.isfinite(value) for value in [limit, *by_day.values()]):
        raise DomainError("not_finite", "a trend needs finite readings and a finite limit")
    points = sorted(by_day.items())[-READINGS:]
    if points and points[-1][1] > limit:
        return points[-1][0]
    if len(points) < 3:
        return None
    last = points[-1][0]
    rows = [((day - last).days, value) for day, value in points]
    slope = median((v2 - v1) / (d2 - d1) for (d1, v1), (d2, v2) in combinations(rows, 2))
    if slope <= 0:
        return None
    level = median(value - slope * day for day, value in rows)
    return _first_day_beyond((limit - level) / slope, last)


def _first_day_beyond(days: float, last: date) -> date | None:
    """`days` after `last` the line stands on the limit; the next whole day is beyond."""
    if math.isnan(days) or days > HORIZON.days:
        return None
    return last + timedelta(days=math.floor(max(days, 0.0)) + 1)
