"""Outbox rows are delivered at least once and have their effect exactly once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kernel import delivery
from kernel.delivery import LEASE, MAX_ATTEMPTS, deliver_due
from kernel.models import AuditEvent, OutboxMessage
from kernel.outbox import message_for
from tests.world import NOON

NOTE = "tests.workers.handlers.note"
FAIL = "tests.workers.handlers.fail"
pytestmark = pytest.mark.django_db


def owe(*numbers: int, handler: str = NOTE, key: str = "") -> list[OutboxMessage]:
    return [_saved(message_for(handler, "recompute", {"n": n}, NOON, key=key)) for n in numbers]


def _saved(message: OutboxMessage) -> OutboxMessage:
    message.save()
    return message


def clock_at(moment: datetime = NOON) -> delivery.Clock:
    return lambda: moment


def effects() -> list[int]:
    return list(
        AuditEvent.objects.filter(kind="test.noted").order_by("id").values_list("subject_id", flat=True)
    )


def test_what_is_due_is_delivered_in_order_and_settled() -> None:
    owe(1, 2, 3)
    assert deliver_due("recompute", clock_at()) == 3
    assert effects() == [1, 2, 3]
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"done"}


def test_delivering_again_does_nothing() -> None:
    owe(1)
    deliver_due("recompute", clock_at())
    assert deliver_due("recompute", clock_at()) == 0
    assert effects() == [1]


def test_other_queues_and_later_rows_are_left_alone() -> None:
    later = message_for(NOTE, "recompute", {"n": 1}, NOON + timedelta(minutes=1))
    elsewhere = message_for(NOTE, "mail", {"n": 2}, NOON)
    OutboxMessage.objects.bulk_create([later, elsewhere])
    assert deliver_due("recompute", clock_at()) == 0


def test_messages_of_one_key_are_handled_together() -> None:
    owe(1, 2, 3, key="project:7")
    owe(4, key="project:8")
    assert deliver_due("recompute", clock_at(), limit=1) == 3
    assert effects() == [1, 2, 3]


def test_a_failure_leaves_no_effect_and_is_tried_later_with_growing_pauses() -> None:
    (message,) = owe(1, handler=FAIL)
    pauses = []
    moment = NOON
    for _ in range(3):
        assert deliver_due("recompute", clock_at(moment)) == 1
        message.refresh_from_db()
        pauses.append(message.run_at - moment)
        moment = message.run_at
    assert effects() == []
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == 3
    assert "the receiver is broken" in message.error


def test_one_that_always_fails_ends_dead_with_its_reason() -> None:
    (message,) = owe(1, handler=FAIL)
    moment = NOON
    for _ in range(MAX_ATTEMPTS):
        deliver_due("recompute", clock_at(moment))
        moment += timedelta(days=1)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("dead", MAX_ATTEMPTS)
    assert deliver_due("recompute", clock_at(moment)) == 0


def test_a_failure_does_not_stop_the_others() -> None:
    owe(1, handler=FAIL)
    owe(2)
    deliver_due("recompute", clock_at())
    assert effects() == [2]


def test_what_a_dead_worker_had_taken_is_taken_again_when_its_lease_ends() -> None:
    owe(1)
    assert delivery._claim("recompute", NOON)
    assert deliver_due("recompute", clock_at()) == 0
    assert deliver_due("recompute", clock_at(NOON + LEASE + timedelta(seconds=1))) == 1
    assert effects() == [1]


def test_a_slow_worker_whose_lease_ended_has_no_effect() -> None:
    owe(1)
    slow = delivery._claim("recompute", NOON)
    deliver_due("recompute", clock_at(NOON + LEASE + timedelta(seconds=1)))
    delivery._handle(slow, clock_at(NOON + LEASE * 2))
    assert effects() == [1]
