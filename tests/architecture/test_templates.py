"""House law of the templates: policy-safe, short, and each says what it takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
PARTS = [path for path in TEMPLATES if path.is_relative_to(ROOT / "components")]
# What a strict content security policy refuses, or what would ask another host.
REFUSED = {
    "inline style": re.compile(r"\sstyle=|<style"),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on"),
    "another host": re.compile(r"(src|href)=[\"'](https?:)?//"),
    "evaluated code": re.compile(r"hx-vals=[\"']js:|hx-trigger=[\"'][^\"']*\[(?!type=)"),
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_templates_to_check() -> None:
    assert len(PARTS) > 40


@pytest.mark.parametrize("what", REFUSED)
def test_no_template_holds_what_the_policy_refuses(what: str) -> None:
    assert [name(path) for path in TEMPLATES if REFUSED[what].search(path.read_text())] == []


def test_a_component_says_first_what_it_takes() -> None:
    assert [name(path) for path in PARTS if not path.read_text().startswith("{# context: ")] == []


def test_a_template_stays_short() -> None:
    assert [name(path) for path in TEMPLATES if len(path.read_text().splitlines()) > 120] == []


def test_a_drawing_writes_its_numbers_without_locale() -> None:
    drawings = [path for path in PARTS if 'viewBox="0 0 {{' in path.read_text()]
    assert drawings
    assert [name(path) for path in drawings if "{% localize off %}" not in path.read_text()] == []
