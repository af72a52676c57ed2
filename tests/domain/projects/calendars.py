"""Calendars for tests: a five-day week of eight hours, and a short way to write its instants."""

from datetime import UTC, date, datetime, time, timedelta

from projects.domain.axis import axis_of_spans, minute_of

DAY = 480
HOURS = ((8, 12), (13, 17))


def at(text, hour=8):
    """The minute of `2014-10-20` at 08:00, or at another full hour."""
    return minute_of(datetime.combine(date.fromisoformat(text), time(hour), tzinfo=UTC))


def week_axis(first, days, working=range(5), holidays=()):
    """Working spans of `days` days from `first` (text); `working` are weekdays, Monday 0."""
    start = date.fromisoformat(first)
    every = (start + timedelta(n) for n in range(days))
    open_days = [d for d in every if d.weekday() in working and d.isoformat() not in holidays]
    return axis_of_spans(
        (datetime.combine(d, time(a), tzinfo=UTC), datetime.combine(d, time(b), tzinfo=UTC))
        for d in open_days
        for a, b in HOURS
    )
