"""The `format` section of a mapping: how the file is written."""

from __future__ import annotations

import codecs

from kernel.importing.mapping import Node
from kernel.importing.tables import Layout

_WIDE = ("utf-16", "utf_16", "utf16", "utf-32", "utf_32", "utf32")


def layout_of(node: Node) -> Layout:
    """The layout, with the defaults of RFC 4180: UTF-8, comma (found out), double quotes, a header line."""
    section = node.section("format")
    layout = Layout(
        encoding=section.parsed("encoding", _encoding, "utf-8", "a text encoding such as cp1252"),
        delimiter=_delimiter(section),
        quote=_quote(section),
        compression=section.text("compression", "auto", ("auto", "gzip", "none")),
        header=section.flag("header", default=True),
        columns=section.texts("columns"),
        skip_lines=section.parsed("skip_lines", _count, 0, "a whole number"),
    )
    if not layout.header and not layout.columns:
        raise section.wrong("columns", "is required when the file has no header.")
    section.done()
    return layout


def is_wide(encoding: str) -> bool:
    """Is a line end more than one byte in this encoding?"""
    return encoding.lower().startswith(_WIDE)


def _encoding(text: str) -> str:
    "".encode(text)  # LookupError for what is no text encoding
    return "utf-8" if codecs.lookup(text).name in {"utf-8", "utf-8-sig"} else text


def _delimiter(section: Node) -> str:
    text = section.text("delimiter", "auto")
    named = {"auto": "", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(text, text)
    if len(named) > 1 or named in {"\n", "\r", '"'}:
        raise section.wrong("delimiter", "must be one character, or auto, tab, comma, semicolon, pipe.")
    return named


def _quote(section: Node) -> str:
    text = section.text("quote", '"')
    named = "" if text == "none" else text
    if len(named) > 1:
        raise section.wrong("quote", "must be one character, or none.")
    return named


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10_000:
        raise ValueError(text)
    return number
