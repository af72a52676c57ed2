"""Full-text index beside `SearchDocument`, kept by the database: FTS5 on SQLite, tsvector on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE kernel_search_fts USING fts5(title, body, content='kernel_searchdocument', "
    "content_rowid='id', tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    "CREATE TRIGGER kernel_search_added AFTER INSERT ON kernel_searchdocument BEGIN "
    "INSERT INTO kernel_search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END",
    "CREATE TRIGGER kernel_search_removed AFTER DELETE ON kernel_searchdocument BEGIN "
    "INSERT INTO kernel_search_fts(kernel_search_fts, rowid, title, body) "
    "VALUES ('delete', old.id, old.title, old.body); END",
    "CREATE TRIGGER kernel_search_changed AFTER UPDATE ON kernel_searchdocument BEGIN "
    "INSERT INTO kernel_search_fts(kernel_search_fts, rowid, title, body) "
    "VALUES ('delete', old.id, old.title, old.body); "
    "INSERT INTO kernel_search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END",
]
SQLITE_BACK = [
    "DROP TRIGGER kernel_search_added",
    "DROP TRIGGER kernel_search_removed",
    "DROP TRIGGER kernel_search_changed",
    "DROP TABLE kernel_search_fts",
]
# unaccent() is only STABLE because its dictionary can be replaced; the index needs an IMMUTABLE function.
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE OR REPLACE FUNCTION kernel_unaccent(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
    "STRICT AS $$ SELECT public.unaccent('public.unaccent', $1) $$",
    "ALTER TABLE kernel_searchdocument ADD COLUMN words tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple', kernel_unaccent(left(title || ' ' || body, 200000)))) STORED",
    "CREATE INDEX kernel_search_words ON kernel_searchdocument USING gin (words)",
]
POSTGRESQL_BACK = [
    "DROP INDEX kernel_search_words",
    "ALTER TABLE kernel_searchdocument DROP COLUMN words",
    "DROP FUNCTION kernel_unaccent(text)",
]


def forwards(_apps: Any, editor: Any) -> None:
    """Create the index for this database."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def backwards(_apps: Any, editor: Any) -> None:
    """Drop it again."""
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
