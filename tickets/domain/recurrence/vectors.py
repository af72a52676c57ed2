"""Texts as sparse TF-IDF vectors of length one, rows of numpy arrays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

# Words without digits: numbers name the single case (ids, dates, hosts), not the kind of trouble.
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBERED = re.compile(r"\S*\d\S*")
TITLE_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Vectors:
    """Row i holds terms `terms[bounds[i]:bounds[i+1]]`, rarest first, and their `weights`.

    `heads[i]` is how many of its first terms leave a rest no longer than asked for, and `rests[i]` is
    the length of that rest: what the rest can add to a cosine at most.
    """

    bounds: NDArray[int64]
    terms: NDArray[int64]
    weights: NDArray[float64]
    heads: tuple[int, ...]
    rests: tuple[float, ...]
    vocabulary: int


def words(title: str, body: str) -> Counter[str]:
    """Words in lower case with their counts; those of the title count twice."""
    found = Counter(_words(body))
    for word in _words(title):
        found[word] += TITLE_WEIGHT
    return found


def vectors(texts: Sequence[Counter[str]], most_rest: float) -> Vectors:
    """Weight (1 + ln tf) · ln(1 + N/df), each row scaled to length one; a text without words is empty."""
    import numpy as np  # noqa: PLC0415  (loaded only where texts are grouped)

    frequency = Counter[str]()
    for text in texts:
        frequency.update(text.keys())
    ranked = sorted(frequency, key=lambda word: (frequency[word], word))
    number = {word: place for place, word in enumerate(ranked)}  # rarest first
    rarity = [log(1 + len(texts) / frequency[word]) for word in ranked]
    bounds, terms, weights = [0], list[int](), list[float]()
    heads = list[tuple[int, float]]()
    for text in texts:
        row = sorted((number[word], 1 + log(count)) for word, count in text.items())
        raw = [share * rarity[term] for term, share in row]
        length = sqrt(sum(weight * weight for weight in raw)) or 1.0
        unit = [weight / length for weight in raw]
        terms.extend(term for term, _ in row)
        weights.extend(unit)
        bounds.append(len(terms))
        heads.append(_head(unit, most_rest))
    return Vectors(
        np.asarray(bounds, dtype=np.int64),
        np.asarray(terms, dtype=np.int64),
        np.asarray(weights, dtype=np.float64),
        tuple(terms_needed for terms_needed, _ in heads),
        tuple(length for _, length in heads),
        len(ranked),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(_NUMBERED.sub(" ", text.lower()))


def _head(unit: Sequence[float], most: float) -> tuple[int, float]:
    """How many terms leave a rest of at most the length `most`, and the length of that rest."""
    rest = 0.0
    for place in range(len(unit) - 1, -1, -1):
        longer = rest + unit[place] * unit[place]
        if longer > most * most:
            return place + 1, sqrt(rest)
        rest = longer
    return 0, sqrt(rest)
