"""Texts as dates and numbers: one form or an error, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kernel.importing.formats import DateStyle, NumberStyle, day_reader, instant_reader, number_reader
from kernel.importing.issues import BadCell


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("29/2/2016 01:16", DateStyle(("%d/%m/%Y %H:%M",)), datetime(2016, 2, 29, 1, 16, tzinfo=UTC)),
        ("2006-01-11T16:49:42.000+02:00", DateStyle(), datetime(2006, 1, 11, 14, 49, 42, tzinfo=UTC)),
        ("2012-06-01T00:00:00Z", DateStyle(zone="Asia/Tokyo"), datetime(2012, 6, 1, tzinfo=UTC)),
        ("2024-07-01 12:00", DateStyle(zone="Europe/Berlin"), datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ("1960-05-17 00:00", DateStyle(), datetime(1960, 5, 17, tzinfo=UTC)),
        ("0", DateStyle(("unix",)), datetime(1970, 1, 1, tzinfo=UTC)),
        ("-86400000", DateStyle(("unix_ms",)), datetime(1969, 12, 31, tzinfo=UTC)),
        ("43831.5", DateStyle(("excel",)), datetime(2020, 1, 1, 12, tzinfo=UTC)),
        ("4203", DateStyle(("days_since:2000-01-01",)), datetime(2011, 7, 5, tzinfo=UTC)),
        ("02-Nov-04", DateStyle(("iso", "%d-%b-%y")), datetime(2004, 11, 2, tzinfo=UTC)),
        # The clocks went back: the hour came twice, the first one is meant.
        ("2024-10-27 02:30", DateStyle(zone="Europe/Berlin"), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
def test_instants_are_read_in_their_zone(text: str, style: DateStyle, expected: datetime) -> None:
    assert instant_reader(style)(text) == expected


@pytest.mark.parametrize(
    ("text", "style", "code"),
    [
        ("31/2/2016 01:16", DateStyle(("%d/%m/%Y %H:%M",)), "bad_date"),
        ("yesterday", DateStyle(), "bad_date"),
        ("2024-03-31 02:30", DateStyle(zone="Europe/Berlin"), "no_such_time"),
        ("1960-05-17", DateStyle(earliest=date(1970, 1, 1)), "date_out_of_bounds"),
        ("2999-01-01", DateStyle(latest=date(2030, 1, 1)), "date_out_of_bounds"),
        ("0001-01-01T00:00+14:00", DateStyle(), "bad_date"),
        ("1e400", DateStyle(("excel",)), "bad_date"),
        ("9" * 18, DateStyle(("unix",)), "bad_date"),
    ],
)
def test_what_is_no_instant_is_refused(text: str, style: DateStyle, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        instant_reader(style)(text)
    assert bad.value.code == code


def test_a_day_is_the_one_that_is_written() -> None:
    assert day_reader(DateStyle())("2012-03-31T23:30:00+05:00") == date(2012, 3, 31)


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("-5", NumberStyle(), "-5"),
        ("+5.25", NumberStyle(), "5.25"),
        ("(1,234.50)", NumberStyle(thousands=","), "-1234.50"),
        ("1.234.567,8", NumberStyle(decimal=",", thousands="."), "1234567.8"),
        ("£1.90m", NumberStyle(remove=("£", "m"), scale=Decimal(1_000_000)), "1900000.00"),
        ("9.2E-5", NumberStyle(scale=Decimal(1_000_000)), "92"),
        ("0.1", NumberStyle(), "0.1"),
    ],
)
def test_numbers_are_exact(text: str, style: NumberStyle, expected: str) -> None:
    assert number_reader(style)(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "style", "code"),
    [
        ("1,234", NumberStyle(), "not_a_number"),
        ("1,2,3", NumberStyle(thousands=","), "not_a_number"),
        ("=1+1", NumberStyle(), "not_a_number"),
        ("NaN", NumberStyle(), "not_a_number"),
        ("Infinity", NumberStyle(), "not_a_number"),
        ("1e999", NumberStyle(), "number_too_large"),
        ("1" * 20, NumberStyle(), "number_too_large"),
        ("1" * 500, NumberStyle(), "not_a_number"),
        ("١٢", NumberStyle(), "not_a_number"),
        ("12 apples", NumberStyle(), "not_a_number"),
        ("", NumberStyle(), "not_a_number"),
    ],
)
def test_what_is_no_number_is_refused(text: str, style: NumberStyle, code: str) -> None:
    with pytest.raises(BadCell) as bad:
        number_reader(style)(text)
    assert bad.value.code == code
