"""Text is found the same way on both databases."""

from __future__ import annotations

import pytest

from kernel.search import Document, index, subject_ids

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents() -> None:
    index(
        [
            Document("ticket", 1, "Drucker im Büro geht nicht", "Papierstau im Gerät"),
            Document("ticket", 2, "VPN drops every hour", "Works again after reconnect"),
            Document("ticket", 3, "VPN access for a new colleague"),
            Document("ticket", 4, "REQ-17 Laptop", "user_name@example.org sees error-404 in 2.10"),
            Document("project", 1, "VPN renewal"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vpn", {2, 3}), ("VPN hour", {2}), ("buro", {1}), ("BÜRO", {1}), ("papier", {1}), ("reconn", {2}),
        ("nothing", set()), ("", set()), ("vpn' OR 1=1 --", set()), ('"', set()), ("vpn & hour | (", {2}),
        ("REQ-17", {4}), ("17", {4}), ("error 404", {4}), ("user_name", {4}), ("example.org", {4}),
        ("2.10", {4}),
    ],
)  # fmt: skip
def test_every_word_must_be_there(text: str, expected: set[int]) -> None:
    assert set(subject_ids(text, "ticket")) == expected


def test_indexing_again_replaces() -> None:
    index([Document("ticket", 2, "Printer on fire")])
    assert set(subject_ids("fire", "ticket")) == {2}
    assert set(subject_ids("hour", "ticket")) == set()
