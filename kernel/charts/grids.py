"""Grids: the heat map of probability against impact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.charts.scale import Data, Frame, Tick, Words

GRID = Frame(640, 400, left=104, right=6, top=6, bottom=36)
# Rating of a cell by the product of its ranks (1..n by 1..n) as a share of the highest product.
BOUNDS = ((0.56, 4), (0.36, 3), (0.16, 2))


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the grid: place, level 1 (low) to 4 (critical), how many, and which."""

    x: float
    y: float
    width: float
    height: float
    level: int
    count: int
    label: str
    url: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        return round(self.x + self.width / 2, 1), round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Cells with the words of both axes; the highest row is drawn at the top."""

    frame: Frame
    title: str
    description: str
    cells: tuple[Cell, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    data: Data


def level(row: int, column: int, rows: int, columns: int) -> int:
    """1 to 4 from the product of the ranks as a share of the largest product."""
    share = row * column / (rows * columns)
    return next((rating for bound, rating in BOUNDS if share >= bound), 1)


def heat_map(
    counts: Mapping[tuple[int, int], int],
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    words: Words,
    *,
    urls: Mapping[tuple[int, int], str] | None = None,
    frame: Frame = GRID,
) -> HeatMap:
    """Counts by (row rank, column rank), both from 1 and rising; labels from the lowest rank up.

    The head of `words` needs only the name of the rows; the column labels follow it."""
    rows, cols = len(row_labels), len(column_labels)
    outside = [key for key in counts if not (1 <= key[0] <= rows and 1 <= key[1] <= cols)]
    if outside:
        raise ValueError(f"no such cell in a grid of {rows} by {cols}: {outside[0]}")
    width, height = (frame.x_end - frame.left) / cols, (frame.y_end - frame.top) / rows
    cells = tuple(
        Cell(
            round(frame.left + width * (column - 1), 1), round(frame.top + height * (rows - row), 1),
            round(width, 1), round(height, 1), level(row, column, rows, cols), counts.get((row, column), 0),
            f"{row_labels[row - 1]}, {column_labels[column - 1]}", (urls or {}).get((row, column), ""),
        )
        for row in range(rows, 0, -1)
        for column in range(1, cols + 1)
    )  # fmt: skip
    x_ticks = tuple(
        Tick(round(frame.left + width * (index + 0.5), 1), label) for index, label in enumerate(column_labels)
    )
    y_ticks = tuple(
        Tick(round(frame.top + height * (rows - index - 0.5), 1), label)
        for index, label in enumerate(row_labels)
    )
    table = tuple(
        (row_labels[row - 1], *(str(counts.get((row, column), 0)) for column in range(1, cols + 1)))
        for row in range(rows, 0, -1)
    )
    data = Data((words.head[0], *column_labels), table)
    return HeatMap(frame, words.title, words.description, cells, x_ticks, y_ticks, data)
