"""Rows of a delimited text (RFC 4180), one finding per broken record, going on at the next line."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kernel.importing.issues import Issue, Refused, shown
from kernel.importing.lines import MAX_LINE, Line

CANDIDATES = (",", ";", "\t", "|")
MAX_RECORD_LINES = 1_000


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written. `delimiter` "" is found out from the header; `columns` names them instead of
    the header, which is then skipped when `header` is true; `skip_lines` stand before it."""

    encoding: str = "utf-8"
    delimiter: str = ""
    quote: str = '"'
    compression: str = "auto"
    header: bool = True
    columns: tuple[str, ...] = ()
    skip_lines: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One record and the line it begins on; as many cells as there are columns."""

    line: int
    cells: list[str]


class _Broken(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Feed:
    """Hands lines to the CSV parser and remembers those of the record at hand, to go back when it breaks."""

    def __init__(self, lines: Iterator[Line], encoding: str) -> None:
        self.lines = lines
        self.encoding = encoding
        self.back: deque[Line] = deque()
        self.pulled: list[Line] = []
        self.size = 0

    def begin(self) -> None:
        self.pulled = []
        self.size = 0

    def give_back(self) -> None:
        self.back.extendleft(reversed(self.pulled[1:]))

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else next(self.lines)
        self.pulled.append(line)
        self.size += len(line.data or b"")
        if line.data is None:
            raise _Broken("line_too_long", f"The line is longer than {MAX_LINE:,} bytes.")
        if self.size > MAX_LINE or len(self.pulled) > MAX_RECORD_LINES:
            raise _Broken("unclosed_quote", "A quoted cell begins here and does not end.")
        return self._decoded(line, line.data)

    def _decoded(self, line: Line, data: bytes) -> str:
        if b"\0" in data:
            raise _Broken("nul_byte", f"There is a NUL byte at byte {line.offset + data.index(0):,}.")
        try:
            text = data.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise _Broken(
                "bad_encoding",
                f"Byte {line.offset + error.start:,} (0x{data[error.start]:02X}) is not {self.encoding}; "
                "the mapping may name another encoding.",
            ) from error
        return (text.removeprefix("\ufeff") if line.number == 1 else text) + "\n"


class Table:
    """The header and the rows of a file. Opening it reads the header only."""

    def __init__(self, lines: Iterator[Line], layout: Layout, wanted: Iterable[str] = ()) -> None:
        """Raises `Refused` `empty_file`, `bad_header` or `duplicate_column`."""
        for _ in range(layout.skip_lines):
            next(lines, None)
        self.layout = layout
        self.feed = _Feed(lines, layout.encoding)
        first = self._first_line() if layout.header or not layout.delimiter else None
        self.delimiter = layout.delimiter or _guess(first or "", frozenset(wanted) | set(layout.columns))
        self.reader = _reader(self.feed, self.delimiter, layout.quote)
        self.header = self._header()

    def _first_line(self) -> str:
        try:
            text = next(self.feed)
        except StopIteration:
            raise Refused("empty_file", "The file is empty.") from None
        except _Broken as broken:
            raise Refused(broken.code, f"The first line cannot be read. {broken.message}") from broken
        self.feed.back.extendleft(reversed(self.feed.pulled))
        return text

    def _header(self) -> tuple[str, ...]:
        names: list[str] = []
        while self.layout.header and not names:
            self.feed.begin()
            try:
                names = [name.strip() for name in next(self.reader)]
            except StopIteration:
                raise Refused("empty_file", "The file is empty.") from None
            except (csv.Error, _Broken) as error:
                raise Refused("bad_header", f"The header cannot be read: {error}.") from error
        chosen = self.layout.columns or tuple(names)
        doubled = sorted({name for name in chosen if name and chosen.count(name) > 1})
        if doubled:
            raise Refused(
                "duplicate_column",
                f"The header names {shown(doubled[0])} twice; `format.columns` may give other names.",
            )
        return chosen

    def rows(self) -> Iterator[Row | Issue]:
        """Every record as a row, or as the finding that keeps it out. Empty lines are nothing."""
        width = len(self.header)
        while True:
            self.feed.begin()
            try:
                cells = next(self.reader)
            except StopIteration:
                return
            except (csv.Error, _Broken) as error:
                yield self._issue(error)
                self.feed.give_back()
                continue
            if not cells:
                continue
            line = self.feed.pulled[0].number
            yield Row(line, cells) if len(cells) == width else _wrong_width(line, len(cells), width)

    def _issue(self, error: Exception) -> Issue:
        line = self.feed.pulled[0].number
        if isinstance(error, _Broken):
            return Issue(line, "", error.code, error.message)
        text = str(error)
        if "unexpected end" in text:
            return Issue(line, "", "unclosed_quote", "A quoted cell begins here and does not end.")
        return Issue(line, "", "broken_row", f"The row is not well-formed: {text}.")


def _wrong_width(line: int, found: int, width: int) -> Issue:
    few = "few" if found < width else "many"
    return Issue(line, "", "field_count", f"The row has too {few} fields: {found} instead of {width}.")


def _reader(feed: _Feed, delimiter: str, quote: str) -> Iterator[list[str]]:
    if not quote:
        return csv.reader(feed, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(feed, delimiter=delimiter, quotechar=quote, strict=True)


def _guess(first_line: str, wanted: frozenset[str]) -> str:
    """The delimiter under which most wanted columns are found, then the one that gives most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        names = {name.strip().strip('"') for name in first_line.split(delimiter)}
        return len(names & wanted), len(names)

    return max(CANDIDATES, key=found)
