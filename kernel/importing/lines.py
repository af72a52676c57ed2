"""Physical lines of a file, plain or gzip, with memory bounded by the longest line that is accepted."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from kernel.importing.issues import Refused

CHUNK = 1 << 16
MAX_LINE = 1_000_000
MAX_BYTES = 8 << 30
GZIP_MAGIC = b"\x1f\x8b"
Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, its number from 1 and its offset; `data` is None when it was too long."""

    number: int
    offset: int
    data: bytes | None


def check_file(path: Path) -> None:
    """Raises `Refused` `no_such_file`, `not_a_file` or `unreadable_file`."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise Refused("no_such_file", f"{path} does not exist.") from error
    except (OSError, ValueError) as error:
        raise Refused("unreadable_file", f"{path} cannot be read: {error}.") from error
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise Refused("not_a_file", f"{path} is {what}.")


@contextmanager
def opened(path: Path, compression: str = "auto") -> Iterator[Read]:
    """A reader of the file's decompressed bytes. `compression` is auto (by the first bytes), gzip or none.

    Raises `Refused`; while reading also `truncated_gzip`, `broken_gzip` and `too_large`.
    """
    check_file(path)
    try:
        with path.open("rb") as raw:
            yield _bounded(_guarded(_plain(raw, compression)))
    except OSError as error:
        raise Refused("unreadable_file", f"{path} cannot be read: {error}.") from error


def _plain(raw: BinaryIO, compression: str) -> BinaryIO:
    magic = raw.read(2)
    raw.seek(0)
    if compression == "gzip" or (compression == "auto" and magic == GZIP_MAGIC):
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb"))
    return raw


def _guarded(stream: BinaryIO) -> Read:
    def read(size: int) -> bytes:
        try:
            return stream.read(size)
        except EOFError as error:
            raise Refused(
                "truncated_gzip", "The gzip file ends in the middle; it is not complete."
            ) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Refused("broken_gzip", f"The gzip file is damaged: {error}.") from error

    return read


def _bounded(read: Read) -> Read:
    total = 0

    def counted(size: int) -> bytes:
        nonlocal total
        data = read(size)
        total += len(data)
        if total > MAX_BYTES:
            raise Refused("too_large", f"The file holds more than {MAX_BYTES:,} bytes.")
        return data

    return counted


def as_utf8(read: Read, encoding: str) -> Read:
    """The same text in UTF-8, for encodings whose line ends are not single bytes (UTF-16, UTF-32)."""
    decoder = codecs.getincrementaldecoder(encoding)()

    def transcoded(size: int) -> bytes:
        while True:
            data = read(size)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                raise Refused("bad_encoding", f"The file is not {encoding}: {error.reason}.") from error
            if text or not data:
                return text.encode("utf-8", "replace")

    return transcoded


def physical_lines(read: Read, *, max_line: int = MAX_LINE) -> Iterator[Line]:
    """Lines ended by LF or CR LF. One over `max_line` bytes comes without data; what follows it is read."""
    number, offset, rest, too_long = 1, 0, b"", False
    while chunk := read(CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for data in whole:
            keep = not too_long and len(data) <= max_line
            yield Line(number, offset, data.removesuffix(b"\r") if keep else None)
            number, offset, too_long = number + 1, offset + len(data) + 1, False
        if too_long or len(rest) > max_line:
            # Only its length matters from here on, so that a line of a gigabyte costs no memory.
            offset, rest, too_long = offset + len(rest), b"", True
    if rest or too_long:
        yield Line(number, offset, None if too_long else rest.removesuffix(b"\r"))


def fingerprint(*paths: Path) -> str:
    """SHA-256 over the files, 64 hexadecimal digits: the same input has the same fingerprint."""
    digest = hashlib.sha256()
    for path in paths:
        check_file(path)
        try:
            with path.open("rb") as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    digest.update(chunk)
        except OSError as error:
            raise Refused("unreadable_file", f"{path} cannot be read: {error}.") from error
        digest.update(b"\0")
    return digest.hexdigest()
