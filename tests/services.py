"""Real services for the suite: are PostgreSQL and Redis there, and how to name them.

`--check` fails with a sentence when either is missing; `--run COMMAND …` runs a command with both named.
They are given by `DATABASE_URL` and `REDIS_URL`; a missing service is a failure, never a skip.
"""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

NEEDED = ("DATABASE_URL", "REDIS_URL")


def check() -> str:
    """What is wrong, or nothing."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        return (
            f"{' and '.join(missing)} must name a running service, for example "
            "DATABASE_URL=postgres://USER@127.0.0.1:5432/itsm_pm_test REDIS_URL=redis://127.0.0.1:6379/9"
        )
    try:
        parts = urlsplit(os.environ["DATABASE_URL"])
        psycopg2.connect(urlunsplit(parts._replace(path="/postgres")), connect_timeout=5).close()
    except psycopg2.Error as error:
        return f"PostgreSQL does not answer: {error}"
    try:
        redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        return f"Redis does not answer: {error}"
    return ""


def main(arguments: list[str]) -> int:
    """Check, and run the command if one is given."""
    wrong = check()
    if wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    if arguments[:1] == ["--run"]:
        return subprocess.run(arguments[1:], check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
