"""What is wrong with an import: a row that is refused, an oddity that is only told, or a full stop."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.errors import BadInput


class Refused(BadInput):
    """The import cannot go on. Nothing of what was read has been written."""


class BadCell(Exception):
    """A cell cannot be read as what the mapping says it is."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: the physical line a row begins on, the column (or mapping key), a code and a sentence.

    A warning is an oddity that is told and left as it is; anything else keeps its row out.
    """

    line: int
    column: str
    code: str
    message: str
    warning: bool = False


def has_errors(issues: list[Issue]) -> bool:
    """Is there anything worse than a warning?"""
    return any(not issue.warning for issue in issues)


def shown(text: str, limit: int = 60) -> str:
    """A value as a message may quote it: one line, printable, short."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return repr(cut)
