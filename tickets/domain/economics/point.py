"""Point values of a remedy: discounting, value, break-evens, and what would have to be true.

λ incidents per month, c cost of one, K one-off cost, e share removed, m run cost, d delay, H horizon.
Monthly rate (1+r)^(1/12) − 1; the remedy works in months d+1 … H; K is spent at month 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kernel.figures import Figure, known, unknown
from kernel.money import Money
from tickets.domain.economics.inputs import Remedy, Setting, as_money

LONGEST_HORIZON = 600  # months looked at for "how long would the service have to live"


@dataclass(frozen=True, slots=True)
class Point:
    """Living with it, the remedy's NPV, break-even rate λ*, cost c* and month; undefined with a reason."""

    rate: float
    cost: Money
    living_with_it: Money
    npv: Money
    break_even_rate: Figure[float]
    break_even_cost: Figure[Money]
    break_even_month: Figure[int]


@dataclass(frozen=True, slots=True)
class Truth:
    """An input as it is now and as it would have to be for the remedy to break even, others unchanged."""

    name: str
    now: float
    needed: Figure[float]


def monthly(yearly: float) -> float:
    """The monthly rate that compounds to the yearly one."""
    return float((1 + yearly) ** (1 / 12) - 1)


def annuity(setting: Setting, delay: int = 0, growth: float = 0.0) -> float:
    """A = Σ_{t=d+1..H} ((1+g)/(1+r_m))^t; 0 when the remedy comes after the horizon."""
    factor = (1 + growth) / (1 + monthly(setting.discount))
    return sum((factor**t for t in range(delay + 1, setting.horizon + 1)), 0.0)


def npv(rate: float, cost: float, remedy: Remedy, setting: Setting) -> float:
    """λ·c·e·A − K − m·A, with the means of the three-point estimates."""
    saving = annuity(setting, remedy.delay, setting.growth)
    running = annuity(setting, remedy.delay)
    return rate * cost * remedy.effect.mean * saving - remedy.cost.mean - remedy.run_cost * running


def evaluate(rate: float, cost: float, remedy: Remedy, setting: Setting, currency: str) -> Point:
    """The point values of a remedy at λ = `rate` and c = `cost`."""
    living = rate * cost * annuity(setting, 0, setting.growth)
    cost_star = _needed(_owed(remedy, setting), rate * _removed(remedy, setting), remedy, setting)
    return Point(
        rate=rate,
        cost=as_money(cost, currency),
        living_with_it=as_money(living, currency),
        npv=as_money(npv(rate, cost, remedy, setting), currency),
        break_even_rate=_needed(_owed(remedy, setting), cost * _removed(remedy, setting), remedy, setting),
        break_even_cost=_as_money(cost_star, currency),
        break_even_month=break_even_month(rate, cost, remedy, setting),
    )


def cumulative(rate: float, cost: float, remedy: Remedy, setting: Setting) -> Iterator[float]:
    """Discounted value by the end of months 0 … H, as drawn on the chart of the remedy."""
    value, step = -remedy.cost.mean, monthly(setting.discount)
    yield value
    for month in range(1, setting.horizon + 1):
        if month > remedy.delay:
            saved = rate * (1 + setting.growth) ** month * cost * remedy.effect.mean
            value += (saved - remedy.run_cost) / (1 + step) ** month
        yield value


def break_even_month(rate: float, cost: float, remedy: Remedy, setting: Setting) -> Figure[int]:
    """The first month with a cumulative value of 0 or more; `no_sign_change` when there is none."""
    months = enumerate(cumulative(rate, cost, remedy, setting))
    month = next((month for month, value in months if value >= 0), None)
    return unknown("no_sign_change") if month is None else known(month)


def what_would_have_to_be_true(
    rate: float, cost: float, remedy: Remedy, setting: Setting
) -> tuple[Truth, ...]:
    """For each input, the value at which the remedy breaks even with all others as they are.

    An effect above 1 cannot be had; it is returned as computed and to be shown as out of reach.
    """
    owed, removed = _owed(remedy, setting), _removed(remedy, setting)
    full = rate * cost * annuity(setting, remedy.delay, setting.growth)
    running = remedy.run_cost * annuity(setting, remedy.delay)
    return (
        Truth("rate", rate, _needed(owed, cost * removed, remedy, setting)),
        Truth("cost", cost, _needed(owed, rate * removed, remedy, setting)),
        Truth("effect", remedy.effect.mean, _needed(owed, full, remedy, setting)),
        Truth("investment", remedy.cost.mean, known(max(0.0, rate * cost * removed - running))),
        Truth("delay", remedy.delay, _latest_delay(rate, cost, remedy, setting)),
        Truth("horizon", setting.horizon, _shortest_horizon(rate, cost, remedy, setting)),
    )


def _owed(remedy: Remedy, setting: Setting) -> float:
    return remedy.cost.mean + remedy.run_cost * annuity(setting, remedy.delay)


def _removed(remedy: Remedy, setting: Setting) -> float:
    return remedy.effect.mean * annuity(setting, remedy.delay, setting.growth)


def _needed(owed: float, worth: float, remedy: Remedy, setting: Setting) -> Figure[float]:
    """owed ÷ worth; `finished` when the remedy comes too late, `no_sign_change` when it removes nothing."""
    if remedy.delay >= setting.horizon:
        return unknown("finished")
    if worth <= 0:
        return unknown("no_sign_change")
    return known(max(0.0, owed / worth))


def _latest_delay(rate: float, cost: float, remedy: Remedy, setting: Setting) -> Figure[float]:
    delays = range(setting.horizon, -1, -1)
    viable = (delay for delay in delays if npv(rate, cost, replace(remedy, delay=delay), setting) >= 0)
    latest = next(viable, None)
    return unknown("no_sign_change") if latest is None else known(float(latest))


def _shortest_horizon(rate: float, cost: float, remedy: Remedy, setting: Setting) -> Figure[float]:
    month = break_even_month(rate, cost, remedy, replace(setting, horizon=LONGEST_HORIZON))
    return known(float(month.value)) if month.value is not None else unknown("no_sign_change")


def _as_money(figure: Figure[float], currency: str) -> Figure[Money]:
    if figure.value is None:
        return unknown(figure.null_reason or "no_data")
    return known(as_money(figure.value, currency))
