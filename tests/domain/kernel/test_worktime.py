"""Working time: golden vectors, clock changes, validation, and the properties that tie both directions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from kernel.worktime import (
    ALWAYS,
    Calendar,
    Version,
    business_days_between,
    day_length,
    due,
    elapsed,
    end_of_business_day,
    is_open,
    next_open,
    spans,
    start_for,
    weekly,
    windows,
)

FEW = settings(max_examples=30)  # the whole folder stays within seconds

BERLIN = "Europe/Berlin"
OFFICE = weekly(BERLIN, dict.fromkeys(range(5), "09:00-17:00"))
XMAS = weekly(
    BERLIN, dict.fromkeys(range(5), "09:00-17:00"), holidays=[date(2026, 12, 25), date(2026, 12, 26)]
)
LUNCH = weekly(BERLIN, dict.fromkeys(range(5), "09:00-12:00, 13:00-17:00"))
NIGHT = weekly(BERLIN, dict.fromkeys(range(7), "00:00-06:00"))
ROUND = weekly(BERLIN, dict.fromkeys(range(7), "00:00-24:00"))
NEW_YORK = weekly("America/New_York", dict.fromkeys(range(5), "09:00-17:00"))
NIGHT_SHIFT = weekly(BERLIN, dict.fromkeys(range(7), "00:00-06:00, 22:00-24:00"))
GAPPED = weekly(BERLIN, dict.fromkeys(range(7), "01:00-02:30, 02:45-03:15, 03:20-05:00"))


def local(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


@pytest.mark.parametrize(
    ("calendar", "start", "amount", "expected"),
    [
        pytest.param(OFFICE, "2026-03-06T16:00", 4, "2026-03-09T12:00", id="V1-over-weekend"),
        pytest.param(ROUND, "2026-03-28T20:00", 8, "2026-03-29T05:00", id="V3-round-the-clock-over-gap"),
        pytest.param(NIGHT, "2026-03-29T00:00", 6, "2026-03-30T01:00", id="V4-short-night"),
        pytest.param(NIGHT, "2026-10-25T00:00", 7, "2026-10-25T06:00", id="long-night"),
        pytest.param(ROUND, "2026-10-24T20:00", 8, "2026-10-25T03:00", id="round-the-clock-over-fold"),
        pytest.param(OFFICE, "2026-03-09T09:00", 24, "2026-03-11T17:00", id="V7-three-days-of-eight"),
        pytest.param(XMAS, "2026-12-24T15:00", 4, "2026-12-28T11:00", id="V8-holidays"),
        pytest.param(LUNCH, "2026-03-09T11:00", 2, "2026-03-09T14:00", id="V9-lunch"),
        pytest.param(OFFICE, "2026-03-07T12:00", 1, "2026-03-09T10:00", id="V11-starts-closed"),
        pytest.param(NEW_YORK, "2026-03-09T15:00", 2, "2026-03-09T17:00", id="V12-other-zone"),
        pytest.param(
            OFFICE, "2026-03-09T09:00", 8, "2026-03-09T17:00", id="ends-with-the-day-not-next-morning"
        ),
        pytest.param(LUNCH, "2026-03-09T09:00", 3, "2026-03-09T12:00", id="ends-before-lunch"),
        pytest.param(OFFICE, "2026-03-07T12:00", 0, "2026-03-07T12:00", id="nothing-to-wait-for"),
        pytest.param(NIGHT_SHIFT, "2026-03-09T23:00", 2, "2026-03-10T01:00", id="over-midnight"),
    ],
)
def test_due(calendar: Calendar, start: str, amount: float, expected: str) -> None:
    reached = due(calendar, local(start), hours(amount))
    assert reached == local(expected)
    assert reached.tzinfo is UTC
    assert elapsed(calendar, local(start), local(expected)) == hours(amount)


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        pytest.param(NIGHT, date(2026, 3, 29), 5, id="gap"),
        pytest.param(NIGHT, date(2026, 10, 25), 7, id="fold"),
        pytest.param(ROUND, date(2026, 3, 29), 23, id="23-hour-day"),
        pytest.param(ROUND, date(2026, 10, 25), 25, id="25-hour-day"),
        pytest.param(OFFICE, date(2026, 3, 29), 0, id="sunday"),
        # 02:30 moves to 03:30 and swallows the interval that 02:45-03:15 has become (03:45-03:15: none).
        pytest.param(GAPPED, date(2026, 3, 29), 3, id="edges-inside-the-gap"),
        pytest.param(weekly(BERLIN, {6: "02:00-02:30"}), date(2026, 10, 25), 0.5, id="ambiguous-takes-first"),
        pytest.param(weekly(BERLIN, {6: "02:30-03:30"}), date(2026, 10, 25), 2, id="from-first-ambiguous"),
        pytest.param(weekly(BERLIN, {6: "02:10-02:50"}), date(2026, 3, 29), 2 / 3, id="wholly-in-the-gap"),
        pytest.param(
            weekly("Pacific/Apia", dict.fromkeys(range(7), "00:00-24:00")),
            date(2011, 12, 30),
            0,
            id="no-such-day",
        ),
        pytest.param(
            weekly("America/Havana", dict.fromkeys(range(7), "00:00-24:00")),
            date(2026, 11, 1),
            25,
            id="ambiguous-midnight",
        ),
    ],
)
def test_day_length_where_clocks_change(calendar: Calendar, day: date, expected: float) -> None:
    assert day_length(calendar, day) == timedelta(seconds=round(expected * 3600))


def test_round_the_clock_loses_no_second_in_odd_zones() -> None:
    for zone in (
        "Pacific/Apia",
        "America/Havana",
        "America/St_Johns",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "UTC",
    ):
        calendar = weekly(zone, dict.fromkeys(range(7), "00:00-24:00"))
        for year in (2011, 2026):
            start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
            assert elapsed(calendar, start, end) == end - start


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        pytest.param("2026-03-09T09:00", 1, "2026-03-09T17:00", id="V7-one-business-day"),
        pytest.param("2026-03-09T16:59", 1, "2026-03-09T17:00", id="working-time-left"),
        pytest.param("2026-03-09T17:00", 1, "2026-03-10T17:00", id="none-left"),
        pytest.param("2026-03-06T10:00", 2, "2026-03-09T17:00", id="over-weekend"),
        pytest.param("2026-03-07T10:00", 1, "2026-03-09T17:00", id="from-saturday"),
        pytest.param("2026-12-24T10:00", 2, "2026-12-28T17:00", id="holidays"),
    ],
)
def test_business_days_end_with_the_day(start: str, days: int, expected: str) -> None:
    assert end_of_business_day(XMAS, local(start), days) == local(expected)


def test_exceptions_replace_the_day_even_a_holiday() -> None:
    calendar = weekly(
        BERLIN,
        dict.fromkeys(range(5), "09:00-17:00"),
        holidays=[date(2026, 12, 25)],
        exceptions={
            date(2026, 12, 25): "10:00-12:00",
            date(2026, 12, 28): "",
            date(2026, 12, 27): "08:00-09:00",
        },
    )
    assert elapsed(calendar, local("2026-12-25T00:00"), local("2026-12-29T00:00")) == hours(3)


def test_versions_take_effect_on_their_date() -> None:
    before, after = OFFICE.versions[0].week, weekly(BERLIN, {0: "08:00-12:00"}).versions[0].week
    calendar = Calendar(BERLIN, (Version(date(2026, 3, 16), after), Version(date(2026, 1, 1), before)))
    assert day_length(calendar, date(2026, 3, 9)) == hours(8)
    assert day_length(calendar, date(2026, 3, 16)) == hours(4)
    assert day_length(calendar, date(2026, 3, 17)) == hours(0)
    assert day_length(calendar, date(2025, 3, 17)) == hours(8), "before the first version the first holds"
    assert due(calendar, local("2026-03-13T16:00"), hours(2)) == local("2026-03-16T09:00")


def test_a_later_version_never_changes_what_passed_before_it() -> None:
    edited = Calendar(
        BERLIN,
        (*OFFICE.versions, Version(date(2026, 6, 1), weekly(BERLIN, {6: "00:00-24:00"}).versions[0].week)),
    )
    start, end = local("2026-03-01T00:00"), local("2026-06-01T00:00")
    assert elapsed(edited, start, end) == elapsed(OFFICE, start, end)


@pytest.mark.parametrize(
    ("at", "is_working", "opens"),
    [
        ("2026-03-09T08:59", False, "2026-03-09T09:00"),
        ("2026-03-09T09:00", True, "2026-03-09T09:00"),
        ("2026-03-09T16:59:59.999999", True, "2026-03-09T16:59:59.999999"),
        ("2026-03-09T17:00", False, "2026-03-10T09:00"),
        ("2026-03-06T17:00", False, "2026-03-09T09:00"),
    ],
)
def test_intervals_are_half_open(at: str, is_working: bool, opens: str) -> None:
    assert is_open(OFFICE, local(at)) is is_working
    assert next_open(OFFICE, local(at)) == local(opens)


@pytest.mark.parametrize(
    ("end", "amount", "expected"),
    [
        ("2026-03-09T12:00", 4, "2026-03-06T16:00"),
        ("2026-03-09T17:00", 8, "2026-03-09T09:00"),
        ("2026-03-08T12:00", 1, "2026-03-06T16:00"),
        ("2026-03-08T12:00", 0, "2026-03-08T12:00"),
    ],
)
def test_start_for_counts_backwards(end: str, amount: float, expected: str) -> None:
    assert start_for(OFFICE, local(end), hours(amount)) == local(expected)


def test_windows_are_the_spans_of_a_local_day() -> None:
    assert windows(LUNCH, date(2026, 3, 9)) == (
        (local("2026-03-09T09:00"), local("2026-03-09T12:00")),
        (local("2026-03-09T13:00"), local("2026-03-09T17:00")),
    )


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-03-09T08:00", "2026-03-09T23:00", 0),
        ("2026-03-09T23:00", "2026-03-10T01:00", 1),
        ("2026-03-06T12:00", "2026-03-08T12:00", 0),
        ("2026-03-06T12:00", "2026-03-09T00:00", 1),
        ("2026-12-24T12:00", "2026-12-28T12:00", 1),
        ("2026-03-10T12:00", "2026-03-09T12:00", 0),
    ],
)
def test_business_days_between_count_dates(start: str, end: str, days: int) -> None:
    assert business_days_between(XMAS, local(start), local(end)) == days


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: weekly("Mars/Olympus", {}), "unknown_zone"),
        (lambda: weekly("../../etc/hosts", {}), "unknown_zone"),
        (lambda: weekly("", {}), "unknown_zone"),
        (lambda: weekly("UTC", {0: [(540, 720), (700, 800)]}), "overlapping_intervals"),
        (lambda: weekly("UTC", {0: [(700, 800), (540, 720)]}), "overlapping_intervals"),
        (lambda: weekly("UTC", {0: [(540, 720), (540, 720)]}), "overlapping_intervals"),
        (lambda: weekly("UTC", {0: [(540, 540)]}), "empty_interval"),
        (lambda: weekly("UTC", {0: "17:00-09:00"}), "empty_interval"),
        (lambda: weekly("UTC", {0: "09:00-24:01"}), "outside_day"),
        (lambda: weekly("UTC", {0: [(-1, 60)]}), "outside_day"),
        (lambda: weekly("UTC", {7: "09:00-17:00"}), "bad_week"),
        (lambda: weekly("UTC", {}, exceptions={date(2026, 1, 1): [(0, 1441)]}), "outside_day"),
        (lambda: Version(date.min, ((),)), "bad_week"),  # type: ignore[arg-type]
        (lambda: Calendar("UTC", ()), "no_versions"),
        (lambda: Calendar("UTC", (*OFFICE.versions, *OFFICE.versions)), "duplicate_version"),
        (
            lambda: Calendar("UTC", OFFICE.versions, exceptions=2 * ((date(2026, 1, 1), ()),)),
            "duplicate_exception",
        ),
        (lambda: spans("9 to 5"), "bad_hours"),
        (lambda: spans("09:00-17"), "bad_hours"),
        (lambda: spans("09:60-17:00"), "bad_hours"),
        (lambda: due(weekly("UTC", {}), local("2026-03-09T09:00"), hours(1)), "no_working_time"),
        (lambda: next_open(weekly("UTC", {}), local("2026-03-09T09:00")), "no_working_time"),
        (lambda: start_for(weekly("UTC", {}), local("2026-03-09T09:00"), hours(1)), "no_working_time"),
        (lambda: end_of_business_day(weekly("UTC", {}), local("2026-03-09T09:00"), 1), "no_working_time"),
        (lambda: end_of_business_day(OFFICE, local("2026-03-09T09:00"), 0), "negative_amount"),
        (lambda: due(OFFICE, local("2026-03-09T09:00"), hours(-1)), "negative_amount"),
        (lambda: due(OFFICE, datetime(2026, 3, 9, 9), hours(1)), "naive_time"),
        (lambda: elapsed(OFFICE, local("2026-03-09T09:00"), datetime(2026, 3, 9, 9)), "naive_time"),
        (lambda: due(ALWAYS, local("2149-03-09T09:00"), timedelta(days=3000)), "out_of_range"),
        (lambda: due(ALWAYS, local("2026-03-09T09:00"), timedelta(days=10**6)), "out_of_range"),
        (lambda: elapsed(ALWAYS, local("0001-01-02T00:00"), local("2026-03-09T09:00")), "out_of_range"),
        (lambda: elapsed(OFFICE, local("2026-03-09T09:00"), local("9999-12-31T00:00")), "out_of_range"),
        (lambda: end_of_business_day(OFFICE, local("9999-12-31T00:00"), 1), "out_of_range"),
        (lambda: business_days_between(OFFICE, local("0001-01-02T00:00"), local("2026-03-09T09:00")),
         "out_of_range"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_a_code(build: object, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        build()  # type: ignore[operator]
    assert refused.value.code == code


def test_touching_intervals_and_the_end_of_the_day_are_fine() -> None:
    calendar = weekly("UTC", {0: "09:00-12:00, 12:00-24:00", 1: "00:00-01:00"})
    assert due(calendar, datetime(2026, 3, 9, 23, tzinfo=UTC), hours(2)) == datetime(
        2026, 3, 10, 1, tzinfo=UTC
    )


def test_nothing_passes_backwards() -> None:
    assert elapsed(OFFICE, local("2026-03-10T12:00"), local("2026-03-09T12:00")) == timedelta(0)


CALENDARS = st.sampled_from([OFFICE, LUNCH, NIGHT, NIGHT_SHIFT, XMAS, NEW_YORK, ROUND, GAPPED, ALWAYS])
INSTANTS = st.datetimes(
    datetime(2026, 1, 1), datetime(2027, 1, 31), timezones=st.just(UTC)
)  # a year with both clock changes and the holidays
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=90))


@FEW
@given(CALENDARS, INSTANTS, AMOUNTS)
def test_due_and_elapsed_are_inverse(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    reached = due(calendar, start, amount)
    assert reached >= start
    assert elapsed(calendar, start, reached) == amount
    if amount:
        assert elapsed(calendar, start, reached - timedelta(microseconds=1)) < amount


@FEW
@given(CALENDARS, INSTANTS, AMOUNTS)
def test_start_for_and_elapsed_are_inverse(calendar: Calendar, end: datetime, amount: timedelta) -> None:
    begun = start_for(calendar, end, amount)
    assert begun <= end
    assert elapsed(calendar, begun, end) == amount
    if amount:
        assert elapsed(calendar, begun + timedelta(microseconds=1), end) < amount


@FEW
@given(CALENDARS, INSTANTS, INSTANTS, INSTANTS)
def test_elapsed_adds_up(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    first, middle, last = sorted((a, b, c))
    whole = elapsed(calendar, first, last)
    assert whole == elapsed(calendar, first, middle) + elapsed(calendar, middle, last)
    assert timedelta(0) <= whole <= last - first


@FEW
@given(st.sampled_from([OFFICE, LUNCH, NIGHT_SHIFT, NEW_YORK, XMAS]), INSTANTS, st.integers(1, 72))
def test_elapsed_agrees_with_watching_the_wall_clock(calendar: Calendar, start: datetime, span: int) -> None:
    step = timedelta(minutes=5)
    start = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
    zone = ZoneInfo(calendar.zone)
    watched = timedelta(0)
    for tick in range(span * 12):
        now = (start + tick * step).astimezone(zone)
        minute = now.hour * 60 + now.minute
        if any(begin <= minute < end for begin, end in calendar.hours(now.date())):
            watched += step
    assert elapsed(calendar, start, start + span * 12 * step) == watched
