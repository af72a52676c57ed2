"""Costs are posted and taken back by opposite rows; reports and risks hold what somebody said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible, Stale
from kernel.models import AuditEvent
from projects.models import CostEntry, ForecastEntry, ProgressEntry, Risk
from projects.usecases import (
    AddRisk,
    ChangeRisk,
    PostCost,
    PostWorkCost,
    ReportForecast,
    ReportProgress,
    ReverseCost,
    add_risk,
    change_risk,
    post_cost,
    post_work_cost,
    report_forecast,
    report_progress,
    reverse_cost,
)
from tests.project_stories import JUNE, MARCH, eur, planned, scope, spent, started
from tests.world import NOON, World


def test_a_reversal_takes_the_cost_back_once_and_stays_visible(world: World) -> None:
    project = started(world)
    entry = spent(world, project, 500)
    command = ReverseCost(project.pk, entry.pk, "Wrong project")
    opposite = reverse_cost(world.actor("fiona"), command, at=NOON)
    assert (opposite.amount, opposite.valid_on, opposite.reverses_id) == (-500, MARCH, entry.pk)
    for target, code in ((entry, "already_reversed"), (opposite, "is_a_reversal")):
        with pytest.raises(DomainError) as refusal:
            reverse_cost(world.actor("fiona"), ReverseCost(project.pk, target.pk, "Again"), at=NOON)
        assert refusal.value.code == code


def test_a_cost_of_another_project_does_not_exist_here(world: World) -> None:
    entry = spent(world, started(world), 500)
    other = started(world, "OTHER")
    with pytest.raises(NotVisible):
        reverse_cost(world.actor("petra"), ReverseCost(other.pk, entry.pk, "Wrong"), at=NOON)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": eur(0)}, "bad_amount"),
        ({"category": "travel"}, "unknown_category"),
        ({"description": " "}, "description_missing"),
        ({"valid_on": date(2026, 3, 13)}, "in_the_future"),
    ],
)
def test_costs_that_are_refused(world: World, fields: dict[str, object], code: str) -> None:
    project = started(world)
    values: dict[str, object] = {
        "amount": eur(5), "category": "other", "valid_on": MARCH, "description": "Cable", **fields
    }  # fmt: skip
    with pytest.raises((DomainError, BadInput)) as refusal:
        post_cost(world.actor("petra"), PostCost(project.pk, **values), at=NOON)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not CostEntry.objects.exists()


def test_a_cost_event_tells_no_amount(world: World) -> None:
    spent(world, started(world), 98765)
    event = AuditEvent.objects.get(kind="project.cost_posted")
    assert "98765" not in str(event.data)


def test_the_cost_of_work_is_posted_once_by_whoever_may_log_work(world: World) -> None:
    project = started(world)
    command = PostWorkCost(project.pk, 7, eur(90), 60, MARCH, "INC-1 Outage")
    entry = post_work_cost(world.actor("amir"), command, at=NOON)
    assert post_work_cost(world.actor("amir"), command, at=NOON).pk == entry.pk
    assert (entry.source_key, entry.category, entry.minutes) == ("time:7", "labour", 60)
    back = PostWorkCost(project.pk, 8, eur(-90), -60, MARCH, "INC-1 Outage")
    assert post_work_cost(world.actor("amir"), back, at=NOON).amount == -90
    with pytest.raises(NotVisible):
        post_work_cost(world.actor("rita"), PostWorkCost(project.pk, 9, eur(9), 6, MARCH, "x"), at=NOON)


def test_the_cost_of_work_is_taken_back_where_the_work_was_logged(world: World) -> None:
    project = started(world)
    command = PostWorkCost(project.pk, 7, eur(90), 60, MARCH, "INC-1")
    entry = post_work_cost(world.actor("amir"), command, at=NOON)
    with pytest.raises(DomainError) as refusal:
        reverse_cost(world.actor("petra"), ReverseCost(project.pk, entry.pk, "No"), at=NOON)
    assert refusal.value.code == "comes_from_work"


def test_agents_post_no_costs_of_their_own(world: World) -> None:
    project = started(world)
    with pytest.raises(NotAllowed):
        post_cost(world.actor("amir"), PostCost(project.pk, eur(1), "other", MARCH, "x"), at=NOON)


@pytest.mark.parametrize("complete", ["-0.01", "1.01", "NaN"])
def test_completion_lies_between_nothing_and_all(world: World, complete: str) -> None:
    project = started(world)
    with pytest.raises(DomainError) as refusal:
        report_progress(world.actor("petra"), ReportProgress(project.pk, Decimal(complete), MARCH), at=NOON)
    assert refusal.value.code == "bad_fraction"
    assert not ProgressEntry.objects.exists()


def test_progress_of_a_foreign_item_is_refused(world: World) -> None:
    entry = scope(world, planned(world), "C", 5, "added")
    other = started(world, "OTHER")
    command = ReportProgress(other.pk, Decimal("0.5"), MARCH, item_id=entry.item_id)
    with pytest.raises(NotVisible):
        report_progress(world.actor("petra"), command, at=NOON)


def test_a_forecast_names_a_cost_or_a_finish(world: World) -> None:
    project = started(world)
    with pytest.raises(DomainError, match="names"):
        report_forecast(world.actor("petra"), ReportForecast(project.pk, None, None, MARCH), at=NOON)
    command = ReportForecast(project.pk, eur(120_000), JUNE, MARCH, source_key="sheet:1")
    first = report_forecast(world.actor("petra"), command, at=NOON)
    assert report_forecast(world.actor("petra"), command, at=NOON).pk == first.pk
    assert ForecastEntry.objects.get().amount == 120_000


def test_a_risk_is_added_and_seen_otherwise(world: World) -> None:
    project = started(world)
    risk = add_risk(
        world.actor("petra"), AddRisk(project.pk, "Supplier fails", Decimal("0.3"), Decimal(9000)), at=NOON
    )
    change = ChangeRisk(project.pk, risk.pk, risk.version, {"state": "occurred"})
    changed = change_risk(world.actor("petra"), change, at=NOON)
    assert (changed.state, changed.version) == ("occurred", 2)
    with pytest.raises(Stale):
        change_risk(world.actor("petra"), change, at=NOON)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"probability": Decimal("1.5")}, "bad_probability"),
        ({"title": ""}, "title_missing"),
        ({"state": "gone"}, "unknown_state"),
        ({"owner_id": 99999}, "unknown_person"),
        ({"project_id": 2}, "unknown_field"),
    ],
)
def test_risks_that_are_refused(world: World, changes: dict[str, object], code: str) -> None:
    project = started(world)
    risk = add_risk(world.actor("petra"), AddRisk(project.pk, "Delay", Decimal("0.3"), Decimal(9)), at=NOON)
    with pytest.raises((DomainError, BadInput)) as refusal:
        change_risk(world.actor("petra"), ChangeRisk(project.pk, risk.pk, None, changes), at=NOON)
    assert refusal.value.code == code
    assert Risk.objects.get().version == 1
