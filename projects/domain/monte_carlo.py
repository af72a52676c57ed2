"""Monte Carlo forecast of finish and cost (SIM-*).

Remaining durations are drawn conditional on the time already worked, correlations by ranks, risks as events
with their impact. The same seed and inputs give the same result, bit for bit. Deadlines and late-date
constraints do not bind a forecast; constraints that hold work back do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kernel.errors import DomainError
from projects.domain.axis import Axis
from projects.domain.sampling import (
    centred_ranks,
    correlated_uniforms,
    correlation_matrix,
    generator,
    nearest_correlation,
    quantiles,
    whole_minutes,
)
from projects.domain.schedule_network import Network
from projects.domain.schedule_types import Link, Rules, Task, TaskId
from projects.domain.simulation_passes import forward_runs, single_axis_network, total_float_runs
from projects.domain.three_point import Distribution

if TYPE_CHECKING:
    from projects.domain.sampling import Floats

MINIMUM_RUNS = 1_000
DEFAULT_RUNS = 10_000
CRITICAL_WITHIN = 1e-6
RUNS_AT_ONCE = 2_000
PERCENTS = (10, 50, 80, 90)


@dataclass(frozen=True, slots=True)
class TaskCost:
    """Cost of a task: spent so far, still to come whatever it takes, and per working minute that remains."""

    actual: float = 0.0
    fixed: float = 0.0
    per_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Happens with `probability` in a run; then it delays its task, or the end, and costs."""

    id: str
    probability: float
    delay: Distribution | None = None
    cost: Distribution | None = None
    task: TaskId | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise DomainError("probability_range", f"{self.probability} is not between 0 and 1")


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What varies: estimates of whole durations in minutes, correlations of them, costs, risks.

    `interruption` multiplies every remaining duration (1 is none): the share of time that other work takes.
    """

    estimates: Mapping[TaskId, Distribution] = field(default_factory=dict)
    correlations: Mapping[tuple[TaskId, TaskId], float] = field(default_factory=dict)
    costs: Mapping[TaskId, TaskCost] = field(default_factory=dict)
    risks: tuple[RiskEvent, ...] = ()
    interruption: float = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The outcome of all runs, ascending, with the figures read from it."""

    values: Any

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def sd(self) -> float:
        return float(self.values.std(ddof=1))

    def percentile(self, percent: float) -> float:
        """The value that `percent` per cent of the runs do not exceed."""
        import numpy as np  # noqa: PLC0415

        return float(np.quantile(self.values, percent / 100))

    def share_above(self, limit: float) -> float:
        """The share of runs above the limit; on the limit is inside."""
        import numpy as np  # noqa: PLC0415

        return 1 - float(np.searchsorted(self.values, limit, side="right")) / len(self.values)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A forecast. `finish` is in working minutes of the project's axis, `finish_at` turns it into an instant.

    `criticality` is the share of runs in which a task is critical; `sensitivity` the rank correlation of its
    duration with the finish, for tasks whose duration varies. `warnings`: `correlations_adjusted`,
    `elapsed_beyond_estimate`.
    """

    runs: int
    seed: int
    inputs_hash: str
    finish: Sample
    cost: Sample | None
    criticality: Mapping[TaskId, float]
    sensitivity: Mapping[TaskId, float]
    warnings: tuple[str, ...]
    axis: Axis

    def finish_at(self, percent: float) -> int:
        """The instant at which the project is finished in `percent` per cent of the runs, rounded up."""
        return self.axis.finish_of(whole_minutes(self.finish.percentile(percent)))


def simulate(
    tasks: Sequence[Task],
    links: Iterable[Link],
    rules: Rules,
    uncertainty: Uncertainty,
    *,
    seed: int,
    runs: int = DEFAULT_RUNS,
) -> Simulation:
    """Run the plan `runs` times from its status date.

    Tasks without an estimate and finished tasks are constant. Raises `DomainError`: the codes of
    `build_network`, `too_few_runs`, `empty_plan`, `duplicate_risk`, `unknown_task`, `correlation_range`,
    `correlation_pair`.
    """
    network = single_axis_network(tasks, list(links), rules)
    _check(network, uncertainty, runs)
    rng = generator(seed)
    work, warnings = _draw_work(network, uncertainty, rng, runs)
    happened = {risk.id: rng.random(runs) < risk.probability for risk in uncertainty.risks}
    after_end, risk_cost = _apply_risks(network, uncertainty, work, happened, rng)
    end, criticality = _passes(network, work)
    end += after_end
    return Simulation(
        runs=runs,
        seed=seed,
        inputs_hash=inputs_hash(network, uncertainty, runs, seed),
        finish=_sample(end),
        cost=_sample(_cost(network, uncertainty, work) + risk_cost) if uncertainty.costs else None,
        criticality=criticality,
        sensitivity=_sensitivity(network, work, end),
        warnings=warnings,
        axis=rules.axis,
    )


def simulate_sum(
    parts: Mapping[TaskId, Distribution],
    *,
    seed: int,
    runs: int = DEFAULT_RUNS,
    correlations: Mapping[tuple[TaskId, TaskId], float] | None = None,
) -> Sample:
    """The distribution of a sum of uncertain amounts, for budgets without a network (SIM-4, SIM-5, SIM-7)."""
    rng = generator(seed)
    uniforms, _ = _uniforms(list(parts), correlations or {}, rng, runs)
    rows = [quantiles(distribution, uniforms[name]) for name, distribution in parts.items()]
    return _sample(sum(rows[1:], start=rows[0]))


def _sample(values: Floats) -> Sample:
    import numpy as np  # noqa: PLC0415

    return Sample(np.sort(values))


def _check(network: Network, uncertainty: Uncertainty, runs: int) -> None:
    if runs < MINIMUM_RUNS:
        raise DomainError("too_few_runs", f"a forecast needs at least {MINIMUM_RUNS} runs")
    if not network.tasks:
        raise DomainError("empty_plan", "there is no task to forecast")
    if len({risk.id for risk in uncertainty.risks}) != len(uncertainty.risks):
        raise DomainError("duplicate_risk", "two risks have the same id")
    named = {*uncertainty.estimates, *uncertainty.costs}
    named |= {risk.task for risk in uncertainty.risks if risk.task is not None}
    if strangers := named - set(network.index):
        raise DomainError("unknown_task", f"not leaves of the plan: {sorted(map(str, strangers))}")


def _uniforms(
    names: Sequence[TaskId],
    correlations: Mapping[tuple[TaskId, TaskId], float],
    rng: Any,
    runs: int,
) -> tuple[dict[TaskId, Floats], bool]:
    """Uniform draws by name, correlated where pairs are given, and whether the matrix had to be adjusted."""
    tied = [name for name in names if any(name in pair for pair in correlations)]
    uniforms: dict[TaskId, Floats] = {name: rng.random(runs) for name in names if name not in tied}
    if not correlations:
        return uniforms, False
    matrix, adjusted = nearest_correlation(correlation_matrix(tied, dict(correlations.items())))
    rows = correlated_uniforms(rng, matrix, runs)
    return uniforms | {name: rows[i] for i, name in enumerate(tied)}, adjusted


def _draw_work(
    network: Network, uncertainty: Uncertainty, rng: Any, runs: int
) -> tuple[Floats, tuple[str, ...]]:
    """Remaining work in minutes, task by run."""
    import numpy as np  # noqa: PLC0415

    work = np.repeat(np.array(network.work, dtype=float)[:, None], runs, axis=1)
    open_ids = [t.id for t in network.tasks if t.id in uncertainty.estimates and t.actual_finish is None]
    correlations = {pair: rho for pair, rho in uncertainty.correlations.items() if not _done(network, pair)}
    uniforms, adjusted = _uniforms(open_ids, correlations, rng, runs)
    beyond = False
    for task_id in open_ids:
        i, distribution = network.index[task_id], uncertainty.estimates[task_id]
        worked = _worked(network, i)
        whole = quantiles(distribution, uniforms[task_id], above=worked)
        work[i] = np.maximum(0.0, whole - (worked or 0.0))
        beyond = beyond or (worked is not None and not work[i].any())
    if uncertainty.interruption != 1:
        rows = [i for i, task in enumerate(network.tasks) if task.actual_finish is None]
        work[rows] *= uncertainty.interruption
    codes = (("correlations_adjusted", adjusted), ("elapsed_beyond_estimate", beyond))
    return work, tuple(code for code, applies in codes if applies)


def _done(network: Network, pair: tuple[TaskId, TaskId]) -> bool:
    return any(name in network.index and network.finished(network.index[name]) for name in pair)


def _worked(network: Network, i: int) -> float | None:
    """Working minutes between the actual start and the status date of a task under way."""
    task, status, axis = network.tasks[i], network.rules.status, network.axis[i]
    if task.actual_start is None or status is None:
        return None
    return float(max(0, axis.position(status) - axis.position(task.actual_start)))


def _apply_risks(
    network: Network, uncertainty: Uncertainty, work: Floats, happened: Mapping[str, Any], rng: Any
) -> tuple[Floats, Floats]:
    """Delays of tasks go into `work`; returns the delay of the end, and the cost, per run."""
    import numpy as np  # noqa: PLC0415

    runs = work.shape[1]
    after_end, cost = np.zeros(runs), np.zeros(runs)
    for risk in uncertainty.risks:
        if risk.delay is not None:
            delay = happened[risk.id] * quantiles(risk.delay, rng.random(runs))
            if risk.task is None:
                after_end += delay
            else:
                row = network.index[risk.task]
                work[row] = np.maximum(0.0, work[row] + delay)
        if risk.cost is not None:
            cost += happened[risk.id] * quantiles(risk.cost, rng.random(runs))
    return after_end, cost


def _cost(network: Network, uncertainty: Uncertainty, work: Floats) -> Floats:
    import numpy as np  # noqa: PLC0415

    total = np.zeros(work.shape[1])
    for task_id, cost in uncertainty.costs.items():
        total += cost.actual + cost.fixed + cost.per_minute * work[network.index[task_id]]
    return total


def _passes(network: Network, work: Floats) -> tuple[Floats, dict[TaskId, float]]:
    """The finish of every run, and the share of runs in which each task is critical; in bounded memory."""
    import numpy as np  # noqa: PLC0415

    runs = work.shape[1]
    end, critical = np.empty(runs), np.zeros(len(network.tasks))
    for first in range(0, runs, RUNS_AT_ONCE):
        part = slice(first, first + RUNS_AT_ONCE)
        _, finish = forward_runs(network, work[:, part])
        end[part] = finish.max(axis=0)
        slack = total_float_runs(network, work[:, part], finish)
        critical += (slack <= CRITICAL_WITHIN).sum(axis=1)
    share = {
        task.id: 0.0 if task.actual_finish is not None else float(critical[i] / runs)
        for i, task in enumerate(network.tasks)
    }
    return end, share


def _sensitivity(network: Network, work: Floats, end: Floats) -> dict[TaskId, float]:
    """Rank correlation with the finish of every task whose duration varies, if the finish varies."""
    target = centred_ranks(end)
    scale = float((target @ target) ** 0.5)
    result: dict[TaskId, float] = {}
    for i, task in enumerate(network.tasks):
        own = centred_ranks(work[i]) if work[i].max() > work[i].min() and scale else None
        if own is not None:
            result[task.id] = float(own @ target / ((own @ own) ** 0.5 * scale))
    return result


def inputs_hash(network: Network, uncertainty: Uncertainty, runs: int, seed: int) -> str:
    """SHA-256 over everything that determines the result."""
    dated = (network.work, network.floor, network.finish_floor, network.rules.status, network.rules.progress)
    arcs = [[(a.other, a.from_finish, a.to_finish, a.lag) for a in arcs] for arcs in network.preds]
    named = [sorted(m.items(), key=repr) for m in (uncertainty.estimates, uncertainty.costs)]
    tied = sorted(uncertainty.correlations.items(), key=repr)
    tasks = [(t.id, t.actual_start, t.actual_finish) for t in network.tasks]
    content = (tasks, dated, arcs, named, tied, uncertainty.risks, uncertainty.interruption, runs, seed)
    return sha256(repr(content).encode()).hexdigest()
