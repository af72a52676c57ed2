"""A timer counts begun minutes, and each day of the person's zone gets its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from people.domain.timer import Part, minutes_between, parts

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_begun_minutes_count() -> None:
    assert minutes_between(at("2026-03-09T10:00:00"), at("2026-03-09T10:00:01")) == 1
    assert minutes_between(at("2026-03-09T10:00:00"), at("2026-03-09T10:01:00")) == 1
    assert minutes_between(at("2026-03-09T10:00:00"), at("2026-03-09T10:01:00.000001")) == 2


def test_nothing_passed_is_nothing_worked() -> None:
    assert parts(at("2026-03-09T10:00:00"), at("2026-03-09T10:00:00"), BERLIN) == []
    assert parts(at("2026-03-09T10:00:00"), at("2026-03-09T09:00:00"), BERLIN) == []


def test_midnight_is_the_persons_own() -> None:
    # 23:30 to 00:45 in Berlin is 22:30 to 23:45 of one day in UTC.
    run = at("2026-03-09T22:30:00"), at("2026-03-09T23:45:00")
    assert parts(*run, BERLIN) == [Part(date(2026, 3, 9), 30), Part(date(2026, 3, 10), 45)]
    assert parts(*run, ZoneInfo("UTC")) == [Part(date(2026, 3, 9), 75)]


def test_a_minute_across_midnight_is_counted_once() -> None:
    run = at("2026-03-09T22:59:40"), at("2026-03-09T23:00:10")
    assert parts(*run, BERLIN) == [Part(date(2026, 3, 9), 1)]


def test_days_of_a_change_of_summer_time_have_23_and_25_hours() -> None:
    spring = parts(at("2026-03-28T23:00:00"), at("2026-03-29T22:00:00"), BERLIN)
    assert spring == [Part(date(2026, 3, 29), 23 * 60)]
    autumn = parts(at("2026-10-24T22:00:00"), at("2026-10-25T23:00:00"), BERLIN)
    assert autumn == [Part(date(2026, 10, 25), 24 * 60), Part(date(2026, 10, 25), 60)]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.timedeltas(timedelta(), timedelta(days=5)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati", "Asia/Kathmandu"]),
)
def test_the_parts_are_the_whole(start: datetime, length: timedelta, zone: str) -> None:
    begun = start.replace(tzinfo=UTC)
    measured = parts(begun, begun + length, ZoneInfo(zone))
    assert sum(part.minutes for part in measured) == minutes_between(begun, begun + length)
    assert all(1 <= part.minutes <= 1440 for part in measured)
    assert [part.day for part in measured] == sorted(part.day for part in measured)
