"""The two passes of the critical path method over a network (Kelley and Walker).

Both work on positions of each task's own axis. An early date is handed on as the instant at which it is
reached; a late date as the last instant that still keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.domain.schedule_network import Arc, Network


@dataclass(slots=True)
class Dates:
    """Start and finish of every leaf: as positions on its axis and as instants.

    The positions of a started task are those of its remaining work; its start instant is the actual one.
    """

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
        start = lowest_start(network, i, todo[i])
        for arc in binding_preds(network, i):
            start = max(start, earliest_start(network, dates, i, arc, todo[i]))
        place(network, dates, i, start, todo[i])
    return dates


def lowest_start(network: Network, i: int, work: int) -> int:
    """The lowest start position that dates alone allow; a finished task lies where it was done."""
    task, finish = network.tasks[i], network.finish_floor[i]
    if task.actual_finish is not None:
        return network.axis[i].position(task.actual_finish) - work
    if finish is None or task.actual_start is not None:
        return network.floor[i]
    return max(network.floor[i], finish - work)


def binding_preds(network: Network, i: int) -> list[Arc]:
    """The links that still hold a task back: none once it is finished, or started under override."""
    task = network.tasks[i]
    if task.actual_finish is not None:
        return []
    if task.actual_start is not None and network.rules.progress == "override":
        return []
    return network.preds[i]


def handed_on(dates: Dates, arc: Arc) -> int:
    """The instant that an incoming arc hands on: the predecessor's date and the lag."""
    at = dates.finish_at[arc.other] if arc.from_finish else dates.start_at[arc.other]
    return arc.lag_axis.finish_of(arc.lag_axis.position(at) + arc.lag) if arc.lag else at


def earliest_start(network: Network, dates: Dates, i: int, arc: Arc, work: int) -> int:
    """The lowest start position of task `i` that one incoming arc allows."""
    position = network.axis[i].position(handed_on(dates, arc))
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
    """A milestone stands at 17:00 when nothing holds it longer, and at the next 08:00 otherwise."""
    finish = network.axis[i].finish_of(position)
    held_until = [network.not_before[i], *(handed_on(dates, arc) for arc in binding_preds(network, i))]
    constraint_at = network.tasks[i].at
    if network.finish_floor[i] is not None and constraint_at is not None:
        held_until.append(constraint_at)
    return finish if max(held_until) <= finish else network.axis[i].start_of(position)


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
        last_start[i], last_finish[i] = last_instants(network, late, i)
        _late_instants(network, early, late, i)
    return late


def last_instants(network: Network, dates: Dates, i: int) -> tuple[int, int]:
    """The last instants from which a start and a finish at the given positions can still be kept."""
    axis = network.axis[i]
    return axis.start_of(dates.start[i]), axis.start_of(dates.finish[i])


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
        if not arc.from_finish:
            position += network.work[i] - _starts_after(network, i, position, at)
        bound = min(bound, position)
    return bound


def _starts_after(network: Network, i: int, position: int, at: int) -> int:
    """1 if work at the position would start after the instant, because the instant is in time off."""
    return int(network.work[i] > 0 and network.axis[i].start_of(position) > at)


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
