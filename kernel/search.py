"""Text search over everything that apps index, by one full-text table per database.

SQLite uses FTS5, PostgreSQL a tsvector with a GIN index; both ignore case and accents and match word
beginnings, so an answer does not depend on the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models
from django.db.models.expressions import RawSQL

from kernel.models import SearchDocument

# One idea of a word for texts and queries: each database would cut `REQ-1`, `a_b` and `1.2` its own way.
_WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one thing for finding it."""

    subject_type: str
    subject_id: int
    title: str
    body: str = ""


def index(documents: Iterable[Document]) -> None:
    """Add or replace documents."""
    SearchDocument.objects.bulk_create(
        [
            SearchDocument(
                subject_type=item.subject_type,
                subject_id=item.subject_id,
                title=_plain(item.title),
                body=_plain(item.body),
            )
            for item in documents
        ],
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id"],
        update_fields=["title", "body"],
        batch_size=1000,
    )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text))


def words(text: str) -> list[str]:
    """The words a query is made of: letters and digits only, so no operator can slip in."""
    return [word.lower() for word in _WORD.findall(text)][:MAX_WORDS]


def found(text: str, subject_type: str) -> models.QuerySet[SearchDocument]:
    """Documents of a type that hold every word (or its beginning)."""
    wanted = words(text)
    rows = SearchDocument.objects.filter(subject_type=subject_type)
    if not wanted:
        return rows.none()
    if connection.vendor == "sqlite":
        match = " ".join(f'"{word}"*' for word in wanted)
        sql = "SELECT rowid FROM kernel_search_fts WHERE kernel_search_fts MATCH %s"
    else:
        match = " & ".join(f"{word}:*" for word in wanted)
        sql = "SELECT id FROM kernel_searchdocument WHERE words @@ to_tsquery('simple', kernel_unaccent(%s))"
    return rows.filter(pk__in=RawSQL(sql, [match]))  # noqa: S611  # the words are parameters


def subject_ids(text: str, subject_type: str) -> models.QuerySet[SearchDocument, int]:
    """Ids of the subjects found, for use in a sub-query."""
    return found(text, subject_type).values_list("subject_id", flat=True)
