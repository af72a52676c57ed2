"""The Gantt chart as pure geometry: rows and links in, rectangles and paths in drawing units out.

No colour, no markup, no locale. Horizontal places are those of days; rows have one height.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.charts import Axis, Tick, date_ticks

ROW = 26.0
HEAD = 30.0
LABELS = 250.0
WIDTH = 1180.0
RIGHT = 70.0
BAR = 10.0
ELBOW = 6.0


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One task: its dates as fractional days (ordinals), the frozen ones if any, and what it is."""

    code: str
    start: float
    finish: float
    frozen: tuple[float, float] | None = None
    summary: bool = False
    milestone: bool = False
    critical: bool = False
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class GanttBar:
    """The drawing of one row: `mark` is the outline of a milestone or the ends of a summary."""

    code: str
    top: float
    middle: float
    x: float
    width: float
    done: float
    mark: str
    frozen_x: float | None
    frozen_width: float
    frozen_mark: str
    end: float


@dataclass(frozen=True, slots=True)
class Gantt:
    """The whole drawing; `links` and `critical_links` are one path each, so are their arrow heads."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    today: float | None
    bars: tuple[GanttBar, ...]
    links: str
    critical_links: str
    heads: str
    critical_heads: str


def gantt(
    rows: Sequence[GanttRow], links: Iterable[tuple[str, str, str]], today: float | None = None
) -> Gantt:
    """A chart of at least one row; a link (predecessor, successor, kind) to a row not shown is left out."""
    axis, ticks = _axis(rows)
    bars = tuple(_bar(row, i, axis) for i, row in enumerate(rows))
    place = {row.code: i for i, row in enumerate(rows)}
    paths: dict[bool, list[str]] = {True: [], False: []}
    heads: dict[bool, list[str]] = {True: [], False: []}
    for predecessor, successor, kind in links:
        if predecessor in place and successor in place:
            i, j = place[predecessor], place[successor]
            critical = rows[i].critical and rows[j].critical
            path, head = _connector(bars[i], bars[j], kind)
            paths[critical].append(path)
            heads[critical].append(head)
    shown = None if today is None or not axis.low <= today <= axis.high else axis.at(today)
    return Gantt(
        WIDTH, HEAD + ROW * len(rows) + 8, ticks, shown, bars,
        "".join(paths[False]), "".join(paths[True]), "".join(heads[False]), "".join(heads[True]),
    )  # fmt: skip


def _axis(rows: Sequence[GanttRow]) -> tuple[Axis, tuple[Tick, ...]]:
    starts = [row.start for row in rows] + [row.frozen[0] for row in rows if row.frozen]
    ends = [row.finish for row in rows] + [row.frozen[1] for row in rows if row.frozen]
    first, last = int(min(starts)), int(max(ends)) + 1
    axis = Axis(first, max(last, first + 1), LABELS, WIDTH - RIGHT)
    days = date_ticks(date.fromordinal(first), date.fromordinal(last), 9)
    return axis, tuple(Tick(axis.at(day.toordinal()), day=day) for day in days)


def _bar(row: GanttRow, index: int, axis: Axis) -> GanttBar:
    top = HEAD + index * ROW
    middle = top + ROW / 2 - 2
    x, end = axis.at(row.start), axis.at(row.finish)
    width = round(max(end - x, 2.0), 1)
    frozen_x = frozen_end = None
    if row.frozen:
        frozen_x, frozen_end = axis.at(row.frozen[0]), axis.at(row.frozen[1])
    mark, frozen_mark = "", ""
    if row.milestone:
        x, width, mark = end, 0.0, _diamond(end, middle, 6.5)
        frozen_mark = "" if frozen_end is None else _diamond(frozen_end, top + ROW - 5, 3.5)
    elif row.summary:
        mark = _bracket(x, x + width, middle)
    return GanttBar(
        row.code, top, middle, x, width, round(width * min(max(row.done, 0.0), 1.0), 1), mark, frozen_x,
        round(max((frozen_end or 0) - (frozen_x or 0), 2.0), 1), frozen_mark, x + width,
    )  # fmt: skip


def _diamond(x: float, y: float, size: float) -> str:
    return f"M{x - size:g} {y:g}L{x:g} {y - size:g}L{x + size:g} {y:g}L{x:g} {y + size:g}Z"


def _bracket(x: float, end: float, y: float) -> str:
    """A beam with ends that point down, as summaries are drawn."""
    tip = min(5.0, (end - x) / 2)
    return f"M{x:g} {y - 5:g}H{end:g}V{y + 5:g}L{end - tip:g} {y:g}H{x + tip:g}L{x:g} {y + 5:g}Z"


def _connector(first: GanttBar, second: GanttBar, kind: str) -> tuple[str, str]:
    """An elbow from the tied date of one bar to that of another, and its arrow head."""
    x1 = first.end if kind[0] == "F" else first.x
    x2 = second.end if kind[1] == "F" else second.x
    out = ELBOW if kind[0] == "F" else -ELBOW
    into = ELBOW if kind[1] == "F" else -ELBOW
    y1, y2 = first.middle, second.middle
    lane = second.top if y2 > y1 else second.top + ROW - 3
    a, b = x1 + out, x2 + into
    direct = (out > 0 > into and a <= b) or (out > 0 and into > 0) or (out < 0 and into < 0)
    if direct:
        turn = max(a, b) if out > 0 and into > 0 else min(a, b) if out < 0 and into < 0 else b
        path = f"M{x1:g} {y1:g}H{turn:g}V{y2:g}H{x2:g}"
    else:
        path = f"M{x1:g} {y1:g}H{a:g}V{lane:g}H{b:g}V{y2:g}H{x2:g}"
    back = 4 if into > 0 else -4
    return path, f"M{x2:g} {y2:g}l{back} -3v6Z"


def day_number(day: date, seconds: float = 0.0) -> float:
    """A moment of a day as a fractional ordinal."""
    return day.toordinal() + seconds / timedelta(days=1).total_seconds()
