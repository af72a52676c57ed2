"""Service metrics by their definitions, each against counts made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.figures import Figure, known, unknown
from tests.domain.tickets.sla_world import OFFICE, local
from tickets.domain.history import StateInterval
from tickets.domain.metrics import (
    DEFINITIONS,
    ChangeRow,
    ClockRow,
    Period,
    SurveyRow,
    TicketRow,
    ageing,
    attainment,
    backlog_by_day,
    business,
    change_failure_rate,
    first_contact_resolution,
    first_response,
    handling_time,
    is_open_at,
    open_spans,
    percentile,
    population,
    reassignments,
    reopen_rate,
    reopenings,
    resolutions,
    resolved_by_problem,
    satisfaction,
    share,
    summary,
    time_to_acknowledge,
    time_to_resolve,
    time_to_resolve_unpaused,
    time_to_restore,
    wilson,
)
from tickets.domain.sla import Pause

FEW = settings(max_examples=50)  # the whole folder stays within seconds

MARCH = Period(local("2026-03-01T00:00"), local("2026-04-01T00:00"))
NOW = local("2026-05-01T00:00")


def t(text: str) -> datetime:
    return local(f"2026-03-{text}")


def ticket(key: str, reported: str = "09T09:00", **values: Any) -> TicketRow:
    return TicketRow(
        key, values.pop("kind", "incident"), values.pop("state", "resolved"), t(reported), **values
    )


def value(figure: Figure[float]) -> float:
    assert figure.value is not None
    return figure.value


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [([5], 5, 5), ([1, 2], 1.5, 1.9), ([1, 2, 3, 4], 2.5, 3.7), ([4, 1, 3, 2, 5], 3, 4.6), (range(11), 5, 9)],
)
def test_percentiles_interpolate_between_closest_ranks(
    values: list[float], median: float, p90: float
) -> None:
    assert value(percentile(list(values), 0.5)) == pytest.approx(median)
    assert value(percentile(list(values), 0.9)) == pytest.approx(p90)


def test_without_values_every_figure_is_undefined() -> None:
    none = summary([])
    assert (none.n, none.mean, none.median, none.p90) == (0, *[unknown("no_data")] * 3)
    assert share([]).value == unknown("no_data")
    assert wilson(0, 0) == unknown("no_data")


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(8, 10, 0.4901625, 0.9433178), (0, 10, 0.0, 0.2775328), (10, 10, 0.7224672, 1.0),
     (50, 100, 0.4038315, 0.5961685)],
)  # fmt: skip
def test_wilson_interval(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n).value == pytest.approx((low, high), abs=1e-6)


@FEW
@given(st.integers(1, 500), st.data())
def test_wilson_contains_the_share(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n).value or (1, 0)
    assert 0 <= low <= hits / n <= high <= 1


def test_the_population_excludes_what_is_not_work() -> None:
    rows = [
        ticket("a"),
        ticket("merged", excluded="merged"),
        ticket("spam", excluded="spam"),
        ticket("cancelled", state="cancelled"),
        ticket("child", is_child=True),
    ]
    assert [row.key for row in population(rows)] == ["a"]
    assert [row.key for row in population(rows, count_children=True)] == ["a", "child"]


def test_acknowledged_is_owned_or_answered_whichever_is_first() -> None:
    rows = [
        ticket("owned", first_owned_at=t("09T09:10"), first_responded_at=t("09T10:00")),
        ticket("answered", first_responded_at=t("09T09:30")),
        ticket("over-night", "09T16:50", first_owned_at=t("10T09:10")),
        ticket("waiting"),
        ticket("april", "31T23:00", first_owned_at=local("2026-04-01T00:00")),
    ]
    wall_clock = time_to_acknowledge(rows, MARCH)
    assert (wall_clock.n, wall_clock.keys) == (3, ("owned", "answered", "over-night"))
    assert value(wall_clock.mean) == pytest.approx((10 + 30 + 980) / 3)
    assert value(time_to_acknowledge(rows, MARCH, business(OFFICE)).mean) == pytest.approx(20)


def test_unanswered_tickets_have_no_first_response() -> None:
    rows = [
        ticket("a", first_responded_at=t("09T10:00")),
        ticket("b"),
        ticket("c", first_owned_at=t("09T09:05")),
    ]
    found = first_response(rows, MARCH)
    assert (found.n, found.keys, found.median) == (1, ("a",), known(60.0))


REOPENED = ticket(
    "reopened",
    resolutions=(t("09T12:00"), t("10T12:00")),
    reopenings=(t("10T09:00"),),
    pauses=(
        Pause(t("09T10:00"), t("09T11:00")),
        Pause(t("09T12:00"), t("10T09:00"), "resolved"),
    ),
    minutes_worked=45,
)


def test_every_mttr_has_a_name() -> None:
    open_again = ticket("open-again", resolutions=(t("09T10:00"),), reopenings=(t("09T11:00"),))
    rows = [REOPENED, open_again]
    assert time_to_resolve(rows, MARCH).median == known(27 * 60.0)
    assert time_to_restore(rows, MARCH).keys == ("open-again", "reopened")
    assert value(time_to_restore(rows, MARCH).mean) == pytest.approx(120)
    assert time_to_resolve_unpaused(rows, MARCH).median == known(300.0)
    assert time_to_resolve_unpaused(rows, MARCH, OFFICE).median == known(300.0)
    assert handling_time(rows, MARCH).median == known(45.0)


def test_first_contact_resolution() -> None:
    done = {"resolutions": (t("09T12:00"),), "agent_contacts": 1}
    rows = [
        ticket("yes", **done),
        ticket("two-contacts", **{**done, "agent_contacts": 2}),
        ticket("no-contact", **{**done, "agent_contacts": 0}),
        ticket("reassigned", **done, reassignments=1),
        ticket("reopened-on-5th-day", **done, reopenings=(t("16T10:00"),)),
        ticket("reopened-on-6th-day", **done, reopenings=(t("17T10:00"),)),
        ticket("open"),
        ticket("too-fresh", resolutions=(t("30T12:00"),), agent_contacts=1),
    ]
    found = first_contact_resolution(rows, MARCH, OFFICE, local("2026-04-06T12:00"))
    assert found.hit_keys == ("yes", "reopened-on-6th-day")
    assert found.n == 6


def test_reopen_rate_waits_for_its_window() -> None:
    rows = [
        ticket("held", resolutions=(t("02T12:00"),)),
        ticket("reopened", resolutions=(t("03T12:00"), t("05T12:00")), reopenings=(t("04T12:00"),)),
        ticket("reopened-before", resolutions=(t("01T01:00"), t("09T12:00")), reopenings=(t("01T02:00"),)),
        ticket("fresh", resolutions=(t("30T12:00"),), reopenings=(t("31T12:00"),)),
        ticket("open"),
    ]
    now = local("2026-04-03T12:00")
    found = reopen_rate(rows, MARCH, timedelta(days=7), now)
    assert (found.hit_keys, found.n) == (("reopened", "reopened-before"), 3)
    later = Period(t("02T00:00"), MARCH.end)
    assert reopen_rate(rows, later, timedelta(days=7), now).hit_keys == ("reopened",)


def test_reassignments_and_problems_of_resolved_tickets() -> None:
    done = {"resolutions": (t("09T12:00"),)}
    rows = [
        ticket("a", **done, reassignments=2, has_problem=True),
        ticket("b", **done),
        ticket("c", **done, kind="request", has_problem=True),
        ticket("d", reassignments=9, has_problem=True),
    ]
    assert value(reassignments(rows, MARCH).mean) == pytest.approx(2 / 3)
    found = resolved_by_problem(rows, MARCH)
    assert (found.hit_keys, found.keys) == (("a",), ("a", "b"))


def test_change_failure_rate_counts_a_change_once() -> None:
    rows = [
        ChangeRow("fine", t("10T12:00"), t("09T12:00"), "successful", (t("17T12:00"),)),
        ChangeRow("bad", t("10T12:00"), t("09T12:00"), "failed", (t("09T13:00"),)),
        ChangeRow("back", t("10T12:00"), t("09T12:00"), "backed_out"),
        ChangeRow("hurt", t("10T12:00"), t("09T12:00"), "successful", (t("16T12:00"),)),
        ChangeRow("before", t("10T12:00"), t("09T12:00"), "successful", (t("09T11:00"),)),
        ChangeRow("april", local("2026-04-01T00:00"), t("31T12:00"), "failed"),
    ]
    found = change_failure_rate(rows, MARCH)
    assert (found.hit_keys, found.n) == (("bad", "back", "hurt"), 5)


def test_satisfaction_is_of_the_answers() -> None:
    scores = [5, 4, 3, None, None, 1, 5]
    rows = [SurveyRow(str(i), t("09T12:00"), score) for i, score in enumerate(scores)]
    found = satisfaction(rows, MARCH)
    assert (found.satisfied.hits, found.satisfied.n) == (3, 5)
    assert (found.response_rate.hits, found.response_rate.n) == (5, 7)
    assert found.interval == wilson(3, 5)


def test_attainment_counts_each_clock_once_and_the_rest_beside() -> None:
    rows = [
        ClockRow("met", "resolution", stopped_at=t("09T12:00")),
        ClockRow("late", "resolution", stopped_at=local("2026-04-02T12:00"), breached_at=t("09T12:00")),
        ClockRow("open-breached", "resolution", breached_at=t("20T12:00")),
        ClockRow("running", "resolution"),
        ClockRow("early", "resolution", stopped_at=t("09T12:00"), breached_at=local("2026-02-20T12:00")),
        ClockRow("gone", "resolution", None, t("09T12:00"), t("10T12:00"), "superseded"),
        ClockRow("off", "resolution", None, None, t("10T12:00"), "cancelled"),
        ClockRow("other", "response", stopped_at=t("09T12:00")),
    ]
    found = attainment(rows, MARCH, "resolution")
    assert (found.met.hit_keys, found.met.keys) == (("met",), ("met", "late", "open-breached"))
    assert found.excluded == (("cancelled", 1), ("superseded", 1))
    april = attainment(rows, Period(MARCH.end, NOW), "resolution")
    assert april.met.n == 0


INTERVALS = (
    StateInterval("new", t("09T09:00"), t("09T10:00")),
    StateInterval("in_progress", t("09T10:00"), t("10T12:00")),
    StateInterval("resolved", t("10T12:00"), t("11T12:00")),
    StateInterval("pending", t("11T12:00"), t("12T12:00")),
    StateInterval("resolved", t("12T12:00"), t("13T12:00")),
    StateInterval("closed", t("13T12:00")),
)


def test_rows_are_read_off_the_intervals_of_a_history() -> None:
    assert resolutions(INTERVALS) == (t("10T12:00"), t("12T12:00"))
    assert reopenings(INTERVALS) == (t("11T12:00"),)
    assert open_spans(t("09T08:00"), INTERVALS) == (
        (t("09T08:00"), t("10T12:00")),
        (t("11T12:00"), t("12T12:00")),
    )


def test_backlog_by_day_follows_reopening() -> None:
    row = ticket("a", open_spans=open_spans(t("09T08:00"), INTERVALS))
    other = ticket("b", open_spans=((t("10T12:00"), None),))
    assert backlog_by_day([row, other], OFFICE, date(2026, 3, 8), date(2026, 3, 12)) == (
        (date(2026, 3, 8), 0),
        (date(2026, 3, 9), 1),
        (date(2026, 3, 10), 1),
        (date(2026, 3, 11), 2),
        (date(2026, 3, 12), 1),
    )


spans = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300)), max_size=6)


@FEW
@given(st.lists(spans, max_size=5))
def test_the_daily_backlog_agrees_with_looking_at_each_ticket(world: list[list[tuple[int, int]]]) -> None:
    start = t("01T00:00")
    rows = []
    for number, lengths in enumerate(world):
        here, held = start, list[tuple[datetime, datetime | None]]()
        for wait, length in lengths:
            here += timedelta(hours=wait)
            held.append((here, here + timedelta(hours=length)))
            here += timedelta(hours=length + 1)
        rows.append(ticket(str(number), open_spans=tuple(held)))
    for day, count in backlog_by_day(rows, OFFICE, date(2026, 3, 1), date(2026, 3, 20)):
        last = local(f"{day.isoformat()}T23:59:59.999999")
        assert count == sum(is_open_at(row, last) for row in rows)


@pytest.mark.parametrize(
    ("reported", "bucket"),
    [
        ("31T10:00", "0-1"),
        ("30T10:00", "0-1"),
        ("27T10:00", "2-3"),
        ("28T10:00", "2-3"),
        ("25T10:00", "4-7"),
        ("20T10:00", "4-7"),
        ("19T10:00", "8-14"),
        ("10T10:00", "15-30"),
    ],
)
def test_ageing_counts_business_days(reported: str, bucket: str) -> None:
    row = ticket("a", reported, state="new", open_spans=((t(reported), None),))
    found = ageing([row], OFFICE, t("31T12:00"))
    assert [name for name, keys in found.buckets if keys] == [bucket]


def test_ageing_of_the_oldest_and_of_silence() -> None:
    rows = [
        TicketRow(
            "old",
            "incident",
            "new",
            local("2026-01-02T10:00"),
            open_spans=((local("2026-01-02T10:00"), None),),
        ),
        ticket("told", "30T10:00", open_spans=((t("30T10:00"), None),), last_public_update_at=t("31T11:00")),
        ticket("done", "30T10:00", open_spans=((t("30T10:00"), t("30T11:00")),)),
    ]
    found = ageing(rows, OFFICE, t("31T12:00"))
    assert dict(found.buckets)[">30"] == ("old",)
    assert found.silence.n == 2
    assert found.silence.keys[0] == "told"


def test_every_metric_shows_its_formula() -> None:
    assert all(d.title and d.formula and d.attribution for d in DEFINITIONS.values())
