"""Cells of a mapping: where a value comes from (column, join, template, constant …) and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from kernel.importing.formats import (
    DateStyle,
    NumberStyle,
    check_format,
    day_reader,
    instant_reader,
    number_reader,
)
from kernel.importing.issues import BadCell, Issue, Refused, shown
from kernel.importing.mapping import Node, nearest, scalar
from kernel.importing.tables import Row

T = TypeVar("T")
ERROR, KEEP, NULL, WARN = "error", "keep", "null", "warn"
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_FORMS = ("column", "columns", "template", "first_of", "constant")


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for every cell unless it says otherwise."""

    nulls: frozenset[str] = frozenset({""})
    dates: DateStyle = DateStyle()
    numbers: NumberStyle = NumberStyle()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text comes from; exactly one form, of `_FORMS`."""

    form: str
    columns: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Cell(Generic[T]):
    """A value of a row: its mapping key, its source, and the way from text to value.

    `convert` raises `BadCell`. With `unreadable` `warn` such a cell is told and left out; otherwise its row
    is refused. `required` refuses a row in which the cell is empty.
    """

    key: str
    source: Source
    style: Style
    convert: Callable[[str], T | None]
    default: str | None = None
    unreadable: str = ERROR
    required: bool = False

    def bind(self, header: Sequence[str]) -> BoundCell[T]:
        """The same cell, reading from rows with this header. Raises `Refused` `missing_column`."""
        for column in self.source.columns:
            if column not in header:
                raise Refused(
                    "missing_column",
                    f"The file has no column {column!r} (mapping key `{self.key}`). {nearest(column, header)}",
                )
        return BoundCell(self, _text_reader(self.source, list(header), self.style.nulls))


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
            return self.cell.convert(text)
        except BadCell as bad:
            issues.append(self._issue(row, bad.code, bad.message, warning=self.cell.unreadable == WARN))
            return None

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
        return _PLACEHOLDER.sub(lambda match: known[match[1]], template).strip() or None

    return filled


class CellReader:
    """Reads cells out of a mapping section. `style` holds unless a cell says otherwise."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def text(self, node: Node, key: str, *, required: bool = False) -> Cell[str] | None:
        """A text cell with an optional `map`; None when the mapping does not name it and need not."""
        found = self._section(node, key, required=required)
        return None if found is None else self._finish(found, key, node, required, _text_converter(found))

    def choice(
        self, node: Node, key: str, allowed: Sequence[str], *, required: bool = False
    ) -> Cell[str] | None:
        """A text cell whose (mapped) values are of a closed set. Raises `Refused` for a `map` that leaves it."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        table = found.table("map") or {}
        targets = [to for to in table.values() if to is not None] + list(_other(found))
        for target in targets:
            if target not in allowed:
                raise found.wrong("map", f"{shown(target)} is not one of {', '.join(allowed)}.")
        return self._finish(found, key, node, required, _choice_converter(_text_converter(found), allowed))

    def number(self, node: Node, key: str, *, required: bool = False) -> Cell[Decimal] | None:
        """A number cell: `decimal`, `thousands`, `remove`, `scale`, and `map` for words."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        convert = _chained(_text_converter(found), number_reader(number_style(found, self.style.numbers)))
        return self._finish(found, key, node, required, convert)

    def day(self, node: Node, key: str, *, required: bool = False) -> Cell[date] | None:
        """A date cell: `formats`, `earliest`, `latest`."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        convert = _chained(_text_converter(found), day_reader(date_style(found, self.style.dates)))
        return self._finish(found, key, node, required, convert)

    def instant(self, node: Node, key: str, *, required: bool = False) -> Cell[datetime] | None:
        """A time cell: `formats`, `zone`, `earliest`, `latest`."""
        found = self._section(node, key, required=required)
        if found is None:
            return None
        convert = _chained(_text_converter(found), instant_reader(date_style(found, self.style.dates)))
        return self._finish(found, key, node, required, convert)

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
        required: bool,
        convert: Callable[[str], T | None],
    ) -> Cell[T]:
        cell = Cell(
            key=node.at(key),
            source=_source(found),
            style=replace(self.style, nulls=self.style.nulls | frozenset(found.texts("nulls"))),
            convert=convert,
            default=found.text("default", "") or None,
            unreadable=found.text("unreadable", ERROR, (ERROR, WARN)),
            required=found.flag("required", default=required),
        )
        found.done()
        return cell


def _source(node: Node) -> Source:
    given = [form for form in _FORMS if node.has(form)]
    node.known.update((*_FORMS, "join"))
    if len(given) != 1:
        raise node.wrong(given[1] if given else "column", f"a cell names exactly one of {', '.join(_FORMS)}.")
    form = given[0]
    if form == "constant":
        return Source(form, (), node.text(form))
    if form == "template":
        text = node.text(form)
        columns = tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))
        if not columns:
            raise node.wrong(form, "names no column; write column names in braces, or use `constant`.")
        return Source(form, columns, text)
    columns = (node.text(form),) if form == "column" else node.texts(form)
    if not all(columns) or not columns:
        raise node.wrong(form, "names no column.")
    return Source(form, columns, node.text("join", " "))


def _text_converter(node: Node) -> Callable[[str], str | None]:
    table = node.table("map")
    extract = _extractor(node)
    other = node.text("unmapped", ERROR, (ERROR, KEEP, NULL))
    fallback = _other(node)
    if node.flag("ignore_case", default=False) and table:
        table = {key.casefold(): value for key, value in table.items()}
    fold = node.flag("ignore_case", default=False)
    if table is None:
        return extract
    known = table

    def convert(text: str) -> str | None:
        found = extract(text)
        if found is None:
            return None
        key = found.casefold() if fold else found
        if key in known:
            return known[key]
        if fallback:
            return fallback[0]
        if other == ERROR:
            raise BadCell("unmapped_value", f"{shown(found)} is not in the map of this key.")
        return found if other == KEEP else None

    return convert


def _other(node: Node) -> tuple[str, ...]:
    return (node.text("otherwise"),) if node.raw("otherwise") is not None else ()


def _extractor(node: Node) -> Callable[[str], str | None]:
    """`pattern`: the part of the text that its first group (or all of it) matches."""
    if node.raw("pattern") is None:
        return lambda text: text
    regex: re.Pattern[str] = node.parsed("pattern", _compiled, None, "a regular expression")

    def extract(text: str) -> str | None:
        match = regex.search(text)
        if match is None:
            raise BadCell("no_match", f"{shown(text)} does not match the pattern {regex.pattern}.")
        return match[1] if regex.groups else match[0]

    return extract


def _compiled(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(text) from error


def _choice_converter(
    convert: Callable[[str], str | None], allowed: Sequence[str]
) -> Callable[[str], str | None]:
    known = frozenset(allowed)

    def choose(text: str) -> str | None:
        found = convert(text)
        if found is not None and found not in known:
            raise BadCell("unknown_value", f"{shown(found)} is not one of {', '.join(allowed)}.")
        return found

    return choose


def _chained(first: Callable[[str], str | None], then: Callable[[str], T]) -> Callable[[str], T | None]:
    def convert(text: str) -> T | None:
        found = first(text)
        return None if found is None else then(found)

    return convert


def date_style(node: Node, style: DateStyle) -> DateStyle:
    """The date keys of a section, on top of what holds above it."""
    formats = node.texts("formats", style.formats)
    for form in formats:
        try:
            check_format(form)
        except ValueError as error:
            raise node.wrong("formats", f"{shown(form)} is not a date format.") from error
    return DateStyle(
        formats=formats,
        zone=node.parsed("zone", _zone, style.zone, "a time zone such as Europe/Berlin"),
        earliest=node.parsed("earliest", date.fromisoformat, style.earliest, "a day such as 1970-01-01"),
        latest=node.parsed("latest", date.fromisoformat, style.latest, "a day such as 1970-01-01"),
    )


def _zone(text: str) -> str:
    return ZoneInfo(text).key


def number_style(node: Node, style: NumberStyle) -> NumberStyle:
    """The number keys of a section, on top of what holds above it."""
    scale: Decimal = node.parsed("scale", Decimal, style.scale, "a number")
    if not scale.is_finite() or scale == 0:
        raise node.wrong("scale", "must be a number other than 0.")
    decimal = node.text("decimal", style.decimal)
    if len(decimal) != 1:
        raise node.wrong("decimal", "must be one character.")
    return NumberStyle(
        decimal=decimal,
        thousands=node.text("thousands", style.thousands),
        remove=tuple(text for text in node.texts("remove", style.remove) if text),
        scale=scale,
    )


def later(day: date, days: int) -> date:
    """A day moved by calendar days. Raises `BadCell` `bad_date` outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise BadCell("bad_date", f"{days:,} days from {day} are outside the calendar.") from error


def style_of(node: Node) -> Style:
    """`nulls`, `dates` and `numbers` at the top of a mapping."""
    dates, numbers = node.section("dates"), node.section("numbers")
    style = Style(
        nulls=frozenset({"", *node.texts("nulls")}),
        dates=date_style(dates, DateStyle()),
        numbers=number_style(numbers, NumberStyle()),
    )
    dates.done()
    numbers.done()
    return style


AnyCell = Cell[Any]
