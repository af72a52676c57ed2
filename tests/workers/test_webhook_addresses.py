"""Webhooks reach the Internet and nothing else, unless an installation allows it."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from kernel.errors import AppError
from kernel.webhooks.addresses import is_public, resolved
from tests.api.caller import caller
from tests.world import World

INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(AppError) as refused:
        resolved(f"https://{host}/", allow_private=False)
    assert refused.value.code == "private_address"


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_an_address_of_the_internet_is_taken(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "https://", "https://user:pw@example.org/",
     "//example.org/", "https://example.org:99999/", "https://exa mple.org/", "https://example.org/\r\nX: y",
     "javascript:1", "https://example.org/#part", "https://[::1"],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(AppError) as refused:
        resolved(url, allow_private=False)
    assert refused.value.code == "bad_url"


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def answer(_host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_is_resolved_and_the_checked_address_is_the_one_used(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34")
    target = resolved("https://hooks.example.org/in?x=1", allow_private=False)
    assert (target.address, target.authority, target.path) == (
        "93.184.216.34",
        "hooks.example.org",
        "/in?x=1",
    )


def test_one_address_inside_among_others_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(AppError):
        resolved("https://hooks.example.org/", allow_private=False)


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [("https://127.0.0.1/", 422, "private_address"), ("https://2130706433/", 422, "private_address"),
     ("https://localhost/", 422, "private_address"), ("http://example.org/", 400, "bad_url")],
)  # fmt: skip
def test_the_door_refuses_such_an_address(world: World, url: str, status: int, code: str) -> None:
    answer = caller(world, "sven").post("/api/v1/webhooks/", {"name": "x", "url": url}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "url" in answer.json()["errors"]


def test_a_webhook_is_managed_through_the_api(world: World, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    owner, stranger = caller(world, "sven"), caller(world, "amir")
    made = owner.post(
        "/api/v1/webhooks/", {"name": "x", "url": "http://127.0.0.1:9/", "kinds": ["ticket."]}, format="json"
    )
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert made.json()["secret"].startswith("whsec_")
    path = f"/api/v1/webhooks/{made.json()['id']}/"
    assert "secret" not in owner.get(path).json()
    for call in (stranger.get(path), stranger.get(f"{path}deliveries/"), stranger.delete(path)):
        assert call.status_code in (404, 428)
    assert owner.patch(path, {"is_active": False}, format="json").status_code == 428
    changed = owner.patch(path, {"is_active": False, "version": 1}, format="json")
    assert (changed.status_code, changed.json()["is_active"], changed["ETag"]) == (200, False, '"2"')
    assert owner.patch(path, {"name": "y", "version": 1}, format="json").status_code == 409
    bad = owner.patch(path, {"kinds": ["wish."], "version": 2}, format="json")
    assert (bad.status_code, bad.json()["code"]) == (400, "unknown_kind")
    assert owner.get(f"{path}deliveries/").json()["results"] == []
    assert owner.get(f"{path}deliveries/?state=lost").status_code == 400
    assert owner.delete(path, headers={"If-Match": '"2"'}).status_code == 204
    assert owner.get(path).status_code == 404


def test_requesters_have_no_webhooks(world: World, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    answer = caller(world, "rita").post(
        "/api/v1/webhooks/", {"name": "x", "url": "http://127.0.0.1/"}, format="json"
    )
    assert answer.status_code == 403
