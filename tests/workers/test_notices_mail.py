"""Notices by mail through a real SMTP server: once each, again when the server was away."""

from __future__ import annotations

import mailbox
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from kernel.delivery import deliver_due
from kernel.models import OutboxMessage
from people.models import Notice, NoticeChoice
from tests.usecases.tickets_world import opened
from tests.workers.installation import wait_for
from tests.world import NOON, World


class Server:
    """An SMTP server in a process of its own that keeps mail in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{self.port}", "-c",
             "aiosmtpd.handlers.Mailbox", str(self.folder)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        wait_for(self._answers, 20, 0.1)

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=1) as client:
                return client.noop()[0] == 250
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def mails(self) -> list[Message]:
        return list(mailbox.Maildir(str(self.folder)))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[Server]:
    one = Server(tmp_path / "mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_IS_SENT = "127.0.0.1", one.port, True
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
    settings.PUBLIC_URL = "https://desk.example.org"
    yield one
    one.stop()


def told(world: World, way: str = "mail") -> None:
    NoticeChoice.objects.create(person=world.user("anna"), kind="ticket.opened", way=way)
    opened(world, assignee_id=world.user("anna").pk, title="Wi-Fi\u2028is slow")
    deliver_due("notices", lambda: NOON)


def test_a_notice_arrives_once(world: World, server: Server) -> None:
    server.start()
    told(world)
    deliver_due("mail", lambda: NOON)
    deliver_due("mail", lambda: NOON)
    (mail,) = server.mails()
    assert mail["To"] == "anna@example.org"
    assert mail["Subject"].startswith("Amir gave you INC-1")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]  # not multipart
    assert "https://desk.example.org/tickets/INC-1/" in text
    assert "https://desk.example.org/inbox/settings/" in text
    assert Notice.objects.get().mailed_at == NOON


def test_a_server_that_is_away_delays_and_loses_nothing(world: World, server: Server) -> None:
    told(world)
    deliver_due("mail", lambda: NOON)
    assert Notice.objects.get().mailed_at is None
    assert OutboxMessage.objects.get(queue="mail").state == "waiting"
    server.start()
    deliver_due("mail", lambda: NOON + timedelta(minutes=5))
    assert len(server.mails()) == 1
    assert OutboxMessage.objects.get(queue="mail").state == "done"


def test_who_did_not_ask_for_mail_gets_none(world: World, server: Server) -> None:
    told(world, "inbox")
    assert not OutboxMessage.objects.filter(queue="mail").exists()
    assert Notice.objects.count() == 1


def test_without_a_server_nothing_is_tried(world: World, settings: Any) -> None:
    settings.MAIL_IS_SENT = False
    told(world)
    begun = time.monotonic()
    deliver_due("mail", lambda: NOON)
    assert time.monotonic() - begun < 2
    assert OutboxMessage.objects.get(queue="mail").state == "done"
