"""One command starts everything, keeps it alive, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.installation import Installation, installation, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        yield made
        kill_leftovers(made)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pids(place: Installation, needle: str = "") -> set[int]:
    """Processes of this installation, by its state folder in their environment."""
    mark = f"ITSM_PM_STATE={place.folder}\0".encode()
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if mark in environment and needle in command:
            found.add(int(entry.name))
    return found


def kill_leftovers(place: Installation) -> None:
    for pid in pids(place):
        os.kill(pid, signal.SIGKILL)


def serve(place: Installation, port: int) -> subprocess.Popen[bytes]:
    return place.start(sys.executable, "manage.py", "serve", "--port", str(port))


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_ctrl_c_stops_all_and_leaves_no_orphan(place: Installation) -> None:
    port = free_port()
    supervisor = serve(place, port)
    wait_for(lambda: answers(port))
    wait_for(lambda: pids(place, "celery"))
    os.kill(supervisor.pid, signal.SIGINT)
    assert supervisor.wait(timeout=15) == 0
    assert pids(place) == set()


def test_a_killed_supervisor_leaves_no_orphan(place: Installation) -> None:
    port = free_port()
    supervisor = serve(place, port)
    wait_for(lambda: answers(port))
    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.wait()
    wait_for(lambda: not pids(place), seconds=20)


@pytest.mark.parametrize("child", ["gunicorn", "worker", "beat"])
def test_a_killed_child_comes_back(place: Installation, child: str) -> None:
    port = free_port()
    serve(place, port)
    wait_for(lambda: answers(port))
    before = wait_for(lambda: pids(place, f" {child} "))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: pids(place, f" {child} ") - before)
    wait_for(lambda: answers(port))


def test_a_busy_port_is_told_in_one_sentence(place: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = place.manage("serve", "--port", str(port), check=False)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is not free" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
