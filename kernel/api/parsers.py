"""Reading a JSON body without trusting it: bounded depth, finite numbers, text that can be kept."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 32


class StrictJSONParser(JSONParser):
    """JSON as RFC 8259 has it, one object per body; a `ParseError` (400) says what is wrong with another."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object in the stream."""
        given = _loaded(stream.read())
        if not isinstance(given, dict):
            raise ParseError("The body is a JSON object.")
        for value in _values(given):
            _check(value)
        return given


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError as error:
        raise ParseError(f"The body is nested deeper than {DEEPEST} levels.") from error
    except ValueError as error:
        raise ParseError(f"The body is not JSON: {error}") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _values(given: Any) -> Iterator[Any]:
    """Every key and value, without recursion."""
    waiting = [(given, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise ParseError(f"The body is nested deeper than {DEEPEST} levels.")
        if isinstance(value, dict):
            yield from value
            waiting.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, list):
            waiting.extend((item, depth + 1) for item in value)
        else:
            yield value


def _check(value: Any) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ParseError("The body holds a number that is too large.")


def check_text(value: str) -> None:
    """Raise `ParseError` for what PostgreSQL cannot hold: NUL, and halves of characters."""
    if "\x00" in value:
        raise ParseError("Text cannot hold the NUL character.")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ParseError("Text cannot hold half a character (a lone surrogate).")
