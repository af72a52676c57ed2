"""A real installation for tests with real processes: its own state folder and database, started, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
# What a shell needs to run the product's code; the rest of a snippet is the test's own.
PRELUDE = """
import django, json, sys
from datetime import *
django.setup()
from kernel.clock import now
"""


@dataclass
class Installation:
    """A folder, a database and the processes started in it."""

    folder: Path
    database_url: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    redis_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Environment of every process of this installation."""
        env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {
            "DJANGO_SETTINGS_MODULE": "itsm_pm.settings",
            "ITSM_PM_STATE": str(self.folder),
            "LOG_LEVEL": "WARNING",
            "SWEEP_SECONDS": "1",
            # Enough to look at; the rest of the year only takes time.
            "ITSM_PM_DEMO_TICKETS": "240",
            "REDIS_PREFIX": f"test-{self.folder.name}:",
            "PYTHONPATH": str(ROOT),
        }
        if self.database_url:
            env["DATABASE_URL"] = self.database_url
        if self.redis_url:
            env["REDIS_URL"] = self.redis_url
        return env

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own; it is killed when the test ends."""
        log = (self.folder / "processes.log").open("ab")
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        self.processes.append(process)
        return process

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, check=check,
        )  # fmt: skip

    def python(self, snippet: str) -> str:
        """Run a snippet with the product set up; its standard output."""
        done = subprocess.run(
            [sys.executable, "-c", PRELUDE + snippet], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def worker(self, concurrency: int = 2) -> subprocess.Popen[bytes]:
        """A Celery worker on every queue."""
        return self.start(
            sys.executable, "-m", "celery", "-A", "itsm_pm.celery", "worker", "--pool", "threads",
            "--concurrency", str(concurrency), "--queues",
            "default,recompute,clocks,notices,webhooks,mail,imports", "--loglevel", "WARNING",
            "--hostname", f"{uuid.uuid4().hex[:8]}@test",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        )  # fmt: skip

    def beat(self) -> subprocess.Popen[bytes]:
        """The schedule."""
        return self.start(
            sys.executable, "-m", "celery", "-A", "itsm_pm.celery", "beat", "--loglevel", "WARNING",
            "--schedule", str(self.folder / uuid.uuid4().hex), "--pidfile", "",
        )  # fmt: skip

    def stop_all(self) -> None:
        """Kill whatever still runs."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(check: Callable[[], Any], seconds: float = 30.0, pause: float = 0.2) -> Any:
    """The first true answer of `check`; fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = check()
        if answer:
            return answer
        time.sleep(pause)
    raise AssertionError(f"still not true after {seconds} s")


def _admin(database_url: str, statement: str) -> None:
    import psycopg2

    parts = urlsplit(database_url)
    connection = psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """A migrated, empty installation: on SQLite and folders, or on the services named by the environment."""
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    name = f"itsm_pm_processes_{uuid.uuid4().hex[:10]}"
    own_url = ""
    if database_url.startswith("postgres"):
        _admin(database_url, f"CREATE DATABASE {name}")
        own_url = urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))
    made = Installation(folder, own_url, redis_url=redis_url)
    try:
        made.manage("migrate", "-v0")
        yield made
    finally:
        made.stop_all()
        if own_url:
            _admin(database_url, f"DROP DATABASE {name} WITH (FORCE)")
