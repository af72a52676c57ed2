"""Working calendars as axes of minutes, cut to the years a plan needs."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from kernel.worktime import Calendar, windows
from projects.domain.axis import SpanAxis, axis_of_spans

# Years beyond the dates a plan names: most plans need few, and a year costs time to lay out.
REACHES = (3, 12, 60)
_FIRST, _LAST = 1970, 2149


@lru_cache(maxsize=128)
def axis_between(calendar: Calendar, first: int, last: int, reach: int) -> SpanAxis:
    """The axis of a calendar from the year before `first` to `reach` years after `last`."""
    begin = date(max(_FIRST, first - 1), 1, 1)
    end = date(min(_LAST, last + reach), 12, 31)
    days = (begin + timedelta(days=offset) for offset in range((end - begin).days + 1))
    return axis_of_spans(window for day in days for window in windows(calendar, day))
