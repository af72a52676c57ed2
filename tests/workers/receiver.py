"""A real HTTP receiver in a thread: it keeps what it got, and can fail, hang or answer late."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """One request."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """What it does next is `answers`: a status, or seconds to hang before 200; 200 when it is empty."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answers: list[int | float | str] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [request.event["type"] for request in self.got]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.receiver.answers.pop(0) if self.receiver.answers else 200
        self.receiver.got.append(Got({name.lower(): value for name, value in self.headers.items()}, body))
        if answer == "drip":
            return self._drip()
        if isinstance(answer, float):
            time.sleep(answer)
            answer = 200
        assert isinstance(answer, int)
        self.send_response(answer)
        if answer in (301, 302, 307):
            self.send_header("Location", self.receiver.url + "elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
        return None

    def _drip(self) -> None:
        """A byte now and then keeps a reader's time-out from ever ending."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            for _ in range(200):
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_arguments: Any) -> None:
        return


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    state = Receiver()

    class Handler(_Handler):
        receiver = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}/hook?a=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
