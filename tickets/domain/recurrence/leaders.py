"""The leaders of one block and an index that finds those at least so similar to a row, missing none."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tickets.domain.recurrence.vectors import Vectors

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


class Cosines:
    """Cosines of one row with others, by one gather over their terms."""

    def __init__(self, space: Vectors) -> None:
        import numpy as np  # noqa: PLC0415

        self._np, self.space = np, space
        self._query: NDArray[float64] = np.zeros(space.vocabulary)

    def of(self, row: int, others: Sequence[int]) -> NDArray[float64]:
        """One cosine per other row, none of which may be empty."""
        np, space = self._np, self.space
        own = slice(space.bounds[row], space.bounds[row + 1])
        self._query[space.terms[own]] = space.weights[own]
        rows = np.asarray(others)
        begins, lengths = space.bounds[rows], space.bounds[rows + 1] - space.bounds[rows]
        starts = np.cumsum(lengths) - lengths
        gather = np.repeat(begins - starts, lengths) + np.arange(int(lengths.sum()))
        products = self._query[space.terms[gather]] * space.weights[gather]
        found: NDArray[float64] = np.add.reduceat(products, starts)
        self._query[space.terms[own]] = 0.0
        return found


class Leaders:
    """Rows that lead groups, indexed by their terms.

    The rarer terms of a row, its head, give most of each cosine from the index alone; its rest adds at most
    its own length. Only leaders that can still reach the threshold are compared in full.
    """

    def __init__(self, cosines: Cosines, threshold: float) -> None:
        import numpy as np  # noqa: PLC0415

        self._np, self._cosines, self._threshold = np, cosines, threshold
        self._rows = array("q")
        self._places: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))
        self._weights: defaultdict[int, array[float]] = defaultdict(lambda: array("d"))

    def add(self, row: int) -> None:
        """Let the row be found from now on."""
        for term, weight in self._terms(row):
            self._places[term].append(len(self._rows))
            self._weights[term].append(weight)
        self._rows.append(row)

    def similar(self, row: int) -> list[tuple[int, float]]:
        """Leaders from the threshold on with their cosines, best first; the earlier wins a tie."""
        candidates = self._candidates(row)
        if not candidates:
            return []
        scores = self._cosines.of(row, candidates).tolist()
        close = [pair for pair in zip(candidates, scores, strict=True) if pair[1] >= self._threshold]
        return sorted(close, key=lambda pair: (-pair[1], pair[0]))

    def _candidates(self, row: int) -> list[int]:
        np, space = self._np, self._cosines.space
        head = self._terms(row)[: space.heads[row]]
        shared = [(term, weight) for term, weight in head if term in self._places]
        if not shared:
            return []
        places = np.concatenate([np.frombuffer(self._places[term], dtype=np.int64) for term, _ in shared])
        parts = np.concatenate(
            [np.frombuffer(self._weights[term], dtype=np.float64) * weight for term, weight in shared]
        )
        score = np.bincount(places, weights=parts, minlength=len(self._rows))
        close = np.nonzero(score >= self._threshold - space.rests[row] - 1e-9)[0]
        found: list[int] = np.frombuffer(self._rows, dtype=np.int64)[close].tolist()
        return found

    def _terms(self, row: int) -> list[tuple[int, float]]:
        space = self._cosines.space
        own = slice(space.bounds[row], space.bounds[row + 1])
        return list(zip(space.terms[own].tolist(), space.weights[own].tolist(), strict=True))
