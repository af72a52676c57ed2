"""Readers of the environment that need more than one line."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so that a transaction
# that reads first and writes later waits instead of failing with "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-32000;PRAGMA mmap_size=134217728;"
    ),
}


def secret_key(env: environ.Env, state: Path, *, production: bool) -> str:
    """The key from the environment; outside production one is made once and kept in the state folder."""
    given = str(env.str("SECRET_KEY", default=""))
    if given:
        return given
    if production:
        raise ImproperlyConfigured("SECRET_KEY must be set in production.")
    kept = state / "secret_key"
    if not kept.is_file():
        state.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()


def database(env: environ.Env, state: Path) -> dict[str, Any]:
    """`DATABASE_URL`, or SQLite in the state folder."""
    state.mkdir(parents=True, exist_ok=True)
    config: dict[str, Any] = dict(env.db_url("DATABASE_URL", default=f"sqlite:///{state / 'db.sqlite3'}"))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = dict(SQLITE_OPTIONS)
        # A file, not memory: tests with real processes share it.
        config["TEST"] = {"NAME": None}
    else:
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        config["CONN_HEALTH_CHECKS"] = True
    return config


def celery_transport(env: environ.Env, state: Path) -> dict[str, Any]:
    """Redis when `REDIS_URL` is set, else folders: a doorbell only, for the outbox row is the truth."""
    redis_url = str(env.str("REDIS_URL", default=""))
    if redis_url:
        # Short time-outs: a request must not hang because the doorbell is broken.
        return {
            "broker_url": redis_url,
            "broker_transport_options": {
                "visibility_timeout": 900,
                "socket_connect_timeout": 1,
                "socket_timeout": 5,
                # One attempt for a ring; a worker's own reconnecting does not use this.
                "max_retries": 0,
                "global_keyprefix": env.str("REDIS_PREFIX", default="itsm_pm:"),
            },
        }
    folders = {name: state / "broker" / name for name in ("queue", "processed", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost/",
        "broker_transport_options": {
            # In and out are the same folder: both sides are this machine.
            "data_folder_in": str(folders["queue"]),
            "data_folder_out": str(folders["queue"]),
            "processed_folder": str(folders["processed"]),
            "control_folder": str(folders["control"]),
            "polling_interval": 0.1,
        },
    }
