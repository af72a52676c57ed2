"""Bars that stand: columns by day or word, stacks, waterfall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kernel.charts.horizontal import Bar
from kernel.charts.scale import Axis, Data, Frame, Number, Tick, Words, value_axis

COLUMNS = Frame(640, 260)
STEPS = Frame(640, 260, bottom=44)
Key = date | str


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright bars with ticks, a limit line where one is set, and a legend for stacks."""

    frame: Frame
    title: str
    description: str
    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float
    data: Data
    legend: tuple[tuple[str, str], ...] = ()
    limit: float | None = None
    limit_text: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a waterfall: a change, or a total that stands on the ground."""

    label: str
    value: Number
    role: str = "actual"
    total: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall(Columns):
    """Columns that carry the running sum; `joins` are the thin lines (x1, x2, y) between them."""

    joins: tuple[tuple[float, float, float], ...] = ()


def _slot(frame: Frame, count: int) -> float:
    return (frame.x_end - frame.left) / max(count, 1)


def _column(
    frame: Frame, place: tuple[int, int], ends: tuple[float, float], like: tuple[str, str, str]
) -> Bar:
    """The bar at `place` (index, of how many) between two heights; `like` is role, label and text."""
    index, count = place
    slot = _slot(frame, count)
    width = min(slot * 0.72, 56)
    top, bottom = sorted(ends)
    left = frame.left + slot * index + (slot - width) / 2
    return Bar(round(left, 1), top, round(width, 1), round(bottom - top, 1), *like)


def _column_ticks(frame: Frame, keys: Sequence[Key]) -> tuple[Tick, ...]:
    """Words thin out so that about eight stay, every second of them minor; the rest are drawn without."""
    every = max(-(-len(keys) // 8), 1)
    ticks = []
    for index, key in enumerate(keys):
        at = round(frame.left + _slot(frame, len(keys)) * (index + 0.5), 1)
        minor = bool(index // every % 2) and len(keys) > 4
        worded = not index % every
        ticks.append(
            Tick(
                at,
                key if worded and isinstance(key, str) else "",
                key if worded and isinstance(key, date) else None,
                minor,
            )
        )
    return tuple(ticks)


def columns(
    items: Sequence[tuple[Key, Number | None]],
    words: Words,
    *,
    limit: tuple[str, Number] | None = None,
    role: str = "actual",
    frame: Frame = COLUMNS,
) -> Columns:
    """One column per day or word; one above the limit (its words, its value) takes the critical fill."""
    ceiling = None if limit is None else float(limit[1])
    known = [value for _, value in items if value is not None] + ([] if ceiling is None else [ceiling])
    y, y_ticks = value_axis(known, frame.y_end, frame.top, words.form)
    drawn = tuple(
        _column(
            frame,
            (index, len(items)),
            (y.at(0), y.at(value)),
            (
                "critical" if ceiling is not None and value > ceiling else role,
                str(key),
                words.form(float(value)),
            ),
        )
        for index, (key, value) in enumerate(items)
        if value is not None
    )
    return Columns(
        frame,
        words.title,
        words.description,
        drawn,
        _column_ticks(frame, [key for key, _ in items]),
        y_ticks,
        y.at(0),
        Data(words.head, tuple((key, words.cell(value)) for key, value in items)),
        limit=None if ceiling is None else y.at(ceiling),
        limit_text=limit[0] if limit else "",
    )


def stacked(
    keys: Sequence[Key], series: Sequence[Sequence[Number | None]], words: Words, *, frame: Frame = COLUMNS
) -> Columns:
    """Columns stacked in the order of the series (fills 1..5), each as long as `keys`; the head names the key
    and every series. An unknown value adds nothing to the stack; a negative one raises ValueError."""
    if any(value is not None and value < 0 for values in series for value in values):
        raise ValueError("a stack has no place for a negative value")
    table = list(zip(*series, strict=True))
    totals = [sum(float(value or 0) for value in values) for values in table]
    y, y_ticks = value_axis(totals, frame.y_end, frame.top, words.form)
    drawn = [
        bar
        for index, (key, values) in enumerate(zip(keys, table, strict=True))
        for bar in _stack(frame, (index, len(keys)), y, (str(key), values), words)
    ]
    rows = tuple((key, *map(words.cell, values)) for key, values in zip(keys, table, strict=True))
    legend = tuple((label, _rank(rank)) for rank, label in enumerate(words.head[1:]))
    return Columns(
        frame,
        words.title,
        words.description,
        tuple(drawn),
        _column_ticks(frame, keys),
        y_ticks,
        y.at(0),
        Data(words.head, rows),
        legend,
    )


def _stack(
    frame: Frame, place: tuple[int, int], y: Axis, column: tuple[str, Sequence[Number | None]], words: Words
) -> Iterator[Bar]:
    key, values = column
    ground = 0.0
    for rank, known in enumerate(values):
        value = float(known or 0)
        if value:
            like = (_rank(rank), f"{key}, {words.head[rank + 1]}", words.form(value))
            yield _column(frame, place, (y.at(ground), y.at(ground + value)), like)
        ground += value


def _rank(index: int) -> str:
    return str(index % 5 + 1)


def _running(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """From and to of every step; a total starts at zero."""
    spans: list[tuple[float, float]] = []
    for step in steps:
        start = 0.0 if step.total or not spans else spans[-1][1]
        spans.append((start, start + float(step.value)))
    return spans


def waterfall(steps: Sequence[Step], words: Words, *, frame: Frame = STEPS) -> Waterfall:
    """The running sum over the steps; a total stands on zero and sets the sum to its value. Head: step,
    change, sum."""
    spans = _running(steps)
    y, y_ticks = value_axis([edge for span in spans for edge in span], frame.y_end, frame.top, words.form)
    drawn = tuple(
        _column(
            frame,
            (index, len(steps)),
            (y.at(low), y.at(high)),
            (step.role, step.label, words.form(float(step.value))),
        )
        for index, (step, (low, high)) in enumerate(zip(steps, spans, strict=True))
    )
    joins = tuple(
        (round(left.x + left.width, 1), right.x, y.at(level))
        for left, right, (_, level) in zip(drawn, drawn[1:], spans, strict=False)
    )
    ticks = tuple(Tick(bar.middle, bar.label, minor=bool(index % 2)) for index, bar in enumerate(drawn))
    rows = tuple(
        (step.label, None if step.total else words.cell(step.value), words.form(level))
        for step, (_, level) in zip(steps, spans, strict=True)
    )
    return Waterfall(
        frame,
        words.title,
        words.description,
        drawn,
        ticks,
        y_ticks,
        y.at(0),
        Data(words.head, rows),
        joins=joins,
    )
