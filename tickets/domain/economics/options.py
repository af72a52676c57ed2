"""Options side by side: do nothing, better workaround, fix, retire; on the same futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tickets.domain.economics.evidence import Evidence
from tickets.domain.economics.inputs import Remedy, Setting, ThreePoint
from tickets.domain.economics.point import Point, evaluate
from tickets.domain.economics.simulate import DRAWS, Outcome, futures, npv_draws, outcome
from tickets.domain.economics.verdict import FIX, verdict

DO_NOTHING = "do_nothing"
BETTER_WORKAROUND = "better_workaround"
PERMANENT_FIX = "fix"
RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Option:
    """A remedy's values, and how often it is the best of all, doing nothing (0) included."""

    remedy: Remedy
    point: Point
    outcome: Outcome
    best_in: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All options; `recommended` is None when the evidence is too thin to say."""

    options: tuple[Option, ...]
    do_nothing_best_in: float
    recommended: str | None


def better_workaround(cost: ThreePoint, fewer_minutes: ThreePoint, delay: int = 0) -> Remedy:
    """A workaround that lowers the minutes of each incident by a share, instead of their count.

    Handling cost follows the minutes, so the share removed is the share of minutes.
    """
    return Remedy(BETTER_WORKAROUND, cost, fewer_minutes, delay)


def retirement(migration: ThreePoint, run_cost_saved: float, replacement: float, delay: int) -> Remedy:
    """Retiring the service ends its incidents and run cost and takes a replacement's monthly cost."""
    return Remedy(RETIRE, migration, ThreePoint.exactly(1.0), delay, replacement - run_cost_saved)


def compare(
    evidence: Evidence, remedies: Sequence[Remedy], setting: Setting, *, seed: int, draws: int = DRAWS
) -> Comparison:
    """Evaluate all remedies on one set of futures.

    Recommended is the remedy of highest mean value among those whose own verdict is to do it; otherwise doing
    nothing. A remedy of defaults only is shown and never recommended. Raises `no_data` without known costs.
    """
    import numpy as np  # noqa: PLC0415

    future = futures(evidence, seed, draws)
    cost = sum(evidence.costs) / len(evidence.costs)
    nothing = np.zeros(draws)
    values = np.vstack([nothing, *(npv_draws(future, remedy, setting) for remedy in remedies)])
    best = np.bincount(values.argmax(axis=0), minlength=len(values)) / draws
    options = tuple(
        Option(
            remedy,
            evaluate(evidence.rate, cost, remedy, setting, evidence.currency),
            outcome(future, remedy, setting, evidence.currency),
            float(best[place]),
        )
        for place, remedy in enumerate(remedies, start=1)
    )
    return Comparison(options, float(best[0]), _recommended(evidence, options))


def _recommended(evidence: Evidence, options: Sequence[Option]) -> str | None:
    if evidence.is_thin:
        return None
    worth_it = [option for option in options if verdict(evidence, option.outcome, option.remedy) == FIX]
    best = max(worth_it, key=lambda option: option.outcome.mean.amount, default=None)
    return best.remedy.code if best else DO_NOTHING
