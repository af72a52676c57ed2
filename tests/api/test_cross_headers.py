"""What every answer carries: a tag to ask again with, and what the caller may still ask."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from kernel.api.counters import FileCounter, RedisCounter
from tests.api.caller import caller
from tests.usecases.tickets_world import opened
from tests.world import World

LIST = "/api/v1/tickets/"


def test_a_list_has_a_tag_and_is_not_sent_twice(world: World) -> None:
    agent = caller(world, "amir")
    opened(world)
    first = agent.get(LIST)
    assert first["ETag"].startswith('W/"b')
    assert (first["Cache-Control"], "Authorization" in first["Vary"]) == ("private, no-cache", True)
    again = agent.get(LIST, headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    opened(world)
    assert agent.get(LIST, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_tag_of_a_body_is_no_version(world: World) -> None:
    agent = caller(world, "amir")
    opened(world)
    tag = agent.get(LIST)["ETag"]
    answer = agent.patch(f"{LIST}INC-1/", {"title": "x"}, format="json", headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_version")


def test_every_answer_tells_what_is_left(world: World, settings: Any) -> None:
    settings.API_RATE_LIMIT, settings.API_RATE_SECONDS = 3, 10**9
    agent = caller(world, "amir")
    left = [agent.get(LIST)["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = agent.get(LIST)
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert refused["Content-Type"] == "application/problem+json"
    assert int(refused["Retry-After"]) == int(refused["RateLimit-Reset"]) > 0
    assert (refused["RateLimit-Limit"], refused["RateLimit-Remaining"]) == ("3", "0")
    assert caller(world, "amir").get(LIST).status_code == 200


def test_a_limit_of_nothing_is_no_limit(world: World, settings: Any) -> None:
    settings.API_RATE_LIMIT = 0
    answer = caller(world, "amir").get(LIST)
    assert (answer.status_code, answer.has_header("RateLimit-Limit")) == (200, False)


def _count(folder: Path, times: int) -> None:
    counter = FileCounter(folder)
    for _ in range(times):
        counter.count("amir", 7, 60)


def test_processes_count_together(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=_count, args=(tmp_path, 200)) for _ in range(4)]
    for process in others:
        process.start()
    for process in others:
        process.join()
    counter = FileCounter(tmp_path)
    assert counter.count("amir", 7, 60) == 801
    assert counter.count("anna", 7, 60) == 1
    assert counter.count("amir", 8, 60) == 1


def test_a_file_that_was_cut_off_starts_anew(tmp_path: Path) -> None:
    counter = FileCounter(tmp_path)
    counter.count("amir", 7, 60)
    next(tmp_path.iterdir()).write_bytes(b"half")
    assert counter.count("amir", 7, 60) == 1


def test_a_broken_redis_lets_through_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert RedisCounter("redis://127.0.0.1:1/0", "x:").count("amir", 7, 60) == 0
    assert "not counted" in caplog.text
