"""Two real workers that judge one project at the same moment raise one alert."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from tests.workers.installation import PRELUDE, installation

MAKE = """
from tests.portfolio import promised, spend
from tests.world import build
world = build()
project = promised(world)
spend(world, project, 120_000)
print(project.pk)
"""
WORK = """
import time
from governance.usecases import RecomputeProject, recompute_project
from kernel.access import clock_actor
from tests.world import NOON
time.sleep(max(0.0, {start} - time.time()))
for back in (30, 20, 10, 0):
    day = (NOON - timedelta(days=back)).date()
    recompute_project(clock_actor(), RecomputeProject({project}, (day, NOON.date())), at=NOON)
"""
COUNT = """
from governance.models import Alert, AlertStep, MetricSnapshot
from kernel.models import AuditEvent
rule = "budget.spent"
print(json.dumps([
    Alert.objects.filter(rule=rule).count(), AlertStep.objects.filter(alert__rule=rule).count(),
    AuditEvent.objects.filter(kind="alert.raised", data__rule=rule).count(), MetricSnapshot.objects.count(),
]))
"""


@pytest.mark.slow
def test_two_workers_at_once_raise_one_alert_and_keep_one_snapshot_a_day(tmp_path: Path) -> None:
    with installation(tmp_path) as place:
        project = int(place.python(MAKE))
        work = PRELUDE + WORK.format(start=time.time() + 4, project=project)
        workers = [place.start(sys.executable, "-c", work) for _ in range(3)]
        assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
        assert json.loads(place.python(COUNT)) == [1, 1, 1, 4]
