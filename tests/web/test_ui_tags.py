"""Formatting tags: locale-safe words for values, and a reason for every gap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.test import override_settings
from django.utils import translation

from kernel.cells import Cell, Column, Row
from kernel.figures import known, unknown
from kernel.money import Money
from kernel.templatetags.tables import cell
from kernel.templatetags.ui import (
    chip,
    duration,
    figure,
    initials,
    money,
    percent,
    rel_time,
    relative,
    signed,
)

NOW = datetime(2026, 3, 18, 9, 40, tzinfo=UTC)
LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "l10n": "django.templatetags.l10n",
    "static": "django.templatetags.static",
    "ui": "kernel.templatetags.ui",
    "tables": "kernel.templatetags.tables",
}
ENGINE = Engine(dirs=[str(Path(__file__).resolve().parents[2] / "templates")], libraries=LIBRARIES)


@pytest.fixture(autouse=True)
def _plain_static() -> object:
    with override_settings(STATIC_URL="/static/", TIME_ZONE="UTC"):
        yield


def render(source: str, **values: object) -> str:
    return ENGINE.from_string("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 m"),
        (59, "59 m"),
        (60, "1 h"),
        (135, "2 h 15 m"),
        (-90, "−1 h 30 m"),
        (Decimal("90.4"), "1 h 30 m"),
        (-0.4, "0 m"),
        (90_000, "1,500 h"),
        (None, "–"),
    ],
)
def test_minutes_are_hours_and_minutes(minutes: float | None, text: str) -> None:
    assert duration(minutes).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("999.4", "999"),
        ("999.6", "1.0k"),
        ("99940", "99.9k"),
        ("123456", "123k"),
        ("999600", "1.0M"),
        ("-2500000", "−2.5M"),
        ("1240000000", "1.2bn"),
        ("0", "0"),
    ],
)
def test_compact_money_keeps_two_or_three_figures(amount: str, text: str) -> None:
    assert f">{text}<" in money(Decimal(amount), "EUR", compact=True)


def test_compact_money_keeps_the_exact_amount_in_the_title() -> None:
    assert 'title="1,234,567.89 EUR"' in money(Money(Decimal("1234567.89"), "EUR"), compact=True)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("2.5", "JPY", "2"), ("1.0005", "KWD", "1.000"), ("0.125", "EUR", "0.12"), ("0.135", "EUR", "0.14")],
)
def test_money_is_rounded_half_even_to_its_minor_unit(amount: str, currency: str, text: str) -> None:
    assert f">{text}<" in money(Money(Decimal(amount), currency))


def test_money_follows_the_locale() -> None:
    with translation.override("de"):
        assert ">1.234,50<" in money(Money(Decimal("1234.5"), "EUR"))


def test_a_signed_zero_has_no_sign() -> None:
    assert (signed(0), signed(Decimal("0.4")), signed(Decimal("-0.4")), signed(3)) == ("0", "0", "0", "+3")


def test_a_percentage_is_a_ratio_times_hundred() -> None:
    assert percent(0.9345).replace("\u00a0", " ") == "93.4 %"


@pytest.mark.parametrize("value", [unknown("no_baseline"), None, ""])
def test_an_unknown_figure_is_a_dash_with_its_reason(value: object) -> None:
    drawn = figure(value, reason="no_baseline")
    assert "–" in drawn
    assert drawn.count("No approved baseline yet") == 2


def test_a_zero_is_a_figure() -> None:
    assert ">0<" in figure(0, reason="no_data")
    assert ">0<" in figure(known(0))


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "11 Mar 2026"),
        (-timedelta(hours=2), "in 2 h"),
        (-timedelta(days=9), "27 Mar 2026"),
    ],
)
def test_time_is_relative_within_a_week(ago: timedelta, text: str) -> None:
    assert relative(NOW - ago, NOW) == text


def test_time_without_a_clock_is_absolute() -> None:
    assert ">18 Mar 2026, 09:40<" in rel_time(Context(), NOW)


def test_the_clock_may_come_from_the_context() -> None:
    assert ">1 h ago<" in render("{% rel_time when %}", when=NOW - timedelta(hours=1), now=NOW)


@pytest.mark.parametrize(
    ("given", "text"),
    [("Ines Weber", "IW"), ("ana.b.conti", "AC"), ("root", "R"), ("", "?"), (None, "?")],
)
def test_initials_stand_for_a_name(given: object, text: str) -> None:
    assert initials(given) == text


def test_a_chip_has_tone_shape_and_word() -> None:
    drawn = chip("critical", "Breached")
    assert all(part in drawn for part in ("tone-critical", "#critical", "Breached"))


def test_an_unknown_tone_is_neutral() -> None:
    assert "tone-neutral" in chip("loud", "?")


@pytest.mark.parametrize(
    "given",
    [
        Cell("<b>"),
        Cell("<b>", url="/x"),
        Cell("<b>", tone="ok"),
        Cell(person="<b>"),
        Cell("1", sub="<b>"),
        Cell("<b>", numeric=True),
        Cell(html="<b>"),
        Cell("1", label="<b>"),
    ],
)
def test_a_cell_escapes_what_people_typed(given: Cell) -> None:
    drawn = cell(Context(), given)
    assert "&lt;b&gt;" in drawn
    assert "<b>" not in drawn


def test_a_misspelt_cell_is_refused() -> None:
    with pytest.raises(TypeError):
        cell(Context(), {"txt": "1"})


def test_a_panel_escapes_its_title_and_keeps_its_body() -> None:
    drawn = render("{% panel title=name %}<em>x</em>{% endpanel %}", name="<i>")
    assert "&lt;i&gt;" in drawn
    assert "<em>x</em>" in drawn


def test_a_table_draws_every_row_and_marks_the_sorted_column() -> None:
    rows = [
        Row(str(number), [Cell(f"T-{number}", url="#", main=True)], name=f"T-{number}") for number in range(3)
    ]
    drawn = render(
        '{% include "components/table.html" with selectable=True %}',
        caption="Tickets",
        columns=[Column("Ticket", sort="descending")],
        rows=rows,
    )
    assert drawn.count("data-row-link") == drawn.count('name="ids"') == 3
    assert 'aria-sort="descending"' in drawn


def test_a_row_may_be_a_mapping() -> None:
    rows = [{"id": "7", "cells": [{"text": "seven"}]}]
    drawn = render('{% include "components/table.html" with selectable=True %}', columns=[], rows=rows)
    assert 'value="7"' in drawn
    assert "<td>seven</td>" in drawn


def test_an_empty_table_says_so() -> None:
    drawn = render('{% include "components/table.html" %}', columns=[Column("Ticket")], rows=[])
    assert "Nothing matches these filters." in drawn


ERRORS = ("400", "403", "403_csrf", "404", "409", "500")


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_no_context(code: str) -> None:
    drawn = ENGINE.get_template(f"{code}.html").render(Context())
    assert all(part in drawn for part in ("What happened", "What was kept", "What to do"))
    assert 'class="rail"' not in drawn


def test_an_error_page_keeps_the_navigation_where_there_is_one() -> None:
    nav = [{"label": "Tickets", "url": "/tickets/", "icon": "ticket", "active": False, "count": 0}]
    assert 'href="/tickets/"' in ENGINE.get_template("404.html").render(Context({"nav": nav}))


def test_a_refusal_is_told_in_its_own_sentence() -> None:
    message = "Close <INC-1> first."
    drawn = ENGINE.get_template("403.html").render(Context({"message": message}))
    assert "Close &lt;INC-1&gt; first." in drawn
