"""One command that runs web, worker and beat, and leaves nothing behind.

`manage.py serve` starts the three as children in their own sessions, prefixes their output, restarts one
that dies (with back-off), and stops all of them on Ctrl-C or SIGTERM. Each child asks the kernel to be told
when its parent dies, so that even a killed supervisor leaves no orphan.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 8.0
STEADY_SECONDS = 20.0
LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Program:
    """A child to keep running."""

    name: str
    command: Sequence[str]


@dataclass(slots=True)
class _Child:
    program: Program
    process: subprocess.Popen[str]
    started: float
    failures: int = 0
    resume_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps `programs` running until it is told to stop. `say` receives every line of output."""

    programs: Sequence[Program]
    environment: Mapping[str, str]
    folder: Path
    say: Callable[[str], None]
    _children: dict[str, _Child] = field(default_factory=dict)
    _stopping: bool = False

    def run(self) -> int:
        """Start all, watch, stop all; 0 after an orderly stop."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._on_signal)
        for program in self.programs:
            self._children[program.name] = _Child(program, self._start(program), time.monotonic())
        while not self._stopping:
            self._look_after()
            time.sleep(0.2)
        self._stop()
        return 0

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _look_after(self) -> None:
        for child in self._children.values():
            if child.process.poll() is None:
                continue
            if not child.resume_at:
                self._note_death(child)
            elif time.monotonic() >= child.resume_at:
                child.process = self._start(child.program)
                child.started, child.resume_at = time.monotonic(), 0.0

    def _note_death(self, child: _Child) -> None:
        # Whatever the dead child started shares its session; none of it may live on beside the next one.
        _signal_session(child.process.pid, signal.SIGKILL)
        steady = time.monotonic() - child.started > STEADY_SECONDS
        child.failures = 1 if steady else child.failures + 1
        pause = min(0.5 * 2 ** (child.failures - 1), LONGEST_PAUSE)
        child.resume_at = time.monotonic() + pause
        self.say(f"{child.program.name} ended with code {child.process.returncode}; again in {pause:.1f} s")

    def _start(self, program: Program) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603  # our own commands
            list(program.command),
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # before any thread of ours runs in the child
        )
        threading.Thread(target=self._relay, args=(program.name, process.stdout), daemon=True).start()
        return process

    def _relay(self, name: str, output: IO[str] | None) -> None:
        for line in output or ():
            self.say(f"{name:>7} | {line.rstrip()}")

    def _stop(self) -> None:
        alive = [child for child in self._children.values() if child.process.poll() is None]
        for child in alive:
            child.process.terminate()
        end = time.monotonic() + GRACE_SECONDS
        for child in alive:
            try:
                child.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.program.name} did not stop in time and is killed")
        for child in self._children.values():
            _signal_session(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _signal_session(leader: int, number: signal.Signals) -> None:
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def programs(port: int, *, host: str, state: Path) -> tuple[Program, ...]:
    """Web, worker and beat of the embedded installation; beat keeps its schedule in `state`."""
    python = sys.executable
    return (
        Program(
            "web",
            (python, "-m", "gunicorn", "itsm_pm.wsgi:application", "--bind", f"{host}:{port}",
             "--workers", "1",
             "--worker-class", "gthread", "--threads", "4", "--no-control-socket",
             "--graceful-timeout", "5", "--log-level", "warning"),
        ),
        Program(
            "worker",
            (python, "-m", "celery", "-A", "itsm_pm.celery", "-q", "worker", "--pool", "threads",
             "--concurrency", "2",
             "--queues", "default,recompute,clocks,notices,webhooks,mail,imports", "--loglevel", "WARNING",
             "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ),
        Program(
            "beat",
            (python, "-m", "celery", "-A", "itsm_pm.celery", "-q", "beat", "--loglevel", "WARNING",
             "--schedule", str(state / "beat"), "--pidfile", ""),
        ),
    )  # fmt: skip
