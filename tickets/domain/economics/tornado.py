"""Which input moves the value most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kernel.money import Money
from tickets.domain.economics.inputs import Remedy, Setting, ThreePoint, as_money
from tickets.domain.economics.point import npv
from tickets.domain.economics.simulate import Future, band

Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """The NPV with one input at its low and at its high, all others at their point values."""

    name: str
    low: float
    high: float
    npv_at_low: Money
    npv_at_high: Money

    @property
    def width(self) -> float:
        """How far the input moves the NPV."""
        return abs(float(self.npv_at_high.amount - self.npv_at_low.amount))


def tornado(
    rate: float, cost: float, future: Future, remedy: Remedy, setting: Setting, currency: str
) -> tuple[Bar, ...]:
    """The bars, widest first; an input that cannot vary has none.

    Rate and cost go from P10 to P90, investment and effect from low to high, delay and run cost from half to
    double.
    """
    values = (
        (name, bounds, as_money(value(bounds[0]), currency), as_money(value(bounds[1]), currency))
        for name, bounds, value in _inputs(rate, cost, future, remedy, setting)
    )
    bars = (Bar(name, *bounds, low, high) for name, bounds, low, high in values if bounds[0] != bounds[1])
    return tuple(sorted(bars, key=lambda bar: -bar.width))


def _inputs(
    rate: float, cost: float, future: Future, remedy: Remedy, setting: Setting
) -> Iterator[tuple[str, Bounds, Callable[[float], float]]]:
    def altered(**change: object) -> float:
        return npv(rate, cost, replace(remedy, **change), setting)  # type: ignore[arg-type]

    rates, costs = band(future.rate), band(future.cost)
    yield "rate", (rates.p10, rates.p90), lambda v: npv(v, cost, remedy, setting)
    yield "cost", (costs.p10, costs.p90), lambda v: npv(rate, v, remedy, setting)
    yield "investment", _ends(remedy.cost), lambda v: altered(cost=ThreePoint.exactly(v))
    yield "effect", _ends(remedy.effect), lambda v: altered(effect=ThreePoint.exactly(v))
    yield "delay", (remedy.delay // 2, remedy.delay * 2), lambda v: altered(delay=int(v))
    yield "run_cost", (remedy.run_cost / 2, remedy.run_cost * 2), lambda v: altered(run_cost=v)


def _ends(estimate: ThreePoint) -> Bounds:
    return estimate.low, estimate.high
