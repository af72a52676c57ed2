"""Axes, round ticks, and the table behind a chart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

Number = float | Decimal
Format = Callable[[float], str]
SUFFIXES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing and its margins, in drawing units."""

    width: float
    height: float
    left: float = 48
    right: float = 20
    top: float = 10
    bottom: float = 26

    @property
    def x_end(self) -> float:
        return self.width - self.right

    @property
    def y_end(self) -> float:
        return self.height - self.bottom


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight map of values `low`..`high` onto drawing units `start`..`end`; `low` < `high`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: Number) -> float:
        """The place of a value, to a tenth of a unit."""
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place and its words, or the day to be written there; a minor one may hide."""

    at: float
    label: str = ""
    day: date | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Data:
    """A chart as a table: the head, and rows whose first cell is a text or a day. A gap is None."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | date | None, ...], ...]


def compact(value: float) -> str:
    """A short number for a tick: 1500 is `1.5k`, with a true minus sign."""
    sign, size = ("\u2212" if value < 0 else ""), abs(value)
    for unit, suffix in SUFFIXES:
        if size >= unit:
            return f"{sign}{size / unit:.4g}{suffix}"
    return f"{sign}{size:.4g}"


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says: title, one sentence of description, the head of its table (first the key, then one
    name per series, which also name the lines of the legend), and how a value is written."""

    title: str
    description: str
    head: tuple[str, ...]
    form: Format = compact

    def cell(self, value: Number | None) -> str | None:
        """A value in words; a gap stays a gap."""
        return None if value is None else self.form(float(value))


def tick_step(low: float, high: float, count: int = 5) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that needs at most `count` steps."""
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * (1 - 1e-9))


def nice_ticks(low: Number, high: Number, count: int = 5) -> tuple[float, ...]:
    """Round values that enclose `low`..`high`, about `count` of them; a single value gets room above it."""
    bottom, top = float(low), float(high)
    if not (math.isfinite(bottom) and math.isfinite(top)):
        raise ValueError("a chart has no place for an infinite value")
    if bottom > top:
        bottom, top = top, bottom
    if bottom == top:
        top = bottom + (abs(bottom) or 1.0)
    step = tick_step(bottom, top, count)
    first, last = math.floor(bottom / step + 1e-9), math.ceil(top / step - 1e-9)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def value_axis(
    values: Sequence[Number], start: float, end: float, form: Format, *, zero: bool = True
) -> tuple[Axis, tuple[Tick, ...]]:
    """An axis around the values (and zero, unless told otherwise) with its ticks; every second is minor."""
    known = [float(value) for value in values] + ([0.0] if zero else [])
    marks = nice_ticks(min(known, default=0.0), max(known, default=0.0))
    axis = Axis(marks[0], marks[-1], start, end)
    ticks = tuple(Tick(axis.at(mark), form(mark), minor=bool(index % 2)) for index, mark in enumerate(marks))
    return axis, ticks


def _months(first: date, last: date, step: int) -> tuple[date, ...]:
    start = first.year * 12 + first.month - 1
    start = -(-(start + (first.day > 1)) // step) * step
    end = last.year * 12 + last.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1, step))


def date_ticks(first: date, last: date, count: int = 7) -> tuple[date, ...]:
    """At most about `count` round days: days or weeks for a short span, firsts of months for a long one."""
    span = (last - first).days
    if span < 100:
        step = next((days for days in (1, 2, 7, 14) if span / days <= count), 14)
        return tuple(first + timedelta(days=offset) for offset in range(0, span + 1, step))
    steps = (step for step in MONTH_STEPS if len(_months(first, last, step)) <= count)
    return _months(first, last, next(steps, MONTH_STEPS[-1]))


def date_axis(days: Sequence[date], start: float, end: float) -> tuple[Axis, tuple[Tick, ...]]:
    """An axis over days with its ticks; a single day gets the next one for room. Needs at least one day."""
    first, last = min(days), max(days)
    if first == last:
        last = first + timedelta(days=1)
    axis = Axis(first.toordinal(), last.toordinal(), start, end)
    ticks = tuple(
        Tick(axis.at(day.toordinal()), day=day, minor=bool(index % 2))
        for index, day in enumerate(date_ticks(first, last))
    )
    return axis, ticks


def line_path(points: Sequence[tuple[float, float] | None]) -> str:
    """SVG path data through the points; a gap lifts the pen. A point alone becomes a dot of no length."""
    parts: list[str] = []
    for index, point in enumerate(points):
        if point is None:
            continue
        starts = index == 0 or points[index - 1] is None
        alone = starts and (index + 1 == len(points) or points[index + 1] is None)
        parts.append(f"{'M' if starts else 'L'}{point[0]:g} {point[1]:g}{'h0' if alone else ''}")
    return "".join(parts)


def band_path(lower: Sequence[tuple[float, float]], upper: Sequence[tuple[float, float]]) -> str:
    """A closed path along one edge and back along the other; empty when there is no edge."""
    edge = [*upper, *reversed(lower)]
    return line_path(edge) + "Z" if edge else ""
