"""A broker that stops and starts delays work and loses none."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.workers.installation import Installation, installation, wait_for
from tests.workers.test_processes import OWE, all_done
from tests.workers.test_supervisor import free_port

pytestmark = [pytest.mark.slow, pytest.mark.services]


class OwnRedis:
    """A Redis of this test alone, which can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no",
             "--dir", str(self.folder), "--logfile", str(self.folder / "redis.log")]
        )  # fmt: skip
        client = redis.Redis(port=self.port)
        wait_for(lambda: _pings(client))

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path)
    own.start()
    yield own
    own.stop()


@pytest.fixture
def place(tmp_path: Path, broker: OwnRedis) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        made.redis_url = f"redis://127.0.0.1:{broker.port}/0"
        yield made


def test_a_stopped_broker_delays_and_loses_nothing(place: Installation, broker: OwnRedis) -> None:
    place.worker()
    place.beat()
    place.python(OWE.format(first=0, last=10))
    wait_for(lambda: all_done(place, 10))
    broker.stop()
    begun = time.monotonic()
    place.python(OWE.format(first=10, last=20))
    assert time.monotonic() - begun < 30, "writing must not wait for a broken broker"
    broker.start()
    wait_for(lambda: all_done(place, 20), seconds=60)
