"""A calendar kept in tables measures like the engine's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.errors import DomainError, NotAllowed
from kernel.worktime import due
from people.models import WorkCalendar
from people.selectors import calendar_of
from people.usecases import SetDay, SetWeek, set_day, set_week
from tests.world import NOON, World

OFFICE = ("09:00-17:00",) * 5 + ("", "")


def office(**changes: object) -> SetWeek:
    given = {
        "code": "office",
        "name": "Office",
        "zone": "Europe/Berlin",
        "valid_from": date(2020, 1, 1),
        "hours": OFFICE,
    }
    return SetWeek(**{**given, **changes})  # type: ignore[arg-type]


def test_holidays_and_exceptions_count(world: World) -> None:
    ada = world.actor("ada")
    set_week(ada, office(), at=NOON)
    for day in (25, 26):
        set_day(ada, SetDay("office", date(2026, 12, day), name="Christmas"), at=NOON)
    start = datetime(2026, 12, 24, 14, 0, tzinfo=UTC)
    assert due(calendar_of("office"), start, timedelta(hours=4)) == datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
    set_day(ada, SetDay("office", date(2026, 12, 24), hours="09:00-16:00"), at=NOON)
    assert due(calendar_of("office"), start, timedelta(hours=4)) == datetime(2026, 12, 28, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"zone": "Mars/Olympus"}, "unknown_zone"),
        ({"hours": ("09:00-12:00, 11:00-17:00",) * 7}, "overlapping_intervals"),
        ({"hours": ("nine to five",) * 7}, "bad_hours"),
        ({"hours": ("17:00-09:00",) * 7}, "empty_interval"),
    ],
)
def test_bad_hours_are_refused_and_nothing_is_written(
    world: World, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        set_week(world.actor("ada"), office(**changes), at=NOON)
    assert refused.value.code == code
    assert not WorkCalendar.objects.exists()


def test_agents_do_not_set_calendars(world: World) -> None:
    with pytest.raises(NotAllowed):
        set_week(world.actor("amir"), office(), at=NOON)
