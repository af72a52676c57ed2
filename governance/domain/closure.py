"""Recommendation to continue, re-scope, pause or close a project: deterministic, from policy, on a snapshot.

The presumption of closure on critical growth, rebuttable by five certified statements, follows the pattern of
10 U.S.C. 2433a (Nunn-McCurdy). The board decides; this only recommends, and abstains when it knows too
little.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from governance.domain.data_quality import DataQuality
from governance.domain.growth import Growth, GrowthReading
from kernel.figures import Figure


class Recommendation(StrEnum):
    """What the board is advised to do."""

    ABSTAIN = "abstain"
    CHEAPEST_COMPLIANT = "cheapest_compliant"
    PRESUMED_CLOSED = "presumed_closed"
    CONTINUE = "continue"
    CONTINUE_WITH_CONDITIONS = "continue_with_conditions"
    RESCOPE = "rescope"
    PAUSE = "pause"
    CLOSE_EARLY = "close_early"


class Certified(StrEnum):
    """What the board must state to rebut the presumption of closure, all five."""

    ESSENTIAL = "essential"
    NO_CHEAPER_ALTERNATIVE = "no_cheaper_alternative"
    ESTIMATE_CHECKED = "estimate_independently_checked"
    OUTRANKS = "ranks_above_what_it_displaces"
    MANAGEMENT_FIT = "management_fit"


class OptionKind(StrEnum):
    """The alternatives a board chooses from."""

    CONTINUE = "continue"
    DESCOPED = "descoped"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Option:
    """An alternative: its odds of being worth it, its value, its cost to go, and whether it still meets what
    law or contract demands."""

    name: str
    kind: OptionKind
    p_worth: Figure[float]
    delta: Figure[Decimal]
    cost_to_go: Decimal
    compliant: bool = True


@dataclass(frozen=True, slots=True)
class ClosurePolicy:
    """The thresholds, as dated policy gives them."""

    quality_at_least: float = 0.60
    continue_from: float = 0.80
    conditions_from: float = 0.50
    rescope_from: float = 0.50
    close_below: float = 0.20
    close_after: timedelta = timedelta(days=14)


DEFAULT_POLICY = ClosurePolicy()


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """Everything the recommendation rests on, as frozen in one snapshot.

    `earlier` are past evaluations of P(worth finishing) by day, without today's.
    """

    snapshot: str
    as_of: date
    quality: DataQuality
    p_worth: Figure[float]
    growth: Figure[GrowthReading]
    earlier: tuple[tuple[date, float], ...] = ()
    options: tuple[Option, ...] = ()
    mandatory: bool = False
    open_exceptions: tuple[str, ...] = ()
    certified: frozenset[Certified] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the paper, the figures it names, and the snapshot they resolve to."""

    text: str
    figures: tuple[tuple[str, str], ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The recommendation with its reasons, the facts still missing, the conditions to set, and the option
    recommended, if it is one of those listed."""

    recommendation: Recommendation
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    option: Option | None = None


def recommend(facts: ClosureFacts, policy: ClosurePolicy = DEFAULT_POLICY) -> Paper:
    """The paper for these facts; the first rule that applies decides. Same facts, same paper.

    1. Data quality below policy, or no probability: abstain. 2. Mandatory: the cheapest compliant option.
    3. Critical growth not certified: presumed closed. 4. By probability and exceptions.
    """
    for rule in (_too_little_known, _mandatory, _presumed_closed, _worth_going_on, _another_option):
        paper = rule(facts, policy)
        if paper is not None:
            return paper
    return _not_worth_it(facts, policy)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _words(reason: str | None) -> str:
    return (reason or "").replace("_", " ")


def _finding(facts: ClosureFacts, text: str, **figures: str) -> Finding:
    return Finding(text, tuple(figures.items()), facts.snapshot)


def _probability(facts: ClosureFacts) -> float:
    return facts.p_worth.value if facts.p_worth.value is not None else 0.0


def _odds_finding(facts: ClosureFacts) -> Finding:
    share = _percent(_probability(facts))
    return _finding(facts, f"Finishing is worth it with a probability of {share}.", p_worth=share)


def _growth_finding(facts: ClosureFacts) -> Finding:
    reading = facts.growth.value
    if reading is None:
        return _finding(facts, f"Growth is not known: {_words(facts.growth.null_reason)}.")
    current, original = _percent(float(reading.over_current)), _percent(float(reading.over_original))
    return _finding(
        facts,
        f"The estimate is {current} over the current and {original} over the original baseline.",
        over_current=current,
        over_original=original,
    )


def _too_little_known(facts: ClosureFacts, policy: ClosurePolicy) -> Paper | None:
    score = facts.quality.score
    if score >= policy.quality_at_least and facts.p_worth.value is not None:
        return None
    missing = list(facts.quality.weakest_first)
    if facts.p_worth.value is None:
        missing.insert(0, f"probability that finishing is worth it ({_words(facts.p_worth.null_reason)})")
    text = f"Data quality is {_percent(score)}; a recommendation needs {_percent(policy.quality_at_least)}."
    return Paper(
        Recommendation.ABSTAIN,
        (_finding(facts, text, data_quality=_percent(score)),),
        missing=tuple(missing),
    )


def _mandatory(facts: ClosureFacts, policy: ClosurePolicy) -> Paper | None:
    """What law or contract demands is not compared with doing nothing, only with cheaper ways to do it."""
    if not facts.mandatory:
        return None
    compliant = [o for o in facts.options if o.compliant and o.kind is not OptionKind.STOP]
    if not compliant:
        return Paper(
            Recommendation.ABSTAIN,
            (_finding(facts, "The project is mandatory and no compliant option is described."),),
            missing=("a compliant option with its cost to go",),
        )
    cheapest = min(compliant, key=lambda o: (o.cost_to_go, o.name))
    text = (
        f"The project is mandatory; of {len(compliant)} compliant options {cheapest.name} costs least: {{}}."
    )
    cost = f"{cheapest.cost_to_go:,.2f}"
    return Paper(
        Recommendation.CHEAPEST_COMPLIANT,
        (_finding(facts, text.format(cost), cost_to_go=cost), _growth_finding(facts)),
        option=cheapest,
    )


def _presumed_closed(facts: ClosureFacts, policy: ClosurePolicy) -> Paper | None:
    uncertified = [statement for statement in Certified if statement not in facts.certified]
    if not _grew_critically(facts) or not uncertified:
        return None
    return Paper(
        Recommendation.PRESUMED_CLOSED,
        (
            _growth_finding(facts),
            _finding(facts, "Growth is critical: the project is presumed closed unless the board certifies."),
            _odds_finding(facts),
        ),
        conditions=tuple(statement.value for statement in uncertified),
    )


def _grew_critically(facts: ClosureFacts) -> bool:
    return facts.growth.value is not None and facts.growth.value.growth is Growth.CRITICAL


def _worth_going_on(facts: ClosureFacts, policy: ClosurePolicy) -> Paper | None:
    p = _probability(facts)
    if p < policy.conditions_from:
        return None
    conditions = [f"settle the exception on {name}" for name in facts.open_exceptions]
    if _grew_critically(facts):
        conditions.append("keep to the certified estimate; review at the next gate")
    if p < policy.continue_from:
        conditions.append(f"bring the probability above {_percent(policy.continue_from)} by the next gate")
    findings = (_odds_finding(facts), _growth_finding(facts))
    if conditions:
        return Paper(Recommendation.CONTINUE_WITH_CONDITIONS, findings, conditions=tuple(conditions))
    return Paper(Recommendation.CONTINUE, findings)


def _another_option(facts: ClosureFacts, policy: ClosurePolicy) -> Paper | None:
    """Finishing as planned is not worth it; a smaller project may be."""
    viable = [
        o
        for o in facts.options
        if o.kind in (OptionKind.DESCOPED, OptionKind.PAUSE)
        and o.p_worth.value is not None
        and o.p_worth.value >= policy.rescope_from
    ]
    if not viable:
        return None
    best = max(viable, key=lambda o: (o.p_worth.value or 0.0, o.delta.value or Decimal(0), o.name))
    share = _percent(best.p_worth.value or 0.0)
    advice = Recommendation.RESCOPE if best.kind is OptionKind.DESCOPED else Recommendation.PAUSE
    text = f"The option {best.name} is worth it with a probability of {share}."
    return Paper(advice, (_odds_finding(facts), _finding(facts, text, p_worth_of_option=share)), option=best)


def _not_worth_it(facts: ClosureFacts, policy: ClosurePolicy) -> Paper:
    """Close early when that was already so two weeks ago; until then pause and describe a smaller one."""
    since = _low_since(facts, policy)
    if since is not None:
        text = f"It has been below {_percent(policy.close_below)} since {since.isoformat()}."
        return Paper(
            Recommendation.CLOSE_EARLY,
            (_odds_finding(facts), _finding(facts, text, low_since=since.isoformat())),
        )
    return Paper(
        Recommendation.PAUSE,
        (_odds_finding(facts), _growth_finding(facts)),
        conditions=("describe a smaller option with its value, or prepare to close",),
    )


def _low_since(facts: ClosureFacts, policy: ClosurePolicy) -> date | None:
    """The first day of an unbroken run of low evaluations up to now, if it is old enough."""
    if _probability(facts) >= policy.close_below:
        return None
    since = facts.as_of
    for day, p in sorted(facts.earlier, reverse=True):
        if day > facts.as_of:
            continue
        if p >= policy.close_below:
            break
        since = day
    return since if facts.as_of - since >= policy.close_after else None
