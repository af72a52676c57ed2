"""The facts behind the folds: a fixed number of queries, and what was known at a moment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kernel.errors import NotVisible
from projects.domain.position import position_on
from projects.selectors import facts_of, get_project, project_choices, visible_projects
from projects.usecases import (
    DecideChange,
    PostCost,
    RaiseChange,
    ReportForecast,
    ReportProgress,
    decide_change,
    post_cost,
    raise_change,
    report_forecast,
    report_progress,
)
from tests.project_stories import JUNE, MARCH, eur, gate, planned, scope, spent, started
from tests.world import NOON, World

TODAY = NOON.date()


def test_one_project_and_many_cost_the_same_queries(world: World, django_assert_num_queries: Any) -> None:
    ids = [planned(world, f"P-{number}").pk for number in range(5)]
    with django_assert_num_queries(8):
        assert len(facts_of(ids[:1])) == 1
    with django_assert_num_queries(8):
        assert len(facts_of(ids)) == 5


def test_the_ledgers_fold_to_the_position(world: World) -> None:
    project = planned(world)
    petra = world.actor("petra")
    grown = scope(world, project, "C", 20, "added")
    spent(world, project, 30_000)
    report_progress(petra, ReportProgress(project.pk, Decimal("0.25"), MARCH), at=NOON)
    change = RaiseChange(project.pk, "Third item", "Asked", Decimal(10_000), 14, (grown.pk,))
    raised = raise_change(petra, change, at=NOON)
    decide_change(world.actor("stefan"), DecideChange(project.pk, raised.number, 1, approve=True), at=NOON)
    position = position_on(facts_of([project.pk])[project.pk], TODAY)
    assert (position.original_budget, position.promised_budget) == (100_000, 110_000)
    assert (position.spent, position.scope_s0, position.scope_authorised) == (30_000, 100, 20)
    assert position.forecast_at_completion.value == 120_000
    assert position.target_finish == JUNE + timedelta(days=14)


def test_what_was_recorded_later_was_not_known(world: World) -> None:
    project = planned(world)
    spent(world, project, 30_000)
    gate(world, project)
    later = NOON + timedelta(hours=1)
    post_cost(world.actor("petra"), PostCost(project.pk, eur(5), "other", MARCH, "Late bill"), at=later)
    report_forecast(world.actor("petra"), ReportForecast(project.pk, eur(9), None, MARCH), at=later)
    then = position_on(facts_of([project.pk], known_at=NOON)[project.pk], TODAY)
    now = position_on(facts_of([project.pk])[project.pk], TODAY)
    assert (then.spent, now.spent) == (30_000, 30_005)
    assert then.forecast_at_completion.value is None
    before_the_gate = facts_of([project.pk], known_at=NOON - timedelta(hours=1))[project.pk]
    assert position_on(before_the_gate, TODAY).phase == "initiation"


def test_who_sees_projects(world: World) -> None:
    started(world)
    assert get_project(world.actor("amir"), "NET-014").code == "NET-014"
    assert not visible_projects(world.actor("rita")).exists()
    with pytest.raises(NotVisible):
        get_project(world.actor("rita"), "NET-014")


def test_work_is_offered_on_projects_that_run(world: World) -> None:
    project = started(world)
    assert list(project_choices(world.actor("amir"))) == [project]
    gate(world, project, "stop")
    assert not project_choices(world.actor("amir")).exists()
