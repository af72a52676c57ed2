"""The dashboard reads as many queries for sixty projects as for three."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import MetricSnapshot, ProjectHealth
from governance.selectors import decisions_due, health_rows, open_alert_counts, portfolio_stamp, totals
from governance.selectors.portfolio import WORST_FIRST
from governance.selectors.snapshots import figures_on, readings_of
from kernel.paging import keyset_page
from projects.usecases import CreateProject, RaiseChange, create_project, raise_change
from tests.portfolio import TODAY, creep, day, expect, judge, promised, spend
from tests.usecases.test_governance_cases import draft
from tests.usecases.test_governance_gates import asked
from tests.world import NOON, World


def many(world: World, count: int) -> None:
    """Projects that have been judged: rows as a worker leaves them."""
    first = promised(world, "P-0")
    spend(world, first, 120_000)
    expect(world, first, 150_000)
    like = judge(first)
    for number in range(1, count):
        command = CreateProject(f"P-{number}", f"Project {number}", "EUR", manager_id=world.user("petra").pk)
        project = create_project(world.actor("paula"), command, at=NOON)
        values = {f.attname: getattr(like, f.attname) for f in ProjectHealth._meta.concrete_fields}
        ProjectHealth.objects.create(**(values | {"project_id": project.pk, "worst_level": number % 4}))


def read(world: World) -> Any:
    """What the page reads."""
    actor = world.actor("paula")
    with CaptureQueriesContext(connection) as seen:
        portfolio_stamp(actor)
        rows = health_rows(actor)
        page = keyset_page(rows, WORST_FIRST)
        names = [(row.project.name, str(row.project.manager)) for row in page.rows]
        totals(rows)
        open_alert_counts(rows)
        decisions_due(actor)
    return len(seen), len(names)


@pytest.mark.parametrize("count", [3, 60])
def test_the_dashboard_takes_five_queries_however_many_projects_there_are(world: World, count: int) -> None:
    many(world, count)
    assert read(world) == (5, min(count, 50))


def test_the_worst_come_first_and_among_equals_the_largest_overrun(world: World) -> None:
    for code, cost, forecast in (("A", 10_000, 105_000), ("B", 10_000, 190_000), ("C", 10_000, 145_000)):
        project = promised(world, code)
        spend(world, project, cost)
        expect(world, project, forecast)
        judge(project)
    rows = health_rows(world.actor("paula")).order_by(*WORST_FIRST)
    assert [row.project.code for row in rows] == ["B", "C", "A"]


def test_currencies_are_summed_apart_and_savings_do_not_pay_for_overruns(world: World) -> None:
    for code, currency, forecast in (("A", "EUR", 130_000), ("B", "EUR", 60_000), ("C", "USD", 150_000)):
        project = promised(world, code, currency=currency)
        expect(world, project, forecast)
        judge(project)
    euros, dollars = totals(health_rows(world.actor("paula")))
    assert (euros.currency, euros.budget, euros.forecast) == ("EUR", Decimal(200_000), Decimal(190_000))
    assert (euros.over, euros.overruns) == (Decimal(30_000), 1)
    assert (dollars.currency, dollars.over) == ("USD", Decimal(50_000))


def test_a_sum_of_nothing_is_null_and_not_zero(world: World) -> None:
    judge(promised(world, budget=None))
    [only] = totals(health_rows(world.actor("paula")))
    assert (only.budget, only.forecast, only.over) == (None, None, None)


def test_decisions_wait_in_the_order_in_which_they_were_asked_for(world: World) -> None:
    project = promised(world)
    change = RaiseChange(project.pk, "More switches", "growth", Decimal(5000), 0)
    raise_change(world.actor("petra"), change, at=NOON.replace(hour=9))
    asked(world, promised(world, "NET-015"))
    row = draft(world, project)
    row.state, row.created_at = "submitted", NOON.replace(hour=10)
    row.save()
    due = decisions_due(world.actor("paula"))
    assert [(item.kind, item.project) for item in due] == [
        ("change", "NET-014"), ("case", "NET-014"), ("gate", "NET-015"),
    ]  # fmt: skip
    assert decisions_due(world.actor("rita")) == []


def test_the_stamp_moves_with_anything_on_the_dashboard(world: World) -> None:
    actor, seen = world.actor("paula"), []

    def stamp() -> None:
        seen.append(portfolio_stamp(actor))

    stamp()
    project = promised(world)
    stamp()
    spend(world, project, 95_000)
    judge(project)
    stamp()
    raise_change(world.actor("petra"), RaiseChange(project.pk, "More", "growth", Decimal(1), 0), at=NOON)
    stamp()
    draft(world, project)
    stamp()
    assert len({item.parts for item in seen}) == len(seen)
    before = portfolio_stamp(actor)
    judge(project)
    assert portfolio_stamp(actor) == before
    assert [item.unjudged for item in seen[:3]] == [0, 1, 0]


def test_figures_of_a_past_day_are_told_as_known_then_and_as_known_now(world: World) -> None:
    project = promised(world)
    spend(world, project, 1_000, day(20))
    later = NOON.replace(hour=18)
    spend(world, project, 4_000, day(20), at=later)
    now_known = figures_on(project.pk, day(20))
    then_known = figures_on(project.pk, day(20), NOON)
    assert [Decimal(str(item["cost.actual"]["value"])) for item in (now_known, then_known)] == [5000, 1000]
    assert Decimal(str(figures_on(project.pk, day(21))["cost.actual"]["value"])) == 0


def test_readings_are_the_latest_known_of_each_day(world: World) -> None:
    project = promised(world)
    spend(world, project, 10_000, day(5))
    judge(project, day(5), TODAY)
    spend(world, project, 10_000, day(5))
    creep(world, project, 1)
    judge(project, day(5), TODAY, at=NOON.replace(hour=18))
    assert MetricSnapshot.objects.count() == 4
    assert readings_of(project.pk, "budget.spent") == {day(5): 0.2, TODAY: 0.2}
