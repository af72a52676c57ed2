"""Every page opens for the person who uses it, clean in light, dark and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import SignIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

PAGES = [
    ("paula", "/portfolio/"), ("paula", "/alerts/"), ("paula", "/alerts/rules/"), ("paula", "/cases/"),
    ("petra", "/projects/"), ("petra", "/projects/new/"), ("petra", "/projects/ERP-003/"),
    ("petra", "/projects/ERP-003/scope/"), ("petra", "/projects/NET-014/scope/add/"),
    ("petra", "/projects/ERP-003/changes/"), ("petra", "/projects/ERP-003/money/"),
    ("petra", "/projects/ERP-003/phases/"), ("petra", "/projects/ERP-003/risks/"),
    ("amir", "/tickets/"), ("amir", "/tickets/?kind=problem"), ("amir", "/tickets/new/"),
    ("amir", "/tickets/INC-1/"), ("sven", "/services/"), ("rita", "/tickets/"), ("rita", "/tickets/new/"),
    ("amir", "/search/?q=wi-fi"), ("ada", "/projects/NET-014/"),
]  # fmt: skip


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
@pytest.mark.parametrize("username", sorted({name for name, _path in PAGES}))
def test_pages_are_clean(sign_in: SignIn, username: str, look: str) -> None:
    page = sign_in(username, dark=look == "dark", phone=look == "phone")
    for path in [path for name, path in PAGES if name == username]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("h1").count() == 1, path
        assert overflow(page) <= 0, path
        assert serious(page) == [], path


def test_errors_say_what_happened(sign_in: SignIn) -> None:
    page = sign_in("rita")
    for path, status in (("/tickets/INC-99999999/", 404), ("/projects/ERP-003/", 404), ("/nowhere/", 404)):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        assert page.locator("h1").count() == 1
