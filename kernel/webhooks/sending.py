"""One POST to a checked address: no redirects, no proxies, bounded in time and in what is read back."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from kernel.webhooks.addresses import Target

SECONDS = 10.0
MOST_BYTES = 16_384
KEPT = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: a status, or an error; `milliseconds` it took."""

    status: int | None
    error: str
    answer: str
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Any answer of the two hundreds is a yes; a redirect is not followed."""
        return self.status is not None and 200 <= self.status < 300


class _Plain(http.client.HTTPConnection):
    """Connects to the checked address, whatever the name resolves to by now."""

    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.target = target

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.create_connection((self.target.address, self.target.port), self.timeout)


class _Secure(_Plain):
    """The same with TLS, for the name that was asked for."""

    def connect(self) -> None:
        """Open the socket and check the certificate."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.target.host)


def post(target: Target, body: bytes, headers: dict[str, str], *, seconds: float = SECONDS) -> Outcome:
    """Send and wait for at most `seconds` in all, however slowly the other side answers."""
    begun = time.monotonic()
    kind = _Secure if target.scheme == "https" else _Plain
    connection = kind(target, seconds)
    late = threading.Event()
    watch = threading.Timer(seconds, _hang_up, (connection, late))
    watch.daemon = True
    watch.start()
    status, error, answer = None, "", ""
    try:
        connection.request("POST", target.path, body, {**headers, "Host": target.authority})
        response = connection.getresponse()
        answer = response.read(MOST_BYTES)[:KEPT].decode("utf-8", "replace").replace("\x00", "")
        status = response.status
        error = "" if 200 <= status < 300 else f"answered {status} {response.reason}"
    except (OSError, http.client.HTTPException) as problem:
        error = f"{type(problem).__name__}: {problem}"
    finally:
        watch.cancel()
        connection.close()
    # An answer that was cut off looks like one that ended.
    if late.is_set() or time.monotonic() - begun >= seconds:
        status, error = None, f"no answer within {seconds:g} s"
    return Outcome(status, error[:300], answer, int((time.monotonic() - begun) * 1000))


def _hang_up(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """Wake whoever waits on the socket: a slow answer otherwise restarts its own time-out byte by byte."""
    late.set()
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
