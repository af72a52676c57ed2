"""Reading cells out of a mapping section: text, choices, numbers, days and instants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from kernel.importing.cells import WARN, Cell
from kernel.importing.converters import (
    ERROR,
    chained,
    choice_converter,
    other_targets,
    source_of,
    text_converter,
)
from kernel.importing.formats import day_reader, instant_reader, number_reader
from kernel.importing.issues import BadCell, shown
from kernel.importing.mapping import Node, scalar
from kernel.importing.styles import Style, date_style, number_style

T = TypeVar("T")


class CellReader:
    """Reads cells out of a mapping section. `style` holds unless a cell says otherwise."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def text(self, node: Node, key: str, *, required: bool = False) -> Cell[str] | None:
        """A text cell with an optional `map`; None when the mapping does not name it and need not."""
        found = self._section(node, key, required=required)
        return (
            None
            if found is None
            else self._finish(found, key, node, text_converter(found), required=required)
        )

    def choice(
        self, node: Node, key: str, allowed: Sequence[str], *, required: bool = False
    ) -> Cell[str] | None:
        """A text cell whose (mapped) values are of a closed set; a `map` that leaves it is refused."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        table = found.table("map") or {}
        targets = [to for to in table.values() if to is not None] + list(other_targets(found))
        for target in targets:
            if target not in allowed:
                raise found.wrong("map", f"{shown(target)} is not one of {', '.join(allowed)}.")
        return self._finish(
            found, key, node, choice_converter(text_converter(found), allowed), required=required
        )

    def number(self, node: Node, key: str, *, required: bool = False) -> Cell[Decimal] | None:
        """A number cell: `decimal`, `thousands`, `remove`, `scale`, and `map` for words."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        convert = chained(text_converter(found), number_reader(number_style(found, self.style.numbers)))
        return self._finish(found, key, node, convert, required=required)

    def day(self, node: Node, key: str, *, required: bool = False) -> Cell[date] | None:
        """A date cell: `formats`, `earliest`, `latest`; `swapped: warn` for files that mix day and month."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        convert = chained(text_converter(found), day_reader(date_style(found, self.style.dates)))
        doubt = _maybe_swapped if found.text("swapped", "ignore", ("ignore", WARN)) == WARN else None
        return replace(self._finish(found, key, node, convert, required=required), doubt=doubt)

    def instant(self, node: Node, key: str, *, required: bool = False) -> Cell[datetime] | None:
        """A time cell: `formats`, `zone`, `earliest`, `latest`."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        convert = chained(text_converter(found), instant_reader(date_style(found, self.style.dates)))
        return self._finish(found, key, node, convert, required=required)

    def _section(self, node: Node, key: str, *, required: bool) -> Node | None:
        value = node.raw(key)
        if value is None:
            if required:
                raise node.wrong(key, "is required.")
            return None
        short = scalar(value)
        return node.node(key, {"column": short} if short is not None else value)

    def _finish(
        self,
        found: Node,
        key: str,
        node: Node,
        convert: Callable[[str], T | None],
        *,
        required: bool,
    ) -> Cell[T]:
        cell = Cell(
            key=node.at(key),
            source=source_of(found),
            nulls=self.style.nulls | frozenset(found.texts("nulls")),
            convert=convert,
            default=found.text("default", "") or None,
            unreadable=found.text("unreadable", ERROR, (ERROR, WARN)),
            required=found.flag("required", default=required),
        )
        found.done()
        if cell.source.form == "constant":
            _check_constant(found, cell)
        return cell


def _check_constant(found: Node, cell: Cell[T]) -> None:
    """A constant that cannot be read would spoil every row."""
    try:
        cell.convert(cell.source.text)
    except BadCell as bad:
        raise found.wrong("constant", bad.message) from bad


def _maybe_swapped(day: date) -> str | None:
    """Could day and month stand the wrong way round?"""
    return "ambiguous_date" if day.day <= 12 and day.day != day.month else None
