"""The pages of tokens and webhooks: a secret is in one answer, and what is switched off is off."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from kernel.models import WebhookEndpoint
from people.models import ApiToken
from tests.web.test_inbox import page
from tests.world import World


def made(client: Client) -> str:
    form = {"name": "nightly export", "days": "30", "scopes": ["tickets:read", "people:read"]}
    text = client.post("/tokens/", form).content.decode()
    found = re.search(r"itsm_[\w-]{40,}", text)
    assert found
    return found.group()


def test_a_token_is_made_shown_once_used_and_revoked(world: World) -> None:
    petra = page(world, "petra")
    text = made(petra)
    caller = APIClient(headers={"Authorization": f"Bearer {text}"})
    assert caller.get("/api/v1/me/").json()["username"] == "petra"
    again = petra.get("/tokens/").content.decode()
    assert text not in again
    assert "nightly export" in again
    token = ApiToken.objects.get()
    assert token.expires_at is not None
    assert (token.expires_at - token.created_at).days == 30
    petra.post(f"/tokens/{token.pk}/revoke/")
    assert caller.get("/api/v1/me/").status_code == 401
    assert "Revoked" in petra.get("/tokens/").content.decode()


def test_a_form_that_lacks_something_keeps_what_was_typed(world: World) -> None:
    answer = page(world, "petra").post("/tokens/", {"name": "mine", "days": "30"})
    assert answer.status_code == 422
    assert 'value="mine"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_tokens_of_others_are_not_there(world: World) -> None:
    made(page(world, "petra"))
    token = ApiToken.objects.get()
    stranger = page(world, "stefan")
    assert "nightly export" not in stranger.get("/tokens/").content.decode()
    assert stranger.post(f"/tokens/{token.pk}/revoke/").status_code == 404


def test_a_webhook_is_added_switched_changed_and_removed(world: World, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    sven = page(world, "sven")
    answer = sven.post(
        "/webhooks/", {"name": "Chat", "url": "http://127.0.0.1:9/", "kinds": "ticket., alert.raised"}
    )
    assert re.search(r"whsec_[A-Za-z0-9+/=]{20,}", answer.content.decode())
    row = WebhookEndpoint.objects.get()
    assert row.kinds == ["alert.raised", "ticket."]
    assert "whsec_" not in sven.get(f"/webhooks/{row.pk}/").content.decode()
    sven.post(f"/webhooks/{row.pk}/switch/", {"on": "0", "version": row.version})
    row.refresh_from_db()
    assert not row.is_active
    change = {"name": "Chat 2", "url": row.url, "kinds": "", "version": row.version}
    assert sven.post(f"/webhooks/{row.pk}/", change).status_code == 302
    stale = sven.post(f"/webhooks/{row.pk}/", {**change, "name": "Chat 3"})
    assert (stale.status_code, "Chat 3" in stale.content.decode()) == (422, True)
    row.refresh_from_db()
    assert row.name == "Chat 2"
    sven.post(f"/webhooks/{row.pk}/remove/", {"version": row.version})
    assert not WebhookEndpoint.objects.exists()


def test_an_address_inside_is_refused_on_the_page(world: World) -> None:
    answer = page(world, "sven").post("/webhooks/", {"name": "x", "url": "https://10.0.0.1/"})
    assert (answer.status_code, "inside of a network" in answer.content.decode()) == (422, True)
    assert not WebhookEndpoint.objects.exists()


def test_webhooks_of_others_are_not_there(world: World, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    page(world, "sven").post("/webhooks/", {"name": "Chat", "url": "http://127.0.0.1:9/"})
    row = WebhookEndpoint.objects.get()
    stranger = page(world, "amir")
    assert stranger.get(f"/webhooks/{row.pk}/").status_code == 404
    assert stranger.post(f"/webhooks/{row.pk}/switch/", {"on": "0", "version": "1"}).status_code == 404
    assert "Chat" not in stranger.get("/webhooks/").content.decode()


def test_requesters_see_no_form(world: World) -> None:
    assert 'name="url"' not in page(world, "rita").get("/webhooks/").content.decode()
    assert (
        page(world, "rita").post("/webhooks/", {"name": "x", "url": "https://example.org/"}).status_code
        == 422
    )
