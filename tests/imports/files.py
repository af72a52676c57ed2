"""Writing small files and mappings, and running an import command over them as a person would."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent

LOG = {
    "source": "desk",
    "dates": {"formats": ["%Y-%m-%d %H:%M"]},
    "record": "id",
    "time": "at",
    "kind": {"constant": "incident"},
    "actor": "by",
    "state": {"column": "state", "map": {"Open": "new", "Work": "in_progress", "Done": "resolved"}},
    "fields": {"team": "team", "priority": "prio"},
}
LOG_HEADER = "id,at,state,by,team,prio"
BOOK = {
    "source": "book",
    "project": "id",
    "reported_on": "day",
    "name": "name",
    "currency": {"constant": "EUR"},
    "start": "start",
    "budget": "budget",
    "planned_finish": "finish",
    "forecast": "forecast",
    "spent": "spent",
    "complete": {"column": "done", "scale": "0.01"},
    "note": "note",
}
BOOK_HEADER = "id,day,name,start,budget,finish,forecast,spent,done,note"


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and what it said."""

    code: int
    out: str
    err: str


def text_file(folder: Path, *lines: str, name: str = "log.csv") -> Path:
    """A UTF-8 file of these lines."""
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return path


def gzip_file(folder: Path, *lines: str, name: str = "log.csv.gz") -> Path:
    """The same, compressed."""
    path = folder / name
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return path


def mapping_file(folder: Path, mapping: dict[str, Any], **changes: Any) -> Path:
    """A JSON mapping; a change to None takes the key out."""
    path = folder / "mapping.json"
    merged = {key: value for key, value in {**mapping, **changes}.items() if value is not None}
    path.write_text(json.dumps(merged))
    return path


def run(command: str, path: Path, mapping: Path, **options: Any) -> Ran:
    """Run an import command."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(command, str(path), mapping=str(mapping), stdout=out, stderr=err, **options)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def run_log(path: Path, mapping: Path, **options: Any) -> Ran:
    """Import an event log."""
    return run("import_event_log", path, mapping, **options)


def run_portfolio(path: Path, mapping: Path, **options: Any) -> Ran:
    """Import a portfolio."""
    return run("import_portfolio", path, mapping, **options)
