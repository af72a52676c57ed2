"""The inbox, tokens, webhooks and the page of the API in a real browser."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import overflow, serious

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
PAGES = ("/inbox/", "/inbox/settings/", "/tokens/", "/webhooks/")


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_pages_are_clean(sign_in: SignIn, look: str) -> None:
    page = sign_in("petra", dark=look == "dark", phone=look == "phone")
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert overflow(page) <= 0, path
        assert serious(page) == [], path


def test_a_token_is_made_and_revoked(sign_in: SignIn) -> None:
    page = sign_in("petra")
    page.goto("/tokens/")
    page.fill("input[name=name]", "browser")
    page.check("input[value='tickets:read']")
    page.click("text=Make the token")
    assert page.locator(".secret").inner_text().startswith("itsm_")
    page.click("[aria-label='Revoke browser']")
    page.wait_for_selector("text=Revoked")
    assert page.locator(".secret").count() == 0


def test_the_page_of_the_api_needs_nothing_from_outside(sign_in: SignIn) -> None:
    page = sign_in("amir")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/docs/")
    page.wait_for_selector(".opblock", timeout=60_000)
    page.locator(".opblock-summary").first.click()
    assert page.locator(".opblock").count() > 50
    here = page.evaluate("location.origin")
    assert [url for url in asked if not url.startswith((here, "data:"))] == []
