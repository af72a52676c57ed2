"""Computed dates of a plan beside those that its file says, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from projects.domain.axis import Axis, instant_of, minute_of
from projects.domain.plan_exchange import DateDifference, ExchangeLink, ExchangeTask
from projects.domain.schedule import Schedule


def differences(
    tasks: Sequence[ExchangeTask],
    links: Sequence[ExchangeLink],
    codes: Mapping[str, str],
    schedule: Schedule,
    axes: Mapping[str, Axis],
) -> list[DateDifference]:
    """Tasks whose start or finish is not the file's, compared by working minutes: 17:00 is the next 08:00.

    `codes` and `axes` are by key. A task without dates in the file is not compared.
    """
    off: set[str] = set()
    for task in tasks:
        if task.start is not None and task.finish is not None and not _same(task, codes, schedule, axes):
            off.add(task.key)
    return [_difference(task, links, codes, schedule, axes, off) for task in tasks if task.key in off]


def _same(task: ExchangeTask, codes: Mapping[str, str], schedule: Schedule, axes: Mapping[str, Axis]) -> bool:
    row, axis = schedule.tasks[codes[task.key]], axes[task.key]
    assert task.start is not None and task.finish is not None
    return axis.position(row.early_start) == axis.position(minute_of(task.start)) and axis.position(
        row.early_finish
    ) == axis.position(minute_of(task.finish))


def _difference(
    task: ExchangeTask, links: Sequence[ExchangeLink], codes: Mapping[str, str], schedule: Schedule,
    axes: Mapping[str, Axis], off: set[str],
) -> DateDifference:  # fmt: skip
    row = schedule.tasks[codes[task.key]]
    assert task.start is not None and task.finish is not None
    return DateDifference(
        codes[task.key], task.title, (instant_of(row.early_start), instant_of(row.early_finish)),
        (task.start, task.finish), _why(task, links, codes, schedule, axes[task.key], off),
    )  # fmt: skip


def _why(
    task: ExchangeTask, links: Sequence[ExchangeLink], codes: Mapping[str, str], schedule: Schedule,
    axis: Axis, off: set[str],
) -> str:  # fmt: skip
    assert task.start is not None
    if task.summary:
        return "it spans the tasks below it"
    before = [
        codes[link.predecessor] for link in links if link.successor == task.key and link.predecessor in off
    ]
    if before:
        return f"it follows {', '.join(before)}, whose dates differ"
    if axis.position(minute_of(task.start)) < axis.position(schedule.network.rules.start):
        return "it starts before the project does, which no task of a plan can"
    return "; ".join(task.caveats) or _by_length(task, axis)


def _by_length(task: ExchangeTask, axis: Axis) -> str:
    assert task.start is not None and task.finish is not None
    begin, end = axis.position(minute_of(task.start)), axis.position(minute_of(task.finish))
    if end - begin > task.duration:
        return "the file interrupts its work (a split, or people who work part of the time)"
    if end - begin < task.duration:
        return "the file leaves less working time between its dates than its duration"
    return "something the plan does not keep holds it (such as a resource that was levelled)"
