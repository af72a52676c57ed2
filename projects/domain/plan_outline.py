"""The outline of a plan: order, numbers such as 1.2.3, moves within it, and progress rolled up exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kernel.errors import DomainError

Move = Literal["up", "down", "indent", "outdent"]
MOVES: tuple[Move, ...] = ("up", "down", "indent", "outdent")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands: below whom, and in which place among its siblings."""

    id: int
    parent: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Node:
    """A task in the outline: its number, how deep it lies (1 at the top), and whether tasks are below it."""

    id: int
    number: str
    depth: int
    summary: bool


def outline(places: Sequence[Place]) -> list[Node]:
    """All tasks from top to bottom, every summary before its tasks."""
    below = _children(places)
    nodes: list[Node] = []
    waiting = [(place, str(i + 1), 1) for i, place in reversed(list(enumerate(below[None])))]
    while waiting:
        place, number, depth = waiting.pop()
        children = below[place.id]
        nodes.append(Node(place.id, number, depth, bool(children)))
        waiting.extend(
            (child, f"{number}.{i + 1}", depth + 1) for i, child in reversed(list(enumerate(children)))
        )
    return nodes


def _children(places: Sequence[Place]) -> dict[int | None, list[Place]]:
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda place: (place.position, place.id)):
        below[place.parent].append(place)
    return below


def moved(places: Sequence[Place], task: int, move: Move) -> list[Place]:
    """The places that differ after a move; whatever is below the task moves with it.

    `indent` makes it the last task below its upper neighbour, `outdent` the next one after its parent.
    Raises `DomainError` `cannot_move` when there is no place to move to.
    """
    below = _children(places)
    own = next(place for place in places if place.id == task)
    siblings = [place.id for place in below[own.parent]]
    at = siblings.index(task)
    if move in ("up", "down"):
        other = at - 1 if move == "up" else at + 1
        if not 0 <= other < len(siblings):
            raise DomainError("cannot_move", f"There is no task to move {move} past.")
        siblings[at], siblings[other] = siblings[other], siblings[at]
        return _placed(places, {own.parent: siblings})
    siblings.remove(task)
    if move == "indent":
        if at == 0:
            raise DomainError("cannot_move", "The first task of a level has none above to go below.")
        above = siblings[at - 1]
        return _placed(places, {own.parent: siblings, above: [*(p.id for p in below[above]), task]})
    if own.parent is None:
        raise DomainError("cannot_move", "This task is at the top level already.")
    parent = next(place for place in places if place.id == own.parent)
    uncles = [place.id for place in below[parent.parent]]
    uncles.insert(uncles.index(parent.id) + 1, task)
    return _placed(places, {own.parent: siblings, parent.parent: uncles})


def _placed(places: Sequence[Place], levels: Mapping[int | None, Sequence[int]]) -> list[Place]:
    known = {place.id: place for place in places}
    wanted = [
        Place(task, parent, position)
        for parent, tasks in levels.items()
        for position, task in enumerate(tasks)
    ]
    return [place for place in wanted if known[place.id] != place]


def rolled_up(
    nodes: Sequence[Node],
    parents: Mapping[int, int | None],
    weights: Mapping[int, int],
    done: Mapping[int, Decimal | None],
) -> dict[int, Decimal | None]:
    """Completion of every task: of a summary the mean of its leaves, weighted by their duration; exact.

    A leaf without progress counts as 0 of its duration; a summary whose leaves have no duration is null.
    """
    whole: dict[int, int] = defaultdict(int)
    earned: dict[int, Decimal] = defaultdict(Decimal)
    result: dict[int, Decimal | None] = {}
    for node in reversed(nodes):
        if not node.summary:
            whole[node.id] = weights[node.id]
            earned[node.id] = weights[node.id] * (done[node.id] or Decimal(0))
            result[node.id] = done[node.id]
        else:
            result[node.id] = earned[node.id] / whole[node.id] if whole[node.id] else None
        parent = parents[node.id]
        if parent is not None:
            whole[parent] += whole[node.id]
            earned[parent] += earned[node.id]
    return result
