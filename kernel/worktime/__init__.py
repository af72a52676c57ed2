"""Working time: what counts between two instants, and when a given amount of it is used up.

`elapsed` and `due` are the two directions of one axis, so they can never disagree. All arguments are aware
datetimes, all results UTC; amounts are `timedelta` of working time.
"""

from kernel.worktime.calendar import ALWAYS, Calendar, Spans, Version, spans, weekly, zone_of
from kernel.worktime.measure import (
    business_days_between,
    day_length,
    due,
    elapsed,
    end_of_business_day,
    is_open,
    local_date,
    next_open,
    start_for,
    windows,
)

__all__ = [
    "ALWAYS",
    "Calendar",
    "Spans",
    "Version",
    "business_days_between",
    "day_length",
    "due",
    "elapsed",
    "end_of_business_day",
    "is_open",
    "local_date",
    "next_open",
    "spans",
    "start_for",
    "weekly",
    "windows",
    "zone_of",
]
