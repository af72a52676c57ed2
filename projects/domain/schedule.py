"""The critical path method with calendars, constraints and progress (CP-*, CAL-*).

Two clamps are deliberate: no task starts before the project, and every task is bounded by its finish.
Sources: Kelley and Walker 1959; dates agree with Microsoft Project 2003-2013 on the CAL fixtures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kernel.errors import DomainError
from projects.domain.schedule_network import Network, build_network
from projects.domain.schedule_passes import (
    Dates,
    backward,
    binding_preds,
    earliest_start,
    forward,
    last_instants,
    latest_finish,
    place,
)
from projects.domain.schedule_types import Driver, DriverReason, Link, Rules, ScheduledTask, Task, TaskId

__all__ = ["Driver", "Link", "Rules", "Schedule", "ScheduledTask", "Task", "TaskId", "schedule"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every task with its dates and floats, and the instant at which the last one finishes."""

    tasks: Mapping[TaskId, ScheduledTask]
    finish: int
    network: Network
    early: Dates
    unshifted: Dates

    def critical(self) -> tuple[TaskId, ...]:
        """Critical leaves in order of their early start."""
        rows = [t for t in self.tasks.values() if t.critical and not t.summary]
        return tuple(t.id for t in sorted(rows, key=lambda t: (t.early_start, t.early_finish)))

    def near_critical(self, within: int) -> tuple[TaskId, ...]:
        """Leaves that are not critical but have at most `within` minutes of total float."""
        return tuple(
            t.id
            for t in self.tasks.values()
            if not (t.critical or t.summary) and t.total_float is not None and t.total_float <= within
        )

    def drivers(self, task_id: TaskId) -> tuple[Driver, ...]:
        """Why a task, or what is left of it, cannot start earlier: its driving predecessors or a date.

        A summary is driven by what drives the first of its leaves.
        """
        i = min(self._leaves(task_id), key=lambda leaf: self.early.start_at[leaf])
        if self.network.finished(i):
            return (Driver("actual"),)
        if self.early.start[i] > self.unshifted.start[i]:
            return (Driver("as_late_as_possible"),)
        links = tuple(
            Driver("link", self.network.tasks[arc.other].id)
            for arc in binding_preds(self.network, i)
            if earliest_start(self.network, self.early, i, arc, self.network.work[i]) == self.early.start[i]
        )
        return links or (Driver(self._date_that_holds(i)),)

    def driving_path(self, task_id: TaskId) -> tuple[TaskId, ...]:
        """The chain of first driving predecessors that ends in the task."""
        path: list[TaskId] = [task_id]
        while (driver := self.drivers(path[-1])[0]).predecessor is not None:
            path.append(driver.predecessor)
        return tuple(reversed(path))

    def drag(self, task_id: TaskId) -> int:
        """By how many minutes of the project's calendar the finish would move if the task took no time.

        For a summary: if none of its leaves took any time.
        """
        work = list(self.network.work)
        for i in self._leaves(task_id):
            work[i] = 0
        axis = self.network.rules.axis
        without = max(forward(self.network, work).finish_at)
        return axis.position(max(self.unshifted.finish_at)) - axis.position(without)

    def _leaves(self, task_id: TaskId) -> list[int]:
        if task_id in self.network.index:
            return [self.network.index[task_id]]
        if task_id in self.network.leaves_of:
            return self.network.leaves_of[task_id]
        raise DomainError("unknown_task", f"the plan has no task {task_id}")

    def _date_that_holds(self, i: int) -> DriverReason:
        network, axis, start = self.network, self.network.axis[i], self.early.start[i]
        if network.rules.status is not None and axis.position(network.rules.status) == start:
            return "status"
        if network.started(i):
            return "actual"
        return "project_start" if axis.position(network.rules.start) == start else "constraint"


def schedule(tasks: Sequence[Task], links: Iterable[Link], rules: Rules) -> Schedule:
    """Early and late dates, floats and criticality of every task; summaries are rolled up.

    Raises the `DomainError`s of `build_network`, among them `dependency_cycle`, which names the loop.
    A plan without tasks finishes when it starts.
    """
    network = build_network(tasks, links, rules)
    early = forward(network)
    finish = max(early.finish_at, default=rules.start)
    late = backward(network, early, finish if rules.finish_by is None else rules.finish_by)
    unshifted = Dates(list(early.start), list(early.finish), list(early.start_at), list(early.finish_at))
    free = _shift_late(network, early, late, finish)
    rows: dict[TaskId, ScheduledTask] = {}
    for i in range(len(network.tasks)):
        row = _row(network, early, late, i, free[i])
        rows[row.id] = row
    for summary, leaves in network.leaves_of.items():
        rows[summary] = _summary(summary, [rows[network.tasks[i].id] for i in leaves])
    return Schedule({task.id: rows[task.id] for task in tasks}, finish, network, early, unshifted)


def _shift_late(network: Network, early: Dates, late: Dates, finish: int) -> list[int]:
    """Move ALAP tasks as late as they go without moving a successor or breaking their own late date.

    Returns the free float of every leaf after the moves.
    """
    count = len(network.tasks)
    last_start, last_finish, free = [0] * count, [0] * count, [0] * count
    for i in reversed(network.order):
        bound = network.axis[i].position(finish)
        free[i] = latest_finish(network, i, (last_start, last_finish), bound) - early.finish[i]
        if network.tasks[i].constraint == "ALAP" and not network.started(i):
            shift = max(0, min(free[i], late.finish[i] - early.finish[i]))
            place(network, early, i, early.start[i] + shift, network.work[i])
            free[i] -= shift
        last_start[i], last_finish[i] = last_instants(network, early, i)
    return free


def _row(network: Network, early: Dates, late: Dates, i: int, free: int) -> ScheduledTask:
    done = network.finished(i)
    total = None if done else late.finish[i] - early.finish[i]
    return ScheduledTask(
        id=network.tasks[i].id,
        early_start=early.start_at[i],
        early_finish=early.finish_at[i],
        late_start=late.start_at[i],
        late_finish=late.finish_at[i],
        total_float=total,
        free_float=None if done else free,
        critical=total is not None and total <= network.rules.critical_float,
    )


def _summary(task_id: TaskId, leaves: Sequence[ScheduledTask]) -> ScheduledTask:
    """Earliest start, latest finish and smallest floats of the leaves."""
    return ScheduledTask(
        id=task_id,
        early_start=min(t.early_start for t in leaves),
        early_finish=max(t.early_finish for t in leaves),
        late_start=min(t.late_start for t in leaves),
        late_finish=max(t.late_finish for t in leaves),
        total_float=min((t.total_float for t in leaves if t.total_float is not None), default=None),
        free_float=min((t.free_float for t in leaves if t.free_float is not None), default=None),
        critical=any(t.critical for t in leaves),
        summary=True,
    )
