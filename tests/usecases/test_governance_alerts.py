"""People answer alerts and decide limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from governance.domain.alerts import Level, Limits
from governance.models import Alert, RulePolicy
from governance.selectors import limits_preview
from governance.usecases import (
    AcknowledgeAlert,
    SetLimits,
    SnoozeAlert,
    acknowledge_alert,
    set_limits,
    snooze_alert,
)
from kernel.delivery import deliver_due
from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible, Stale
from kernel.models import AuditEvent, OutboxMessage
from tests.portfolio import TODAY, judge, promised, spend
from tests.world import NOON, World

LATER = NOON + timedelta(days=3)


@pytest.fixture
def alert(world: World) -> Alert:
    project = promised(world)
    spend(world, project, 85_000)
    judge(project)
    return Alert.objects.get()


def test_acknowledging_names_who_takes_care_of_it(world: World, alert: Alert) -> None:
    row = acknowledge_alert(
        world.actor("petra"), AcknowledgeAlert(alert.pk, 1, "asked for a change"), at=NOON
    )
    assert (row.state, row.acknowledged_by, row.note) == (
        "acknowledged",
        world.user("petra"),
        "asked for a change",
    )
    event = AuditEvent.objects.get(kind="alert.acknowledged")
    assert (event.subject_type, event.subject_id, event.actor_name) == ("alert", alert.pk, "Petra")


def test_acknowledging_twice_is_refused(world: World, alert: Alert) -> None:
    acknowledge_alert(world.actor("petra"), AcknowledgeAlert(alert.pk, 1), at=NOON)
    with pytest.raises(DomainError, match="cannot"):
        acknowledge_alert(world.actor("petra"), AcknowledgeAlert(alert.pk, 2), at=NOON)


def test_an_answer_to_an_older_state_is_refused_with_the_current_one(world: World, alert: Alert) -> None:
    acknowledge_alert(world.actor("petra"), AcknowledgeAlert(alert.pk, 1), at=NOON)
    with pytest.raises(Stale) as refused:
        snooze_alert(world.actor("petra"), SnoozeAlert(alert.pk, 1, LATER), at=NOON)
    assert refused.value.current["state"] == "acknowledged"


def test_a_snooze_owes_a_judgement_at_its_end(world: World, alert: Alert) -> None:
    OutboxMessage.objects.all().delete()
    row = snooze_alert(world.actor("petra"), SnoozeAlert(alert.pk, 1, LATER, "budget board meets"), at=NOON)
    assert (row.state, row.snoozed_until) == ("snoozed", LATER)
    owed = OutboxMessage.objects.get(queue="recompute")
    assert (owed.run_at, owed.payload["subject"]) == (LATER, alert.project_id)


@pytest.mark.parametrize("until", [NOON, NOON - timedelta(days=1), NOON + timedelta(days=93)])
def test_a_snooze_ends_in_the_near_future(world: World, alert: Alert, until: Any) -> None:
    with pytest.raises(DomainError):
        snooze_alert(world.actor("petra"), SnoozeAlert(alert.pk, 1, until), at=NOON)


def test_staff_who_do_not_manage_see_alerts_and_may_not_answer_them(world: World, alert: Alert) -> None:
    with pytest.raises(NotAllowed):
        acknowledge_alert(world.actor("amir"), AcknowledgeAlert(alert.pk, 1), at=NOON)
    with pytest.raises(NotVisible):
        acknowledge_alert(world.actor("rita"), AcknowledgeAlert(alert.pk, 1), at=NOON)


def limits(notice: float | None = 0.5, critical: float = 1.0) -> Limits:
    return Limits(notice, 0.9, critical, 0.0)


def test_a_dry_run_says_which_alerts_would_appear_and_disappear(world: World) -> None:
    for code, amount in (("LOW-1", 40_000), ("MID-1", 60_000), ("HIGH-1", 95_000)):
        project = promised(world, code)
        spend(world, project, amount)
        judge(project)
    paula = world.actor("paula")
    tighter = limits_preview(paula, "budget.spent", limits())
    assert [(row.code, row.kind, row.after) for row in tighter] == [("MID-1", "appears", Level.NOTICE)]
    looser = limits_preview(paula, "budget.spent", Limits(None, 0.97, 1.2, 0.0))
    assert [(row.code, row.kind) for row in looser] == [("HIGH-1", "disappears")]
    assert Alert.objects.count() == 1
    assert not RulePolicy.objects.exists()


def test_what_the_dry_run_says_is_what_happens(world: World) -> None:
    project = promised(world)
    spend(world, project, 60_000)
    judge(project)
    predicted = limits_preview(world.actor("paula"), "budget.spent", limits())
    set_limits(world.actor("paula"), SetLimits("budget.spent", TODAY, limits(), "tight year"), at=NOON)
    deliver_due("recompute", lambda: NOON)
    assert [(row.project.code, row.level) for row in Alert.objects.all()] == [
        (row.code, int(row.after)) for row in predicted
    ]


def test_limits_of_tomorrow_wait_for_tomorrow(world: World) -> None:
    promised(world)
    deliver_due("recompute", lambda: NOON)
    tomorrow = SetLimits("budget.spent", TODAY + timedelta(days=1), limits(), "tight year")
    row = set_limits(world.actor("paula"), tomorrow, at=NOON)
    assert (row.set_by, row.recorded_at) == ("Paula", NOON)
    assert not OutboxMessage.objects.filter(state="waiting", queue="recompute").exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, DomainError),
        ({"reason": " "}, DomainError),
        ({"rule": "budget.colour"}, BadInput),
    ],
)
def test_impossible_limits_are_refused(world: World, changes: dict[str, Any], error: type[Exception]) -> None:
    fields = {"rule": "budget.spent", "valid_from": TODAY, "limits": limits(), "reason": "tight year"}
    with pytest.raises(error):
        set_limits(world.actor("paula"), SetLimits(**(fields | changes)), at=NOON)


def test_a_day_has_one_set_of_limits_and_the_portfolio_office_decides_them(world: World) -> None:
    command = SetLimits("budget.spent", TODAY, limits(), "tight year")
    set_limits(world.actor("paula"), command, at=NOON)
    with pytest.raises(DomainError, match="from this day"):
        set_limits(world.actor("paula"), command, at=NOON)
    with pytest.raises(NotAllowed):
        set_limits(world.actor("petra"), command, at=NOON)
