"""The rules of the clock: stop, breach, retarget, reopen, cancel, policy choice, team periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel.errors import DomainError
from kernel.worktime import Calendar, Version, weekly
from tests.domain.tickets.sla_world import (
    BERLIN,
    BY_PRIORITY,
    OFFICE,
    bh,
    changed,
    clock_of,
    created,
    local,
    one,
    replied,
    rule,
)
from tickets.domain.history import CREATED, REQUESTER_REPLIED, HistoryEvent
from tickets.domain.sla import (
    CALENDAR_PUBLISHED,
    OWNERSHIP,
    POLICY_PUBLISHED,
    RESOLUTION,
    RESPONSE,
    TEAM,
    Book,
    Facts,
    Promise,
    Publication,
    Rule,
    Target,
    always,
    differences,
    due_at_of,
    fold_clocks,
    read,
)

DAY = "2026-03-09T"  # a Monday


@pytest.mark.parametrize(
    ("stop", "result"),
    [("16:59:59", "met"), ("17:00", "met"), ("17:00:00.000001", "breached"), ("23:00", "breached")],
)
def test_stopping_at_the_due_instant_meets_the_target(stop: str, result: str) -> None:
    clock = clock_of([created(DAY + "09:00"), changed(DAY + stop, state="resolved")], one(bh(8)))
    assert read(clock, local("2026-04-01T09:00")).result == result


def test_a_breach_falls_at_the_due_instant_however_late_it_is_noticed() -> None:
    clock = clock_of([created(DAY + "09:00"), changed("2026-03-20T09:00", state="resolved")], one(bh(8)))
    assert read(clock, local("2026-04-01T09:00")).breached_at == local(DAY + "17:00")


def test_nothing_falls_due_while_paused() -> None:
    clock = clock_of([created(DAY + "09:00"), changed(DAY + "16:00", state="pending")], one(bh(8)))
    reading = read(clock, local("2027-03-09T09:00"))
    assert (reading.state, reading.due_at, reading.result) == ("paused", None, None)
    assert reading.left == timedelta(hours=1)
    assert reading.due_if_resumed == local("2027-03-09T10:00")


def test_a_pause_beginning_at_the_due_instant_still_holds_it() -> None:
    events = [created(DAY + "09:00"), changed(DAY + "17:00", state="pending")]
    assert read(clock_of(events, one(bh(8))), local("2026-03-11T09:00")).state == "paused"
    back = [*events, changed("2026-03-11T10:00", state="in_progress")]
    assert due_at_of(clock_of(back, one(bh(8)))) == local("2026-03-11T10:00")


def test_a_pause_after_the_due_instant_undoes_no_breach() -> None:
    events = [created(DAY + "09:00"), changed(DAY + "17:30", state="pending")]
    reading = read(clock_of(events, one(bh(8))), local("2026-03-11T09:00"))
    assert (reading.result, reading.due_at) == ("breached", local(DAY + "17:00"))


def test_the_response_clock_does_not_pause_by_default() -> None:
    events = [created(DAY + "09:00"), changed(DAY + "09:30", state="pending"), replied(DAY + "11:00")]
    reading = read(clock_of(events, one(bh(8)), RESPONSE), local(DAY + "12:00"))
    assert (reading.result, reading.breached_at) == ("breached", local(DAY + "10:00"))


def test_only_an_agents_public_reply_stops_the_response_clock() -> None:
    chatter = [HistoryEvent(local(DAY + "09:10"), kind, {}) for kind in (REQUESTER_REPLIED, "internal_note")]
    events = [created(DAY + "09:00"), *chatter, changed(DAY + "09:15", assignee="ada", state="in_progress")]
    assert clock_of(events, one(bh(8)), RESPONSE).running
    answered = clock_of([*events, replied(DAY + "09:50")], one(bh(8)), RESPONSE)
    assert read(answered, local(DAY + "12:00")).result == "met"


def test_time_to_own_is_another_metric() -> None:
    promises = (Promise(OWNERSHIP, bh(2), pauses=False), Promise(RESPONSE, bh(1), pauses=False))
    library = always(Book(default=Rule("own", OFFICE, promises)))
    events = [created(DAY + "09:00"), changed(DAY + "10:00", assignee="ada")]
    assert read(clock_of(events, library, OWNERSHIP), local(DAY + "12:00")).result == "met"
    assert read(clock_of(events, library, RESPONSE), local(DAY + "12:00")).result == "breached"


def test_a_history_without_its_creation_starts_with_its_first_event() -> None:
    clock = clock_of([changed(DAY + "09:00", state="in_progress")], one(bh(8)))
    assert due_at_of(clock) == local(DAY + "17:00")


def test_a_corrected_report_time_replaces_the_clock() -> None:
    events = [created(DAY + "12:00"), changed(DAY + "13:00", reported_at=local(DAY + "10:00"))]
    clock = clock_of(events, one(bh(8)))
    assert (clock.started_at, due_at_of(clock)) == (local(DAY + "10:00"), local("2026-03-10T10:00"))


def test_a_backdated_report_starts_the_clock_when_it_was_reported() -> None:
    late = HistoryEvent(
        local(DAY + "15:00"), CREATED, {"state": (None, "new"), "reported_at": (None, local(DAY + "09:00"))}
    )
    clock = clock_of([late], one(bh(4)))
    assert clock.started_at == local(DAY + "09:00")
    assert read(clock, local(DAY + "15:00")).breached_at == local(DAY + "13:00")


def test_a_target_already_past_breaches_at_the_change_and_the_old_clock_stays_on_record() -> None:
    events = [created(DAY + "09:00", priority=3), changed(DAY + "15:00", priority=1)]
    old, new = (c for c in fold_clocks(events, BY_PRIORITY).clocks if c.metric == RESOLUTION)
    assert new.breach is not None
    assert (new.breach.at, new.breach.reason) == (local(DAY + "15:00"), "retargeted")
    assert old.end is not None
    assert (old.end.reason, old.breach) == ("superseded", None)


def test_a_superseded_clock_keeps_its_breach() -> None:
    events = [created(DAY + "09:00", priority=1), changed(DAY + "15:00", priority=3)]
    old, new = (c for c in fold_clocks(events, BY_PRIORITY).clocks if c.metric == RESOLUTION)
    assert old.breach is not None
    assert (old.breach.at, old.breach.reason) == (local(DAY + "13:00"), "overdue")
    assert new.breach is None
    assert due_at_of(new) == local(DAY + "17:00")


def test_the_same_promise_under_another_name_is_the_same_clock() -> None:
    library = always(Book(rules=(rule("A", bh(8), service="mail"), rule("B", bh(8), service="web"))))
    events = [created(DAY + "09:00", service="mail"), changed(DAY + "12:00", service="web")]
    clocks = [c for c in fold_clocks(events, library).clocks if c.metric == RESOLUTION]
    assert [(c.policy, c.running) for c in clocks] == [("B", True)]


def test_a_stopped_clock_is_not_retargeted() -> None:
    events = [created(DAY + "09:00", priority=3), replied(DAY + "09:30"), changed(DAY + "12:00", priority=1)]
    state = fold_clocks(events, BY_PRIORITY)
    assert len([c for c in state.clocks if c.metric == RESPONSE]) == 1
    resolved = fold_clocks([*events, changed(DAY + "12:30", state="resolved")], BY_PRIORITY)
    later = fold_clocks([changed(DAY + "13:30", priority=2)], BY_PRIORITY, resolved)
    assert later.clocks == resolved.clocks


def test_a_reopened_clock_takes_the_promise_in_force_then() -> None:
    events = [
        created(DAY + "09:00", priority=3),
        changed(DAY + "10:00", state="resolved"),
        changed(DAY + "11:00", priority=1),
        changed(DAY + "12:00", state="in_progress"),
    ]
    clock = clock_of(events, BY_PRIORITY)
    assert (clock.policy, due_at_of(clock)) == ("P1", local(DAY + "15:00"))


def test_reopening_keeps_the_response_result_and_continues_the_resolution() -> None:
    events = [
        created(DAY + "09:00"),
        replied(DAY + "09:30"),
        changed(DAY + "12:00", state="resolved"),
        changed("2026-03-12T09:00", state="in_progress"),
        changed("2026-03-12T14:00", state="resolved"),
    ]
    state = fold_clocks(events, one(bh(8)))
    response, resolution = state.current(RESPONSE), state.current(RESOLUTION)
    assert response is not None
    assert resolution is not None
    assert response.stopped_at == local(DAY + "09:30")
    reading = read(resolution, local("2026-04-01T09:00"))
    assert (reading.result, reading.used) == ("met", timedelta(hours=8))
    assert [pause.kind for pause in resolution.pauses] == ["resolved"]


def test_a_breach_is_sticky_over_reopening() -> None:
    events = [
        created(DAY + "09:00"),
        changed("2026-03-10T12:00", state="resolved"),
        changed("2026-03-10T13:00", state="in_progress"),
        changed("2026-03-10T13:30", state="resolved"),
    ]
    assert read(clock_of(events, one(bh(8))), local("2026-04-01T09:00")).breached_at == local(DAY + "17:00")


def test_a_resolved_unanswered_ticket_neither_breaches_nor_meets_its_response() -> None:
    events = [created(DAY + "09:00"), changed(DAY + "09:30", state="resolved")]
    waiting = clock_of(events, one(bh(8)), RESPONSE)
    assert read(waiting, local("2026-03-20T09:00")).result is None
    closed = fold_clocks([*events, changed("2026-03-20T09:00", state="closed")], one(bh(8)))
    response = next(clock for clock in closed.clocks if clock.metric == RESPONSE)
    reading = read(response, local("2026-04-01T09:00"))
    assert (reading.state, reading.result, reading.used) == ("unanswered", None, timedelta(minutes=30))


def test_a_cancelled_ticket_leaves_no_clock_running() -> None:
    state = fold_clocks([created(DAY + "09:00"), changed(DAY + "09:30", state="cancelled")], one(bh(8)))
    assert [read(clock, local("2027-01-01T09:00")).state for clock in state.clocks] == ["cancelled"] * 2
    assert [read(clock, local("2027-01-01T09:00")).result for clock in state.clocks] == [None] * 2


@pytest.mark.parametrize(
    ("values", "policy"),
    [
        ({"customer": "acme", "priority": 1}, "acme"),
        ({"customer": "acme", "service": "mail"}, "acme"),
        ({"service": "mail", "priority": 1}, "mail-1"),
        ({"service": "mail", "priority": 2}, "mail"),
        ({"kind": "request"}, "request"),
        ({"kind": "incident"}, "default"),
    ],
)
def test_the_first_matching_rule_promises(values: dict[str, object], policy: str) -> None:
    book = Book(
        rules=(
            rule("acme", bh(1), customer="acme"),
            rule("mail-1", bh(2), service="mail", priority=1),
            rule("mail", bh(3), service="mail"),
            rule("request", bh(4), kind="request"),
        ),
        default=rule("default", bh(5)),
    )
    chosen = book.choose(replace(Facts(), **values))  # type: ignore[arg-type]
    assert chosen is not None
    assert chosen.name == policy


def test_no_match_and_no_default_is_no_sla() -> None:
    state = fold_clocks([created(DAY + "09:00", priority=4)], BY_PRIORITY)
    assert state.clocks == ()
    later = fold_clocks([changed(DAY + "12:00", priority=1)], BY_PRIORITY, state).current(RESOLUTION)
    assert later is not None
    assert (later.started_at, due_at_of(later)) == (local(DAY + "09:00"), local(DAY + "13:00"))


def test_losing_the_policy_supersedes_the_clock() -> None:
    state = fold_clocks([created(DAY + "09:00", priority=1), changed(DAY + "10:00", priority=5)], BY_PRIORITY)
    assert state.current(RESOLUTION) is None
    assert {clock.end.reason for clock in state.clocks if clock.end} == {"superseded"}


def test_only_flagged_reasons_pause() -> None:
    book = Book(default=rule("only", bh(8)), pausing_reasons=frozenset({"awaiting_user"}))
    events = [
        created(DAY + "09:00"),
        changed(DAY + "10:00", state="pending", pending_reason="awaiting_vendor"),
        changed(DAY + "11:00", pending_reason="awaiting_user"),
        changed(DAY + "12:00", pending_reason="awaiting_vendor"),
    ]
    clock = clock_of(events, always(book))
    assert [(p.start, p.end) for p in clock.pauses] == [(local(DAY + "11:00"), local(DAY + "12:00"))]
    assert read(clock, local(DAY + "14:00")).used == timedelta(hours=4)


def test_a_published_policy_retargets_open_clocks_from_its_instant() -> None:
    library = (
        Publication(local("2026-01-01T00:00"), Book(default=rule("old", bh(8)))),
        Publication(local(DAY + "12:00"), Book(default=rule("new", bh(6)))),
    )
    events = [created(DAY + "09:00"), changed(DAY + "11:00", priority=2)]
    assert due_at_of(clock_of(events, library)) == local(DAY + "17:00")
    told = HistoryEvent(local(DAY + "12:00"), POLICY_PUBLISHED, {})
    assert due_at_of(clock_of([*events, told], library)) == local(DAY + "15:00")


def test_before_the_first_publication_there_is_no_sla() -> None:
    library = (Publication(local(DAY + "12:00"), Book(default=rule("new", bh(6)))),)
    assert fold_clocks([created(DAY + "09:00")], library).clocks == ()


def test_a_calendar_edit_replays_open_clocks_and_leaves_closed_ones() -> None:
    closed_tuesday = weekly(BERLIN, {0: "09:00-17:00", 2: "09:00-17:00"}).versions[0].week
    edited = Calendar(BERLIN, (*OFFICE.versions, Version(local(DAY + "00:00").date(), closed_tuesday)))
    library = (
        Publication(local("2026-01-01T00:00"), Book(default=rule("same", bh(12)))),
        Publication(local(DAY + "12:00"), Book(default=rule("same", bh(12), edited))),
    )
    told = HistoryEvent(local(DAY + "12:00"), CALENDAR_PUBLISHED, {})
    events = [created(DAY + "09:00"), replied(DAY + "09:30"), told]
    state = fold_clocks(events, library)
    open_clock, closed = state.current(RESOLUTION), state.current(RESPONSE)
    assert open_clock is not None
    assert closed is not None
    assert due_at_of(open_clock) == local("2026-03-11T13:00")
    assert closed.calendar == OFFICE


def test_a_draft_policy_shows_its_difference_before_it_is_published() -> None:
    events = [created(DAY + "09:00"), replied(DAY + "09:30")]
    now = local(DAY + "16:00")
    (row,) = differences(events, one(bh(8)), one(bh(6)), now)
    assert row.metric == RESOLUTION
    assert row.before is not None
    assert row.after is not None
    assert (row.before.result, row.after.result) == (None, "breached")
    assert differences(events, one(bh(8)), one(bh(8)), now) == ()


def test_each_team_period_has_its_own_clock_and_the_customers_goes_on() -> None:
    agreement = Rule("ola", OFFICE, (Promise(TEAM, bh(2), pauses=True),))
    library = always(Book(default=rule("only", bh(8)), team_rules=(("net", agreement), ("db", agreement))))
    events = [
        created(DAY + "09:00", team="net"),
        changed(DAY + "12:00", team="db"),
        changed(DAY + "13:00", team="web"),
        changed(DAY + "14:00", team="net"),
        changed(DAY + "15:00", state="resolved"),
    ]
    state = fold_clocks(events, library)
    periods = [clock for clock in state.clocks if clock.metric == TEAM]
    assert [(p.started_at, p.stopped_at) for p in periods] == [
        (local(DAY + "09:00"), local(DAY + "12:00")),
        (local(DAY + "12:00"), local(DAY + "13:00")),
        (local(DAY + "14:00"), local(DAY + "15:00")),
    ]
    assert [read(p, local(DAY + "16:00")).result for p in periods] == ["breached", "met", "met"]
    resolution = state.current(RESOLUTION)
    assert resolution is not None
    assert resolution.started_at == local(DAY + "09:00")


@pytest.mark.parametrize(("kind", "amount"), [("day", 1), ("business", 0), ("elapsed", -1)])
def test_a_target_needs_a_unit_and_an_amount(kind: str, amount: int) -> None:
    with pytest.raises(DomainError) as refused:
        Target(kind, amount)
    assert refused.value.code == "bad_target"
