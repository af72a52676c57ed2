"""Other systems hear of what their owner may hear of: signed, in order, and again when they fail."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.delivery import deliver_due
from kernel.models import AuditEvent, OutboxMessage, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from kernel.webhooks.delivering import PAUSES
from people.models import Notice, RoleAssignment
from people.usecases.webhooks import (
    AddWebhook,
    EditWebhook,
    ReplayDelivery,
    add_webhook,
    edit_webhook,
    replay_delivery,
)
from tests.usecases.tickets_world import moved, opened
from tests.workers.receiver import Receiver, receiver
from tests.world import NOON, World
from tickets.usecases import CommentOnTicket, comment_on_ticket


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_PRIVATE, settings.WEBHOOK_SECONDS = True, 0.5
    with receiver() as one:
        yield one


def listening(
    world: World, there: Receiver, by: str = "sven", kinds: tuple[str, ...] = ("ticket.",)
) -> tuple[Any, str]:
    row, secret = add_webhook(world.actor(by), AddWebhook("Chat", there.url, kinds), at=NOON)
    deliver_due("webhooks", lambda: NOON)
    return row, secret


def deliver(at: datetime = NOON) -> None:
    deliver_due("webhooks", lambda: at)


def states() -> list[str]:
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))


def test_an_event_arrives_signed_and_once(world: World, there: Receiver) -> None:
    _row, secret = listening(world, there)
    opened(world)
    deliver()
    deliver()
    (got,) = there.got
    assert got.event["type"] == "ticket.opened"
    assert got.event["data"]["subject"] == {"type": "ticket", "key": "INC-1"}
    assert got.headers["content-type"] == "application/json"
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert int(got.headers["webhook-timestamp"]) == int(NOON.timestamp())
    assert states() == ["delivered"]


def test_the_signature_is_the_one_of_the_specification() -> None:
    from kernel.webhooks.signing import signature

    body = b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    given = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_no_secret_is_kept(world: World, there: Receiver) -> None:
    _row, secret = listening(world, there)
    for model in (WebhookEndpoint, AuditEvent, OutboxMessage):
        assert secret not in str(list(model.objects.values()))


def test_only_the_kinds_asked_for_arrive(world: World, there: Receiver) -> None:
    listening(world, there, kinds=("ticket.moved",))
    ticket = opened(world)
    moved(world, ticket, "start")
    deliver()
    assert there.kinds == ["ticket.moved"]


def test_the_owner_hears_no_more_than_on_the_pages(world: World, there: Receiver) -> None:
    row, _secret = listening(world, there)
    RoleAssignment.objects.filter(user=world.user("sven")).update(role="requester")
    ticket = opened(world, by="rolf")
    own = opened(world, by="rita", requester_id=None)
    comment_on_ticket(world.actor("amir"), CommentOnTicket(own.number, "internal", "secret"), at=NOON)
    deliver()
    assert there.got == []
    assert ticket.pk
    assert row.owner_id == world.user("sven").pk


def test_rights_count_when_it_is_sent(world: World, there: Receiver) -> None:
    listening(world, there)
    there.answers = [500]
    opened(world)
    deliver()
    RoleAssignment.objects.filter(user=world.user("sven")).delete()
    deliver(NOON + timedelta(hours=1))
    assert len(there.got) == 1
    assert states() == ["skipped"]


@pytest.mark.parametrize("trouble", [500, 404, 302, 2.0, "drip"])
def test_trouble_is_logged_and_it_is_sent_again(world: World, there: Receiver, trouble: Any) -> None:
    listening(world, there)
    there.answers = [trouble]
    opened(world)
    deliver()
    first = WebhookAttempt.objects.get()
    assert first.error
    assert first.milliseconds < 1900
    assert states() == ["waiting"]
    deliver(NOON + timedelta(seconds=1))
    assert len(there.got) == 1
    deliver(NOON + PAUSES[0])
    assert states() == ["delivered"]
    assert [got.headers["webhook-id"] for got in there.got] == [there.got[0].headers["webhook-id"]] * 2
    assert [row.status for row in WebhookAttempt.objects.order_by("pk")][-1] == 200


def test_nobody_listening_is_trouble_too(world: World, there: Receiver) -> None:
    row, _secret = listening(world, there)
    WebhookEndpoint.objects.filter(pk=row.pk).update(url="http://127.0.0.1:9/")
    opened(world)
    deliver()
    assert "refused" in WebhookAttempt.objects.get().error.lower()


def test_events_of_one_ticket_keep_their_order_whatever_fails(world: World, there: Receiver) -> None:
    listening(world, there)
    there.answers = [500, 500]
    ticket = opened(world)
    deliver()
    moved(world, ticket, "start")
    deliver(NOON + timedelta(seconds=1))
    moved(world, ticket, "resolve", resolution="done")
    moment = NOON
    for _ in range(30):
        moment += timedelta(seconds=10)
        deliver(moment)
    assert there.kinds == ["ticket.opened"] * 3 + ["ticket.moved"] * 2
    assert [got.event["data"]["data"].get("move") for got in there.got[3:]] == ["start", "resolve"]
    assert states() == ["delivered"] * 3


def test_trouble_with_one_endpoint_is_not_trouble_with_another(world: World, there: Receiver) -> None:
    listening(world, there)
    with receiver() as other:
        listening(world, other, by="ada")
        there.answers = [500]
        opened(world)
        deliver()
        assert len(other.got) == 1


def test_an_endpoint_in_trouble_rests(world: World, there: Receiver) -> None:
    listening(world, there)
    there.answers = [500]
    for _ in range(5):
        opened(world)
    deliver()
    assert len(there.got) == 1
    deliver(NOON + timedelta(minutes=1))
    assert len(there.got) == 6


def test_a_delivery_that_always_fails_is_given_up(world: World, there: Receiver) -> None:
    listening(world, there)
    there.answers = [500] * 50
    opened(world)
    moment = NOON
    for _ in range(len(PAUSES) + 3):
        deliver(moment)
        moment += timedelta(hours=11)
    assert states() == ["failed"]
    assert len(there.got) == len(PAUSES) + 1
    assert not OutboxMessage.objects.filter(queue="webhooks", state__in=["waiting", "taken"]).exists()


def test_an_endpoint_that_always_fails_is_switched_off_and_its_owner_hears_of_it(
    world: World, there: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_MAX_FAILURES = 3
    row, _secret = listening(world, there)
    there.answers = [500] * 50
    opened(world)
    moment = datetime.now(UTC)
    for _ in range(6):
        deliver(moment)
        moment += timedelta(hours=1)
    row.refresh_from_db()
    assert (row.is_active, len(there.got)) == (False, 3)
    assert states() == ["skipped"]
    deliver_due("notices", lambda: moment)
    assert Notice.objects.get(person=world.user("sven")).kind == "webhook.disabled"
    there.answers = []
    edit_webhook(world.actor("sven"), EditWebhook(row.pk, None, {"is_active": True}), at=moment)
    delivery = WebhookDelivery.objects.get()
    replay_delivery(world.actor("sven"), ReplayDelivery(row.pk, delivery.pk), at=moment)
    deliver(moment)
    assert states() == ["delivered"]


def test_what_was_delivered_can_be_sent_again_under_its_old_id(world: World, there: Receiver) -> None:
    row, _secret = listening(world, there)
    opened(world)
    deliver()
    replay_delivery(world.actor("sven"), ReplayDelivery(row.pk, WebhookDelivery.objects.get().pk), at=NOON)
    deliver()
    assert len(there.got) == 2
    assert there.got[0].headers["webhook-id"] == there.got[1].headers["webhook-id"]


def test_without_an_endpoint_an_event_costs_one_row_and_leaves_nothing(world: World) -> None:
    opened(world)
    deliver()
    assert (
        OutboxMessage.objects.filter(queue="webhooks").count()
        == OutboxMessage.objects.filter(queue="webhooks", state="done").count()
    )
    assert not WebhookDelivery.objects.exists()


def test_history_is_no_news(world: World, there: Receiver) -> None:
    listening(world, there)
    from kernel.audit import Happened, record_many
    from kernel.events import Subject
    from people.events import TeamAdded

    old = NOON - timedelta(days=2)
    record_many(
        world.actor("ada"), [Happened(TeamAdded("x", "X"), Subject("team", 1, "x"), old)], recorded_at=NOON
    )
    assert not OutboxMessage.objects.filter(payload__kind="team.added").exists()
