"""The fold agrees with the counters a real tracker kept (UCI data set 498, CC BY 4.0)."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

import pytest

from tickets.domain.history import CHANGED, HistoryEvent, fold, in_order

DATA = Path(os.environ.get("ITSM_PM_DATA", Path(__file__).parents[4] / "shared" / "data"))
LOG = DATA / "uci-incident-log" / "incident_event_log.csv.gz"
PROBLEMS = DATA / "bpi2013-volvo-problems" / "closed_problems.csv.gz"
STATES = {"New": "new", "Active": "in_progress", "Resolved": "resolved", "Closed": "closed"}

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no data folder {DATA}")


def _rows(path: Path, count: int) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as text:
        yield from islice(csv.DictReader(text), count)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def _events(rows: list[dict[str, str]]) -> Iterator[HistoryEvent]:
    state: str | None = None
    for row in rows:
        new = STATES.get(row["incident_state"], "pending")
        yield HistoryEvent(_time(row["sys_updated_at"]), CHANGED, {"state": (state, new)})
        state = new


@needs_data
def test_reopenings_and_resolutions_agree_with_the_trackers_own() -> None:
    rows = list(_rows(LOG, 12_000))
    incidents = [list(group) for _, group in groupby(rows, key=lambda row: row["number"])][:-1]
    agreed = resolved = 0
    for incident in incidents:
        last, state = incident[-1], fold(_events(incident))
        assert state.reopen_count == int(last["reopen_count"]), last["number"]
        if last["resolved_at"] != "?":
            resolved += 1
            agreed += state.resolved_at == _time(last["resolved_at"])
    assert len(incidents) > 1_000
    # The rest have no row of their own for the resolution: the log has gaps.
    assert agreed / resolved > 0.97


@needs_data
def test_equal_time_stamps_keep_the_order_of_the_log() -> None:
    rows = list(_rows(LOG, 5_000))
    ties = 0
    for _, group in groupby(rows, key=lambda row: row["number"]):
        events = list(_events(list(group)))
        times = [event.at for event in events]
        if times == sorted(times):
            ties += len(times) - len(set(times))
            assert in_order(events) == events
    assert ties > 100


@needs_data
def test_problem_records_end_as_the_file_says() -> None:
    rows = sorted(enumerate(_rows(PROBLEMS, 10_000)), key=lambda pair: (pair[1]["case_id"], pair[0]))
    cases = [[row for _, row in group] for _, group in groupby(rows, key=lambda pair: pair[1]["case_id"])]
    for case in cases:
        events = [
            HistoryEvent(
                datetime.fromisoformat(row["time:timestamp"]), CHANGED, {"state": (None, row["concept:name"])}
            )
            for row in case
        ]
        assert in_order(events) == events
        assert fold(in_order(events)).state == case[-1]["concept:name"]
    assert len(cases) == 1_487
