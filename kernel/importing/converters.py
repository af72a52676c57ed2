"""Keys of a cell that say how its text is read: the source, `map`, `pattern`, closed sets of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from kernel.importing.cells import FORMS, PLACEHOLDER, Source
from kernel.importing.issues import BadCell, shown
from kernel.importing.mapping import Node

T = TypeVar("T")
ERROR, KEEP, NULL = "error", "keep", "null"


def source_of(node: Node) -> Source:
    given = [form for form in FORMS if node.has(form)]
    node.known.update((*FORMS, "join"))
    if len(given) != 1:
        raise node.wrong(given[1] if given else "column", f"a cell names exactly one of {', '.join(FORMS)}.")
    form = given[0]
    if form == "constant":
        return Source(form, (), node.text(form))
    if form == "template":
        text = node.text(form)
        columns = tuple(dict.fromkeys(PLACEHOLDER.findall(text)))
        if not columns:
            raise node.wrong(form, "names no column; write column names in braces, or use `constant`.")
        return Source(form, columns, text)
    columns = (node.text(form),) if form == "column" else node.texts(form)
    if not all(columns) or not columns:
        raise node.wrong(form, "names no column.")
    return Source(form, columns, node.text("join", " "))


def text_converter(node: Node) -> Callable[[str], str | None]:
    table = node.table("map")
    extract = _extractor(node)
    other = _unmapped(node)
    fallback = other_targets(node)
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


def _unmapped(node: Node) -> str:
    """What becomes of texts outside the map; a bare `null` under either key means nothing."""
    written = [key for key in ("unmapped", "otherwise") if node.has(key) and node.raw(key) is None]
    return NULL if written else node.text("unmapped", ERROR, (ERROR, KEEP, NULL))


def other_targets(node: Node) -> tuple[str, ...]:
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


def choice_converter(
    convert: Callable[[str], str | None], allowed: Sequence[str]
) -> Callable[[str], str | None]:
    known = frozenset(allowed)

    def choose(text: str) -> str | None:
        found = convert(text)
        if found is not None and found not in known:
            raise BadCell("unknown_value", f"{shown(found)} is not one of {', '.join(allowed)}.")
        return found

    return choose


def chained(first: Callable[[str], str | None], then: Callable[[str], T]) -> Callable[[str], T | None]:
    def convert(text: str) -> T | None:
        found = first(text)
        return None if found is None else then(found)

    return convert
