"""The axis of working time: every instant has a position on it, in microseconds worked since its origin.

Each local interval is turned into UTC at both ends and measured there. A local time inside a gap moves
forward by the gap, an ambiguous one takes the first of its two instants; what a clock change turns around
or lets overlap is clipped to the day and merged, so no span is negative and none counts twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from threading import Lock

from kernel.errors import DomainError
from kernel.worktime.calendar import MINUTES_A_DAY, Calendar, zone_of

BLOCK_DAYS = 64
# A calendar that stays closed for longer than this is taken to have no working time left.
PATIENCE_BLOCKS = 20 * 366 // BLOCK_DAYS
# Years outside are slips of the pen, and measuring through centuries would keep a worker busy for minutes.
FIRST, LAST = date(1970, 1, 1), date(2150, 1, 1)
_FIRST_BLOCK, _LAST_BLOCK = FIRST.toordinal() // BLOCK_DAYS, LAST.toordinal() // BLOCK_DAYS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def ticks(instant: datetime) -> int:
    """Microseconds since 1970 UTC, exact. Raises `naive_time` for a time without zone."""
    if instant.tzinfo is None:
        raise DomainError("naive_time", "a time needs a zone")
    return (instant - _EPOCH) // _MICROSECOND


def instant(at: int) -> datetime:
    """The UTC time of `ticks`."""
    return _EPOCH + timedelta(microseconds=at)


def check_range(at: int) -> None:
    """Raises `out_of_range` for ticks outside 1970 to 2149."""
    if not _EARLIEST <= at < _LATEST:
        raise DomainError("out_of_range", f"the time lies outside {FIRST.year} to {LAST.year - 1}")


_EARLIEST, _LATEST = (ticks(datetime.combine(day, time(), tzinfo=UTC)) for day in (FIRST, LAST))


@dataclass(frozen=True, slots=True)
class Block:
    """`BLOCK_DAYS` local days: sorted disjoint spans in ticks, and the work done before each."""

    begin: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int


class Axis:
    """Positions of one calendar; grows by whole blocks as they are asked for, in both directions."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._zone = zone_of(calendar.zone)
        self._blocks = dict[int, Block]()
        self._offsets = dict[int, int]()  # work from the origin to the block's begin
        self._lock = Lock()

    def position(self, at: int) -> int:
        """Work done until `at`, from an origin fixed for this axis; never decreases."""
        index = self._index(at)
        block = self._block(index)
        span = bisect_right(block.starts, at) - 1
        done = 0 if span < 0 else block.before[span] + min(at, block.ends[span]) - block.starts[span]
        return self._offset(index) + done

    def earliest(self, position: int, near: int) -> int:
        """The first instant at which `position` is reached; the search begins at the instant `near`.

        Raises `no_working_time` if the calendar stays closed, `out_of_range` outside 1970 to 2149.
        """
        index = self._seek(position, self._index(near))
        block = self._block(index)
        wanted = position - self._offset(index)
        span = bisect_left(block.before, wanted) - 1
        return block.starts[span] + wanted - block.before[span]

    def latest(self, position: int, near: int) -> int:
        """The last instant before work goes beyond `position`; errors as for `earliest`."""
        index = self._seek(position + 1, self._index(near))
        block = self._block(index)
        wanted = position - self._offset(index)
        span = bisect_right(block.before, wanted) - 1
        return block.starts[span] + wanted - block.before[span]

    def _seek(self, position: int, index: int) -> int:
        """The block in which work reaches `position`: offset < position <= offset + total."""
        direction = 1 if position > self._offset(index) else -1
        closed = 0
        while not self._offset(index) < position <= self._offset(index) + self._block(index).total:
            closed = 0 if self._block(index).total else closed + 1
            if closed > PATIENCE_BLOCKS:
                raise DomainError("no_working_time", "the calendar has no working time left")
            index += direction
        return index

    def _index(self, at: int) -> int:
        check_range(at)
        day = instant(at).astimezone(self._zone).date().toordinal()
        # Around a clock change at midnight the local date can differ from the day the instant is booked on.
        index = day // BLOCK_DAYS
        if at < self._block(index).begin:
            return index - 1
        return index + 1 if at >= self._block(index + 1).begin else index

    def _block(self, index: int) -> Block:
        block = self._blocks.get(index)
        if block is None:
            if not _FIRST_BLOCK - 1 <= index <= _LAST_BLOCK + 1:
                raise DomainError("out_of_range", f"no working time is kept after {LAST.year - 1}")
            block = self._blocks[index] = self._built(index)
        return block

    def _offset(self, index: int) -> int:
        offset = self._offsets.get(index)
        if offset is not None:
            return offset
        with self._lock:
            self._grow(index)
        return self._offsets[index]

    def _grow(self, index: int) -> None:
        if not self._offsets:
            self._offsets[index] = 0
        low, high = min(self._offsets), max(self._offsets)
        for known in range(high, index):
            self._offsets[known + 1] = self._offsets[known] + self._block(known).total
        for known in range(low, index, -1):
            self._offsets[known - 1] = self._offsets[known] - self._block(known - 1).total

    def _built(self, index: int) -> Block:
        first = index * BLOCK_DAYS
        days = (date.fromordinal(first + offset) for offset in range(BLOCK_DAYS))
        pairs = [pair for day in days for pair in self.spans(day)]
        done = list(accumulate((end - start for start, end in pairs), initial=0))
        begin = self._ticks_at(date.fromordinal(first), 0)
        starts, ends = tuple(start for start, _ in pairs), tuple(end for _, end in pairs)
        return Block(begin, starts, ends, tuple(done[:-1]), done[-1])

    def spans(self, day: date) -> Iterator[tuple[int, int]]:
        """The local day's working spans in ticks, disjoint and in order."""
        reached, midnight = self._ticks_at(day, 0), self._ticks_at(day, MINUTES_A_DAY)
        for start, end in sorted(self._calendar.hours(day)):
            begin = max(self._ticks_at(day, start), reached)
            finish = min(self._ticks_at(day, end), midnight)
            if begin < finish:
                yield begin, finish
                reached = finish

    def _ticks_at(self, day: date, minute: int) -> int:
        if minute == MINUTES_A_DAY:
            day, minute = day + timedelta(days=1), 0
        # fold=0 is the first of two instants, and in a gap the offset from before it: forward by the gap.
        local = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=self._zone)
        return ticks(local.astimezone(UTC))


@lru_cache(maxsize=512)
def axis_of(calendar: Calendar) -> Axis:
    """The axis of an equal calendar, shared so that its blocks are built once."""
    return Axis(calendar)
