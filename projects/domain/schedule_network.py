"""From tasks and links to a network of leaves in calculable order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kernel.errors import DomainError
from projects.domain.axis import ELAPSED, Axis
from projects.domain.schedule_types import Link, Rules, Task, TaskId


class Arc(NamedTuple):
    """One side of a link: the task at the other end, which dates it ties, and its lag."""

    other: int
    from_finish: bool
    to_finish: bool
    lag: int
    lag_axis: Axis


@dataclass(slots=True)
class Network:
    """Leaves by index, with their arcs, in an order in which every predecessor comes first.

    `work` is what is left to do. Dates allow no start before the instant `not_before`, whose position is
    `floor`, and no finish position below `finish_floor` or above `cap`. `leaves_of` maps every summary to the
    indices of the leaves below it.
    """

    rules: Rules
    tasks: list[Task]
    index: dict[TaskId, int]
    axis: list[Axis]
    work: list[int]
    not_before: list[int]
    floor: list[int]
    finish_floor: list[int | None]
    cap: list[int | None]
    preds: list[list[Arc]]
    succs: list[list[Arc]]
    order: list[int]
    leaves_of: dict[TaskId, list[int]]

    def started(self, i: int) -> bool:
        return self.tasks[i].actual_start is not None or self.finished(i)

    def finished(self, i: int) -> bool:
        return self.tasks[i].actual_finish is not None


def build_network(tasks: Sequence[Task], links: Iterable[Link], rules: Rules) -> Network:
    """The network of the leaves; links on summaries are repeated for each leaf below.

    Raises `DomainError`: `duplicate_task`, `negative_duration`, `constraint_date`, `summary_cycle`,
    `summary_constraint`, `unknown_task`, `link_inside_summary`, `dependency_cycle` (naming the loop).
    """
    by_id = {task.id: task for task in tasks}
    if len(by_id) != len(tasks):
        raise DomainError("duplicate_task", "two tasks have the same id")
    lines = {task.id: _ancestors(task, by_id) for task in tasks}
    summaries = {task.parent for task in tasks if task.parent is not None}
    leaves = [task for task in tasks if task.id not in summaries]
    index = {task.id: i for i, task in enumerate(leaves)}
    leaves_of: dict[TaskId, list[int]] = {task.id: [] for task in tasks if task.id in summaries}
    for task in leaves:
        for ancestor in lines[task.id]:
            leaves_of[ancestor.id].append(index[task.id])
    axis = [task.axis or rules.axis for task in leaves]
    work = [_work(task) for task in leaves]
    not_before = [_not_before(task, lines[task.id], rules) for task in leaves]
    network = Network(
        rules=rules,
        tasks=leaves,
        index=index,
        axis=axis,
        work=work,
        not_before=not_before,
        floor=[axis[i].position(instant) for i, instant in enumerate(not_before)],
        finish_floor=[_finish_floor(t, axis[i]) for i, t in enumerate(leaves)],
        cap=[_cap(t, lines[t.id], axis[i], work[i]) for i, t in enumerate(leaves)],
        preds=[[] for _ in leaves],
        succs=[[] for _ in leaves],
        order=[],
        leaves_of=leaves_of,
    )
    for link in links:
        _connect(network, link)
    network.order = _topological(network)
    return network


def _ancestors(task: Task, by_id: dict[TaskId, Task]) -> list[Task]:
    line: list[Task] = []
    at = task.parent
    while at is not None:
        if at not in by_id:
            raise DomainError("unknown_task", f"task {task.id} has the unknown parent {at}")
        if at == task.id or len(line) > len(by_id):
            raise DomainError("summary_cycle", f"task {task.id} is below itself")
        line.append(by_id[at])
        at = by_id[at].parent
    for summary in line:
        if summary.constraint not in {"ASAP", "SNET", "FNLT"}:
            raise DomainError("summary_constraint", f"summary {summary.id} cannot be {summary.constraint}")
    return line


def _work(task: Task) -> int:
    work = task.duration
    if task.actual_start is not None and task.remaining is not None:
        work = task.remaining
    if work < 0:
        raise DomainError("negative_duration", f"task {task.id} has a duration below 0")
    return work


def _date(task: Task) -> int:
    if task.at is None:
        raise DomainError("constraint_date", f"{task.constraint} of task {task.id} needs a date")
    return task.at


def _not_before(task: Task, above: list[Task], rules: Rules) -> int:
    """The first instant at which dates allow a start: project start, status, actual start, constraints."""
    status = [] if rules.status is None else [rules.status]
    if task.actual_start is not None:
        return max([task.actual_start, *status])
    dates = [_date(t) for t in (task, *above) if t.constraint in {"SNET", "MSO"}]
    return max([rules.start, *status, *dates])


def _finish_floor(task: Task, axis: Axis) -> int | None:
    """The lowest finish position, if a constraint sets one."""
    return axis.position(_date(task)) if task.constraint in {"FNET", "MFO"} else None


def _cap(task: Task, above: list[Task], axis: Axis, work: int) -> int | None:
    """The highest finish position: deadlines and constraints of the task and of its summaries."""
    caps = [axis.position(t.deadline) for t in (task, *above) if t.deadline is not None]
    caps += [axis.position(_date(s)) for s in above if s.constraint == "FNLT"]
    if task.constraint in {"FNLT", "MFO"}:
        caps.append(axis.position(_date(task)))
    elif task.constraint in {"SNLT", "MSO"} and task.actual_start is None:
        caps.append(axis.position(_date(task)) + work)
    return min(caps, default=None)


def _connect(network: Network, link: Link) -> None:
    sources = _ends(network, link.predecessor)
    targets = _ends(network, link.successor)
    if set(sources) & set(targets) and link.predecessor != link.successor:
        raise DomainError(
            "link_inside_summary", f"{link.predecessor} and {link.successor}: one contains the other"
        )
    from_finish, to_finish = link.kind[0] == "F", link.kind[1] == "F"
    for i in sources:
        for j in targets:
            lag_axis = _lag_axis(network, link, i, j)
            network.succs[i].append(Arc(j, from_finish, to_finish, link.lag, lag_axis))
            network.preds[j].append(Arc(i, from_finish, to_finish, link.lag, lag_axis))


def _ends(network: Network, task_id: TaskId) -> list[int]:
    if task_id in network.index:
        return [network.index[task_id]]
    if task_id in network.leaves_of:
        return network.leaves_of[task_id]
    raise DomainError("unknown_task", f"a link names the unknown task {task_id}")


def _lag_axis(network: Network, link: Link, i: int, j: int) -> Axis:
    by_choice = {
        "project": network.rules.axis,
        "predecessor": network.axis[i],
        "successor": network.axis[j],
        "elapsed": ELAPSED,
    }
    return by_choice[link.lag_calendar]


def _topological(network: Network) -> list[int]:
    waiting = [len(arcs) for arcs in network.preds]
    order = [i for i, count in enumerate(waiting) if count == 0]
    for i in order:  # grows while it is read
        for arc in network.succs[i]:
            waiting[arc.other] -= 1
            if waiting[arc.other] == 0:
                order.append(arc.other)
    if len(order) < len(waiting):
        loop = " -> ".join(str(network.tasks[i].id) for i in _loop(network, waiting))
        raise DomainError("dependency_cycle", f"these tasks wait for each other: {loop}")
    return order


def _loop(network: Network, waiting: list[int]) -> list[int]:
    """A loop among the tasks still waiting, from its first task back to it.

    Every waiting task has a waiting predecessor, so walking backwards must come round.
    """
    at = next(i for i, count in enumerate(waiting) if count > 0)
    path: list[int] = []
    seen: dict[int, int] = {}
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = next(arc.other for arc in network.preds[at] if waiting[arc.other] > 0)
    return [at, *reversed(path[seen[at] :])]
