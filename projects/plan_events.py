"""What happens to the plan of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from kernel.events import Event


@dataclass(frozen=True)
class TaskAdded(Event):
    """The plan has a new task."""

    kind: ClassVar[str] = "project.task_added"
    task: str
    title: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Task {data['task']} was added: {data['title']}"


@dataclass(frozen=True)
class TaskEdited(Event):
    """Fields of a task have new values: name -> (old, new)."""

    kind: ClassVar[str] = "project.task_edited"
    task: str
    title: str
    changes: Mapping[str, tuple[Any, Any]]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        names = ", ".join(sorted(data["changes"])).replace("_id", "").replace("_", " ")
        return f"Task {data['task']} was edited ({names}): {data['title']}"


@dataclass(frozen=True)
class TaskMoved(Event):
    """A task has another place in the outline."""

    kind: ClassVar[str] = "project.task_moved"
    task: str
    title: str
    move: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        how = {"up": "moved up", "down": "moved down", "indent": "indented", "outdent": "outdented"}
        return f"Task {data['task']} was {how[data['move']]}: {data['title']}"


@dataclass(frozen=True)
class TaskRemoved(Event):
    """A task, and whatever was below it, is no longer planned."""

    kind: ClassVar[str] = "project.task_removed"
    task: str
    title: str
    below: tuple[str, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        more = f" with {len(data['below'])} below it" if data["below"] else ""
        return f"Task {data['task']} was removed{more}: {data['title']}"


@dataclass(frozen=True)
class TasksLinked(Event):
    """A task waits for another; `lag` in minutes."""

    kind: ClassVar[str] = "project.tasks_linked"
    predecessor: str
    successor: str
    link: str
    lag: int

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        lag = f" {data['lag']:+d} min" if data["lag"] else ""
        return f"{data['predecessor']} was linked to {data['successor']} ({data['link']}{lag})"


@dataclass(frozen=True)
class TasksUnlinked(Event):
    """A task no longer waits for another."""

    kind: ClassVar[str] = "project.tasks_unlinked"
    predecessor: str
    successor: str
    link: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"The link {data['predecessor']} to {data['successor']} ({data['link']}) was removed"


@dataclass(frozen=True)
class TaskProgressReported(Event):
    """Somebody says how far a task has come."""

    kind: ClassVar[str] = "project.task_progress_reported"
    task: str
    title: str
    valid_on: date
    finished: bool

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        how = "was finished" if data["finished"] else "made progress"
        return f"Task {data['task']} {how} by {data['valid_on']}: {data['title']}"


@dataclass(frozen=True)
class PlanSet(Event):
    """The plan is scheduled by other rules: name -> (old, new)."""

    kind: ClassVar[str] = "project.plan_set"
    changes: Mapping[str, tuple[Any, Any]]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        names = ", ".join(sorted(data["changes"])).replace("_at", "")
        return f"The plan has a new {names}"


@dataclass(frozen=True)
class PlanFrozen(Event):
    """The dates of all tasks were frozen."""

    kind: ClassVar[str] = "project.plan_frozen"
    number: int
    tasks: int
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        why = f": {data['reason']}" if data["reason"] else ""
        return f"Dates of {data['tasks']} tasks were frozen as plan baseline {data['number']}{why}"


@dataclass(frozen=True)
class PlanImported(Event):
    """The plan came from a file."""

    kind: ClassVar[str] = "project.plan_imported"
    source: str
    tasks: int
    links: int

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"{data['tasks']} tasks and {data['links']} links were imported from {data['source']}"


PLAN_EVENTS = (
    TaskAdded, TaskEdited, TaskMoved, TaskRemoved, TasksLinked, TasksUnlinked, TaskProgressReported, PlanSet,
    PlanFrozen, PlanImported,
)  # fmt: skip
