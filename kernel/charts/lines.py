"""Lines over time: sparkline, S-curve, burn, fan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kernel.charts.scale import (
    Axis,
    Data,
    Frame,
    Number,
    Tick,
    Words,
    band_path,
    date_axis,
    line_path,
    value_axis,
)  # fmt: skip

Points = Mapping[date, Number | None]
LINES = Frame(640, 260)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A word-sized line; `end` is its last known point, None when nothing is known."""

    width: float
    height: float
    path: str
    end: tuple[float, float] | None
    title: str


@dataclass(frozen=True, slots=True)
class Series:
    """One drawn line: its words, its role (plan, actual, forecast, limit) and its path."""

    label: str
    role: str
    path: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days, with ticks, an optional band and an optional marker for today."""

    frame: Frame
    title: str
    description: str
    series: tuple[Series, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    data: Data
    band: str = ""
    band_label: str = ""
    today: float | None = None
    zero: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What to draw: words, role and values by day."""

    label: str
    role: str
    points: Points


def sparkline(
    values: Sequence[Number | None], title: str, width: float = 96, height: float = 24
) -> Sparkline:
    """The values evenly spaced and scaled to their own range; a flat line runs through the middle."""
    known = [float(value) for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    axis = Axis(low, high, height - 2, 2) if high > low else Axis(low - 1, low + 1, height - 2, 2)
    step = (width - 4) / max(len(values) - 1, 1)
    points = [
        None if value is None else (round(2 + index * step, 1), axis.at(value))
        for index, value in enumerate(values)
    ]
    drawn = [point for point in points if point is not None]
    return Sparkline(width, height, line_path(points), drawn[-1] if drawn else None, title)


def _place(points: Points, x: Axis, y: Axis) -> list[tuple[float, float] | None]:
    ordered = sorted(points.items())
    return [None if value is None else (x.at(day.toordinal()), y.at(value)) for day, value in ordered]


def _rows(lines: Sequence[Line], words: Words) -> tuple[tuple[str | date | None, ...], ...]:
    days = sorted({day for line in lines for day in line.points})
    return tuple((day, *(words.cell(line.points.get(day)) for line in lines)) for day in days)


def line_chart(
    lines: Sequence[Line],
    words: Words,
    *,
    today: date | None = None,
    edges: tuple[Line, Line] | None = None,
    frame: Frame = LINES,
) -> LineChart | None:
    """The lines over their common days; `edges` (lower, upper) become a band. None when there is no value."""
    every = [*lines, *(edges or ())]
    values = [value for line in every for value in line.points.values() if value is not None]
    if not values:
        return None
    days = [day for line in every for day in line.points] + ([today] if today else [])
    x, x_ticks = date_axis(days, frame.left, frame.x_end)
    y, y_ticks = value_axis(values, frame.y_end, frame.top, words.form)
    data = Data(words.head, _rows(every, words))
    series = tuple(Series(line.label, line.role, line_path(_place(line.points, x, y))) for line in lines)
    return LineChart(
        frame, words.title, words.description, series, x_ticks, y_ticks, data,
        band=band_path(*(_edge(edge.points, x, y) for edge in edges)) if edges else "",
        band_label=" – ".join(edge.label for edge in edges or ()),
        today=None if today is None else x.at(today.toordinal()), zero=y.at(0),
    )  # fmt: skip


def _edge(points: Points, x: Axis, y: Axis) -> list[tuple[float, float]]:
    return [point for point in _place(points, x, y) if point is not None]


def s_curve(
    plan: Points, actual: Points, forecast: Points | None, words: Words, *, today: date | None = None
) -> LineChart | None:
    """Cumulative plan against actual, with the forecast from today on. Head: day, plan, actual and, when
    there is a forecast, forecast."""
    lines = [Line(words.head[1], "plan", plan), Line(words.head[2], "actual", actual)]
    if forecast:
        lines.append(Line(words.head[3], "forecast", forecast))
    head = replace(words, head=words.head[: len(lines) + 1])
    return line_chart(lines, head, today=today)


def burn(
    ideal: Points, remaining: Points, forecast: Points | None, words: Words, *, today: date | None = None
) -> LineChart | None:
    """Work or money left against the ideal line: an S-curve that falls.

    Head: day, ideal, remaining, forecast."""
    return s_curve(ideal, remaining, forecast, words, today=today)


def fan(
    actual: Points, middle: Points, edges: tuple[Points, Points], words: Words, *, today: date | None = None
) -> LineChart | None:
    """Facts so far, then the P50 within the band P10..P90. Head: day, actual, P50, P10, P90."""
    _, actual_label, middle_label, low_label, high_label = words.head
    lines = [Line(actual_label, "actual", actual), Line(middle_label, "forecast", middle)]
    band = (Line(low_label, "plan", edges[0]), Line(high_label, "plan", edges[1]))
    return line_chart(lines, words, today=today, edges=band)
