"""When a clock's warnings fall due, and which of them to give so that each is given exactly once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import DomainError
from tickets.domain.sla.clock import Clock, advanced, due_at_of

BREACH = 1.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fraction of the budget and the instant at which it is used up; None while that awaits a resume."""

    fraction: float
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a sweep found: one notice for the highest fraction, and all that are thereby settled.

    The caller stores one row per settled fraction, unique per clock, and sends only if all rows are new.
    """

    notify: float
    settle: tuple[float, ...]


def thresholds(clock: Clock, fractions: Iterable[float]) -> tuple[Threshold, ...]:
    """The instants of the fractions (0 < f <= 1; 1 is the breach), ascending. Raises `bad_threshold`."""
    wanted = sorted(set(fractions))
    if any(not 0 < fraction <= BREACH for fraction in wanted):
        raise DomainError("bad_threshold", "a threshold is a fraction above 0 and at most 1")
    return tuple(Threshold(fraction, due_at_of(clock, fraction)) for fraction in wanted)


def crossing(
    clock: Clock, fractions: Iterable[float], settled: Collection[float], now: datetime
) -> Crossing | None:
    """What to notify at `now`, if anything: fractions reached and not yet `settled`.

    A paused clock crosses nothing. A warning is due from its instant on; the breach only after the due
    instant, at which stopping still meets the target. A clock that has stopped or ended warns no more, but
    its breach, which is sticky, is still told if it was not.
    """
    clock = advanced(clock, now)
    reached = [fraction for fraction in _reached(clock, fractions, now) if fraction not in settled]
    return Crossing(reached[-1], tuple(reached)) if reached else None


def _reached(clock: Clock, fractions: Iterable[float], now: datetime) -> list[float]:
    passed = [
        threshold.fraction for threshold in thresholds(clock, fractions) if _has_passed(clock, threshold, now)
    ]
    if clock.running:
        return passed
    return [fraction for fraction in passed if fraction == BREACH]


def _has_passed(clock: Clock, threshold: Threshold, now: datetime) -> bool:
    if threshold.fraction == BREACH:
        return clock.breach is not None
    return clock.breach is not None or (threshold.at is not None and threshold.at <= now)
