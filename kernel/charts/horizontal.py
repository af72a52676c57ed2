"""Bars that lie: horizontal, bullet, tornado; each on a track 0..100 wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.charts.scale import Axis, Data, Number, Tick, Words, value_axis

TRACK = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with its words; `role` names its fill (`actual`, `1`..`5` or a status tone)."""

    x: float
    y: float
    width: float
    height: float
    role: str
    label: str = ""
    text: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class BarRow:
    """One line of a horizontal chart on a track 0..100 wide: its bars, and a mark such as a limit."""

    label: str
    text: str | None
    bars: tuple[Bar, ...]
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars on one common scale; `zero` is the place of nothing on the track."""

    title: str
    description: str
    rows: tuple[BarRow, ...]
    zero: float
    data: Data


@dataclass(frozen=True, slots=True)
class Tornado(Bars):
    """Bars around the base value, widest first; `base_text` is the base in words."""

    base_text: str = ""


@dataclass(frozen=True, slots=True)
class Bullet:
    """A value on a track of ranges (words, upper end, tone), rising from zero, with a target mark.

    The track ends at the largest of them. An unknown value has no bar."""

    title: str
    description: str
    value: Bar | None
    ranges: tuple[Bar, ...]
    marks: tuple[Tick, ...]
    data: Data


def _span(axis: Axis, low: Number, high: Number, role: str, label: str = "", text: str = "") -> Bar:
    start, end = sorted((axis.at(low), axis.at(high)))
    return Bar(start, 0, round(end - start, 1), 10, role, label, text)


def bars(
    items: Sequence[tuple[str, Number | None, str]], words: Words, *, limit: Number | None = None
) -> Bars:
    """One row per (label, value, role), from zero on a common scale; an unknown value has no bar."""
    known = [value for _, value, _ in items if value is not None] + ([limit] if limit is not None else [])
    axis, _ = value_axis(known, 0, TRACK, words.form)
    mark = None if limit is None else axis.at(limit)
    rows = tuple(
        BarRow(label, words.cell(value), () if value is None else (_span(axis, 0, value, role),), mark)
        for label, value, role in items
    )
    data = Data(words.head, tuple((label, words.cell(value)) for label, value, _ in items))
    return Bars(words.title, words.description, rows, axis.at(0), data)


def bullet(
    value: Number | None,
    limits: Sequence[tuple[str, Number, str]],
    words: Words,
    *,
    target: tuple[str, Number] | None = None,
) -> Bullet:
    """A value on a track of ranges (words, upper end, tone), rising from zero, with a target mark.

    The track ends at the largest of them. An unknown value has no bar; no limits at all raise ValueError.
    """
    if not limits:
        raise ValueError("a bullet needs at least one limit")
    known = [limit for _, limit, _ in limits] + ([] if value is None else [value])
    top = max(float(edge) for edge in [*known, *([target[1]] if target else [])])
    axis = Axis(0, top if top > 0 else 1, 0, TRACK)
    floors = [axis.low, *(float(limit) for _, limit, _ in limits)]
    ranges = tuple(
        _span(axis, floor, limit, tone, label, words.form(float(limit)))
        for floor, (label, limit, tone) in zip(floors, limits, strict=False)
    )
    bar = None if value is None else _span(axis, 0, value, "actual", words.title, words.form(float(value)))
    marks = (Tick(axis.at(target[1]), target[0]),) if target else ()
    rows = [(words.title, words.cell(value)), *((label, words.cell(limit)) for label, limit, _ in limits)]
    rows += [(target[0], words.cell(target[1]))] if target else []
    return Bullet(words.title, words.description, bar, ranges, marks, Data(words.head, tuple(rows)))


def tornado(base: Number, inputs: Sequence[tuple[str, Number, Number]], words: Words) -> Tornado:
    """The result at the low and the high end of each input (label, low, high) around the base, widest swing
    first. Head: input, at its low end, at its high end."""
    ordered = sorted(inputs, key=lambda item: -abs(float(item[2]) - float(item[1])))
    every = [base, *(edge for _, low, high in ordered for edge in (low, high))]
    axis, _ = value_axis(every, 0, TRACK, words.form, zero=False)
    rows = tuple(
        BarRow(
            label,
            f"{words.cell(low)} … {words.cell(high)}",
            (
                _span(axis, base, low, "3", label, words.form(float(low))),
                _span(axis, base, high, "1", label, words.form(float(high))),
            ),
            axis.at(base),
        )
        for label, low, high in ordered
    )
    data = Data(words.head, tuple((label, words.cell(low), words.cell(high)) for label, low, high in ordered))
    return Tornado(words.title, words.description, rows, axis.at(base), data, words.form(float(base)))
