"""Mappings: YAML or JSON files that say what the columns of a file mean.

`load` reads one as plain text values; `Node` hands out its keys typed and refuses what nobody asked for, so
that a misspelt key is an error and never silently without effect.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kernel.importing.issues import Refused, shown
from kernel.importing.lines import check_file

MAX_MAPPING = 1_000_000


class _PlainLoader(yaml.SafeLoader):
    """Every scalar stays the text that was written, except null: `-100`, `no` and `1` are names here."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(
                None,
                None,
                "aliases are not supported",
                self.peek_event().start_mark,  # type: ignore[no-untyped-call]  # so in the stubs
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set[str]()
        for key, _value in node.value:
            name = str(getattr(key, "value", ""))
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {name!r} is given twice", key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag == "tag:yaml.org,2002:null"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path: Path) -> dict[str, Any]:
    """The mapping in a YAML or JSON file (JSON is YAML). Raises `Refused` `bad_mapping` and file errors."""
    check_file(path)
    data = path.read_bytes()[: MAX_MAPPING + 1]
    if len(data) > MAX_MAPPING:
        raise Refused("bad_mapping", f"{path.name} is longer than {MAX_MAPPING:,} bytes; is it a mapping?")
    try:
        loaded = yaml.load(data.decode("utf-8-sig"), Loader=_PlainLoader)  # noqa: S506  # a SafeLoader
    except UnicodeDecodeError as error:
        raise Refused("bad_mapping", f"{path.name} is not UTF-8 text.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused("bad_mapping", f"{path.name} is not YAML or JSON: {_where(error)}") from error
    if not isinstance(loaded, dict) or not loaded:
        raise Refused("bad_mapping", f"{path.name} holds no keys; a mapping is `key: value` lines.")
    return loaded


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{place}{getattr(error, 'problem', None) or error}."


_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})


@dataclass
class Node:
    """One section of a mapping. Every reader method marks its key as known; `done` refuses the others.

    All methods raise `Refused` `bad_mapping`, naming the key by its path.
    """

    values: Mapping[str, Any]
    path: str = ""
    known: set[str] = field(default_factory=set)

    def at(self, key: str) -> str:
        """The full path of a key, as messages name it."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, what: str) -> Refused:
        """The refusal of a key's value."""
        return Refused("bad_mapping", f"Mapping key `{self.at(key)}`: {what}")

    def raw(self, key: str) -> Any:
        """The value as written, None when absent."""
        self.known.add(key)
        return self.values.get(key)

    def has(self, key: str) -> bool:
        """Is the key written, even with nothing behind it?"""
        return key in self.values

    def text(self, key: str, default: str | None = None, choices: Iterable[str] = ()) -> str:
        """Text; without a default the key is required."""
        value = self.raw(key)
        if value is None:
            if default is None:
                raise self.wrong(key, "is required.")
            return default
        text = scalar(value)
        if text is None:
            raise self.wrong(key, "must be text.")
        allowed = tuple(choices)
        if allowed and text not in allowed:
            raise self.wrong(key, f"{shown(text)} is not one of {', '.join(allowed)}.")
        return text

    def pattern(self, key: str, regex: str, what: str) -> str:
        """Required text of a form."""
        text = self.text(key)
        if not re.fullmatch(regex, text):
            raise self.wrong(key, f"{shown(text)} is not {what}.")
        return text

    def parsed(self, key: str, parse: Callable[[str], Any], default: Any, what: str) -> Any:
        """Text turned into something by `parse`, which raises ValueError or ArithmeticError."""
        if self.raw(key) is None:
            return default
        text = self.text(key)
        try:
            return parse(text)
        except (ValueError, ArithmeticError, LookupError) as error:
            raise self.wrong(key, f"{shown(text)} is not {what}.") from error

    def flag(self, key: str, *, default: bool) -> bool:
        """true/yes/on or false/no/off."""
        text = self.text(key, str(default)).lower()
        if text not in _TRUE | _FALSE:
            raise self.wrong(key, f"{shown(text)} is not true or false.")
        return text in _TRUE

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, or one text; an empty text or null in a list is the empty text."""
        value = self.raw(key)
        if value is None:
            return default
        items = value if isinstance(value, list) else [value]
        texts = ["" if item is None else scalar(item) for item in items]
        if any(text is None for text in texts):
            raise self.wrong(key, "must be a list of texts.")
        return tuple(text for text in texts if text is not None)

    def table(self, key: str) -> dict[str, str | None] | None:
        """A table of text to text or null; None when absent."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, dict) or not value:
            raise self.wrong(key, "must be a table of `from: to` lines.")
        table = {str(scalar(name) or ""): None if to is None else scalar(to) for name, to in value.items()}
        if any(table[str(scalar(name) or "")] is None and to is not None for name, to in value.items()):
            raise self.wrong(key, "must map text to text.")
        return table

    def section(self, key: str) -> Node:
        """A section of keys; empty when absent."""
        return self.node(key, self.raw(key) or {})

    def node(self, key: str, value: Any) -> Node:
        """A value found under a key, as a section."""
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a section of keys.")
        return Node({str(scalar(name)): item for name, item in value.items()}, self.at(key))

    def items(self, key: str) -> list[Any]:
        """A list of anything; empty when absent."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(key, "must be a list.")
        return value

    def done(self) -> None:
        """Refuse keys that nobody asked for, with the nearest known name."""
        for key in self.values:
            if key not in self.known:
                raise Refused(
                    "unknown_key", f"Mapping key `{self.at(key)}` is not known. {nearest(key, self.known)}"
                )


def nearest(name: str, known: Iterable[str]) -> str:
    """The advice of a refusal: the closest known name, or all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(names)}."


def scalar(value: Any) -> str | None:
    """A written scalar as text; None for what is not one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None
