"""The two passes of the critical path method over a network (Kelley and Walker).

Both work on positions of each task's own axis. An early date is handed on as the instant at which it is
reached; a late date as the last instant that still keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.domain.axis import ELAPSED
from projects.domain.schedule_network import Arc, Network


@dataclass(slots=True)
class Dates:
    """Start and finish of every leaf: as positions on its axis and as instants."""

    start: list[int]
    finish: list[int]
    start_at: list[int]
    finish_at: list[int]


def forward(network: Network, work: Sequence[int] | None = None) -> Dates:
    """Early dates: the earliest that links, dates and progress allow. `work` replaces the network's own."""
    n = len(network.tasks)
    todo = network.work if work is None else work
    dates = Dates([0] * n, [0] * n, [0] * n, [0] * n)
    for i in network.order:
        start = network.floor[i]
        for arc in binding_preds(network, i):
            start = max(start, earliest_start(network, dates, i, arc, todo[i]))
        place(network, dates, i, start, todo[i])
    return dates


def binding_preds(network: Network, i: int) -> list[Arc]:
    """The links that still hold a task back: none once it is finished, or started under override."""
    task = network.tasks[i]
    if task.actual_finish is not None:
        return []
    if task.actual_start is not None and network.rules.progress == "override":
        return []
    return network.preds[i]


def earliest_start(network: Network, dates: Dates, i: int, arc: Arc, work: int) -> int:
    """The lowest start position of task `i` that one incoming arc allows."""
    at = dates.finish_at[arc.other] if arc.from_finish else dates.start_at[arc.other]
    if arc.lag:
        at = arc.lag_axis.finish_of(arc.lag_axis.position(at) + arc.lag)
    position = network.axis[i].position(at)
    return position - work if arc.to_finish else position


def place(network: Network, dates: Dates, i: int, start: int, work: int) -> None:
    """Record a start position, and the instants that go with it."""
    task, axis = network.tasks[i], network.axis[i]
    dates.start[i], dates.finish[i] = start, start + work
    if task.actual_start is not None:
        dates.start_at[i] = task.actual_start
    else:
        dates.start_at[i] = axis.start_of(start) if work else _milestone(network, dates, i, start)
    if task.actual_finish is not None:
        dates.finish_at[i] = task.actual_finish
        if task.actual_start is None:
            dates.start_at[i] = task.actual_finish
    else:
        dates.finish_at[i] = axis.finish_of(start + work) if work else dates.start_at[i]


def _milestone(network: Network, dates: Dates, i: int, position: int) -> int:
    """A milestone shows 17:00 when work ends there, and 08:00 when a date sets it for the morning."""
    axis = network.axis[i]
    if axis is ELAPSED:
        return position
    finish = axis.finish_of(position)
    tied = (a for a in binding_preds(network, i) if earliest_start(network, dates, i, a, 0) == position)
    return finish if any(True for _ in tied) else axis.start_of(position)


def backward(network: Network, early: Dates, finish: int) -> Dates:
    """Late dates that keep the instant `finish`, the deadlines and the constraints."""
    n = len(network.tasks)
    late = Dates([0] * n, [0] * n, [0] * n, [0] * n)
    # The last instants that keep a late date; for a started task, when its remaining work must start.
    last_start, last_finish = [0] * n, [0] * n
    for i in reversed(network.order):
        axis, work = network.axis[i], network.work[i]
        if network.finished(i):
            late.start[i], late.finish[i] = early.start[i], early.finish[i]
            late.start_at[i], late.finish_at[i] = early.start_at[i], early.finish_at[i]
            continue
        end = latest_finish(network, i, (last_start, last_finish), axis.position(finish))
        cap = network.cap[i]
        end = end if cap is None else min(end, cap)
        late.start[i], late.finish[i] = end - work, end
        last_start[i], last_finish[i] = axis.start_of(end - work), axis.start_of(end)
        _late_instants(network, early, late, i)
    return late


def _late_instants(network: Network, early: Dates, late: Dates, i: int) -> None:
    axis = network.axis[i]
    if late.finish[i] == early.finish[i]:
        late.finish_at[i] = early.finish_at[i]
    else:
        late.finish_at[i] = axis.finish_of(late.finish[i])
    if network.started(i) or late.start[i] == early.start[i]:
        late.start_at[i] = early.start_at[i]
    else:
        late.start_at[i] = axis.start_of(late.start[i]) if network.work[i] else late.finish_at[i]


def latest_finish(network: Network, i: int, dates: tuple[Sequence[int], Sequence[int]], bound: int) -> int:
    """The highest finish position, at most `bound`, that moves no successor beyond the given instants."""
    axis = network.axis[i]
    start_at, finish_at = dates
    for arc in binding_succs(network, i):
        at = finish_at[arc.other] if arc.to_finish else start_at[arc.other]
        if arc.lag:
            at = arc.lag_axis.start_of(arc.lag_axis.position(at) - arc.lag)
        position = axis.position(at)
        bound = min(bound, position if arc.from_finish else position + network.work[i])
    return bound


def binding_succs(network: Network, i: int) -> Iterator[Arc]:
    """The links through which a move of task `i` would still move a successor."""
    override = network.rules.progress == "override"
    begun = network.started(i)
    for arc in network.succs[i]:
        task = network.tasks[arc.other]
        if task.actual_finish is not None or (override and task.actual_start is not None):
            continue
        if begun and not arc.from_finish:
            continue
        yield arc
