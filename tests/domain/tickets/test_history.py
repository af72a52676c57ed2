"""The fold of a ticket's history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.domain.history import (
    AGENT_REPLIED,
    CHANGED,
    CREATED,
    EMPTY,
    ENDED,
    REQUESTER_REPLIED,
    HistoryEvent,
    fold,
    in_order,
)

FEW = settings(max_examples=30)  # the whole folder stays within seconds

T0 = datetime(2026, 3, 9, 8, tzinfo=UTC)


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def change(hours: float, kind: str = CHANGED, **changes: tuple[Any, Any]) -> HistoryEvent:
    return HistoryEvent(at(hours), kind, changes)


def walk(*steps: tuple[float, str]) -> list[HistoryEvent]:
    states = [None, *(state for _, state in steps)]
    return [change(h, state=(old, new)) for (h, new), old in zip(steps, states, strict=False)]


def test_a_plain_life() -> None:
    events = walk((0, "new"), (1, "in_progress"), (3, "resolved"), (99, "closed"))
    events.insert(2, change(2, AGENT_REPLIED))
    done = fold(events)
    assert (done.state, done.first_responded_at) == ("closed", at(2))
    assert (done.first_resolved_at, done.resolved_at, done.closed_at) == (at(3), at(3), at(99))
    assert [(i.state, i.start, i.end) for i in done.intervals] == [
        ("new", at(0), at(1)),
        ("in_progress", at(1), at(3)),
        ("resolved", at(3), at(99)),
        ("closed", at(99), None),
    ]


def test_a_reopening_clears_the_resolution_but_not_the_first_one() -> None:
    events = walk((0, "new"), (1, "resolved"), (2, "in_progress"), (5, "resolved"))
    assert fold(events[:3]).resolved_at is None
    done = fold(events)
    assert (done.first_resolved_at, done.resolved_at, done.reopen_count) == (at(1), at(5), 1)


@pytest.mark.parametrize(
    ("states", "reopened"),
    [
        (["new", "resolved", "closed"], 0),
        (["new", "closed", "resolved"], 0),
        (["new", "resolved", "cancelled"], 0),
        (["new", "resolved", "pending", "resolved", "in_progress"], 2),
        (["new", "closed", "new"], 1),
        (["new", "cancelled", "new"], 0),
        (["resolved", "analysis"], 1),
        (["risk_accepted", "analysis"], 0),
    ],
)
def test_reopened_means_from_done_to_open(states: list[str], reopened: int) -> None:
    assert fold(walk(*enumerate(states))).reopen_count == reopened


def test_closing_an_unresolved_ticket_resolves_it() -> None:
    done = fold(walk((0, "new"), (4, "closed")))
    assert (done.first_resolved_at, done.resolved_at, done.closed_at) == (at(4), at(4), at(4))


def test_repeated_closed_rows_keep_the_first_closing() -> None:
    done = fold(walk((0, "new"), (4, "closed"), (5, "closed")))
    assert (done.closed_at, len(done.intervals)) == (at(4), 2)


def test_a_cancelled_ticket_is_ended_but_not_resolved() -> None:
    done = fold(walk((0, "new"), (4, "cancelled")))
    assert (done.resolved_at, done.first_resolved_at, done.closed_at) == (None, None, at(4))


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"team": (None, "net")}, 0),
        ({"team": ("net", "db")}, 1),
        ({"team": ("net", "")}, 0),
        ({"team": ("net", "net")}, 0),
        ({"assignee": ("ada", "bob")}, 1),
        ({"assignee": ("", "bob")}, 0),
        ({"team": ("net", "db"), "assignee": ("ada", "bob")}, 1),
        ({"team": ("net", "db"), "assignee": ("ada", None)}, 1),
        ({"team": (None, "db"), "assignee": ("ada", "bob")}, 1),
        ({"category": ("mail", "web")}, 0),
    ],
)
def test_reassignment_counts_hand_overs(changes: dict[str, tuple[Any, Any]], count: int) -> None:
    assert fold([change(0, **changes)]).reassignment_count == count


def test_only_the_first_agent_reply_responds() -> None:
    events = [change(0, CREATED), change(1, REQUESTER_REPLIED), change(2, "internal_note")]
    assert fold(events).first_responded_at is None
    replies = [change(3, AGENT_REPLIED), change(4, AGENT_REPLIED)]
    assert fold([*events, *replies]).first_responded_at == at(3)


def test_equal_time_stamps_keep_file_order() -> None:
    events = [
        *walk((0, "new"), (2, "in_progress"), (2, "resolved"), (2, "closed")),
        change(1, team=("a", "b")),
    ]
    ordered = in_order(events)
    assert [event.changes["state"][1] for event in ordered if "state" in event.changes] == [
        "new", "in_progress", "resolved", "closed",
    ]  # fmt: skip
    assert ordered[1].at == at(1)
    assert fold(ordered).state == "closed"


def test_an_event_dated_before_its_predecessor_makes_no_negative_interval() -> None:
    done = fold(walk((5, "new"), (3, "in_progress"), (6, "resolved")))
    assert [(i.start, i.end) for i in done.intervals] == [(at(5), at(5)), (at(5), at(6)), (at(6), None)]


STATES = ("new", "in_progress", "pending", "resolved", "closed", "cancelled")
owner = st.sampled_from(("", "a", "b"))
event = st.builds(
    change,
    st.integers(0, 50),
    st.sampled_from((CHANGED, AGENT_REPLIED, REQUESTER_REPLIED)),
    state=st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)),
    team=st.tuples(owner, owner),
)


@FEW
@given(st.lists(event, max_size=12), st.data())
def test_folding_a_prefix_and_then_the_rest_is_folding_all(events: list[HistoryEvent], data: Any) -> None:
    cut = data.draw(st.integers(0, len(events)))
    assert fold(events[cut:], fold(events[:cut])) == fold(events)


@FEW
@given(st.lists(event, max_size=12))
def test_intervals_are_gapless_and_only_the_last_is_open(events: list[HistoryEvent]) -> None:
    state = fold(in_order(events))
    assert [i.end for i in state.intervals[:-1]] == [i.start for i in state.intervals[1:]]
    assert all(i.end is not None and i.end >= i.start for i in state.intervals[:-1])
    if state.intervals:
        assert (state.intervals[-1].state, state.intervals[-1].end) == (state.state, None)
        assert (state.closed_at is not None) == (state.state in ENDED)


def test_no_events_no_state() -> None:
    assert fold([]) == EMPTY
