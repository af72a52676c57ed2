"""Forms of projects: what they write, and what stays when a rule refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from projects.models import Baseline, ChangeRequest, CostEntry, GateCondition, Project, Risk, ScopeEntry
from projects.usecases import RaiseChange, raise_change
from tests.project_stories import gate, planned, scope, spent, started
from tests.web.test_projects_pages import SLOTS, _own_slots, browser, page
from tests.world import NOON, World

__all__ = ["SLOTS", "_own_slots"]
ONE = "/projects/NET-014/"
LINES = {"new-TOTAL_FORMS": "3", "new-INITIAL_FORMS": "0"}


def post(world: World, who: str, path: str, /, **given: Any) -> Any:
    return browser(world, who).post(ONE + path, given)


def test_a_project_is_created_from_its_form(world: World) -> None:
    given = {"code": "NET-014", "name": "Network", "currency": "EUR", "manager_id": world.user("petra").pk}
    answer = browser(world, "petra").post("/projects/new/", given)
    assert (answer.status_code, answer["Location"]) == (302, ONE)
    assert Project.objects.get().manager == world.user("petra")


def test_a_refused_project_keeps_what_was_typed(world: World) -> None:
    started(world)
    given = {"code": "NET-014", "name": "Typed with care", "currency": "EUR"}
    answer = browser(world, "petra").post("/projects/new/", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a project NET-014 already." in text
    assert "Typed with care" in text


def test_who_may_not_create_is_told(world: World) -> None:
    page(browser(world, "amir"), "/projects/new/", 403)


def test_an_edit_made_from_an_old_page_tells_what_changed_and_keeps_the_text(world: World) -> None:
    project = started(world)
    Project.objects.filter(pk=project.pk).update(name="Theirs", version=2)
    given = {
        "name": "Mine", "objectives": "", "category": "", "version": 1, "manager_id": project.manager_id,
        "sponsor_id": project.sponsor_id, "start": "2026-01-01", "target_finish": "2026-06-30",
    }  # fmt: skip
    answer = post(world, "petra", "edit/", **given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Name is now: Theirs" in text
    assert 'value="Mine"' in text
    assert post(world, "petra", "edit/", **{**given, "version": 2}).status_code == 302
    assert Project.objects.get().name == "Mine"


def test_scope_is_agreed_before_the_baseline_and_growth_after(world: World) -> None:
    started(world)
    given = {"title": "Cables", "size": "5", "valid_on": "2026-03-01"}
    assert post(world, "petra", "scope/add/", code="A", **given).status_code == 302
    baseline = {"budget": "1000", "valid_from": "2026-03-01"}
    assert post(world, "petra", "baseline/", **baseline).status_code == 302
    assert post(world, "petra", "scope/add/", code="B", **given).status_code == 302
    assert list(ScopeEntry.objects.order_by("pk").values_list("kind", flat=True)) == ["baseline", "added"]


@pytest.mark.parametrize(("move", "kind", "size"), [("cut", "removed", -5), ("raise", "re_estimated", 5)])
def test_a_change_of_scope_is_typed_without_a_sign(world: World, move: str, kind: str, size: int) -> None:
    project = planned(world)
    item = ScopeEntry.objects.filter(project=project).earliest("pk").item_id
    answer = post(world, "petra", "scope/change/", item_id=item, move=move, size="5", valid_on="2026-03-01")
    assert answer.status_code == 302
    entry = ScopeEntry.objects.latest("pk")
    assert (entry.kind, entry.size) == (kind, size)


def test_growth_leads_to_a_prefilled_change_request(world: World) -> None:
    project = planned(world)
    entry = scope(world, project, "C", 20, "added")
    text = page(browser(world, "petra"), f"{ONE}scope/")
    assert f"{ONE}changes/new/?entry={entry.pk}" in text
    form = page(browser(world, "petra"), f"{ONE}changes/new/?entry={entry.pk}")
    assert 'value="Authorise C Item C"' in form
    assert "checked" in form
    given = {"title": "Authorise C", "reason": "Needed", "entry_ids": [entry.pk], **LINES}
    answer = post(world, "petra", "changes/new/", **given)
    assert answer["Location"] == f"{ONE}changes/1/"
    scope_page = page(browser(world, "petra"), f"{ONE}scope/")
    assert "changes/new/?entry" not in scope_page
    assert "CR 1 waits for its decision" in scope_page


def test_a_change_request_brings_new_items(world: World) -> None:
    planned(world)
    line = {"new-0-code": "D", "new-0-title": "Second site", "new-0-size": "30"}
    given = {"title": "More", "reason": "Needed", "budget_delta": "500", **LINES, **line}
    assert post(world, "petra", "changes/new/", **given).status_code == 302
    assert [item.code for item in ChangeRequest.objects.get().items.all()] == ["D"]
    half = {"title": "More", "reason": "Needed", **LINES, "new-0-code": "E"}
    refused = post(world, "petra", "changes/new/", **half)
    assert ChangeRequest.objects.count() == 1
    assert "This field is required." in refused.content.decode()


def test_a_change_is_approved_on_its_page_by_somebody_else(world: World) -> None:
    project = planned(world)
    raise_change(world.actor("paula"), RaiseChange(project.pk, "More", "Why", Decimal(500), 10), at=NOON)
    own = page(browser(world, "paula"), f"{ONE}changes/1/")
    assert "somebody else must decide it" in own
    assert 'value="approve"' not in own
    text = page(browser(world, "stefan"), f"{ONE}changes/1/")
    for said in ("100,000.00", "100,500.00", "30 Jun 2026", "10 Jul 2026"):
        assert said in text
    refused = post(world, "stefan", "changes/1/", decision="reject", version=1)
    assert "Say why it is rejected." in refused.content.decode()
    assert post(world, "stefan", "changes/1/", decision="approve", version=1).status_code == 302
    assert Baseline.objects.get(kind="change").budget == 100_500
    assert "100,000.00" in page(browser(world, "stefan"), f"{ONE}changes/1/")


def test_a_change_is_withdrawn(world: World) -> None:
    project = planned(world)
    raise_change(world.actor("petra"), RaiseChange(project.pk, "More", "Why", Decimal(500)), at=NOON)
    assert post(world, "petra", "changes/1/withdraw/", version=1).status_code == 302
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_a_cost_is_added_and_taken_back(world: World) -> None:
    started(world)
    given = {
        "amount": "120.50", "currency": "EUR", "category": "other", "valid_on": "2026-03-01",
        "description": "Cable",
    }  # fmt: skip
    refused = post(world, "fiona", "money/add/", **{**given, "amount": "0"})
    assert (refused.status_code, "A cost is not 0." in refused.content.decode()) == (422, True)
    assert post(world, "fiona", "money/add/", **given).status_code == 302
    entry = CostEntry.objects.get()
    assert "120.50" in page(browser(world, "fiona"), f"{ONE}money/{entry.pk}/take-back/")
    assert post(world, "fiona", f"money/{entry.pk}/take-back/", reason="Twice").status_code == 302
    assert "taken back" in page(browser(world, "fiona"), f"{ONE}money/")
    again = post(world, "fiona", f"money/{entry.pk}/take-back/", reason="Twice")
    assert "already" in again.content.decode()


def test_progress_and_forecast_are_reported_in_words_of_people(world: World) -> None:
    project = planned(world)
    assert post(world, "petra", "progress/", percent="25", valid_on="2026-03-01").status_code == 302
    assert project.progress_entries.get().complete == Decimal("0.25")
    empty = post(world, "petra", "forecast/", valid_on="2026-03-01")
    assert "names a cost, a finish, or both" in empty.content.decode()
    assert post(world, "petra", "forecast/", amount="120000", valid_on="2026-03-01").status_code == 302


def test_a_risk_is_recorded_and_changed(world: World) -> None:
    started(world)
    given = {"title": "Late supplier", "percent": "30", "impact": "9000"}
    assert post(world, "petra", "risks/add/", **given).status_code == 302
    risk = Risk.objects.get()
    assert risk.probability == Decimal("0.3")
    changed = {**given, "percent": "60", "state": "open", "version": 1}
    assert post(world, "petra", f"risks/{risk.pk}/", **changed).status_code == 302
    late = post(world, "petra", f"risks/{risk.pk}/", **changed)
    assert (late.status_code, "Somebody changed this meanwhile" in late.content.decode()) == (422, True)


def test_a_condition_is_ticked_off(world: World) -> None:
    project = started(world, objectives="")
    from datetime import date

    gate(world, project, "go_with_conditions", conditions=(("Write objectives", date(2026, 4, 1)),))
    condition = GateCondition.objects.get()
    assert "Write objectives" in page(browser(world, "petra"), f"{ONE}phases/")
    assert post(world, "petra", f"phases/conditions/{condition.pk}/").status_code == 302
    condition.refresh_from_db()
    assert condition.done_at is not None


def test_nothing_is_written_by_opening_a_page(world: World) -> None:
    project = planned(world)
    entry = spent(world, project, 5)
    client = browser(world, "fiona")
    client.get(f"{ONE}money/{entry.pk}/take-back/")
    assert client.get(f"{ONE}phases/conditions/1/").status_code == 405
    assert CostEntry.objects.count() == 1
