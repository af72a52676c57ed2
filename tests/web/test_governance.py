"""Pages of governance: what is seen, what a poll costs, what a form says."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.models import Alert, BusinessCase, RulePolicy
from kernel.clock import now
from tests.portfolio import expect, judge, promised, spend
from tests.project_stories import started
from tests.selectors.test_governance import many
from tests.usecases.test_governance_cases import draft
from tests.usecases.test_governance_gates import approve_case, asked
from tests.world import World

PORTFOLIO = "/portfolio/"


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.user(name))
    return client


def text(answer: Any) -> str:
    """The page as a reader sees it: no markup, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ")


@pytest.fixture
def project(world: World) -> Any:
    row = promised(world)
    spend(world, row, 95_000)
    expect(world, row, 134_500)
    judge(row)
    return row


def test_the_dashboard_says_in_one_look_what_needs_somebody(world: World, project: Any) -> None:
    page = text(signed_in(world, "paula").get(PORTFOLIO))
    for said in (
        "Project NET-014",
        "Critical",
        "95 %",
        "+34.5 %",
        "34.5k EUR",
        "1 critical",
        "NET-014 · Petra",
    ):
        assert said in page, said


def test_a_poll_that_has_seen_the_present_state_gets_304_and_one_query_of_it(
    world: World, project: Any
) -> None:
    client = signed_in(world, "paula")
    live = client.get(PORTFOLIO, headers={"HX-Request": "true"})
    assert b"<html" not in live.content
    asks = {"HX-Request": "true", "If-None-Match": live["ETag"]}
    with CaptureQueriesContext(connection) as seen:
        again = client.get(PORTFOLIO, headers=asks)
    assert (again.status_code, again.content) == (304, b"")
    # Session, person, roles, teams, and the stamp.
    assert len(seen) == 5
    spend(world, project, 1)
    judge(project, at=now())
    moved = client.get(PORTFOLIO, headers=asks)
    assert (moved.status_code, moved["ETag"] == live["ETag"]) == (200, False)


def test_the_page_polls_with_the_tag_of_what_it_shows(world: World, project: Any) -> None:
    client = signed_in(world, "paula")
    page = client.get(f"{PORTFOLIO}?phase=initiation").content.decode()
    live = re.search(r'<div id="portfolio".*?>', page, re.DOTALL)
    assert live
    assert re.search(r'hx-trigger="every \d+s"', live[0])
    headers = json.loads(re.search(r'hx-headers="(.*?)"', live[0])[1].replace("&quot;", '"'))  # type: ignore[index]
    asks = {"HX-Request": "true", **headers}
    assert client.get(f"{PORTFOLIO}?phase=initiation", headers=asks).status_code == 304
    assert client.get(PORTFOLIO, headers=asks).status_code == 200


def test_the_page_of_somebody_else_is_not_answered_from_memory(world: World, project: Any) -> None:
    tag = signed_in(world, "paula").get(PORTFOLIO, headers={"HX-Request": "true"})["ETag"]
    asks = {"HX-Request": "true", "If-None-Match": tag}
    other = signed_in(world, "amir").get(PORTFOLIO, headers=asks)
    assert other.status_code == 200
    assert "95,000" not in text(other)
    assert "EUR" not in text(other)


@pytest.mark.parametrize("count", [3, 60])
def test_the_page_takes_as_many_queries_for_sixty_projects_as_for_three(world: World, count: int) -> None:
    many(world, count)
    client = signed_in(world, "paula")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(PORTFOLIO).status_code == 200
    # Session, person, roles, teams, and the five of the dashboard.
    assert len(seen) == 9


def test_a_page_of_projects_leads_to_the_next_with_its_filter(world: World) -> None:
    many(world, 60)
    client = signed_in(world, "paula")
    first = client.get(f"{PORTFOLIO}?state=running").content.decode()
    link = re.search(r'href="(/portfolio/\?[^"]*cursor[^"]*)"', first)
    assert link
    second = client.get(link[1].replace("&amp;", "&")).content.decode()
    rows = [set(re.findall(r"data-row-link[^>]*>([^<]+)<", page)) for page in (first, second)]
    assert (len(rows[0]), len(rows[1]), rows[0] & rows[1]) == (50, 10, set())
    assert "state=running" in link[1]


def test_the_dashboard_is_filtered_by_words_level_phase_and_manager(world: World, project: Any) -> None:
    judge(promised(world, "SEC-002"))
    client = signed_in(world, "paula")
    for query, here in (
        ("search=net", {"NET-014"}), ("search=petra sec", {"SEC-002"}), ("level=critical", {"NET-014"}),
        ("level=clear", {"SEC-002"}), ("phase=closing", set()), ("manager=petra", {"NET-014", "SEC-002"}),
        ("state=completed", set()),
    ):  # fmt: skip
        found = set(re.findall(r"(?:NET|SEC)-\d+(?= ·)", text(client.get(f"{PORTFOLIO}?{query}"))))
        assert found == here, query
    assert client.get(f"{PORTFOLIO}?colour=red").status_code == 400


def test_a_row_that_missed_a_night_says_it_is_stale(world: World, project: Any) -> None:
    assert "Stale" in text(signed_in(world, "paula").get(PORTFOLIO))
    judge(project, at=now())
    assert "Stale" not in text(signed_in(world, "paula").get(PORTFOLIO))


def test_projects_that_no_worker_has_judged_are_announced(world: World) -> None:
    promised(world)
    page = text(signed_in(world, "paula").get(PORTFOLIO))
    assert "1 project waits for its first judgement" in page


def test_other_currencies_stand_apart(world: World, project: Any) -> None:
    judge(promised(world, "USD-1", currency="USD"))
    page = text(signed_in(world, "paula").get(PORTFOLIO))
    assert "not in these sums: 1 × USD" in page
    assert "Promised 100k EUR" in page


def test_requesters_have_no_dashboard_and_strangers_are_asked_to_sign_in(world: World) -> None:
    assert signed_in(world, "rita").get(PORTFOLIO).status_code == 403
    for path in (PORTFOLIO, "/alerts/", "/alerts/rules/", "/cases/"):
        assert Client().get(path).status_code == 302


def test_alerts_are_listed_by_state_and_answered_from_the_list(world: World, project: Any) -> None:
    client = signed_in(world, "petra")
    page = client.get("/alerts/")
    assert "95,000.00 EUR" in text(page)
    assert "Raise a change request" not in text(page)
    alert = Alert.objects.get(rule="budget.spent")
    given = {"version": alert.version, "next": "/alerts/?state=open"}
    done = client.post(f"/alerts/{alert.pk}/acknowledge/", given)
    assert (done.status_code, done["Location"]) == (302, "/alerts/?state=open")
    assert "taken care of by Petra" in text(client.get("/alerts/?state=acknowledged"))
    again = client.post(f"/alerts/{alert.pk}/snooze/", {"version": 2, "days": 7, "next": "//evil.example/"})
    assert again["Location"] == f"/alerts/{alert.pk}/"
    alert.refresh_from_db()
    assert alert.state == "snoozed"
    assert alert.snoozed_until
    assert timedelta(days=6) < alert.snoozed_until - now() <= timedelta(days=7)


def test_an_answer_to_an_older_state_is_refused(world: World, project: Any) -> None:
    alert = Alert.objects.get(rule="budget.spent")
    client = signed_in(world, "petra")
    client.post(f"/alerts/{alert.pk}/acknowledge/", {"version": 1})
    assert client.post(f"/alerts/{alert.pk}/snooze/", {"version": 1, "days": 1}).status_code == 409


def test_an_alert_shows_its_evidence_and_its_life(world: World, project: Any) -> None:
    alert = Alert.objects.get(rule="budget.forecast")
    page = text(signed_in(world, "stefan").get(f"/alerts/{alert.pk}/"))
    for said in ("Forecast at completion", "134,500.00 EUR", "34.5 %", "limit 30.0 %", "Stefan", "Next step"):
        assert said in page, said
    hidden = text(signed_in(world, "amir").get(f"/alerts/{alert.pk}/"))
    assert "134,500.00" not in hidden
    assert "34.5 %" in hidden
    assert "Acknowledge" not in hidden
    assert signed_in(world, "rita").get(f"/alerts/{alert.pk}/").status_code == 404


def limits(**changes: Any) -> dict[str, Any]:
    given = {
        "rule": "budget.spent", "valid_from": now().date().isoformat(), "notice": "50", "warning": "97",
        "critical": "100", "slack": "2", "reason": "tight year",
    }  # fmt: skip
    return given | changes


def test_limits_are_previewed_before_they_are_set(world: World, project: Any) -> None:
    client = signed_in(world, "paula")
    seen = text(client.post("/alerts/rules/", limits(preview="1")))
    assert "0 alerts would appear, 0 would clear, 1 would change level" in seen
    assert not RulePolicy.objects.exists()
    assert client.post("/alerts/rules/", limits(set="1")).status_code == 302
    row = RulePolicy.objects.get()
    assert (row.notice, row.warning, row.critical, row.slack) == (0.5, 0.97, 1.0, 0.02)
    assert "tight year" in text(client.get("/alerts/rules/"))


def test_limits_that_cannot_be_are_refused_where_they_are_wrong(world: World) -> None:
    client = signed_in(world, "paula")
    refused = client.post("/alerts/rules/", limits(notice="99", set="1"))
    assert (refused.status_code, "limits must ascend" in text(refused)) == (422, True)
    assert client.post("/alerts/rules/", limits(valid_from="2020-01-01", set="1")).status_code == 422
    assert signed_in(world, "petra").post("/alerts/rules/", limits(set="1")).status_code == 403
    assert "New limits" not in text(signed_in(world, "petra").get("/alerts/rules/"))


def case_form(**changes: Any) -> dict[str, Any]:
    flows = {
        "flows-TOTAL_FORMS": "3", "flows-INITIAL_FORMS": "0",
        "flows-0-year": "0", "flows-0-kind": "cost", "flows-0-label": "Build", "flows-0-amount": "1000",
        "flows-1-year": "1", "flows-1-kind": "benefit", "flows-1-label": "", "flows-1-amount": "1500",
        "flows-2-year": "", "flows-2-kind": "cost", "flows-2-label": "", "flows-2-amount": "",
    }  # fmt: skip
    return {"title": "Why", "summary": "", "currency": "eur", "discount_rate": "5", **flows} | changes


def test_a_case_is_written_submitted_and_decided_on_pages(world: World) -> None:
    promised(world)
    author, board = signed_in(world, "petra"), signed_in(world, "stefan")
    assert author.get("/projects/NET-014/cases/new/").status_code == 200
    made = author.post("/projects/NET-014/cases/new/", case_form())
    row = BusinessCase.objects.get()
    assert (made["Location"], row.currency, row.cash_flows.count()) == (f"/cases/{row.pk}/", "EUR", 2)
    # 1500 / 1.05 - 1000
    assert "+429 EUR" in text(author.get(f"/cases/{row.pk}/"))
    author.post(f"/cases/{row.pk}/submit/", {"version": 1})
    assert "Your decision" not in text(author.get(f"/cases/{row.pk}/"))
    assert "Your decision" in text(board.get(f"/cases/{row.pk}/"))
    why = board.post(f"/cases/{row.pk}/decide/", {"version": 2, "decision": "reject", "note": ""})
    assert (why.status_code, "A rejection says why." in text(why)) == (422, True)
    board.post(f"/cases/{row.pk}/decide/", {"version": 2, "decision": "approve", "note": "good"})
    row.refresh_from_db()
    assert row.state == "approved"


def test_a_draft_is_edited_and_a_wrong_line_keeps_what_was_typed(world: World) -> None:
    row = draft(world, promised(world))
    client = signed_in(world, "petra")
    assert 'value="3.5"' in client.get(f"/cases/{row.pk}/edit/").content.decode()
    wrong = client.post(f"/cases/{row.pk}/edit/", case_form(version="1", **{"flows-0-amount": "-5"}))
    assert (wrong.status_code, 'value="-5"' in wrong.content.decode()) == (422, True)
    client.post(f"/cases/{row.pk}/edit/", case_form(version="1", title="Better"))
    row.refresh_from_db()
    assert (row.title, row.cash_flows.count()) == ("Better", 2)


def test_a_case_hides_its_amounts_from_who_may_not_see_money(world: World) -> None:
    row = draft(world, promised(world))
    page = text(signed_in(world, "amir").get(f"/cases/{row.pk}/"))
    assert "shown to those who may see money" in page
    assert "1,000.00" not in page


def test_a_gate_shows_live_ticks_and_takes_an_answer_with_conditions(world: World) -> None:
    project = started(world, objectives="")
    petra, stefan = signed_in(world, "petra"), signed_in(world, "stefan")
    before = text(petra.get("/projects/NET-014/gates/ask/"))
    assert "2 of 4 criteria met" in before
    assert petra.post("/projects/NET-014/gates/ask/", {"version": project.version}).status_code == 302
    assert "There is no business case" in text(stefan.get("/projects/NET-014/gates/1/"))
    conditions = {"conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "0"}
    given = {"version": 1, "outcome": "go", "note": "", **conditions}
    refused = stefan.post("/projects/NET-014/gates/1/", given)
    assert (refused.status_code, "The business case is approved" in text(refused)) == (422, True)
    approve_case(world, project)
    assert "There is no business case" not in text(stefan.get("/projects/NET-014/gates/1/"))
    due = (now() + timedelta(days=30)).date().isoformat()
    asks = {"conditions-0-text": "Write the objectives", "conditions-0-due_on": due}
    given = {"version": 1, "outcome": "go_with_conditions", "note": "", **conditions, **asks}
    assert stefan.post("/projects/NET-014/gates/1/", given).status_code == 302
    after = text(petra.get("/projects/NET-014/gates/1/"))
    assert "Write the objectives" in after
    project.refresh_from_db()
    assert project.phase == "planning"


def test_who_does_not_decide_a_gate_sees_it_without_the_form(world: World) -> None:
    asked(world, started(world))
    page = text(signed_in(world, "petra").get("/projects/NET-014/gates/1/"))
    assert "Your decision" not in page
    assert signed_in(world, "rita").get("/projects/NET-014/gates/1/").status_code == 404


def test_the_project_page_shows_its_alerts_and_its_case(world: World, project: Any) -> None:
    draft(world, project)
    page = text(signed_in(world, "petra").get("/projects/NET-014/"))
    assert "Forecast over promised budget" in page
    assert "Business case" in page
    assert "Net present value" in page
