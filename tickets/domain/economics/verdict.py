"""Fix, keep the workaround, or investigate: the verdict on one remedy, with everything behind it."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.figures import Figure, known, unknown
from kernel.money import Money
from tickets.domain.economics.evidence import Evidence
from tickets.domain.economics.inputs import Remedy, Setting
from tickets.domain.economics.point import Point, Truth, evaluate, what_would_have_to_be_true
from tickets.domain.economics.simulate import DRAWS, Outcome, futures, outcome
from tickets.domain.economics.tornado import Bar, tornado

FIX = "fix"
KEEP = "keep_workaround"
INVESTIGATE = "investigate"
THIN = "evidence_too_thin"

FIX_AT = 0.7
KEEP_AT = 0.3


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the economics page shows about one remedy.

    `verdict` is one of the four words above; for `THIN` only the ranges may be shown. `time_box` is how many
    hours of finding out the EVPI pays for. `notes`: later_half, imputed, short_window,
    service_ends_before_break_even, defaults_only.
    """

    verdict: str
    evidence: Evidence
    point: Point
    outcome: Outcome
    time_box: Figure[float]
    tornado: tuple[Bar, ...]
    truths: tuple[Truth, ...]
    notes: tuple[str, ...]


def judge(
    evidence: Evidence,
    remedy: Remedy,
    setting: Setting,
    *,
    seed: int,
    hourly_rate: Money | None = None,
    draws: int = DRAWS,
) -> Case:
    """Run a case. Raises `no_data` when no incident has a known cost."""
    future = futures(evidence, seed, draws)
    cost = sum(evidence.costs) / len(evidence.costs)
    point = evaluate(evidence.rate, cost, remedy, setting, evidence.currency)
    result = outcome(future, remedy, setting, evidence.currency)
    return Case(
        verdict=verdict(evidence, result, remedy),
        evidence=evidence,
        point=point,
        outcome=result,
        time_box=_time_box(result.evpi, hourly_rate),
        tornado=tornado(evidence.rate, cost, future, remedy, setting, evidence.currency),
        truths=what_would_have_to_be_true(evidence.rate, cost, remedy, setting),
        notes=_notes(evidence, remedy, point),
    )


def verdict(evidence: Evidence, result: Outcome, remedy: Remedy) -> str:
    """Fix if E > 0 and P ≥ 70 %; keep the workaround if P ≤ 30 %; else investigate.

    Below 60 % coverage there is no verdict, and a remedy of defaults only is never recommended.
    """
    if evidence.is_thin:
        return THIN
    if result.probability <= KEEP_AT:
        return KEEP
    fixes = result.mean.amount > 0 and result.probability >= FIX_AT
    return FIX if fixes and not remedy.defaults_only else INVESTIGATE


def _time_box(evpi: Money, hourly_rate: Money | None) -> Figure[float]:
    """Hours of investigation worth paying for: EVPI ÷ rate."""
    if hourly_rate is None or hourly_rate.amount <= 0:
        return unknown("no_data")
    return known(float(evpi.amount / hourly_rate.amount))


def _notes(evidence: Evidence, remedy: Remedy, point: Point) -> tuple[str, ...]:
    said = {
        "later_half": evidence.later_half_only,
        "imputed": bool(evidence.imputed),
        "short_window": evidence.short_window,
        "service_ends_before_break_even": point.break_even_month.value is None,
        "defaults_only": remedy.defaults_only,
    }
    return tuple(note for note, holds in said.items() if holds)
