"""Tables of facts: rows are added, never changed; a wrong fact is taken back by another row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses what would rewrite history; the database refuses it too (see `append_only`)."""

    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("facts are not changed: add a row that reverses the wrong one")

    def delete(self) -> NoReturn:
        raise TypeError("facts are not deleted: add a row that reverses the wrong one")


class Ledger(models.Model):
    """Base of every table of facts.

    `valid_on` is the day on which the fact was true, `recorded_at` the moment it was written down,
    `source_key` (unique where set) makes a replay a no-op.
    """

    valid_on = models.DateField()
    recorded_at = models.DateTimeField()
    source_key = models.CharField(max_length=160, null=True, unique=True)  # noqa: DJ001  # null repeats
    recorded_by = models.CharField(max_length=150)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


_TRIGGER = {
    "sqlite": (
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$; "
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    ),
}
_DROP = {
    "sqlite": "DROP TRIGGER {table}_append_only",
    "postgresql": "DROP TRIGGER {table}_append_only ON {table}; DROP FUNCTION {table}_refuse()",
}


class AppendOnly(migrations.operations.base.Operation):
    """Migration step: the database itself refuses to change rows of these tables.

    SQLite does not refuse DELETE, because emptying a test database is a DELETE there.
    """

    reversible = True

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = list(tables)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.tables], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that the model state knows of."""

    def database_forwards(
        self, _label: str, editor: BaseDatabaseSchemaEditor, _from: ProjectState, _to: ProjectState
    ) -> None:
        self._run(editor, _TRIGGER)

    def database_backwards(
        self, _label: str, editor: BaseDatabaseSchemaEditor, _from: ProjectState, _to: ProjectState
    ) -> None:
        self._run(editor, _DROP)

    def _run(self, editor: BaseDatabaseSchemaEditor, statements: dict[str, str]) -> None:
        for table in self.tables:
            editor.execute(statements[editor.connection.vendor].format(table=table))

    def describe(self) -> str:
        return f"Refuse changes to rows of {', '.join(self.tables)}"
