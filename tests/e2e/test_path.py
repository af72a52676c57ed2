"""The path that carries the product: minutes on a ticket become an alert on an open dashboard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import SignIn
from tests.workers.installation import Installation, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
TODAY = datetime.now(UTC).date()
PATIENCE = 15_000


def a_project(place: Installation, address: str, code: str) -> Client:
    """A project with a budget of 1,000 and ten points of agreed scope; its manager's client."""
    petra = Client.of(place, address, "petra")
    petra.post(
        "projects/", code=code, name=f"Path {code}", currency="EUR", manager="petra", sponsor="stefan",
        start=str(TODAY - timedelta(days=30)), target_finish=str(TODAY + timedelta(days=60)),
    )  # fmt: skip
    scope = {"kind": "baseline", "code": "S1", "title": "Agreed", "size": "10", "valid_on": day(30)}
    petra.post(f"projects/{code}/scope-items/", **scope)
    stefan = Client.of(place, address, "stefan")
    stefan.post(
        f"projects/{code}/baselines/", budget={"amount": "1000", "currency": "EUR"},
        start=day(30), finish=str(TODAY + timedelta(days=60)), valid_from=day(29),
    )  # fmt: skip
    return petra


def day(ago: int) -> str:
    return str(date.fromordinal(TODAY.toordinal() - ago))


def row_of(page: Page, code: str) -> str:
    return f"tr:has-text('{code}')"


def test_work_on_a_ticket_becomes_an_alert_on_the_open_dashboard(
    served: tuple[Installation, str], sign_in: SignIn
) -> None:
    place, address = served
    a_project(place, address, "E2E-1")
    dashboard = sign_in("paula")
    dashboard.goto("/portfolio/?search=E2E-1")
    expect(dashboard.locator(row_of(dashboard, "E2E-1"))).to_be_visible(timeout=PATIENCE)
    amir = Client.of(place, address, "amir")
    ticket = amir.post("tickets/", kind="incident", title="Rollout breaks the scanner", project="E2E-1")
    desk = sign_in("amir")
    desk.goto(f"/tickets/{ticket['number']}/")
    desk.get_by_role("link", name="Resolve").first.click()
    dialog = desk.locator("dialog[open]")
    dialog.get_by_label("Resolution").fill("Rolled the driver back")
    dialog.get_by_label("Minutes worked").fill("930")
    dialog.get_by_role("button", name="Resolve").click()
    expect(desk.get_by_text("Resolved").first).to_be_visible()
    # 930 minutes at 62.00 an hour are 961.00 of a budget of 1,000.00; nobody touches the dashboard.
    expect(dashboard.locator(row_of(dashboard, "E2E-1"))).to_contain_text("Warning", timeout=PATIENCE)
    dashboard.goto("/alerts/?search=E2E-1")
    expect(dashboard.locator("main")).to_contain_text("96.1 %")


def test_scope_nobody_approved_raises_creep_and_approval_clears_it(
    served: tuple[Installation, str], sign_in: SignIn
) -> None:
    place, address = served
    petra = a_project(place, address, "E2E-2")
    dashboard = sign_in("paula")
    dashboard.goto("/portfolio/?search=E2E-2")
    row = dashboard.locator(row_of(dashboard, "E2E-2"))
    expect(row).to_be_visible(timeout=PATIENCE)
    manager = sign_in("petra")
    manager.goto("/projects/E2E-2/scope/add/")
    manager.get_by_label("Code").fill("X1")
    manager.get_by_label("Title").fill("Something asked for in the corridor")
    manager.get_by_label("Size").fill("3")
    manager.locator("main form button[type=submit]").last.click()
    expect(row).to_contain_text("Critical", timeout=PATIENCE)
    manager.goto("/projects/E2E-2/scope/")
    manager.get_by_role("link", name="Raise a change request").first.click()
    manager.get_by_label("Why").fill("The business needs it")
    manager.locator("main form button[type=submit]").last.click()
    expect(manager.locator("main")).to_contain_text("Submitted")
    number = petra.get("projects/E2E-2/change-requests/")["results"][0]["number"]
    sponsor = sign_in("stefan")
    sponsor.goto(f"/projects/E2E-2/changes/{number}/")
    sponsor.get_by_role("button", name="Approve").click()
    expect(sponsor.locator("main")).to_contain_text("Approved")
    expect(row).not_to_contain_text("Critical", timeout=PATIENCE)


def test_the_same_through_the_api(served: tuple[Installation, str]) -> None:
    place, address = served
    petra = a_project(place, address, "E2E-3")
    added = {"kind": "added", "code": "X1", "title": "Asked for", "size": "3", "valid_on": str(TODAY)}
    entry = petra.post("projects/E2E-3/scope-items/", **added)

    def alerts() -> list[str]:
        found = petra.get("alerts/?project=E2E-3&state=open")["results"]
        return [alert["rule"] for alert in found]

    wait_for(lambda: alerts() == ["scope.creep"])
    change = petra.post(
        "projects/E2E-3/change-requests/", title="X1", reason="Needed", entries=[entry["id"]],
        budget_delta="100", finish_delta_days=5,
    )  # fmt: skip
    stefan = Client.of(place, address, "stefan")
    stefan.post(
        f"projects/E2E-3/change-requests/{change['number']}/decide/", approve=True, version=change["version"]
    )
    wait_for(lambda: alerts() == [])
    figures = petra.get("projects/E2E-3/figures/")
    assert figures
