"""Which new texts look like known ones: incidents under another name, known errors, duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tickets.domain.recurrence.grouping import ALIKE, Text
from tickets.domain.recurrence.leaders import Cosines, Leaders
from tickets.domain.recurrence.vectors import vectors, words


@dataclass(frozen=True, slots=True)
class Match:
    """The known text most like a new one, and their cosine."""

    key: str
    known: str
    alike: float


def matching(known: Sequence[Text], new: Sequence[Text]) -> tuple[Match, ...]:
    """For each new text with a known one of its block at a cosine of 0.5 or more, the best such, in order."""
    texts = [*known, *new]
    space = vectors([words(text.title, text.body) for text in texts], ALIKE / 2)
    cosines = Cosines(space)
    blocks: defaultdict[tuple[str, ...], Leaders] = defaultdict(lambda: Leaders(cosines, ALIKE))
    for row, text in enumerate(known):
        blocks[text.block].add(row)
    found = list[Match]()
    for row, text in enumerate(new, start=len(known)):
        best = next(iter(blocks[text.block].similar(row)), None)
        if best is not None:
            found.append(Match(text.key, texts[best[0]].key, min(1.0, best[1])))
    return tuple(found)
