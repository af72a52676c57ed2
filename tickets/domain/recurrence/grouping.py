"""Look-alike tickets in groups: each joins the most similar group leader of its block, or leads its own.

Comparing with leaders alone keeps a group from drifting through a chain of neighbours, and keeps the work
bounded where thousands of tickets are the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tickets.domain.recurrence.leaders import Cosines, Leaders
from tickets.domain.recurrence.vectors import vectors, words

ALIKE = 0.5
SAME_RESOLUTION_ALIKE = 0.3
# A resolution that ends more groups than this ("done") says nothing about their cause.
TELLING_RESOLUTION = 50
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A resolved ticket as written. Only tickets of one `block` (service, item, category) are compared."""

    key: str
    title: str
    body: str = ""
    block: tuple[str, ...] = ()
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Keys of look-alikes in the order given, the leader first; `alike` is their mean cosine with it."""

    keys: tuple[str, ...]
    alike: float


def group(texts: Sequence[Text], apart: Collection[Pair] = (), least: int = 2) -> tuple[Likeness, ...]:
    """Groups of at least `least` look-alikes, largest first.

    A ticket joins the leader it is most like, from a cosine of 0.5; groups of one block whose tickets were
    mostly resolved in the same words are joined from 0.3. Two keys of a pair in `apart` ("not the same") are
    never in one group. Tickets without words stay alone. The order of `texts` decides who leads.
    """
    space = vectors([words(text.title, text.body) for text in texts], ALIKE / 2)
    cosines, partners = Cosines(space), _partners(apart)
    blocks = defaultdict[tuple[str, ...], list[int]](list)
    for row, text in enumerate(texts):
        if space.heads[row]:
            blocks[text.block].append(row)
    found = list[list[tuple[int, float]]]()
    for rows in blocks.values():
        block = _Block(cosines, texts, partners)
        for row in rows:
            block.place(row)
        block.join_by_resolution()
        found.extend(members for members in block.members.values() if len(members) >= least)
    found.sort(key=lambda members: (-len(members), members[0][0]))
    return tuple(_likeness(texts, members) for members in found)


class _Block:
    """The groups of one block: `members` maps a leader's row to the rows of its group and their cosines."""

    def __init__(self, cosines: Cosines, texts: Sequence[Text], partners: Mapping[str, set[str]]) -> None:
        self._cosines, self._texts, self._partners = cosines, texts, partners
        self._leaders = Leaders(cosines, ALIKE)
        self._twins = dict[bytes, tuple[int, float]]()
        self.members = dict[int, list[tuple[int, float]]]()

    def place(self, row: int) -> None:
        """Put the row into the best group it may join, else let it lead a new one."""
        signature = self._signature(row)
        twin = self._twins.get(signature)
        near = self._leaders.similar(row) if twin is None or not self._may_join(row, twin[0]) else [twin]
        for leader, score in near:
            if self._may_join(row, leader):
                self.members[leader].append((row, score))
                self._twins.setdefault(signature, (leader, score))
                return
        self._leaders.add(row)
        self._twins.setdefault(signature, (row, 1.0))
        self.members[row] = [(row, 1.0)]

    def join_by_resolution(self) -> None:
        """Join groups that end in the same words and are somewhat alike; the earlier one leads."""
        ends = defaultdict[str, list[int]](list)
        for leader, members in self.members.items():
            resolution = _prevailing(self._texts[row].resolution for row, _ in members)
            if resolution:
                ends[resolution].append(leader)
        for leaders in ends.values():
            if len(leaders) <= TELLING_RESOLUTION:
                self._join(leaders)

    def _join(self, leaders: list[int]) -> None:
        for place, leader in enumerate(leaders):
            others = [other for other in leaders[place + 1 :] if other in self.members]
            if leader not in self.members or not others:
                continue
            for other, score in zip(others, self._cosines.of(leader, others), strict=True):
                if score >= SAME_RESOLUTION_ALIKE and self._may_merge(leader, other):
                    self._merge(leader, other)

    def _merge(self, leader: int, other: int) -> None:
        rows = [row for row, _ in self.members.pop(other)]
        scores = self._cosines.of(leader, rows).tolist()
        self.members[leader].extend(zip(rows, scores, strict=True))

    def _may_merge(self, leader: int, other: int) -> bool:
        return all(self._may_join(row, leader) for row, _ in self.members[other])

    def _may_join(self, row: int, leader: int) -> bool:
        partners = self._partners.get(self._texts[row].key)
        if not partners:
            return True
        return all(self._texts[member].key not in partners for member, _ in self.members[leader])

    def _signature(self, row: int) -> bytes:
        space = self._cosines.space
        own = slice(space.bounds[row], space.bounds[row + 1])
        return space.terms[own].tobytes() + space.weights[own].tobytes()


def _likeness(texts: Sequence[Text], members: Sequence[tuple[int, float]]) -> Likeness:
    others = [score for _, score in members[1:]]
    alike = sum(others) / len(others) if others else 1.0
    return Likeness(tuple(texts[row].key for row, _ in members), min(1.0, alike))


def _partners(apart: Collection[Pair]) -> dict[str, set[str]]:
    held = defaultdict[str, set[str]](set)
    for pair in apart:
        for key in pair:
            held[key] |= pair - {key}
    return dict(held)


def _prevailing(resolutions: Iterable[str]) -> str:
    """The resolution, in its sorted words, that more than half of the tickets share; else nothing."""
    told = [" ".join(sorted(words("", text))) for text in resolutions]
    best, count = Counter(told).most_common(1)[0]
    return best if count * 2 > len(told) else ""
