"""The joint time sheet, locked periods and rates through HTTP: what is told, and how refusals look."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from kernel.clock import now
from kernel.money import Money
from people.models import CostRate, PeriodLock, TimeEntry
from people.usecases import (
    CreateToken,
    LockPeriod,
    LogTime,
    SetRate,
    WorkSubject,
    create_token,
    lock_period,
    log_time,
    set_rate,
)
from projects.models import CostEntry
from tests.portfolio import promised
from tests.usecases.tickets_world import opened
from tests.world import NOON, World
from tickets.models import Ticket

ENTRIES, PERIODS, RATES = "/api/v1/time-entries/", "/api/v1/periods/", "/api/v1/cost-rates/"
SCOPES = (
    "tickets:read", "tickets:write", "projects:read", "projects:write", "people:read", "time:read",
    "time:write", "money:read", "admin",
)  # fmt: skip
DAY = date(2026, 3, 9)


def client(world: World, name: str, *scopes: str) -> APIClient:
    command = CreateToken(name, "test", scopes or SCOPES, days=None)
    _row, text = create_token(world.actor("ada"), command, at=now())
    return APIClient(headers={"Authorization": f"Bearer {text}"})


def given(subject: str = "INC-1", kind: str = "ticket", minutes: int = 30, **rest: Any) -> dict[str, Any]:
    return {"subject_type": kind, "subject": subject, "minutes": minutes, "date": DAY.isoformat(), **rest}


def worked(world: World, name: str = "amir", minutes: int = 30, day: date = DAY) -> TimeEntry:
    command = LogTime(world.user(name).pk, day, minutes, WorkSubject("ticket", 1, "INC-1"))
    return log_time(world.actor(name), command, at=NOON)


def test_work_is_logged_and_taken_back_on_a_ticket(world: World) -> None:
    ticket, agent = opened(world), client(world, "amir")
    answer = agent.post(ENTRIES, given(activity="fix", note="Replaced the cable"), format="json")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["person"], body["subject"], body["minutes"], body["locked"]) == (
        "amir", {"type": "ticket", "key": "INC-1"}, 30, False,
    )  # fmt: skip
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 30
    back = agent.post(f"{ENTRIES}{body['id']}/reverse/", {"reason": "Other ticket"}, format="json")
    assert (back.status_code, back.json()["minutes"], back.json()["reverses"]) == (201, -30, body["id"])
    assert Ticket.objects.get(pk=ticket.pk).minutes_worked == 0
    rows = agent.get(ENTRIES).json()["results"]
    assert [(row["minutes"], row["reversed_by"]) for row in rows] == [(-30, None), (30, back.json()["id"])]


def test_labour_on_a_project_reaches_its_ledger(world: World) -> None:
    promised(world)
    answer = client(world, "amir").post(ENTRIES, given("NET-014", "project", 60), format="json")
    assert answer.status_code == 201
    assert CostEntry.objects.get().amount == Decimal("90.0000")


def test_only_who_may_see_money_is_told_the_cost(world: World) -> None:
    worked(world)
    assert "cost" not in client(world, "amir").get(ENTRIES).json()["results"][0]
    told = client(world, "fiona").get(ENTRIES).json()["results"][0]["cost"]
    assert told == {"amount": "45.0000", "currency": "EUR"}
    without = client(world, "fiona", "time:read")
    assert "cost" not in without.get(ENTRIES).json()["results"][0]


def test_everybody_sees_the_own_time_and_managers_all(world: World) -> None:
    worked(world)
    worked(world, "anna")
    for name, seen in (("amir", ["amir"]), ("rita", []), ("sven", ["anna", "amir"])):
        rows = client(world, name).get(ENTRIES).json()["results"]
        assert [row["person"] for row in rows] == seen


def test_entries_are_filtered_and_paged(world: World) -> None:
    for back in range(5):
        worked(world, minutes=back + 1, day=DAY - timedelta(days=back))
    worked(world, "anna", 60)
    boss = client(world, "sven")
    query = "?person=amir&from=2026-03-06&to=2026-03-08&subject=INC-1&ordering=date"
    assert [row["minutes"] for row in boss.get(f"{ENTRIES}{query}").json()["results"]] == [4, 3, 2]
    seen, url = [], f"{ENTRIES}?page_size=4"
    while url:
        page = boss.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 6
    for wrong in ("?persona=amir", "?from=yesterday", "?ordering=minutes"):
        assert boss.get(f"{ENTRIES}{wrong}").status_code == 400


def test_a_page_of_entries_costs_the_same_for_one_as_for_many(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        worked(world)
    boss = client(world, "sven")
    boss.get(ENTRIES)
    with django_assert_max_num_queries(5):
        assert len(boss.get(ENTRIES).json()["results"]) == 20


def test_nobody_without_a_token_is_answered(world: World) -> None:
    for url in (ENTRIES, PERIODS, f"{PERIODS}changes/", RATES):
        answer = APIClient().get(url)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    for url in (ENTRIES, f"{ENTRIES}1/reverse/", f"{PERIODS}lock/", RATES):
        assert APIClient().post(url, {}, format="json").status_code == 401


def test_what_one_may_not_do_is_403(world: World) -> None:
    opened(world)
    number = client(world, "amir").post(ENTRIES, given(), format="json").json()["id"]
    lock = {"until": "2026-03-08", "reason": "x", "version": 0}
    assert client(world, "rita").post(ENTRIES, given(), format="json").status_code == 403
    assert client(world, "amir", "time:read").post(ENTRIES, given(), format="json").status_code == 403
    petra = client(world, "petra")
    assert petra.post(f"{ENTRIES}{number}/reverse/", {"reason": "x"}, format="json").status_code == 403
    assert petra.post(f"{PERIODS}lock/", lock, format="json").status_code == 403
    assert petra.post(f"{PERIODS}unlock/", lock, format="json").status_code == 403
    assert petra.post(RATES, {}, format="json").status_code == 403
    assert client(world, "amir").get(RATES).status_code == 403
    assert client(world, "rita").get(PERIODS).status_code == 403


def test_what_one_may_not_see_is_404(world: World) -> None:
    entry = worked(world)
    for name, number in (("anna", entry.pk), ("amir", 10**6)):
        answer = client(world, name).post(f"{ENTRIES}{number}/reverse/", {"reason": "x"}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_shapes_are_checked_by_field(world: World) -> None:
    opened(world)
    agent = client(world, "amir")
    for body, field in (
        ({**given(), "minutes": "many"}, "minutes"),
        ({**given(), "dated": "2026-03-09"}, "dated"),
        (given("INC-404"), "subject"),
        (given(kind="cake"), "subject_type"),
        (given(person="nobody"), "person"),
    ):
        answer = agent.post(ENTRIES, body, format="json")
        assert (answer.status_code, field in answer.json()["errors"]) == (400, True), body


def test_rules_refuse_with_422(world: World) -> None:
    opened(world)
    agent = client(world, "amir")
    future = (now() + timedelta(days=9)).date().isoformat()
    for body, code in (
        (given(minutes=0), "bad_minutes"),
        ({**given(), "date": future}, "work_in_the_future"),
    ):
        answer = agent.post(ENTRIES, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    number = agent.post(ENTRIES, given(), format="json").json()["id"]
    for status in (201, 422):
        answer = agent.post(f"{ENTRIES}{number}/reverse/", {"reason": "Wrong"}, format="json")
        assert answer.status_code == status
    assert answer.json()["code"] == "already_reversed"
    assert agent.post(f"{ENTRIES}{number}/reverse/", {"reason": ""}, format="json").status_code == 400


def test_a_locked_period_stays_locked(world: World) -> None:
    opened(world)
    agent, finance = client(world, "amir"), client(world, "fiona")
    number = agent.post(ENTRIES, given(), format="json").json()["id"]
    lock = {"until": DAY.isoformat(), "reason": "March closed", "version": 0}
    answer = finance.post(f"{PERIODS}lock/", lock, format="json")
    assert (answer.status_code, answer.json()) == (201, {"locked_until": "2026-03-09", "version": 1})
    for url, body in ((ENTRIES, given()), (f"{ENTRIES}{number}/reverse/", {"reason": "x"})):
        refused = agent.post(url, body, format="json")
        assert (refused.status_code, refused.json()["code"]) == (422, "period_locked")
    assert agent.get(ENTRIES).json()["results"][0]["locked"] is True
    body = {"until": None, "reason": "Receipt was late"}
    opened_again = finance.post(f"{PERIODS}unlock/", body, format="json", headers={"If-Match": '"1"'})
    assert opened_again.json() == {"locked_until": None, "version": 2}
    assert agent.post(ENTRIES, given(), format="json").status_code == 201
    changes = finance.get(f"{PERIODS}changes/").json()["results"]
    assert [(row["version"], row["reason"]) for row in changes] == [
        (2, "Receipt was late"),
        (1, "March closed"),
    ]


def test_a_lock_names_the_version_it_was_decided_from(world: World) -> None:
    finance = client(world, "fiona")
    body = {"until": "2026-03-01", "reason": "February"}
    assert finance.post(f"{PERIODS}lock/", body, format="json").status_code == 428
    lock_period(world.actor("ada"), LockPeriod(date(2026, 2, 28), "First"), at=NOON)
    answer = finance.post(f"{PERIODS}lock/", {**body, "version": 0}, format="json")
    assert (answer.status_code, answer.json()["current"]["locked_until"]) == (409, "2026-02-28")
    assert PeriodLock.objects.count() == 1
    seen = finance.get(PERIODS)
    assert (seen.json(), seen["ETag"]) == ({"locked_until": "2026-02-28", "version": 1}, '"1"')
    again = finance.post(f"{PERIODS}lock/", {**body, "until": "2026-02-01", "version": 1}, format="json")
    assert (again.status_code, again.json()["code"]) == (422, "period_locked_already")


def test_rates_of_persons_are_for_finance_and_administrators(world: World) -> None:
    rate = SetRate(Money(Decimal(120), "EUR"), date(2026, 1, 1), person_id=world.user("amir").pk)
    set_rate(world.actor("fiona"), rate, at=NOON)
    for name, people in (("fiona", [None, "amir"]), ("ada", [None, "amir"]), ("sven", [None])):
        rows = client(world, name).get(RATES).json()["results"]
        assert [row["person"] for row in rows] == people
    assert client(world, "fiona", "people:read").get(RATES).status_code == 403
    assert client(world, "fiona").get(f"{RATES}?person=amir").json()["results"][0]["per_hour"] == {
        "amount": "120.0000", "currency": "EUR",
    }  # fmt: skip


def test_a_rate_is_set_from_a_day_on(world: World) -> None:
    finance = client(world, "fiona")
    body = {"per_hour": {"amount": "99.50", "currency": "EUR"}, "valid_from": "2026-04-01", "role": "agent"}
    answer = finance.post(RATES, body, format="json")
    assert (answer.status_code, answer.json()["per_hour"]["amount"]) == (201, "99.5000")
    ends = CostRate.objects.filter(role="agent").order_by("valid_from").values_list("valid_to", flat=True)
    assert list(ends) == [date(2026, 3, 31), None]
    assert finance.post(RATES, body, format="json").json()["code"] == "rate_overlaps"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"role": "wizard"}, 400, "unknown_role"),
        ({"role": "", "person": "nobody"}, 400, "unknown_person"),
        ({"role": ""}, 422, "rate_for_whom"),
        ({"per_hour": {"amount": "-1", "currency": "EUR"}}, 422, "negative_rate"),
        ({"per_hour": {"amount": "1", "currency": "euro"}}, 400, "invalid"),
    ],
)
def test_a_wrong_rate_is_refused(world: World, change: dict[str, Any], status: int, code: str) -> None:
    body = {"per_hour": {"amount": "99", "currency": "EUR"}, "valid_from": "2027-04-01", "role": "agent"}
    answer = client(world, "fiona").post(RATES, {**body, **change}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
