"""The drawing of a plan: bars lie where dates are, links meet the dates they tie."""

from __future__ import annotations

import re

import pytest

from kernel.errors import DomainError
from projects.domain.plan_words import duration_text, minutes_of
from projects.web.plan_gantt import LABELS, RIGHT, WIDTH, GanttRow, gantt

DAY = 735_600.0


def numbers(path: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_bars_share_one_axis():
    chart = gantt(
        [GanttRow("A", DAY, DAY + 5), GanttRow("B", DAY + 5, DAY + 9.5, frozen=(DAY + 4, DAY + 8))], []
    )
    first, second = chart.bars
    assert first.x == LABELS
    assert second.x == first.end
    assert second.frozen_x < second.x
    assert chart.bars[1].end <= WIDTH - RIGHT
    assert second.top > first.top


@pytest.mark.parametrize("kind", ["FS", "SS", "FF", "SF"])
def test_a_link_joins_the_dates_it_ties(kind):
    rows = [GanttRow("A", DAY, DAY + 5), GanttRow("B", DAY + 2, DAY + 9)]
    chart = gantt(rows, [("A", "B", kind)])
    a, b = chart.bars
    values = numbers(chart.links)
    assert values[0] == (a.end if kind[0] == "F" else a.x)
    assert values[-1] == (b.end if kind[1] == "F" else b.x)
    assert chart.critical_links == ""


def test_links_of_hidden_rows_are_left_out_and_critical_ones_apart():
    rows = [
        GanttRow("A", DAY, DAY + 1, critical=True),
        GanttRow("B", DAY + 1, DAY + 1, milestone=True, critical=True),
    ]
    chart = gantt(rows, [("A", "B", "FS"), ("A", "Z", "FS")])
    assert chart.links == ""
    assert chart.critical_links.count("M") == 1
    assert chart.bars[1].mark.endswith("Z")


def test_today_is_drawn_only_inside_the_plan():
    rows = [GanttRow("A", DAY, DAY + 5)]
    assert gantt(rows, [], DAY + 2).today is not None
    assert gantt(rows, [], DAY + 50).today is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2", 960),
        ("2 d", 960),
        ("1.5d", 720),
        ("1,5 d", 720),
        ("4 h", 240),
        ("30m", 30),
        ("1 w", 2400),
        ("-1 d", -480),
    ],
)
def test_durations_are_read_as_people_write_them(text, minutes):
    assert minutes_of(text, 480) == minutes


@pytest.mark.parametrize("text", ["", "d", "soon", "2 y", "1e9", "2 d d", "²"])
def test_what_is_not_a_duration_is_refused(text):
    with pytest.raises(DomainError) as refusal:
        minutes_of(text, 480)
    assert refusal.value.code == "bad_duration"


@pytest.mark.parametrize("minutes", [0, 1, 30, 45, 60, 90, 240, 241, 480, 720, 2400, 960, 5_000])
def test_a_written_duration_means_the_same_minutes(minutes):
    for per_day in (480, 450, 1440):
        assert minutes_of(duration_text(minutes, per_day), per_day) == minutes
