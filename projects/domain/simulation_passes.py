"""The two passes of the critical path method for many runs at once: one vector of runs per task.

All tasks lie on the project's own working-minute axis; calendars come back in when a result becomes a date.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from projects.domain.schedule_network import Arc, Network, build_network
from projects.domain.schedule_passes import binding_preds, binding_succs
from projects.domain.schedule_types import Link, Rules, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projects.domain.sampling import Floats


def single_axis_network(tasks: Sequence[Task], links: Iterable[Link], rules: Rules) -> Network:
    """The network with every task on the project's axis; errors as for `build_network`."""
    return build_network([replace(task, axis=None) for task in tasks], links, rules)


def forward_runs(network: Network, work: Floats) -> tuple[Floats, Floats]:
    """Start and finish positions, task by run, for the work of each task in each run."""
    import numpy as np  # noqa: PLC0415

    start, finish = np.empty_like(work), np.empty_like(work)
    for i in network.order:
        task = network.tasks[i]
        if task.actual_finish is not None:
            finish[i] = network.axis[i].position(task.actual_finish)
            start[i] = finish[i] - work[i]
            continue
        start[i] = network.floor[i]
        lowest_finish = network.finish_floor[i]
        if lowest_finish is not None and task.actual_start is None:
            np.maximum(start[i], lowest_finish - work[i], out=start[i])
        for arc in binding_preds(network, i):
            allowed = _reached(network, arc, start, finish) + _lag(network, arc)
            np.maximum(start[i], allowed - work[i] if arc.to_finish else allowed, out=start[i])
        finish[i] = start[i] + work[i]
    return start, finish


def _reached(network: Network, arc: Arc, start: Floats, finish: Floats) -> Floats | int:
    """The date of the predecessor that the arc ties; a start that has happened is fixed."""
    begun = network.tasks[arc.other].actual_start
    if not arc.from_finish and begun is not None:
        return network.axis[arc.other].position(begun)
    reached: Floats = finish[arc.other] if arc.from_finish else start[arc.other]
    return reached


def _lag(network: Network, arc: Arc) -> int:
    """The lag in working minutes; an elapsed lag counts as it would from the start of the project."""
    rules = network.rules
    if arc.lag_axis is rules.axis:
        return arc.lag
    return rules.axis.position(rules.start + arc.lag) - rules.axis.position(rules.start)


def total_float_runs(network: Network, work: Floats, finish: Floats) -> Floats:
    """Total float, task by run, against the latest finish of each run. Deadlines do not count here."""
    import numpy as np  # noqa: PLC0415

    end = finish.max(axis=0)
    late = np.empty_like(finish)
    for i in reversed(network.order):
        late[i] = end
        for arc in binding_succs(network, i):
            allowed = late[arc.other] if arc.to_finish else late[arc.other] - work[arc.other]
            allowed = allowed - _lag(network, arc)
            np.minimum(late[i], allowed if arc.from_finish else allowed + work[i], out=late[i])
    return late - finish
