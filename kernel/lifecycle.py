"""State machines as data, run by one engine.

A lifecycle is a tuple of moves; a move may need facts, which the caller establishes and names. The engine
knows no fact and no state by name, so one enforcement point serves page, bulk edit, mail and API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `sources` to `target`, when every fact in `needs` holds."""

    name: str
    sources: tuple[str, ...]
    target: str
    needs: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states a thing may have and the moves between them. Final states may be left (reopening)."""

    name: str
    initial: str
    states: tuple[str, ...]
    final: tuple[str, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A move open from a state; `missing` names the needed facts that do not hold yet."""

    move: Move
    missing: tuple[str, ...] = ()


def step(lifecycle: Lifecycle, state: str, move_name: str, facts: Mapping[str, bool]) -> str:
    """The state after the move.

    Raises `DomainError` with code `unknown_move` (no such move at all), `illegal_move` (not from this state)
    or `missing_fact`, whose `fields` hold every missing fact so that a form can mark each. A fact that is
    not given counts as false.
    """
    named = [move for move in lifecycle.moves if move.name == move_name]
    if not named:
        raise DomainError("unknown_move", f"{lifecycle.name} has no move {move_name!r}")
    move = next((move for move in named if state in move.sources), None)
    if move is None:
        raise DomainError("illegal_move", f"{lifecycle.name} cannot {move_name!r} from {state!r}")
    missing = _missing(move, facts)
    if missing:
        fields = {fact: [("missing_fact", f"{move_name} needs {fact}")] for fact in missing}
        raise DomainError("missing_fact", f"{move_name} needs {', '.join(missing)}", fields)
    return move.target


def possible(lifecycle: Lifecycle, state: str, facts: Mapping[str, bool]) -> tuple[Option, ...]:
    """The moves out of `state` in declared order, each with the facts it still lacks."""
    return tuple(Option(move, _missing(move, facts)) for move in lifecycle.moves if state in move.sources)


def problems(lifecycle: Lifecycle) -> list[str]:
    """What is wrong with the table itself, one sentence each; empty for a sound lifecycle.

    Finds unknown and repeated states, states never reached, states that are neither final nor left,
    moves without a source, and moves of one name that compete from one state.
    """
    checks = (_bad_names, _bad_moves, _unreachable, _dead_ends, _competing)
    return list(chain.from_iterable(check(lifecycle) for check in checks))


def _missing(move: Move, facts: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(fact for fact in move.needs if not facts.get(fact, False))


def _bad_names(lifecycle: Lifecycle) -> Iterator[str]:
    states = lifecycle.states
    for state in sorted({state for state in states if states.count(state) > 1}):
        yield f"state {state} is declared more than once"
    if lifecycle.initial not in states:
        yield f"initial state {lifecycle.initial} is unknown"
    for state in set(lifecycle.final) - set(states):
        yield f"final state {state} is unknown"


def _bad_moves(lifecycle: Lifecycle) -> Iterator[str]:
    for move in lifecycle.moves:
        if not move.sources:
            yield f"move {move.name} has no source"
        for state in (*move.sources, move.target):
            if state not in lifecycle.states:
                yield f"move {move.name} names the unknown state {state}"


def _reached(lifecycle: Lifecycle) -> set[str]:
    reached, frontier = set[str](), {lifecycle.initial}
    while frontier:
        reached |= frontier
        steps = {move.target for move in lifecycle.moves if frontier & set(move.sources)}
        frontier = steps - reached
    return reached


def _unreachable(lifecycle: Lifecycle) -> Iterator[str]:
    reached = _reached(lifecycle)
    for state in lifecycle.states:
        if state not in reached:
            yield f"state {state} is unreachable"


def _dead_ends(lifecycle: Lifecycle) -> Iterator[str]:
    for state in lifecycle.states:
        left = any(state in move.sources and move.target != state for move in lifecycle.moves)
        if state not in lifecycle.final and not left:
            yield f"state {state} is a dead end and not final"


def _competing(lifecycle: Lifecycle) -> Iterator[str]:
    seen = set[tuple[str, str]]()
    for move in lifecycle.moves:
        for state in move.sources:
            if (state, move.name) in seen:
                yield f"move {move.name} is declared twice from {state}"
            seen.add((state, move.name))
