"""Scores by weighted criteria, and how far the ranking depends on the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import DomainError

Scores = Mapping[str, Mapping[str, float]]
Weights = Mapping[str, float]
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's rank (1 is first; equal scores share a rank), its score, and the best and worst rank it
    takes when weights are moved."""

    code: str
    rank: int
    score: float
    best: int
    worst: int

    @property
    def robust(self) -> bool:
        """Whether the rank stays whatever weight is moved."""
        return self.best == self.worst


def score(values: Mapping[str, float], weights: Weights) -> float:
    """`Σ weight × value`; values lie between 0 and 1, weights sum to 1.

    Errors: `weights_invalid`, `score_missing`, `score_invalid`.
    """
    _check_weights(weights)
    missing = weights.keys() - values.keys()
    if missing:
        raise DomainError("score_missing", f"no score for {', '.join(sorted(missing))}")
    if any(not 0 <= values[name] <= 1 for name in weights):
        raise DomainError("score_invalid", "a score lies between 0 and 1")
    return sum(weight * values[name] for name, weight in weights.items())


def _check_weights(weights: Weights) -> None:
    if any(not weight >= 0 for weight in weights.values()) or abs(sum(weights.values()) - 1) > TOLERANCE:
        raise DomainError("weights_invalid", "weights are not negative and sum to 1")


def shifted(weights: Weights, name: str, factor: float) -> dict[str, float]:
    """The weights with one multiplied by `factor` and all brought back to a sum of 1."""
    moved = {key: weight * (factor if key == name else 1.0) for key, weight in weights.items()}
    whole = sum(moved.values())
    return {key: weight / whole for key, weight in moved.items()} if whole else dict(weights)


def _ranks(scores: Scores, weights: Weights) -> dict[str, tuple[int, float]]:
    points = {code: score(values, weights) for code, values in scores.items()}
    return {
        code: (1 + sum(other > own + TOLERANCE for other in points.values()), own)
        for code, own in points.items()
    }


def rank(scores: Scores, weights: Weights, swing: float = 0.20) -> tuple[Ranked, ...]:
    """Candidates by score, with the range of ranks when each weight in turn moves by ± `swing`."""
    now = _ranks(scores, weights)
    moved = [
        _ranks(scores, shifted(weights, name, factor))
        for name in weights
        for factor in (1 - swing, 1 + swing)
    ]
    rows = []
    for code, (place, points) in now.items():
        places = [place, *(ranks[code][0] for ranks in moved)]
        rows.append(Ranked(code, place, points, min(places), max(places)))
    return tuple(sorted(rows, key=lambda row: (row.rank, row.code)))
