"""Workers judge projects: in order, once, one after the other, and never twice about one thing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from governance.domain.alerts import Limits
from governance.models import Alert, AlertStep, MetricSnapshot, ProjectHealth
from governance.tasks import nightly, project_changed
from governance.usecases import (
    AcknowledgeAlert,
    RecomputeProject,
    SetLimits,
    SnoozeAlert,
    acknowledge_alert,
    recompute_all,
    recompute_project,
    set_limits,
    snooze_alert,
)
from kernel.access import clock_actor
from kernel.delivery import deliver_due
from kernel.errors import DomainError, NotAllowed, NotVisible
from kernel.models import AuditEvent, OutboxMessage
from tests.portfolio import TODAY, creep, day, expect, judge, promised, spend
from tests.world import NOON, World


def written() -> dict[str, list[Any]]:
    """Everything a judgement may write."""
    tables = {"health": ProjectHealth, "alerts": Alert, "steps": AlertStep, "snapshots": MetricSnapshot}
    return {name: list(model.objects.order_by("pk").values()) for name, model in tables.items()} | {
        "events": list(AuditEvent.objects.filter(kind__startswith="alert.").values())
    }


def steps(rule: str = "budget.spent") -> list[tuple[str, int, int, date]]:
    rows = AlertStep.objects.filter(alert__rule=rule).order_by("pk")
    return list(rows.values_list("kind", "level_from", "level_to", "as_of"))


def test_money_beyond_the_promise_raises_an_alert_with_its_evidence(world: World) -> None:
    project = promised(world)
    spend(world, project, 95_000)
    health = judge(project)
    alert = Alert.objects.get(rule="budget.spent")
    assert (alert.level, alert.state, alert.value, alert.limit) == (2, "open", 0.95, 0.90)
    assert (alert.raised_on, alert.as_of, alert.raised_at) == (TODAY, TODAY, NOON)
    assert "95,000.00 EUR" in alert.explanation
    assert ["spent", "95,000.00 EUR"] in alert.inputs
    assert (health.worst_level, health.spent, health.budget) == (2, Decimal(95_000), Decimal(100_000))
    assert health.aspects["cost"]["level"] == 2
    assert health.aspects["cost"]["rules"][0]["alert"] == alert.pk
    event = AuditEvent.objects.get(kind="alert.raised")
    assert (event.subject_type, event.subject_id) == ("alert", alert.pk)


def test_days_are_judged_in_order_whatever_their_order(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000, day(30))
    spend(world, project, 10_000, day(20))
    spend(world, project, -40_000, day(10))
    judge(project, day(0), day(10), day(20), day(30), day(40))
    assert steps() == [
        ("raised", 0, 1, day(30)), ("changed", 1, 2, day(20)), ("cleared", 2, 0, day(10)),
    ]  # fmt: skip
    alert = Alert.objects.get(rule="budget.spent")
    assert (alert.state, alert.raised_on, alert.cleared_on) == ("cleared", day(30), day(10))


def test_what_was_true_on_a_past_day_is_told_as_of_that_day(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000, day(30))
    judge(project, day(30), day(0))
    event = AuditEvent.objects.get(kind="alert.raised")
    assert event.happened_at.date() == day(30)
    assert event.recorded_at == NOON


def test_judging_twice_changes_nothing(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000, day(10))
    creep(world, project, 3)
    expect(world, project, 140_000)
    days = (day(10), day(5), day(0))
    judge(project, *days)
    before = written()
    judge(project, *days, at=NOON + timedelta(minutes=5))
    assert written() == before
    assert before["alerts"] != []


def test_a_day_before_the_last_judged_one_adds_what_is_known_and_moves_no_alert(world: World) -> None:
    project = promised(world)
    judge(project)
    spend(world, project, 95_000, day(20))
    spend(world, project, -95_000, day(1))
    judge(project, day(20))
    assert not Alert.objects.exists()
    kept = MetricSnapshot.objects.get(as_of=day(20))
    assert kept.figures["budget.spent"]["value"] == 0.95
    assert ProjectHealth.objects.get().judged_to == TODAY


def test_a_late_fact_for_a_past_day_adds_a_snapshot_beside_the_first(world: World) -> None:
    project = promised(world)
    judge(project, day(10), day(0))
    spend(world, project, 500, day(10))
    later = NOON + timedelta(hours=1)
    judge(project, day(10), day(0), at=later)
    kept = MetricSnapshot.objects.filter(as_of=day(10)).order_by("known_at")
    assert [row.figures["cost.actual"]["value"] for row in kept] == ["0", "500.0000"]
    assert [row.known_at for row in kept] == [NOON, later]


def test_an_alert_that_clears_and_returns_is_another_alert(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000, day(30))
    spend(world, project, -40_000, day(20))
    spend(world, project, 50_000, day(10))
    judge(project, day(30), day(20), day(10), day(0))
    rows = Alert.objects.filter(rule="budget.spent").order_by("pk")
    assert [(row.state, row.raised_on) for row in rows] == [("cleared", day(30)), ("open", day(10))]


def test_a_missing_figure_neither_raises_nor_clears_and_the_row_says_stale(world: World) -> None:
    project = promised(world, budget=None)
    tell = {"rule": "budget.spent", "level": 2, "value": 0.95, "limit": 0.9, "unit": "fraction"}
    Alert.objects.create(
        project_id=project.pk, explanation="", next_step="", as_of=day(9), raised_on=day(9), raised_at=NOON,
        level_since=day(9), **tell,
    )  # fmt: skip
    cost = judge(project).aspects["cost"]
    assert (cost["level"], cost["stale"]) == (2, "no_baseline")
    alert = Alert.objects.get()
    assert (alert.state, alert.level, alert.value, alert.as_of) == ("open", 2, 0.95, day(9))
    assert not AlertStep.objects.exists()


def test_what_nobody_can_judge_has_no_level_but_a_reason(world: World) -> None:
    health = judge(promised(world, budget=None))
    assert health.aspects["cost"]["null_reason"] == "no_baseline"
    assert health.figures["budget.spent"] == {"value": None, "unit": "fraction", "null_reason": "no_baseline"}
    assert (health.worst_level, health.budget, health.forecast) == (0, None, None)


def acknowledge(world: World, alert: Alert) -> None:
    acknowledge_alert(world.actor("petra"), AcknowledgeAlert(alert.pk, alert.version, "on it"), at=NOON)


def test_an_acknowledged_alert_stays_so_until_it_becomes_worse(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000)
    judge(project)
    acknowledge(world, Alert.objects.get())
    tomorrow = NOON + timedelta(days=1)
    spend(world, project, 1_000, tomorrow.date(), at=tomorrow)
    judge(project, at=tomorrow)
    same = Alert.objects.get()
    assert (same.state, same.value, same.as_of) == ("acknowledged", 0.86, tomorrow.date())
    spend(world, project, 10_000, tomorrow.date(), at=tomorrow)
    judge(project, at=tomorrow)
    worse = Alert.objects.get()
    assert (worse.state, worse.level, worse.acknowledged_by_id) == ("open", 2, None)


def test_an_acknowledged_alert_that_becomes_better_stays_acknowledged(world: World) -> None:
    project = promised(world)
    spend(world, project, 95_000)
    judge(project)
    acknowledge(world, Alert.objects.get())
    spend(world, project, -10_000)
    judge(project)
    better = Alert.objects.get()
    assert (better.state, better.level) == ("acknowledged", 1)


def test_a_snoozed_alert_opens_again_on_time_by_its_own_message(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000)
    judge(project)
    alert = Alert.objects.get()
    until = NOON + timedelta(hours=6)
    snooze_alert(world.actor("petra"), SnoozeAlert(alert.pk, alert.version, until, "after lunch"), at=NOON)
    deliver_due("recompute", lambda: until - timedelta(minutes=1))
    assert Alert.objects.get().state == "snoozed"
    deliver_due("recompute", lambda: until)
    alert.refresh_from_db()
    assert (alert.state, alert.snoozed_until) == ("open", None)
    assert AuditEvent.objects.filter(kind="alert.reopened", subject_id=alert.pk).count() == 1


def test_a_snooze_ends_early_when_it_becomes_worse(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000)
    judge(project)
    alert = Alert.objects.get()
    until = NOON + timedelta(days=6)
    snooze_alert(world.actor("petra"), SnoozeAlert(alert.pk, alert.version, until), at=NOON)
    spend(world, project, 20_000)
    judge(project)
    alert.refresh_from_db()
    assert (alert.state, alert.level, alert.snoozed_until) == ("open", 3, None)


def test_limits_in_force_on_a_day_judge_that_day(world: World) -> None:
    project = promised(world)
    spend(world, project, 60_000)
    judge(project)
    assert not Alert.objects.exists()
    tighter = SetLimits("budget.spent", TODAY, Limits(0.5, 0.9, 1.0, 0.0), "the money is short")
    set_limits(world.actor("paula"), tighter, at=NOON)
    deliver_due("recompute", lambda: NOON)
    assert Alert.objects.get().limit == 0.5


def test_the_trend_says_when_the_next_limit_will_be_passed(world: World) -> None:
    project = promised(world)
    for week in range(8):
        spend(world, project, 10_500, day(7 * (7 - week)))
    judge(project)
    alert = Alert.objects.get(rule="budget.spent")
    # 84 % now, 10.5 points a week: 90 % lies 0.57 weeks ahead, the first whole day beyond is the fourth.
    assert (alert.level, alert.forecast_breach_on) == (1, TODAY + timedelta(days=5))


def queries_of(project: Any, days: tuple[date, ...]) -> int:
    with CaptureQueriesContext(connection) as seen:
        judge(project, *days)
    return len(seen)


def test_the_number_of_queries_depends_on_neither_days_nor_facts(world: World) -> None:
    small, large = promised(world, "S-1"), promised(world, "L-1")
    spend(world, small, 85_000, day(30))
    for back in range(30):
        spend(world, large, 3_000, day(back))
        creep(world, large, back + 1, day(back))
    few = queries_of(small, (day(31), day(30)))
    many = queries_of(large, tuple(day(back) for back in range(31)))
    assert many <= few
    assert few <= 25


def test_messages_of_one_project_are_judged_together_once(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000, day(5))
    payloads = [
        {
            "kind": "project.x",
            "subject": project.pk,
            "at": NOON.isoformat(),
            "data": {"days": [day(5).isoformat()]},
        },
        {"kind": "project.x", "subject": project.pk, "at": NOON.isoformat(), "data": {}},
    ]
    project_changed(payloads, NOON)
    assert list(MetricSnapshot.objects.order_by("as_of").values_list("as_of", flat=True)) == [day(5), TODAY]
    assert Alert.objects.get().raised_on == day(5)


def test_what_happens_to_a_project_reaches_the_dashboard_by_itself(world: World) -> None:
    project = promised(world)
    spend(world, project, 120_000)
    deliver_due("recompute", lambda: NOON)
    assert ProjectHealth.objects.get(project=project).worst_level == 3
    assert not OutboxMessage.objects.filter(state="waiting", queue="recompute").exists()


def test_nightly_owes_every_running_project_one_judgement(world: World) -> None:
    for code in ("A-1", "A-2", "A-3"):
        promised(world, code)
    deliver_due("recompute", lambda: NOON)
    tomorrow = NOON + timedelta(days=1)
    assert recompute_all(clock_actor(), at=tomorrow) == 3
    assert (
        OutboxMessage.objects.filter(state="waiting", queue="recompute").values("key").distinct().count() == 3
    )
    deliver_due("recompute", lambda: tomorrow)
    assert set(ProjectHealth.objects.values_list("as_of", flat=True)) == {tomorrow.date()}
    assert nightly.name == "governance.recompute_all"


def test_a_day_to_come_no_day_and_no_project_are_refused(world: World) -> None:
    project = promised(world)
    with pytest.raises(DomainError, match="to come"):
        judge(project, TODAY + timedelta(days=2))
    with pytest.raises(DomainError, match="which days"):
        recompute_project(clock_actor(), RecomputeProject(project.pk, ()), at=NOON)
    with pytest.raises(NotVisible), transaction.atomic():
        recompute_project(clock_actor(), RecomputeProject(project.pk + 999, (TODAY,)), at=NOON)
    with pytest.raises(NotAllowed):
        recompute_project(world.actor("petra"), RecomputeProject(project.pk, (TODAY,)), at=NOON)


def test_the_table_itself_refuses_a_second_open_alert(world: World) -> None:
    project = promised(world)
    spend(world, project, 85_000)
    judge(project)
    twin = Alert.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
