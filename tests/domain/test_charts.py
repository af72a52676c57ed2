"""Chart geometry: round ticks, gaps that stay gaps, shapes that add up."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.charts import (
    Axis,
    Step,
    Words,
    bars,
    bullet,
    burn,
    columns,
    compact,
    date_ticks,
    fan,
    heat_map,
    nice_ticks,
    s_curve,
    sparkline,
    stacked,
    tornado,
    waterfall,
)

DAY = date(2026, 1, 1)
WORDS = Words("Title", "What it shows", ("Key", "Value", "Second", "Third", "Fourth"))
FINITE = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-6)


def days(*values: float | None) -> dict[date, float | None]:
    return {DAY + timedelta(days=index): value for index, value in enumerate(values)}


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (0, 97, (0, 20, 40, 60, 80, 100)),
        (0, 2.31, (0, 0.5, 1, 1.5, 2, 2.5)),
        (-3, 7, (-4, -2, 0, 2, 4, 6, 8)),
        (5, 5, (5, 6, 7, 8, 9, 10)),
        (0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert nice_ticks(low, high) == ticks


@given(FINITE, FINITE)
def test_ticks_enclose_the_values_and_stay_few(one: float, other: float) -> None:
    ticks = nice_ticks(one, other)
    low, high = sorted((one, other))
    slack = (ticks[1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 8
    assert list(ticks) == sorted(set(ticks))


def test_an_infinite_value_has_no_place() -> None:
    with pytest.raises(ValueError, match="infinite"):
        nice_ticks(0, float("inf"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (950, "950"), (1500, "1.5k"), (-2_000_000, "\u22122M"), (0.25, "0.25"), (3e9, "3bn")],
)
def test_tick_words_are_short(value: float, text: str) -> None:
    assert compact(value) == text


def test_a_year_is_marked_by_firsts_of_months() -> None:
    assert date_ticks(date(2025, 9, 10), date(2026, 8, 20)) == tuple(
        date(2025 + month // 12, month % 12 + 1, 1) for month in (10, 12, 14, 16, 18)
    )


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(1, 9000))
def test_date_ticks_stay_inside_and_few(first: date, span: int) -> None:
    last = first + timedelta(days=span)
    ticks = date_ticks(first, last)
    assert all(first <= tick <= last for tick in ticks)
    assert len(ticks) <= 8


def test_an_axis_maps_its_ends() -> None:
    axis = Axis(10, 20, 200, 0)
    assert (axis.at(10), axis.at(Decimal(15)), axis.at(20)) == (200, 100, 0)


def test_a_gap_lifts_the_pen() -> None:
    path = sparkline([1, 2, None, 3, 4], "t").path
    assert (path.count("M"), path.count("L")) == (2, 2)


def test_a_lonely_point_is_a_dot() -> None:
    assert sparkline([None, 3, None], "t").path.endswith("h0")


def test_a_flat_sparkline_runs_through_the_middle() -> None:
    assert sparkline([5, 5, 5], "t").end == (94, 12)


def test_a_sparkline_of_nothing_draws_nothing() -> None:
    chart = sparkline([None, None], "t")
    assert (chart.path, chart.end) == ("", None)


def test_an_s_curve_names_its_lines_by_the_head() -> None:
    chart = s_curve(days(0, 5, 10), days(0, 4), days(4, 11), WORDS, today=DAY)
    assert chart is not None
    assert [(line.label, line.role) for line in chart.series] == [
        ("Value", "plan"),
        ("Second", "actual"),
        ("Third", "forecast"),
    ]


def test_an_s_curve_without_forecast_has_no_column_for_it() -> None:
    chart = s_curve(days(0, 5), days(0, None), None, WORDS)
    assert chart is not None
    assert chart.data.head == ("Key", "Value", "Second")
    assert chart.data.rows == ((DAY, "0", "0"), (DAY + timedelta(days=1), "5", None))


def test_lines_of_nothing_are_no_chart() -> None:
    assert s_curve({}, days(None), None, WORDS) is None


def test_today_outside_the_points_widens_the_axis() -> None:
    chart = burn(days(10, 0), days(10), None, WORDS, today=DAY + timedelta(days=9))
    assert chart is not None
    assert chart.today == chart.frame.x_end


def test_a_fan_closes_its_band() -> None:
    chart = fan(days(0, 1), days(0, 2), (days(0, 1), days(0, 4)), WORDS)
    assert chart is not None
    assert chart.band.endswith("Z")
    assert chart.band_label == "Third – Fourth"
    assert len(chart.series) == 2


def test_bars_start_at_zero_and_keep_proportion() -> None:
    chart = bars([("a", 50, "1"), ("b", Decimal(25), "1"), ("c", None, "1")], WORDS)
    first, second, third = chart.rows
    assert first.bars[0].x == second.bars[0].x == chart.zero == 0
    assert first.bars[0].width == 2 * second.bars[0].width
    assert (third.bars, third.text) == ((), None)


def test_a_negative_bar_ends_at_zero() -> None:
    (row,) = bars([("a", -5, "1")], WORDS).rows
    assert row.bars[0].x + row.bars[0].width == bars([("a", -5, "1")], WORDS).zero


def test_a_column_above_the_limit_is_critical_and_one_at_it_is_not() -> None:
    chart = columns([("a", 10), ("b", 11), ("c", None)], WORDS, limit=("cap", 10))
    assert [bar.role for bar in chart.bars] == ["actual", "critical"]


@pytest.mark.parametrize("count", [1, 8, 9, 31, 365])
def test_column_words_thin_out(count: int) -> None:
    chart = columns([(DAY + timedelta(days=index), 1) for index in range(count)], WORDS)
    assert 1 <= sum(tick.day is not None for tick in chart.x_ticks) <= 8


def test_a_stack_stands_on_the_one_below() -> None:
    low, high = stacked(["a"], [[30], [20]], WORDS).bars
    assert low.y == pytest.approx(high.y + high.height)


def test_a_stack_refuses_a_negative_value() -> None:
    with pytest.raises(ValueError, match="negative"):
        stacked(["a"], [[-1]], WORDS)


def test_a_stack_refuses_series_of_different_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        stacked(["a", "b"], [[1, 2], [1]], WORDS)


def test_a_waterfall_adds_up() -> None:
    steps = [Step("base", 100, total=True), Step("more", 30), Step("less", -50), Step("now", 80, total=True)]
    chart = waterfall(steps, WORDS)
    assert [row[2] for row in chart.data.rows] == ["100", "130", "80", "80"]
    assert [row[1] for row in chart.data.rows] == [None, "30", "\u221250", None]
    assert chart.bars[2].y + chart.bars[2].height == pytest.approx(chart.bars[3].y)


def test_a_waterfall_joins_each_step_to_the_next() -> None:
    chart = waterfall([Step("a", 1), Step("b", 1), Step("c", -1)], WORDS)
    assert [join[2] for join in chart.joins] == [chart.bars[0].y, chart.bars[1].y]


def test_bullet_ranges_meet_and_fill_the_track() -> None:
    chart = bullet(120, [("ok", 100, "ok"), ("bad", 200, "critical")], WORDS, target=("plan", 100))
    first, second = chart.ranges
    assert first.x + first.width == second.x == chart.marks[0].at == 50
    assert second.x + second.width == 100
    assert chart.value is not None
    assert chart.value.width == 60


def test_a_bullet_of_an_unknown_value_has_no_bar() -> None:
    chart = bullet(None, [("ok", 100, "ok")], WORDS)
    assert chart.value is None
    assert chart.data.rows[0] == ("Title", None)


def test_a_tornado_puts_the_widest_swing_first() -> None:
    chart = tornado(100, [("small", 95, 105), ("wide", 150, 60)], WORDS)
    assert [row.label for row in chart.rows] == ["wide", "small"]
    assert all(row.mark == chart.zero for row in chart.rows)


def test_a_heat_map_counts_from_the_bottom_left() -> None:
    chart = heat_map({(1, 1): 4, (2, 2): 1}, ["low", "high"], ["small", "big"], WORDS)
    by_label = {cell.label: cell for cell in chart.cells}
    assert (by_label["low, small"].count, by_label["low, small"].level) == (4, 2)
    assert (by_label["high, big"].count, by_label["high, big"].level) == (1, 4)
    assert by_label["low, small"].y > by_label["high, big"].y
    assert by_label["low, small"].x < by_label["high, big"].x


def test_a_heat_map_refuses_a_cell_outside() -> None:
    with pytest.raises(ValueError, match="no such cell"):
        heat_map({(3, 1): 1}, ["low", "high"], ["small"], WORDS)


@given(st.lists(st.one_of(st.none(), FINITE), max_size=30))
def test_paths_hold_numbers_only(values: list[float | None]) -> None:
    assert re.fullmatch(r"([MLh]-?[\d.]+( -?[\d.]+)?)*", sparkline(values, "t").path)
