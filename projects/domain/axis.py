"""Working time as an axis of minutes, which is all that scheduling knows of a calendar.

An instant is a whole number of minutes since 1970-01-01 UTC. A calendar gives every instant a position: the
working minutes before it. Friday 17:00 and Monday 08:00 share one position; the first is where work
finishes, the second where work starts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Protocol

from kernel.errors import BadInput, DomainError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


class Axis(Protocol):
    """A calendar. `finish_of(p)` is the first and `start_of(p)` the last instant at position `p`."""

    def position(self, at: int) -> int:
        """Working minutes before the instant, from an origin fixed for the axis; never decreases."""
        ...

    def start_of(self, position: int) -> int:
        """The instant at which work beyond `position` starts."""
        ...

    def finish_of(self, position: int) -> int:
        """The instant at which work up to `position` is finished."""
        ...


class ElapsedAxis:
    """Every minute works: the axis of elapsed durations, and of plans without dates."""

    def position(self, at: int) -> int:
        return at

    def start_of(self, position: int) -> int:
        return position

    def finish_of(self, position: int) -> int:
        return position


ELAPSED = ElapsedAxis()


class SpanAxis:
    """The axis of given working spans, half-open and in minutes. Both look-ups take logarithmic time.

    Work outside the given spans is not known: an instant or a position beyond them raises `DomainError`
    `calendar_horizon`, never a guess.
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]
        if any(start >= end for start, end in ordered):
            raise BadInput("empty_interval", "a working span ends after it starts")
        if any(end > start for end, start in zip(self._ends, self._starts[1:], strict=False)):
            raise BadInput("overlapping_intervals", "working spans do not overlap")
        self._before = [0, *accumulate(end - start for start, end in ordered)]

    def position(self, at: int) -> int:
        span = bisect_right(self._starts, at) - 1
        if span < 0 or at > self._ends[-1]:
            raise _beyond(at)
        return self._before[span] + min(at, self._ends[span]) - self._starts[span]

    def start_of(self, position: int) -> int:
        span = bisect_right(self._before, position) - 1
        if span < 0 or position >= self._before[-1]:
            raise _beyond(position)
        return self._starts[span] + position - self._before[span]

    def finish_of(self, position: int) -> int:
        span = bisect_left(self._before, position) - 1
        if position > self._before[-1] or position < 0:
            raise _beyond(position)
        if span < 0:  # nothing worked yet: the very first start
            return self._starts[0]
        return self._starts[span] + position - self._before[span]


def _beyond(where: int) -> DomainError:
    return DomainError("calendar_horizon", f"the working calendar is not known as far as {where}")


def minute_of(instant: datetime) -> int:
    """Whole minutes since 1970 UTC of an aware time; seconds are cut off."""
    return (instant - _EPOCH) // _MINUTE


def instant_of(minute: int) -> datetime:
    """The UTC time of a minute."""
    return _EPOCH + minute * _MINUTE


def axis_of_spans(spans: Iterable[tuple[datetime, datetime]]) -> SpanAxis:
    """The axis of working spans given as aware times."""
    return SpanAxis((minute_of(start), minute_of(finish)) for start, finish in spans)
