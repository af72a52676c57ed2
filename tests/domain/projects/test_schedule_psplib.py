"""The critical path of every PSPLIB instance equals its published length without resource limits."""

import os
import re
from pathlib import Path

import pytest

from projects.domain.axis import ELAPSED
from projects.domain.schedule import Link, Rules, Task, schedule

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[4] / "shared" / "data"
DATA = Path(os.environ.get("ITSM_PM_DATA", BESIDE_THE_CHECKOUT)) / "psplib"


def read(path):
    """The published critical path length, durations by job, and successors by job."""
    text = path.read_text()
    published = int(re.search(r"MPM-Time\s*\n\s*(?:\d+\s+){5}(\d+)", text)[1])
    relations, requests = text.split("PRECEDENCE RELATIONS:")[1].split("REQUESTS/DURATIONS:")
    rows = [
        [int(n) for n in line.split()]
        for line in relations.splitlines()
        if re.fullmatch(r"[\d\s]+", line.strip())
    ]
    jobs = [line.split() for line in requests.split("RESOURCEAVAILABILITIES")[0].splitlines()]
    durations = {int(r[0]): int(r[2]) for r in jobs if len(r) > 3 and r[0].isdigit()}
    return published, durations, {row[0]: row[3:] for row in rows}


@pytest.mark.skipif(not DATA.is_dir(), reason="the PSPLIB instances are not on this machine")
@pytest.mark.parametrize("size", ["j30", "j60", "j120"])
def test_critical_path_length_equals_the_published_one(size):
    paths = sorted((DATA / size).glob("*.sm"))
    assert paths
    wrong = {}
    for path in paths:
        published, durations, successors = read(path)
        links = [Link(job, succ) for job, succs in successors.items() for succ in succs]
        finish = schedule([Task(j, d) for j, d in durations.items()], links, Rules(0, ELAPSED)).finish
        if finish != published:
            wrong[path.name] = (finish, published)
    assert wrong == {}


@pytest.mark.skipif(not DATA.is_dir(), reason="the PSPLIB instances are not on this machine")
def test_no_best_known_schedule_with_resource_limits_is_shorter_than_the_critical_path():
    lines = (DATA / "j30_known_makespan.csv").read_text().split()[1:]
    best = {name: int(makespan) for name, makespan in (line.split(",") for line in lines)}
    published = {name: read(DATA / "j30" / name)[0] for name in best if (DATA / "j30" / name).is_file()}
    assert published
    assert [name for name, length in published.items() if best[name] < length] == []
