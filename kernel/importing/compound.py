"""Values made of several cells: sums of amounts, days after a date, and conditions that leave rows out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from kernel.importing.cell_reader import CellReader
from kernel.importing.cells import Cell
from kernel.importing.issues import BadCell, Issue, Refused
from kernel.importing.mapping import Node, nearest
from kernel.importing.tables import Row

T_co = TypeVar("T_co", covariant=True)


class Bindable(Protocol[T_co]):
    """Something of a mapping that reads a value from a row once it knows the header."""

    def bind(self, header: Sequence[str]) -> Callable[[Row, list[Issue]], T_co | None]: ...

    @property
    def columns(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Sum:
    """Numbers added up. Without the first there is no sum; a later one that is empty adds nothing."""

    terms: tuple[Cell[Decimal], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for term in self.terms for column in term.source.columns)

    def bind(self, header: Sequence[str]) -> Callable[[Row, list[Issue]], Decimal | None]:
        """A reader of the sum."""
        readers = [term.bind(header) for term in self.terms]

        def read(row: Row, issues: list[Issue]) -> Decimal | None:
            values = [reader(row, issues) for reader in readers]
            if values[0] is None:
                return None
            return sum((value for value in values if value is not None), Decimal(0))

        return read


@dataclass(frozen=True)
class DayAfter:
    """A date and a number of calendar days (rounded down) to add; without either there is no day."""

    key: str
    first: Cell[date]
    days: Sum

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.first.source.columns, *self.days.columns)

    def bind(self, header: Sequence[str]) -> Callable[[Row, list[Issue]], date | None]:
        """A reader of the later day."""
        first, days = self.first.bind(header), self.days.bind(header)

        def read(row: Row, issues: list[Issue]) -> date | None:
            start, count = first(row, issues), days(row, issues)
            if start is None or count is None:
                return None
            try:
                return _later(start, int(count))
            except BadCell as bad:
                issues.append(Issue(row.line, self.key, bad.code, bad.message))
                return None

        return read


def amount(reader: CellReader, node: Node, key: str) -> Sum | None:
    """A number cell, or `sum: [cell, cell …]`; None when the mapping does not name it."""
    value = node.raw(key)
    if not (isinstance(value, dict) and "sum" in value):
        cell = reader.number(node, key)
        return None if cell is None else Sum((cell,))
    section = node.node(key, value)
    terms = _terms(reader, section, "sum")
    section.done()
    return Sum(terms)


def _terms(reader: CellReader, section: Node, key: str) -> tuple[Cell[Decimal], ...]:
    items = section.items(key)
    if not items:
        raise section.wrong(key, "must be a list of number cells.")
    within = Node({str(place): item for place, item in enumerate(items)}, section.at(key))
    cells = [reader.number(within, str(place), required=True) for place in range(len(items))]
    # A term is named because it is part of a sum, not because every row must have it.
    return tuple(_optional(cell) for cell in cells if cell is not None)


def _optional(cell: Cell[Decimal]) -> Cell[Decimal]:
    return replace(cell, required=False)


def day(reader: CellReader, node: Node, key: str, *, required: bool = False) -> Bindable[date] | None:
    """A date cell, which may carry `plus_days`: one number cell or a list of them."""
    value = node.raw(key)
    if not (isinstance(value, dict) and "plus_days" in value):
        cell = reader.day(node, key, required=required)
        return None if cell is None else _Plain(cell)
    section = Node({key: {name: item for name, item in value.items() if name != "plus_days"}}, node.path)
    first = reader.day(section, key, required=required)
    assert first is not None  # the key is there
    return DayAfter(node.at(key), first, Sum(_day_terms(reader, node.node(key, value))))


def _day_terms(reader: CellReader, section: Node) -> tuple[Cell[Decimal], ...]:
    if isinstance(section.raw("plus_days"), list):
        return _terms(reader, section, "plus_days")
    cell = reader.number(section, "plus_days", required=True)
    assert cell is not None  # it is required
    return (_optional(cell),)


@dataclass(frozen=True)
class _Plain:
    cell: Cell[Any]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.cell.source.columns

    def bind(self, header: Sequence[str]) -> Callable[[Row, list[Issue]], Any]:
        return self.cell.bind(header)


@dataclass(frozen=True)
class Condition:
    """A row stays when the text of its column is (or is not) one of some values."""

    key: str
    column: str
    values: frozenset[str]
    keep: bool

    def bind(self, header: Sequence[str]) -> Callable[[Row], bool]:
        """A test of rows with this header. Raises `Refused` `missing_column`."""
        if self.column not in header:
            raise Refused(
                "missing_column",
                f"The file has no column {self.column!r} (mapping key `{self.key}`). "
                f"{nearest(self.column, header)}",
            )
        place = list(header).index(self.column)
        return lambda row: (row.cells[place].strip() in self.values) == self.keep


def conditions(node: Node) -> tuple[Condition, ...]:
    """`only_rows`: a list of `{column, in: […]}` or `{column, not_in: […]}`, all of which must hold."""
    found = []
    for place, item in enumerate(node.items("only_rows")):
        section = node.node(f"only_rows.{place}", item)
        keep = section.has("in")
        if keep == section.has("not_in"):
            raise section.wrong("in", "a condition has either `in` or `not_in`.")
        values = frozenset(section.texts("in") if keep else section.texts("not_in"))
        found.append(Condition(section.at("column"), section.text("column"), values, keep))
        section.done()
    return tuple(found)


def _later(day: date, days: int) -> date:
    """A day moved by calendar days. Raises `BadCell` `bad_date` outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise BadCell("bad_date", f"{days:,} days from {day} are outside the calendar.") from error
