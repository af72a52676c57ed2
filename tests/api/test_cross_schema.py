"""The OpenAPI document is valid, complete, and says what every endpoint may answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from tests.api.caller import caller
from tests.world import World


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path: Path = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", file=str(path), validate=True, fail_on_warn=True)
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def test_it_has_every_address_of_the_api(document: dict[str, Any]) -> None:
    known = {_plain(path) for path in document["paths"]}
    assert {_plain(path) for path in _addresses(get_resolver().url_patterns)} == known
    assert len(known) > 20


def _addresses(patterns: list[Any], before: str = "/") -> list[str]:
    found = []
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += _addresses(one.url_patterns, path)
        elif isinstance(one, URLPattern) and path.startswith("/api/v1/"):
            found.append(path)
    return found


def _plain(path: str) -> str:
    """Names of parameters do not matter."""
    return re.sub(r"[<{][^>}]*[>}]", "{}", path)


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert {"400", "401", "403", "404", "429"} <= set(answers), f"{method} {path}"
            if method != "get":
                assert {"409", "413", "415", "422"} <= set(answers), f"{method} {path}"
            assert "application/problem+json" in answers["404"]["content"]


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [one["operationId"] for operations in document["paths"].values() for one in operations.values()]
    assert len(names) == len(set(names))


def test_a_write_names_its_key_and_a_read_its_tag(document: dict[str, Any]) -> None:
    tickets = document["paths"]["/api/v1/tickets/"]
    assert "Idempotency-Key" in [one["name"] for one in tickets["post"]["parameters"]]
    assert "If-None-Match" in [one["name"] for one in tickets["get"]["parameters"]]
    assert "RateLimit-Remaining" in tickets["get"]["responses"]["200"]["headers"]


def test_it_names_both_ways_to_sign_in(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}


def test_it_is_served(world: World) -> None:
    answer = caller(world, "amir").get("/api/schema/")
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["openapi"].startswith("3.")
