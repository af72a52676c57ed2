"""Approval by a panel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.approvals import Choice, Outcome, Panel, Vote, tally
from kernel.errors import DomainError

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PANEL = Panel(frozenset({"ann", "bob", "cat"}), quorum=2, veto=frozenset({"cat"}))
YES, NO, NONE = Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN


def vote(
    seat: str, choice: Choice = YES, by: str | None = None, content: str = "v2", minute: int = 0
) -> Vote:
    return Vote(seat, by or seat, choice, content, START + timedelta(minutes=minute))


@pytest.mark.parametrize(
    ("votes", "author", "outcome", "void"),
    [
        pytest.param([], "zoe", Outcome.PENDING, [], id="nobody yet"),
        pytest.param([vote("ann")], "zoe", Outcome.PENDING, [], id="one of two"),
        pytest.param([vote("ann"), vote("bob")], "zoe", Outcome.APPROVED, [], id="quorum"),
        pytest.param([vote("ann"), vote("bob"), vote("cat", NO)], "zoe", Outcome.REJECTED, [], id="veto"),
        pytest.param([vote("ann", NO), vote("bob")], "zoe", Outcome.PENDING, [], id="one against"),
        pytest.param([vote("ann", NO), vote("bob", NONE)], "zoe", Outcome.REJECTED, [], id="out of reach"),
        pytest.param(
            [vote("ann"), vote("bob")], "ann", Outcome.PENDING, ["author"], id="nobody approves their own"
        ),
        pytest.param(
            [vote("ann", by="zoe"), vote("bob")], "zoe", Outcome.PENDING, ["author"], id="not as a delegate"
        ),
        pytest.param(
            [vote("ann", by="dan"), vote("bob")], "ann", Outcome.PENDING, ["author"], id="not by a delegate"
        ),
        pytest.param(
            [vote("ann"), vote("bob", content="v1")],
            "zoe",
            Outcome.PENDING,
            ["other_content"],
            id="read another version",
        ),
        pytest.param([vote("dan"), vote("bob")], "zoe", Outcome.PENDING, ["no_seat"], id="no seat"),
        pytest.param(
            [vote("ann", minute=1), vote("ann", NO, minute=2), vote("bob")],
            "zoe",
            Outcome.PENDING,
            ["superseded"],
            id="the last vote counts",
        ),
        pytest.param([vote("ann", by="dan"), vote("bob")], "zoe", Outcome.APPROVED, [], id="a delegate"),
        pytest.param(
            [vote("ann", NO, minute=1), vote("ann", by="dan", minute=2), vote("bob")],
            "zoe",
            Outcome.PENDING,
            ["superseded"],
            id="the holder's own vote comes first",
        ),
        pytest.param(
            [vote("ann"), vote("bob", by="ann")],
            "zoe",
            Outcome.PENDING,
            ["second_seat"],
            id="a second pair of eyes",
        ),
    ],
)
def test_where_the_panel_stands(votes: list[Vote], author: str, outcome: Outcome, void: list[str]) -> None:
    found = tally(PANEL, votes, "v2", author)
    assert found.outcome is outcome
    assert [reason for _, reason in found.void] == void


@pytest.mark.parametrize(("quorum", "veto"), [(0, "ann"), (4, "ann"), (2, "zoe")])
def test_impossible_panels_are_refused(quorum: int, veto: str) -> None:
    with pytest.raises(DomainError):
        Panel(PANEL.seats, quorum, frozenset({veto}))


NAMES = st.sampled_from(["ann", "bob", "cat", "dan", "zoe"])
VOTES = st.lists(
    st.builds(
        vote,
        NAMES,
        st.sampled_from(list(Choice)),
        NAMES,
        st.sampled_from(["v1", "v2"]),
        st.integers(0, 99),
    ),
    max_size=8,
)


@given(VOTES, NAMES)
@settings(max_examples=50)
def test_approval_always_has_enough_different_people_and_never_the_author(
    votes: list[Vote], author: str
) -> None:
    found = tally(PANEL, votes, "v2", author)
    voided = [v for v, _ in found.void]
    counted = [v for v in votes if not any(v is other for other in voided)]
    assert all(author not in (v.by, v.seat) and v.content_hash == "v2" for v in counted)
    assert len({v.by for v in counted}) == len(counted)
    if found.outcome is Outcome.APPROVED:
        assert len(found.approved) >= PANEL.quorum
