"""The week as a grid: cells, rows, days and the whole are the same sum."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kernel.money import Money
from people.domain.timesheet import Worked, monday_of, priced, sheet, week

MONDAY = date(2026, 3, 9)

entries = st.lists(
    st.builds(
        Worked,
        subject_type=st.sampled_from(["ticket", "project"]),
        subject_id=st.integers(1, 3),
        subject_key=st.just("X"),
        day=st.integers(-8, 16).map(lambda offset: MONDAY + timedelta(days=offset)),
        minutes=st.integers(-600, 600).filter(bool),
        amount=st.one_of(st.none(), st.decimals(-900, 900, places=4)),
        currency=st.just("EUR"),
    ),
    max_size=25,
)


@given(entries)
def test_cells_rows_days_and_the_whole_are_one_sum(worked: list[Worked]) -> None:
    grid = sheet(worked, MONDAY)
    inside = [entry for entry in worked if MONDAY <= entry.day < MONDAY + timedelta(days=7)]
    whole = sum(entry.minutes for entry in inside)
    assert grid.minutes == whole
    assert sum(row.minutes for row in grid.rows) == whole
    assert sum(grid.per_day) == whole
    for place in range(7):
        assert sum(row.cells[place].minutes for row in grid.rows) == grid.per_day[place]
    assert sum(cell.entries for row in grid.rows for cell in row.cells) == len(inside)


@given(entries)
def test_money_of_the_rows_adds_up_to_money_of_the_week(worked: list[Worked]) -> None:
    grid = sheet(worked, MONDAY)
    rows = [row.money.value.amount for row in grid.rows if row.money.value is not None]
    assert sum(rows) == (grid.money.value.amount if grid.money.value else 0)


def test_a_subject_without_work_has_a_row_when_asked_for() -> None:
    grid = sheet([], MONDAY, {("ticket", 7): "INC-7"})
    assert [(row.key, row.minutes, len(row.cells)) for row in grid.rows] == [("INC-7", 0, 7)]
    assert grid.rows[0].money.null_reason == "no_data"


def test_two_currencies_do_not_add_up_unless_one_was_taken_back() -> None:
    euro = Worked("ticket", 1, "INC-1", MONDAY, 60, Decimal(90), "EUR")
    pound = Worked("ticket", 1, "INC-1", MONDAY, 60, Decimal(80), "GBP")
    back = Worked("ticket", 1, "INC-1", MONDAY, -60, Decimal(-80), "GBP")
    assert priced([euro, pound]).null_reason == "mixed_currency"
    assert priced([euro, pound, back]).value == Money(Decimal(90), "EUR")


def test_work_without_a_price_is_not_free_of_charge() -> None:
    assert priced([Worked("ticket", 1, "INC-1", MONDAY, 60)]).null_reason == "no_data"


def test_a_week_begins_on_monday() -> None:
    assert monday_of(date(2026, 3, 15)) == MONDAY
    assert monday_of(MONDAY) == MONDAY
    assert week(MONDAY)[6] == date(2026, 3, 15)
