"""An outline keeps every task once through any moves, and rolls progress up exactly."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from projects.domain.plan_outline import MOVES, Place, moved, outline, rolled_up


@st.composite
def plans(draw):
    count = draw(st.integers(1, 9))
    return [Place(i, draw(st.sampled_from([None, *range(i)])), draw(st.integers(0, 3))) for i in range(count)]


def apply(places, changed):
    new = {place.id: place for place in changed}
    return [new.get(place.id, place) for place in places]


@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_moves_lose_no_task_and_keep_what_is_below(places, data):
    task = data.draw(st.sampled_from(places)).id
    move = data.draw(st.sampled_from(MOVES))
    below = {place.id for place in places if place.parent == task}
    try:
        after = apply(places, moved(places, task, move))
    except DomainError as refusal:
        assert refusal.code == "cannot_move"
        return
    nodes = outline(after)
    assert sorted(node.id for node in nodes) == [place.id for place in places]
    assert {place.id for place in after if place.parent == task} == below
    assert [node.id for node in nodes] != [node.id for node in outline(places)] or move in (
        "indent",
        "outdent",
    )


@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_indent_after_outdent_of_the_last_child_is_where_it_was(places, data):
    nodes = outline(places)
    children = [place for place in places if place.parent is not None]
    last = [c for c in children if c.id == [n.id for n in nodes if _parent(places, n.id) == c.parent][-1]]
    if not last:
        return
    task = data.draw(st.sampled_from(last)).id
    out = apply(places, moved(places, task, "outdent"))
    back = apply(out, moved(out, task, "indent"))
    assert outline(back) == nodes


def _parent(places, task):
    return next(place.parent for place in places if place.id == task)


def test_numbers_follow_the_order():
    places = [Place(1, None, 1), Place(2, None, 0), Place(3, 1, 0), Place(4, 1, 1), Place(5, 4, 0)]
    told = [(node.id, node.number, node.depth, node.summary) for node in outline(places)]
    assert told == [
        (2, "1", 1, False), (1, "2", 1, True), (3, "2.1", 2, False), (4, "2.2", 2, True),
        (5, "2.2.1", 3, False),
    ]  # fmt: skip


def test_progress_of_a_summary_is_weighted_by_duration():
    places = [Place(1, None, 0), Place(2, 1, 0), Place(3, 1, 1), Place(4, 3, 0), Place(5, 3, 1)]
    parents = {place.id: place.parent for place in places}
    weights = {1: 999, 2: 100, 3: 999, 4: 300, 5: 0}
    done = {1: Decimal(1), 2: Decimal("0.5"), 3: None, 4: Decimal("0.25"), 5: None}
    told = rolled_up(outline(places), parents, weights, done)
    assert told == {1: Decimal("0.3125"), 2: Decimal("0.5"), 3: Decimal("0.25"), 4: Decimal("0.25"), 5: None}


def test_a_summary_of_milestones_has_no_completion():
    told = rolled_up(
        outline([Place(1, None, 0), Place(2, 1, 0)]), {1: None, 2: 1}, {1: 5, 2: 0}, {1: None, 2: None}
    )
    assert told[1] is None
