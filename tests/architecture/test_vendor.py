"""Vendored assets are what the lock file says, carry their licence, and stay within the budget."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"
LOCK = json.loads((VENDOR / "LOCK.json").read_text())["files"]
BUDGET = 100_000


def locked(key: str) -> set[str]:
    return {entry[key] for entry in LOCK}


def vendored() -> set[str]:
    return {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}


@pytest.mark.parametrize("entry", LOCK, ids=lambda entry: entry["name"])
def test_a_vendored_file_is_the_locked_one(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", LOCK, ids=lambda entry: entry["name"])
def test_a_vendored_file_names_version_source_and_licence(entry: dict[str, str]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
    assert f"@{entry['version']}" in entry["source"]
    assert entry["licence"]
    assert len((VENDOR / entry["licence_file"]).read_text()) > 300


def test_nothing_is_vendored_without_a_lock_entry() -> None:
    assert vendored() == locked("file") | locked("licence_file") | {"LOCK.json"}


def test_no_asset_points_at_a_source_map() -> None:
    assert not [path for path in STATIC.rglob("*.[jc]s*") if "sourceMappingURL" in path.read_text()]


def test_own_assets_ask_nothing_of_other_hosts() -> None:
    own = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]
    assert own
    assert not [
        path.name
        for path in own
        if re.search(r"(url\(|import|fetch\()\s*[\"']?(https?:)?//", path.read_text())
    ]


def test_styles_and_scripts_fit_the_budget() -> None:
    assets = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in assets) <= BUDGET


def test_every_icon_the_templates_name_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'symbol id="([^"]+)"', (VENDOR / "lucide/icons.svg").read_text()))
    templates = STATIC.parent.rglob("templates/**/*.html")
    named = {name for path in templates for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    assert named
    assert named <= symbols
