"""The lifecycle engine: moves are enforced, offered and proved sound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import DomainError
from kernel.lifecycle import Lifecycle, Move, Option, possible, problems, step

DOOR = Lifecycle(
    name="door",
    initial="open",
    states=("open", "shut", "locked", "bricked"),
    final=("bricked",),
    moves=(
        Move("shut", ("open",), "shut"),
        Move("lock", ("shut",), "locked", ("key", "hand")),
        Move("open", ("shut",), "open"),
        Move("unlock", ("locked",), "shut", ("key",)),
        Move("brick", ("open", "shut", "locked"), "bricked"),
    ),
)


def test_a_legal_move_gives_its_target() -> None:
    assert step(DOOR, "open", "shut", {}) == "shut"
    assert step(DOOR, "shut", "lock", {"key": True, "hand": True, "moon": False}) == "locked"


@pytest.mark.parametrize(
    ("state", "move", "facts", "code"),
    [
        ("open", "paint", {}, "unknown_move"),
        ("open", "unlock", {"key": True}, "illegal_move"),
        ("bricked", "open", {}, "illegal_move"),
        ("nowhere", "open", {}, "illegal_move"),
        ("shut", "lock", {"hand": True}, "missing_fact"),
    ],
)
def test_a_refusal_has_a_stable_code(state: str, move: str, facts: dict[str, bool], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        step(DOOR, state, move, facts)
    assert refused.value.code == code
    assert refused.value.status == 422


def test_every_missing_fact_is_named_for_the_form() -> None:
    with pytest.raises(DomainError) as refused:
        step(DOOR, "shut", "lock", {"key": False})
    assert list(refused.value.fields) == ["key", "hand"]
    assert [problem[0][0] for problem in refused.value.fields.values()] == ["missing_fact", "missing_fact"]


def test_possible_moves_come_in_declared_order_with_what_they_lack() -> None:
    lock, reopen, brick = DOOR.moves[1], DOOR.moves[2], DOOR.moves[4]
    assert possible(DOOR, "shut", {"key": True}) == (Option(lock, ("hand",)), Option(reopen), Option(brick))
    assert possible(DOOR, "bricked", {}) == ()


def test_what_is_offered_without_lack_is_exactly_what_step_accepts() -> None:
    for facts in ({}, {"key": True}, {"key": True, "hand": True}):
        for state in DOOR.states:
            free = {option.move.name for option in possible(DOOR, state, facts) if not option.missing}
            assert free == {move.name for move in DOOR.moves if _accepted(state, move.name, facts)}


def _accepted(state: str, move: str, facts: dict[str, bool]) -> bool:
    try:
        step(DOOR, state, move, facts)
    except DomainError:
        return False
    return True


def test_a_sound_lifecycle_has_no_problems() -> None:
    assert problems(DOOR) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (replace(DOOR, initial="ajar"), "initial state ajar is unknown"),
        (replace(DOOR, final=("bricked", "gone")), "final state gone is unknown"),
        (replace(DOOR, states=(*DOOR.states, "open")), "state open is declared more than once"),
        (replace(DOOR, moves=(*DOOR.moves, Move("x", ("ajar",), "open"))), "names the unknown state ajar"),
        (replace(DOOR, moves=(*DOOR.moves, Move("x", ("open",), "ajar"))), "names the unknown state ajar"),
        (replace(DOOR, moves=(*DOOR.moves, Move("x", (), "open"))), "move x has no source"),
        (
            replace(DOOR, states=(*DOOR.states, "lost"), final=("bricked", "lost")),
            "state lost is unreachable",
        ),
        (replace(DOOR, final=()), "state bricked is a dead end"),
        (replace(DOOR, moves=(*DOOR.moves[:4], Move("brick", ("locked",), "bricked"))), None),
        (replace(DOOR, moves=(*DOOR.moves, Move("brick", ("bricked",), "bricked"))), None),
        (replace(DOOR, moves=(*DOOR.moves, Move("shut", ("open",), "locked"))), "declared twice from open"),
    ],
)
def test_each_kind_of_flaw_is_found(broken: Lifecycle, said: str | None) -> None:
    found = problems(broken)
    assert any(said in problem for problem in found) if said else found == []


def test_a_loop_onto_itself_does_not_hide_a_dead_end() -> None:
    stuck = replace(DOOR, final=(), moves=(*DOOR.moves, Move("stare", ("bricked",), "bricked")))
    assert problems(stuck) == ["state bricked is a dead end and not final"]
