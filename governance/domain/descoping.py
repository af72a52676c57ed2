"""Which unstarted scope is worth finishing, and the viable core that remains without the rest.

The marginal value of an item is ΔV with it less ΔV without it: its benefit links, its cost to go, and what
its absence does to the finish.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from governance.domain.cash_flow import Rates
from governance.domain.discounting import to_places
from governance.domain.justification import Prospect, Stream, parts_of
from kernel.errors import DomainError

FinishWithout = Callable[[frozenset[str]], Decimal]


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """An unstarted scope item.

    `costs` are the codes of the cost lines that vanish with it; `benefits` the share (0 to 1) each benefit
    stream loses without it; `exit_cost` what dropping it costs today; `needs` the items it cannot do without.
    """

    code: str
    costs: frozenset[str] = frozenset()
    benefits: tuple[tuple[str, Decimal], ...] = ()
    exit_cost: Decimal = Decimal(0)
    needs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if any(not 0 <= share <= 1 for _, share in self.benefits):
            raise DomainError("share_invalid", f"{self.code}: a share lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Cut:
    """One step of the cut line: the item dropped, what dropping it gains, and ΔV after it."""

    code: str
    gain: Decimal
    delta: Decimal


def without(
    prospect: Prospect, items: Sequence[ScopeItem], finish_without: FinishWithout
) -> tuple[Prospect, Decimal]:
    """The prospect without these items, and what dropping them costs today."""
    gone = frozenset(code for item in items for code in item.costs)
    lost: dict[str, Decimal] = {}
    for item in items:
        for stream, share in item.benefits:
            lost[stream] = min(lost.get(stream, Decimal(0)) + share, Decimal(1))
    return (
        replace(
            prospect,
            finish=finish_without(frozenset(item.code for item in items)),
            costs=tuple(cost for cost in prospect.costs if cost.code not in gone),
            benefits=tuple(_less(stream, lost) for stream in prospect.benefits),
        ),
        sum((item.exit_cost for item in items), Decimal(0)),
    )


def _less(stream: Stream, lost: dict[str, Decimal]) -> Stream:
    if stream.live or stream.code not in lost:
        return stream
    return replace(stream, realisation=stream.realisation * (1 - lost[stream.code]))


def delta_without(
    prospect: Prospect, items: Sequence[ScopeItem], finish_without: FinishWithout, rates: Rates
) -> Decimal:
    """ΔV of going on without these items."""
    smaller, exit_cost = without(prospect, items, finish_without)
    return to_places(parts_of(smaller, rates).delta - exit_cost)


def marginal_value(
    item: ScopeItem, prospect: Prospect, finish_without: FinishWithout, rates: Rates
) -> Decimal:
    """ΔV with the item less ΔV without it; below zero it is worth dropping."""
    whole = delta_without(prospect, (), finish_without, rates)
    return whole - delta_without(prospect, (item,), finish_without, rates)


def viable_core(
    prospect: Prospect, items: Sequence[ScopeItem], finish_without: FinishWithout, rates: Rates
) -> tuple[Cut, ...]:
    """The cut line: items dropped one after another, each the one that raises ΔV most, until none does.

    An item that a kept one needs stays until that one is gone. `finish_without` gives the finish, in years,
    when the items of a set are dropped (of the empty set: the finish as planned).
    """
    dropped: list[ScopeItem] = []
    cuts: list[Cut] = []
    value = delta_without(prospect, (), finish_without, rates)
    while True:
        kept = [item for item in items if item not in dropped]
        needed = {code for item in kept for code in item.needs}
        trials = [
            (delta_without(prospect, [*dropped, item], finish_without, rates), item)
            for item in kept
            if item.code not in needed
        ]
        if not trials:
            return tuple(cuts)
        after, best = max(trials, key=lambda trial: (trial[0], trial[1].code))
        if after <= value:
            return tuple(cuts)
        cuts.append(Cut(best.code, after - value, after))
        dropped.append(best)
        value = after
