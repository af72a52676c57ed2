"""How long an event log takes on a fresh embedded installation, and how much memory.

    python tests/bench/bench_import.py LOG.csv.gz tickets/mappings/uci-incident-log.yaml

Prints rows, seconds, rows per second and the peak resident memory of the import process. Exit code 1 when a
limit is passed: 180 seconds or 400 MB for a log of up to 142,000 rows.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS, MOST_MEGABYTES = 180, 400


def main(log: str, mapping: str) -> int:
    """Import into a new state folder and measure the process."""
    with tempfile.TemporaryDirectory(prefix="itsm_pm_bench_") as state:
        env = {**os.environ, "ITSM_PM_STATE": state, "DEBUG": "false"}
        env.pop("DATABASE_URL", None)
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--skip-checks", "-v0"], env=env, check=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        done = subprocess.run(
            [*manage, "import_event_log", log, "--mapping", mapping],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
        )  # fmt: skip
        seconds = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The peak is that of the larger child; the import is larger than the migration.
    megabytes = used.ru_maxrss / 1024
    rows = (
        int(re.search(r"([\d,]+) rows read", done.stdout)[1].replace(",", "")) if done.returncode < 2 else 0
    )
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    sys.stdout.write(
        f"{done.stdout.strip()}\nrows {rows:,}  seconds {seconds:.1f}  rows/s {rows / seconds:,.0f}  "
        f"processor {processor:.1f} s  peak {megabytes:.0f} MB\n"
    )
    return int(done.returncode != 0 or seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
