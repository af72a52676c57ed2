"""The product as a visitor starts it, with its demo, looked at in a real browser."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from itsm_pm.demo import PASSWORD
from tests.workers.installation import Installation, installation, wait_for
from tests.workers.test_supervisor import free_port

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Collects what a page must not do: break the content policy, or complain on the console.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""
SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """`manage.py serve --demo` on a free port; the address once its workers have judged the projects."""
    with installation(tmp_path_factory.mktemp("served")) as place:
        port = free_port()
        place.start(sys.executable, "manage.py", "serve", "--demo", "--port", str(port))
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: _ready(address), seconds=240, pause=0.5)
        yield place, address


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure, not a skip."""
    assert Path(CHROMIUM).exists(), "chromium is missing: apt-get install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def sign_in(served: tuple[Installation, str], chromium: Browser) -> Iterator[SignIn]:
    """Opens a page as one of the demo people: `sign_in("paula", dark=True, phone=True)`."""
    opened: list[tuple[Any, list[str]]] = []

    def open_as(username: str, *, dark: bool = False, phone: bool = False) -> Page:
        context = chromium.new_context(
            base_url=served[1],
            color_scheme="dark" if dark else "light",
            viewport={"width": 390, "height": 844} if phone else {"width": 1366, "height": 900},
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(WATCH)
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto("/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "sign-in" not in url)
        opened.append((context, problems))
        return page

    yield open_as
    for context, problems in opened:
        for page in context.pages:
            assert page.evaluate("window.violations") == []
        context.close()
        # The browser also tells of a page that a test opened to see it refused; the test checks its status.
        assert [text for text in problems if "status of 404" not in text] == []
