"""Continuous business justification: is it still worth finishing?

`ΔV = V_go − V_stop`, both looking forward only. Money already spent is not an input: it is gone whichever way
the board decides (PRINCE2 continued business justification; Green Book on sunk cost).

`V_go = Σ DF·(β·benefit − run cost) − Σ DF·cost to go`
`V_stop = −Σ DF·exit cost + salvage`
What increments already live earn, they earn in both, so it is added to both.
Time is counted in years from today; flows of year t fall at its end; a part of a year counts in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from governance.domain.cash_flow import Rates
from governance.domain.discounting import as_schedule, to_places
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

ZERO, ONE = Decimal(0), Decimal(1)
PRECISE = Decimal("0.00001")  # years: a few minutes
DAYS_A_YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class CostToGo:
    """What a work package will still cost in a year, as low, likely and high."""

    code: str
    year: int
    low: Decimal
    likely: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.year < 0 or not self.low <= self.likely <= self.high:
            raise DomainError("cost_to_go_invalid", f"{self.code}: year from 0 on, low ≤ likely ≤ high")


def sure(code: str, year: int, amount: Decimal) -> CostToGo:
    """A cost to go without spread."""
    return CostToGo(code, year, amount, amount, amount)


@dataclass(frozen=True, slots=True)
class Stream:
    """Money per year that flows once the project (or its deliverable) is finished.

    It starts `lag` years after the finish and ends at a fixed time (`until`, years from today) or after
    `lasts` years. In its n-th year only the share `ramp[n]` flows; after the ramp all of it. `realisation`
    is the confidence haircut β. An increment already live does not wait for the finish (`live`).
    """

    code: str
    per_year: Decimal
    until: Decimal | None = None
    lasts: Decimal | None = None
    lag: Decimal = ZERO
    ramp: tuple[Decimal, ...] = ()
    realisation: Decimal = ONE
    live: bool = False

    def __post_init__(self) -> None:
        if (self.until is None) == (self.lasts is None):
            raise DomainError("stream_invalid", f"{self.code} ends at a time or after a time, one of them")

    def span(self, finish: Decimal) -> tuple[Decimal, Decimal]:
        """From when until when it flows if the project finishes at `finish`."""
        start = (ZERO if self.live else finish) + self.lag
        return start, self.until if self.until is not None else start + (self.lasts or ZERO)

    def segments(self) -> tuple[tuple[Decimal, Decimal | None, Decimal], ...]:
        """The ramp as (from, until, share) in years of its own life; the last one is open."""
        ramp = ((Decimal(n), Decimal(n + 1), share) for n, share in enumerate(self.ramp))
        return (*ramp, (Decimal(len(self.ramp)), None, ONE))


@dataclass(frozen=True, slots=True)
class Outlay:
    """An amount in a year."""

    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Prospect:
    """All that is still open, in one currency: costs to go, when it would finish, what it would then earn
    and cost to run, and what stopping today would cost and bring."""

    finish: Decimal
    costs: tuple[CostToGo, ...]
    benefits: tuple[Stream, ...]
    run_costs: tuple[Stream, ...] = ()
    exit_costs: tuple[Outlay, ...] = ()
    salvage: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Worth:
    """Value of going on, of stopping, and their difference: positive means going on is worth it."""

    go: Decimal
    stop: Decimal

    @property
    def delta(self) -> Decimal:
        return self.go - self.stop


@dataclass(frozen=True, slots=True)
class Parts:
    """Present values: benefits (β applied), run costs, cost to go, exit cost less salvage."""

    benefits: Decimal
    run_costs: Decimal
    costs: Decimal
    live: Decimal
    stopping: Decimal

    @property
    def delta(self) -> Decimal:
        return self.benefits - self.run_costs - self.costs + self.stopping


def _overlap(low: Decimal, high: Decimal, start: Decimal, end: Decimal) -> Decimal:
    return max(min(high, end) - max(low, start), ZERO)


def flow_in_year(stream: Stream, finish: Decimal, year: int) -> Decimal:
    """What the stream brings in the year that ends `year` years from today, β applied."""
    start, end = stream.span(finish)
    share = ZERO
    for begins, ends, part in stream.segments():
        until = end if ends is None else min(start + ends, end)
        share += part * _overlap(Decimal(year - 1), Decimal(year), start + begins, until)
    return stream.per_year * stream.realisation * share


def horizon(prospect: Prospect) -> int:
    """The last year in which anything flows."""
    ends = [stream.span(prospect.finish)[1] for stream in (*prospect.benefits, *prospect.run_costs)]
    years = [cost.year for cost in prospect.costs] + [outlay.year for outlay in prospect.exit_costs]
    return max([0, *years, *(int(end.to_integral_value(rounding="ROUND_CEILING")) for end in ends)])


def parts_of(prospect: Prospect, rates: Rates) -> Parts:
    """The present values behind ΔV, with likely costs."""
    last = horizon(prospect)
    factors = as_schedule(rates).factors(last)

    def present(streams: Iterable[Stream]) -> Decimal:
        pairs = ((s, year) for s in streams for year in range(1, last + 1))
        return sum((factors[year] * flow_in_year(s, prospect.finish, year) for s, year in pairs), ZERO)

    def outlays(items: Iterable[tuple[int, Decimal]]) -> Decimal:
        return sum((factors[year] * amount for year, amount in items), ZERO)

    live = present(s for s in prospect.benefits if s.live) - present(s for s in prospect.run_costs if s.live)
    return Parts(
        benefits=present(s for s in prospect.benefits if not s.live),
        run_costs=present(s for s in prospect.run_costs if not s.live),
        costs=outlays((cost.year, cost.likely) for cost in prospect.costs),
        live=live,
        stopping=outlays((o.year, o.amount) for o in prospect.exit_costs) - prospect.salvage,
    )


def worth(prospect: Prospect, rates: Rates) -> Worth:
    """V_go and V_stop with likely costs and the planned finish. Errors: `rate_invalid`."""
    parts = parts_of(prospect, rates)
    go = parts.benefits - parts.run_costs - parts.costs + parts.live
    return Worth(to_places(go), to_places(parts.live - parts.stopping))


def break_even_cost(prospect: Prospect, rates: Rates) -> Figure[Decimal]:
    """The total cost to go (undiscounted, spread over time as planned) at which ΔV is zero.

    Null `zero_remaining_budget` when there is no cost to go. Negative: even for nothing it is not worth it.
    """
    parts = parts_of(prospect, rates)
    if not parts.costs:
        return unknown("zero_remaining_budget")
    total = sum((cost.likely for cost in prospect.costs), ZERO)
    return known(to_places(total * (parts.delta + parts.costs) / parts.costs))


def break_even_benefit_factor(prospect: Prospect, rates: Rates) -> Figure[float]:
    """The share of the expected benefit at which ΔV is zero; null `zero_planned` without benefit."""
    parts = parts_of(prospect, rates)
    if not parts.benefits:
        return unknown("zero_planned")
    return known(float((parts.benefits - parts.delta) / parts.benefits))


def with_finish(prospect: Prospect, finish: Decimal) -> Prospect:
    """The same with another finish; costs stay where they are."""
    return replace(prospect, finish=finish)


def latest_viable_finish(prospect: Prospect, rates: Rates) -> Figure[Decimal]:
    """The finish, in years from today, after which going on is no longer worth it (ΔV = 0).

    ΔV falls with a later finish wherever benefits exceed run costs. Null `no_sign_change` when even a
    finish today is not worth it, or when any finish within the life of the benefits is.
    """
    fixed = [stream.until for stream in prospect.benefits if stream.until is not None]
    low, high = ZERO, max([*fixed, prospect.finish, ONE * horizon(prospect)])
    if _delta_at(prospect, low, rates) < 0 or _delta_at(prospect, high, rates) >= 0:
        return unknown("no_sign_change")
    while high - low > PRECISE:
        middle = (low + high) / 2
        low, high = (middle, high) if _delta_at(prospect, middle, rates) >= 0 else (low, middle)
    return known(low)


def _delta_at(prospect: Prospect, finish: Decimal, rates: Rates) -> Decimal:
    return parts_of(with_finish(prospect, finish), rates).delta


def day_after_years(today: date, years: Decimal) -> date:
    """A time in years from today as a day, rounded down."""
    return today + timedelta(days=int(years * DAYS_A_YEAR))


@dataclass(frozen=True, slots=True)
class Swing:
    """How far ΔV moves when one input goes from its low to its high, all else as planned."""

    what: str
    at_low: Decimal
    at_high: Decimal

    @property
    def width(self) -> Decimal:
        return abs(self.at_high - self.at_low)


def tornado(
    prospect: Prospect,
    rates: Rates,
    finishes: tuple[Decimal, Decimal],
    benefit_factors: tuple[Decimal, Decimal],
) -> tuple[Swing, ...]:
    """The inputs that move ΔV, the widest swing first: each package's cost, the finish, the benefits."""

    def swing(what: str, pair: Sequence[Prospect]) -> Swing:
        low, high = (to_places(parts_of(each, rates).delta) for each in pair)
        return Swing(what, low, high)

    swings = [
        swing(f"cost:{cost.code}", [_with_cost(prospect, index, amount) for amount in (cost.low, cost.high)])
        for index, cost in enumerate(prospect.costs)
    ]
    swings.append(swing("finish", [with_finish(prospect, finish) for finish in finishes]))
    swings.append(swing("benefits", [with_benefit_factor(prospect, factor) for factor in benefit_factors]))
    return tuple(sorted(swings, key=lambda each: (-each.width, each.what)))


def _with_cost(prospect: Prospect, index: int, amount: Decimal) -> Prospect:
    costs = list(prospect.costs)
    costs[index] = sure(costs[index].code, costs[index].year, amount)
    return replace(prospect, costs=tuple(costs))


def with_benefit_factor(prospect: Prospect, factor: Decimal) -> Prospect:
    """Every benefit that still depends on finishing, times `factor`."""
    scaled = (s if s.live else replace(s, realisation=s.realisation * factor) for s in prospect.benefits)
    return replace(prospect, benefits=tuple(scaled))
