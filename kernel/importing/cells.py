"""Cells of a mapping: where a value comes from (column, join, template, constant …) and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kernel.importing.issues import BadCell, Issue, Refused, shown
from kernel.importing.mapping import nearest
from kernel.importing.tables import Row

T = TypeVar("T")
ERROR, KEEP, NULL, WARN = "error", "keep", "null", "warn"
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
FORMS = ("column", "columns", "template", "first_of", "constant")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text comes from; exactly one form, of `FORMS`."""

    form: str
    columns: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Cell(Generic[T]):
    """A value of a row: its mapping key, its source, and the way from text to value.

    `convert` raises `BadCell`: with `unreadable` `warn` such a cell is told and left out, otherwise its row
    is refused. `required` refuses a row in which the cell is empty. `doubt` gives the code of a warning about
    a value that is taken as it is.
    """

    key: str
    source: Source
    nulls: frozenset[str]
    convert: Callable[[str], T | None]
    default: str | None = None
    unreadable: str = ERROR
    required: bool = False
    doubt: Callable[[T], str | None] | None = None

    def bind(self, header: Sequence[str]) -> BoundCell[T]:
        """The same cell, reading from rows with this header. Raises `Refused` `missing_column`."""
        for column in self.source.columns:
            if column not in header:
                raise Refused(
                    "missing_column",
                    f"The file has no column {column!r} (mapping key `{self.key}`). "
                    f"{nearest(column, header)}",
                )
        return BoundCell(self, _text_reader(self.source, list(header), self.nulls))


@dataclass(frozen=True)
class BoundCell(Generic[T]):
    """A cell that knows the positions of its columns."""

    cell: Cell[T]
    read: Callable[[list[str]], str | None]

    def __call__(self, row: Row, issues: list[Issue]) -> T | None:
        """The value, or None; findings are added to `issues`."""
        text = self.read(row.cells)
        if text is None:
            text = self.cell.default
        if text is None:
            if self.cell.required:
                issues.append(self._issue(row, "empty_cell", "The cell is empty but needed."))
            return None
        try:
            value = self.cell.convert(text)
        except BadCell as bad:
            issues.append(self._issue(row, bad.code, bad.message, warning=self.cell.unreadable == WARN))
            return None
        if self.cell.doubt and value is not None and (why := self.cell.doubt(value)):
            issues.append(self._issue(row, why, f"{shown(text)} is taken as {value}.", warning=True))
        return value

    def _issue(self, row: Row, code: str, message: str, *, warning: bool = False) -> Issue:
        column = " + ".join(self.cell.source.columns) or self.cell.key
        return Issue(row.line, column[:120], code, message, warning)


def _text_reader(
    source: Source, header: list[str], nulls: frozenset[str]
) -> Callable[[list[str]], str | None]:
    places = [header.index(column) for column in source.columns]
    if source.form == "constant":
        return lambda _cells: source.text
    if source.form == "column":
        place = places[0]

        def one(cells: list[str]) -> str | None:
            text = cells[place].strip()
            return None if text in nulls else text

        return one

    def all_of(cells: list[str]) -> list[str]:
        return [text for place in places if (text := cells[place].strip()) not in nulls]

    if source.form == "first_of":
        return lambda cells: next(iter(all_of(cells)), None)
    if source.form == "columns":
        return lambda cells: source.text.join(all_of(cells)) or None
    return _template_reader(source.text, dict(zip(source.columns, places, strict=True)), nulls)


def _template_reader(
    template: str, places: Mapping[str, int], nulls: frozenset[str]
) -> Callable[[list[str]], str | None]:
    def filled(cells: list[str]) -> str | None:
        values = {name: cells[place].strip() for name, place in places.items()}
        if all(text in nulls for text in values.values()):
            return None
        known = {name: "" if text in nulls else text for name, text in values.items()}
        return PLACEHOLDER.sub(lambda match: known[match[1]], template).strip() or None

    return filled


AnyCell = Cell[Any]
