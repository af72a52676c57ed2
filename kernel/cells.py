"""Rows and cells of a table as presenters hand them over: finished text and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. The first that is set decides what is drawn: `html`, `tone` (a chip), `url` (a link),
    `person`, `when`, a figure (`numeric` or `reason`), else plain `text`.

    `label` names the column when the row is a card; `main` marks the title of the row, `code` its number;
    a `low` cell hides when the table is narrow; `sub` is a faint remark after the text.
    """

    text: str | None = ""
    label: str = ""
    url: str = ""
    tone: str = ""
    person: str = ""
    when: datetime | None = None
    unit: str = ""
    reason: str = ""
    sub: str = ""
    html: SafeString | str = ""
    numeric: bool = False
    main: bool = False
    code: bool = False
    low: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the id it is picked by, what it is called when picked, and its cells."""

    id: str
    cells: Sequence[Cell]
    name: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One head: `sort` is `ascending`, `descending` or empty; `sort_url` makes it a link."""

    label: str
    numeric: bool = False
    low: bool = False
    sort_url: str = ""
    sort: str = ""
