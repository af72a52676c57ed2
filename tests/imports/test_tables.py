"""Reading delimited text: every broken record is one finding with its line, and what follows is read."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from kernel.importing.issues import Issue, Refused
from kernel.importing.lines import as_utf8, opened, physical_lines
from kernel.importing.tables import Layout, Row, Table


def table(data: bytes, layout: Layout | None = None, wanted: tuple[str, ...] = ()) -> Table:
    return Table(physical_lines(BytesIO(data).read), layout or Layout(), wanted)


def read(data: bytes, layout: Layout | None = None) -> list[object]:
    """Rows as (line, cells), findings as (line, code)."""
    found = table(data, layout).rows()
    return [(row.line, row.code if isinstance(row, Issue) else row.cells) for row in found]


def test_rows_carry_the_line_they_begin_on() -> None:
    data = b'a,b\n1,"x\ny"\n2,z\n\n3,"say ""hi"""\r\n'
    assert read(data) == [(2, ["1", "x\ny"]), (4, ["2", "z"]), (6, ["3", 'say "hi"'])]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"1", "field_count"),
        (b"1,2,3", "field_count"),
        (b"1,\xff", "bad_encoding"),
        (b"1,x\0y", "nul_byte"),
        (b'1,"x"y', "broken_row"),
        (b"1,x\ry", "broken_row"),
        (b"1," + b"x" * 1_000_001, "line_too_long"),
        (b"1," + b"x" * 140_000, "broken_row"),
    ],
)
def test_a_broken_row_is_one_finding_and_the_next_row_is_read(bad: bytes, code: str) -> None:
    assert read(b"a,b\n0,ok\n" + bad + b"\n2,ok\n") == [(2, ["0", "ok"]), (3, code), (4, ["2", "ok"])]


def test_an_unclosed_quote_costs_its_own_line_only() -> None:
    assert read(b'a,b\n1,"open\n2,x\n3,y\n') == [(2, "unclosed_quote"), (3, ["2", "x"]), (4, ["3", "y"])]


def test_an_unclosed_quote_in_a_long_file_does_not_swallow_it() -> None:
    data = b'a,b\n1,"open\n' + b"2,x\n" * 3_000
    found = read(data)
    assert found[0] == (2, "unclosed_quote")
    assert len(found) == 3_001


def test_a_byte_that_is_no_utf8_is_named_by_its_place_in_the_file() -> None:
    (issue,) = [row for row in table(b"a,b\n1,x\n2,\xe9t\xe9\n").rows() if isinstance(row, Issue)]
    assert (issue.line, issue.code) == (3, "bad_encoding")
    assert "Byte 10 (0xE9)" in issue.message


def test_another_encoding_may_be_named() -> None:
    assert read("a,b\n1,été\n".encode("cp1252"), Layout(encoding="cp1252")) == [(2, ["1", "été"])]


def test_utf16_is_read_through_a_transcoder() -> None:
    source = as_utf8(BytesIO("a;b\n1;ж\n".encode("utf-16")).read, "utf-16")
    rows = Table(physical_lines(source), Layout(), ("a", "b")).rows()
    assert [row.cells for row in rows if isinstance(row, Row)] == [["1", "ж"]]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert table(b'\xef\xbb\xbf"a",b\n1,2\n').header == ("a", "b")


@pytest.mark.parametrize(
    ("data", "delimiter"), [(b"a;b;c,d\n", ";"), (b"a\tb\tc\n", "\t"), (b"a|b\n", "|"), (b"a,b;c,d\n", ",")]
)
def test_the_delimiter_is_found_from_the_header(data: bytes, delimiter: str) -> None:
    assert table(data, wanted=("a", "b")).delimiter == delimiter


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b"a,b,a\n1,2,3\n", "duplicate_column"),
        (b"a,\xff\n", "bad_encoding"),
        (b'a,"b\n1,2\n', "bad_header"),
        (b"x" * 1_000_001, "line_too_long"),
    ],
)
def test_a_file_without_a_usable_header_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        table(data)
    assert refused.value.code == code


def test_a_mapping_may_name_the_columns_itself() -> None:
    layout = Layout(header=True, columns=("x", "y"), skip_lines=1)
    assert read(b"a report of today\na,a\n1,2\n", layout) == [(3, ["1", "2"])]
    assert read(b"1,2\n", Layout(header=False, columns=("x", "y"), delimiter=",")) == [(1, ["1", "2"])]


def test_a_header_with_a_line_break_in_a_name_is_read() -> None:
    assert table(b'a,"b\nc"\r\n1,2\r\n').header == ("a", "b\nc")


def endless(first: bytes, filler: bytes, megabytes: int) -> Callable[[int], bytes]:
    """A stream that holds one very long line."""

    def chunks() -> Iterator[bytes]:
        yield first
        for _ in range(megabytes * 16):
            yield filler * (1 << 16)
        yield b"\n2,ok\n"

    source = chunks()
    return lambda _size: next(source, b"")


def test_a_line_of_200_megabytes_costs_little_memory() -> None:
    tracemalloc.start()
    rows = list(Table(physical_lines(endless(b"a,b\n1,", b"x", 200)), Layout()).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.code if isinstance(row, Issue) else row.cells for row in rows] == [
        "line_too_long",
        ["2", "ok"],
    ]
    assert peak < 8_000_000


@pytest.mark.parametrize(("cut", "code"), [(-4, "truncated_gzip"), (60, "truncated_gzip")])
def test_a_truncated_gzip_is_refused(tmp_path: Path, cut: int, code: str) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(b"".join(b"%d,row\n" % n for n in range(5_000)))[:cut])
    with pytest.raises(Refused) as refused, opened(path) as source:
        list(physical_lines(source))
    assert refused.value.code == code


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(b"a,b\n" * 5_000))
    data[30:34] = b"\xff\xff\xff\xff"
    path = tmp_path / "log.csv.gz"
    path.write_bytes(bytes(data))
    with pytest.raises(Refused) as refused, opened(path) as source:
        list(physical_lines(source))
    assert refused.value.code == "broken_gzip"


def test_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "not_a_file"), (tmp_path / "none.csv", "no_such_file")):
        with pytest.raises(Refused) as refused, opened(path):
            pass
        assert refused.value.code == code
