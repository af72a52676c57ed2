"""Who moved the finish: the delay of a project split among its tasks by Shapley value (DA-1, G-13).

The value of a set of tasks is the critical path length when they take their observed durations and all
others their planned ones. The shares always add up to the total delay, whatever the order of events.
Sources: Bergantiños, Valencia-Toledo and Vidal-Puga 2018; Brânzei et al. 2002.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

from kernel.errors import DomainError
from projects.domain.axis import ELAPSED
from projects.domain.sampling import generator
from projects.domain.schedule_network import Network, build_network
from projects.domain.schedule_types import Link, Rules, Task, TaskId
from projects.domain.simulation_passes import forward_runs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from projects.domain.sampling import Floats

EXACT_UP_TO = 10
DEFAULT_ORDERS = 500
SETS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class DelayAttribution:
    """Critical path lengths before and after, and the share of the difference that each task answers for.

    Tasks that took as long as planned have no entry. A negative share shortened the project. `exact` is
    false when the shares were estimated from sampled orders.
    """

    planned: float
    observed: float
    shares: Mapping[TaskId, float]
    exact: bool

    @property
    def total(self) -> float:
        return self.observed - self.planned


def attribute_delay(
    planned: Mapping[TaskId, float],
    observed: Mapping[TaskId, float],
    links: Iterable[Link],
    *,
    seed: int,
    orders: int = DEFAULT_ORDERS,
) -> DelayAttribution:
    """Split the delay among the tasks whose observed duration differs from the planned one.

    Durations in any one unit. Up to ten such tasks the Shapley value is exact; above, it is the mean over
    `orders` random orders drawn with `seed`, and the shares still add up to the total. Raises `DomainError`
    `unknown_task` for an observation of no planned task, and the codes of `build_network`.
    """
    if strangers := set(observed) - set(planned):
        raise DomainError("unknown_task", f"observed but not planned: {sorted(map(str, strangers))}")
    game = _Game(planned, observed, list(links))
    count = len(game.slipped)
    exact = count <= EXACT_UP_TO
    shares = game.exact_shares() if exact else game.sampled_shares(seed, orders)
    whole = game.lengths([[], list(range(count))])
    return DelayAttribution(
        planned=float(whole[0]),
        observed=float(whole[1]),
        shares={game.slipped[k]: float(share) for k, share in enumerate(shares)},
        exact=exact,
    )


def by_cause(attribution: DelayAttribution, causes: Mapping[TaskId, str], otherwise: str) -> dict[str, float]:
    """The shares summed by the cause tagged to each task; they add up to the total delay."""
    result: dict[str, float] = {}
    for task, share in attribution.shares.items():
        cause = causes.get(task, otherwise)
        result[cause] = result.get(cause, 0.0) + share
    return result


class _Game:
    """The cooperative game: sets of slipped tasks and the critical path length each would give."""

    def __init__(
        self, planned: Mapping[TaskId, float], observed: Mapping[TaskId, float], links: Sequence[Link]
    ) -> None:
        import numpy as np  # noqa: PLC0415

        self.network: Network = build_network([Task(name) for name in planned], links, Rules(0, ELAPSED))
        names = [task.id for task in self.network.tasks]
        self.base = np.array([float(planned[name]) for name in names])
        self.seen = np.array([float(observed.get(name, planned[name])) for name in names])
        self.rows = [i for i in range(len(names)) if self.base[i] != self.seen[i]]
        self.slipped = [names[i] for i in self.rows]

    def lengths(self, sets: Sequence[Iterable[int]]) -> Floats:
        """The critical path length for each set of indices into `slipped`."""
        import numpy as np  # noqa: PLC0415

        member = np.zeros((len(self.rows), len(sets)), dtype=bool)
        for column, chosen in enumerate(sets):
            member[list(chosen), column] = True
        return self._lengths(member)

    def _lengths(self, member: NDArray[np.bool_]) -> Floats:
        import numpy as np  # noqa: PLC0415

        count = member.shape[1]
        result = np.zeros(count)
        if not len(self.base):
            return result
        for first in range(0, count, SETS_AT_ONCE):
            part = member[:, first : first + SETS_AT_ONCE]
            work = np.repeat(self.base[:, None], part.shape[1], axis=1)
            work[self.rows] = np.where(part, self.seen[self.rows, None], self.base[self.rows, None])
            _, finish = forward_runs(self.network, work)
            result[first : first + SETS_AT_ONCE] = finish.max(axis=0)
        return result

    def exact_shares(self) -> Floats:
        """`Σ |S|!(n-|S|-1)!/n! (v(S+i) - v(S))` over all sets, as bit masks."""
        import numpy as np  # noqa: PLC0415

        n = len(self.rows)
        masks = np.arange(2**n)
        member = (masks[None, :] >> np.arange(n)[:, None]) & 1 == 1
        value = self._lengths(member)
        size = member.sum(axis=0)
        weight = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
        shares = np.zeros(n)
        for i in range(n):
            without = masks[~member[i]]
            shares[i] = (weight[size[without]] * (value[without | 1 << i] - value[without])).sum()
        return shares

    def sampled_shares(self, seed: int, orders: int) -> Floats:
        """Mean of what each task adds when tasks slip one after another, over random orders."""
        import numpy as np  # noqa: PLC0415

        n, rng = len(self.rows), generator(seed)
        drawn = np.array([rng.permutation(n) for _ in range(orders)])
        # Column k of an order holds the set in which its first k tasks have slipped.
        member = np.empty((n, orders, n + 1), dtype=bool)
        for row, order in enumerate(drawn):
            member[order, row] = np.arange(n)[:, None] < np.arange(n + 1)
        lengths = self._lengths(member.reshape(n, -1)).reshape(orders, n + 1)
        shares = np.zeros(n)
        np.add.at(shares, drawn, np.diff(lengths, axis=1))
        return shares / orders
