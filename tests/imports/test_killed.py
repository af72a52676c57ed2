"""A killed import is started again and ends as if it had never been killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.imports.files import LOG, LOG_HEADER, ROOT, mapping_file, text_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TABLES = {
    "tickets_ticket": "number, external_key, state, priority, team_id, reopen_count, resolved_at, updated_at",
    "kernel_auditevent": "kind, subject_id, subject_key, happened_at, actor_name, data",
    "people_user": "username, external_key, is_active",
    "people_team": "code, name",
    "kernel_searchdocument": "subject_type, subject_id, title, body",
    "kernel_numberseries": "name, last",
}


class Installation:
    """A state folder of its own, used by real processes."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "db.sqlite3"
        self.env = {
            **os.environ, "ITSM_PM_STATE": str(folder), "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "itsm_pm.settings", "DEBUG": "false",
        }  # fmt: skip
        self.manage("migrate", "--skip-checks", "-v0").wait(120)

    def manage(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *words], env=self.env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20) as store:
            return store.execute(query).fetchall()

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        # Events of an import run itself carry the moment of the run; those of tickets carry the source's.
        return {
            table: self.rows(
                f"SELECT {names} FROM {table}"
                + (" WHERE subject_type = 'ticket'" if table == "kernel_auditevent" else "")
                + " ORDER BY id"
            )
            for table, names in TABLES.items()
        }

    def wait_for_checkpoint(self, process: subprocess.Popen[bytes], least: int) -> None:
        """Until so many records are in; fails when the process ended before."""
        while process.poll() is None:
            if any(int(str(row[0])) >= least for row in self.rows("SELECT checkpoint FROM kernel_importrun")):
                return
            time.sleep(0.02)
        pytest.fail("the import ended before it could be killed")


def test_an_import_that_is_killed_and_repeated_ends_like_a_clean_one(tmp_path: Path) -> None:
    states = ("Open", "Work", "Done", "Work", "Done")
    rows = [
        f"R{number},2020-01-0{day} 10:{number % 60:02},{state},p{number % 7},Team {day % 3},{day % 4 + 1}"
        for day, state in enumerate(states, 1)
        for number in range(6_000)
    ]
    path, mapping = text_file(tmp_path, LOG_HEADER, *rows), mapping_file(tmp_path, LOG)
    words = ("import_event_log", str(path), "--mapping", str(mapping))
    for name in ("clean", "killed"):
        (tmp_path / name).mkdir()
    clean, killed = Installation(tmp_path / "clean"), Installation(tmp_path / "killed")
    assert clean.manage(*words).wait(120) == 0
    process = killed.manage(*words)
    killed.wait_for_checkpoint(process, 1_000)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    (half,) = killed.rows("SELECT count(*) FROM tickets_ticket")[0]
    assert 0 < int(str(half)) < 6_000
    assert killed.manage(*words).wait(120) == 0
    assert killed.rows("SELECT state, checkpoint FROM kernel_importrun") == [("finished", 6_000)]
    assert killed.everything() == clean.everything()
