"""Whatever is sent, the answer is a problem that says what is wrong, and never an error of the server."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.api.caller import caller
from tests.world import World

LIST = "/api/v1/tickets/"
PROBLEM = "application/problem+json"


def told(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert {"type", "title", "detail"} <= set(body)
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"nonsense", b"\xff\xfe", b'{"title": "\\u0000"}', b'{"title": "\\ud800"}', b'{"impact": NaN}',
        b'{"impact": 1e999}', b"[" * 100_000, b"[]", b'"text"', b"7",
        b'{"a":' * 40 + b"1" + b"}" * 40, b'{"impact": ' + b"9" * 5000 + b"}", b'{"a\\u0000": 1}',
        b'{"details":' * 99_000 + b"1" + b"}" * 99_000,
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_kept_is_refused(world: World, body: bytes) -> None:
    answer = caller(world, "amir", raising=False).post(LIST, body, content_type="application/json")
    told(answer, 400, "parse_error")


def test_a_whole_number_beyond_all_columns_marks_its_field(world: World) -> None:
    body = {"kind": "incident", "title": "x", "impact": 10**40}
    answer = caller(world, "amir", raising=False).post(LIST, body, format="json")
    told(answer, 400, "invalid")
    assert list(answer.json()["errors"]) == ["impact"]


def test_a_body_may_begin_with_a_byte_order_mark(world: World) -> None:
    body = '\ufeff{"kind": "incident", "title": "Wi-Fi"}'.encode()
    assert caller(world, "amir").post(LIST, body, content_type="application/json").status_code == 201


@pytest.mark.parametrize("kind", ["text/xml", "application/x-www-form-urlencoded", "nonsense"])
def test_another_kind_of_body_is_refused(world: World, kind: str) -> None:
    answer = caller(world, "amir", raising=False).post(LIST, b"<a/>", content_type=kind)
    told(answer, 415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused_unread(world: World, settings: Any) -> None:
    settings.API_MAX_BODY = 100
    answer = caller(world, "amir").post(LIST, {"title": "x" * 200}, format="json")
    told(answer, 413, "too_large")


def test_a_body_of_unknown_length_is_refused(world: World) -> None:
    agent = caller(world, "amir")
    answer = agent.generic("POST", LIST, b"", headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH="")
    told(answer, 411, "length_required")


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing/", "/api/v2/tickets/", "/api/v1/tickets/INC-1/none/", "/api/v1/%00/x/"]
)
def test_an_unknown_address_is_a_problem(world: World, settings: Any, path: str, debug: bool) -> None:
    settings.DEBUG = debug
    answer = caller(world, "amir", raising=False).get(path)
    assert answer.status_code == (400 if "%00" in path else 404)
    assert answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize("debug", [True, False])
def test_a_write_without_the_last_slash_is_a_problem(world: World, settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    answer = caller(world, "amir", raising=False).post("/api/v1/tickets", {"title": "x"}, format="json")
    told(answer, 404, "not_found")


def test_a_forbidden_method_names_the_allowed_ones(world: World) -> None:
    answer = caller(world, "amir").delete(LIST)
    told(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    "query",
    ["search=%00", "page_size=99999999999999999999", "cursor=%00", "page_size=-1", "cursor=AAAA",
     "reported_at__gte=99999-01-01", "ordering=%F0%9F%98%80", "impact=%ED%A0%80"],
)  # fmt: skip
def test_a_strange_filter_is_refused(world: World, query: str) -> None:
    answer = caller(world, "amir", raising=False).get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_of_the_server_tells_nothing(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    settings.DEBUG = debug

    def broken(*_arguments: Any) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("tickets.api.tickets.get_ticket", broken)
    answer = caller(world, "amir", raising=False).get(f"{LIST}INC-1/")
    told(answer, 500, "error")
    assert "secret" not in answer.content.decode()


def test_a_number_that_no_column_holds_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> None:
        raise OverflowError("Python int too large to convert to SQLite INTEGER")

    monkeypatch.setattr("tickets.api.tickets.get_ticket", broken)
    told(caller(world, "amir", raising=False).get(f"{LIST}INC-1/"), 400, "out_of_range")


def test_pages_keep_their_own_errors(db: None) -> None:
    assert Client().get("/nothing/")["Content-Type"].startswith("text/html")
