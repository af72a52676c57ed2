"""What is scheduled: tasks, links, constraints and rules. Durations, lags and dates are in minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from projects.domain.axis import Axis

TaskId = int | str
LinkKind = Literal["FS", "SS", "FF", "SF"]
ConstraintKind = Literal["ASAP", "ALAP", "SNET", "SNLT", "FNET", "FNLT", "MSO", "MFO"]
LagCalendar = Literal["project", "predecessor", "successor", "elapsed"]
ProgressLogic = Literal["retained", "override"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task of `duration` working minutes on its `axis` (the project's when None); 0 is a milestone.

    `at` is the instant of the constraint, `deadline` bounds only the late finish. A started task works its
    `remaining` minutes (its duration when None) from the status date on. A task named as `parent` by another
    is a summary: it has no work of its own and passes SNET, FNLT and its deadline on to its children.
    """

    id: TaskId
    duration: int = 0
    axis: Axis | None = None
    constraint: ConstraintKind = "ASAP"
    at: int | None = None
    deadline: int | None = None
    actual_start: int | None = None
    actual_finish: int | None = None
    remaining: int | None = None
    parent: TaskId | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """`predecessor` -> `successor`, with a lag (a lead when negative) counted on the chosen calendar."""

    predecessor: TaskId
    successor: TaskId
    kind: LinkKind = "FS"
    lag: int = 0
    lag_calendar: LagCalendar = "project"


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one calculation: the instant work may begin, the project's axis, the status date if any.

    `finish_by` replaces the project's own early finish in the backward pass. A task is critical when its
    total float is at most `critical_float` minutes.
    """

    start: int
    axis: Axis
    status: int | None = None
    finish_by: int | None = None
    progress: ProgressLogic = "retained"
    critical_float: int = 0


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """The dates (instants) and floats (working minutes on the task's axis) of one task.

    A finished task keeps its dates and has no float. Negative float says by how much it is too late.
    """

    id: TaskId
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int | None
    free_float: int | None
    critical: bool
    summary: bool = False

    @property
    def interfering_float(self) -> int | None:
        """Total less free float: what moves successors without moving the end."""
        if self.total_float is None or self.free_float is None:
            return None
        return self.total_float - self.free_float


DriverReason = Literal["link", "project_start", "constraint", "status", "actual", "as_late_as_possible"]


@dataclass(frozen=True, slots=True)
class Driver:
    """What holds a task where it is: a predecessor, or one of the named reasons."""

    reason: DriverReason
    predecessor: TaskId | None = None
