"""From a Microsoft Project file to a plan as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from xml.etree.ElementTree import Element  # nosec B405  # types only

from kernel.errors import BadInput
from kernel.worktime.calendar import zone_of
from projects.domain.plan_exchange import (
    ExchangeBaseline,
    ExchangeCalendar,
    ExchangeLink,
    ExchangePlan,
    ExchangeTask,
)
from projects.mspdi.calendars import read_calendars, same_hours
from projects.mspdi.elements import (
    CONSTRAINTS,
    ELAPSED_FORMATS,
    LINK_KINDS,
    PERCENT_FORMATS,
    children,
    flag,
    minutes,
    moment,
    number,
    parsed,
    text,
)

WEEKDAYS = ("08:00-12:00, 13:00-17:00",) * 5 + ("", "")
NO_CALENDAR = ExchangeCalendar("standard", "Standard", "UTC", WEEKDAYS)
FOR_SUMMARIES = ("ASAP", "SNET", "FNLT")
LONGEST_TITLE = 255


@dataclass(slots=True)
class _File:
    """What reading a task needs to know of the rest of the file."""

    root: Element
    zone: Any
    calendars: dict[str, ExchangeCalendar]
    main: ExchangeCalendar
    works_on: dict[str, list[ExchangeCalendar]]
    notes: list[str]


def read_mspdi(data: bytes, zone: str = "UTC") -> ExchangePlan:
    """The plan in a file, whose local times are those of the zone.

    Raises `BadInput` with the codes of `parsed` and `bad_value`; `DomainError` `unknown_zone`.
    """
    root, notes = parsed(data), list[str]()
    calendars = read_calendars(root, zone, notes)
    main = calendars.get(text(root, "CalendarUID")) or replace(NO_CALENDAR, zone=zone)
    file = _File(root, zone_of(zone), calendars, main, _works_on(root, calendars), notes)
    start = moment(root, "StartDate", file.zone)
    tasks = _tasks(file)
    if start is None:
        start = min((task.start for task in tasks if task.start), default=None)
    if start is None:
        raise BadInput("bad_value", "The file says neither when the project nor when a task starts.")
    if text(root, "ScheduleFromStart", "1") == "0":
        notes.append("The file is scheduled back from its finish; here it is scheduled from its start.")
    used = {task.calendar for task in tasks} - {""}
    return ExchangePlan(
        name=text(root, "Title") or text(root, "Name"),
        start=_utc(start),
        calendar=main,
        calendars=tuple(one for one in calendars.values() if one.code in used),
        status=_utc(moment(root, "StatusDate", file.zone)),
        tasks=tuple(tasks),
        links=tuple(_links(file, {task.key: task for task in tasks})),
        notes=tuple(notes),
    )


def _works_on(root: Element, calendars: dict[str, ExchangeCalendar]) -> dict[str, list[ExchangeCalendar]]:
    """Calendars of the people assigned, by task UID; of those who have one of their own."""
    people = {
        text(one, "UID"): calendars[text(one, "CalendarUID")]
        for one in children(root, "Resources", "Resource")
        if text(one, "CalendarUID") in calendars and text(one, "Type", "1") == "1"
    }
    found: dict[str, list[ExchangeCalendar]] = {}
    for one in children(root, "Assignments", "Assignment"):
        if text(one, "ResourceUID") in people:
            found.setdefault(text(one, "TaskUID"), []).append(people[text(one, "ResourceUID")])
    return found


def _tasks(file: _File) -> list[ExchangeTask]:
    """Tasks in outline order; a task lies below the last one that was less deep."""
    rows = [
        row for row in children(file.root, "Tasks", "Task")
        if not flag(row, "IsNull") and text(row, "UID") != "0" and number(row, "OutlineLevel") > 0
    ]  # fmt: skip
    above: list[tuple[int, str]] = []
    tasks: list[ExchangeTask] = []
    for row in rows:
        level = number(row, "OutlineLevel")
        while above and above[-1][0] >= level:
            above.pop()
        tasks.append(_task(file, row, above[-1][1] if above else None))
        above.append((level, text(row, "UID")))
    parents = {task.parent for task in tasks}
    if len({task.key for task in tasks}) != len(tasks):
        raise BadInput("bad_value", "Two tasks of the file have the same UID.")
    return [_as_summary(task, file.notes) if task.key in parents else task for task in tasks]


def _as_summary(task: ExchangeTask, notes: list[str]) -> ExchangeTask:
    """A summary has no work, no progress and few constraints of its own."""
    task = replace(
        task, summary=True, duration=0, elapsed=False, calendar="", actual_start=None, actual_finish=None,
        remaining=None, complete=None, milestone=False, caveats=(),
    )  # fmt: skip
    if task.constraint in FOR_SUMMARIES:
        return task
    notes.append(f"Summary {task.title!r}: its constraint {task.constraint} is left out.")
    return replace(task, constraint="ASAP", constraint_at=None)


def _task(file: _File, row: Element, parent: str | None) -> ExchangeTask:
    elapsed = text(row, "DurationFormat") in ELAPSED_FORMATS
    calendar, caveats = _calendar(file, row, elapsed=elapsed)
    constraint, at, held = _constraint(file, row)
    wbs, outline = text(row, "WBS"), text(row, "OutlineNumber")
    begun = moment(row, "ActualStart", file.zone)
    finished = moment(row, "ActualFinish", file.zone) if begun else None
    done = number(row, "PercentComplete")
    return ExchangeTask(
        key=text(row, "UID"), parent=parent, title=text(row, "Name")[:LONGEST_TITLE] or "–",
        code=wbs if outline and wbs != outline else "",
        duration=max(0, minutes(row, "Duration") or 0), elapsed=elapsed,
        calendar=calendar, constraint=cast("Any", constraint), constraint_at=_utc(at),
        deadline_at=_utc(moment(row, "Deadline", file.zone)), milestone=flag(row, "Milestone"),
        actual_start=_utc(begun), actual_finish=_utc(finished),
        remaining=minutes(row, "RemainingDuration") if begun else None,
        complete=Decimal(min(100, max(0, done))) / 100 if begun else None,
        start=_utc(moment(row, "Start", file.zone)), finish=_utc(moment(row, "Finish", file.zone)),
        baselines=tuple(_baselines(file, row)), caveats=(*caveats, *held),
    )  # fmt: skip


def _calendar(file: _File, row: Element, *, elapsed: bool) -> tuple[str, tuple[str, ...]]:
    """The calendar a task works by: its own, else that of the people assigned when they share one."""
    own = file.calendars.get(text(row, "CalendarUID"))
    if elapsed:
        return "", ()
    if own is not None:
        return ("" if same_hours(own, file.main) else own.code), ()
    people: list[ExchangeCalendar] = []
    if not flag(row, "IgnoreResourceCalendar"):
        for one in file.works_on.get(text(row, "UID"), []):
            if not any(same_hours(one, other) for other in people):
                people.append(one)
    if len(people) > 1:
        return "", ("the people assigned work by different calendars",)
    if not people or same_hours(people[0], file.main):
        return "", ()
    return people[0].code, ()


def _constraint(file: _File, row: Element) -> tuple[str, datetime | None, tuple[str, ...]]:
    """The constraint; a date that was typed or levelled is kept as "start no earlier than"."""
    kind = CONSTRAINTS.get(text(row, "ConstraintType", "0"), "ASAP")
    at = moment(row, "ConstraintDate", file.zone)
    if kind not in ("ASAP", "ALAP") and at is None:
        file.notes.append(f"Task {text(row, 'Name')!r}: its constraint {kind} has no date and is left out.")
        kind = "ASAP"
    start = moment(row, "ManualStart", file.zone) or moment(row, "Start", file.zone)
    delayed = number(row, "LevelingDelay") != 0
    if (flag(row, "Manual") or delayed) and kind == "ASAP" and start is not None:
        return "SNET", start, ("its dates were typed by hand" if flag(row, "Manual") else "it was levelled",)
    return kind, None if kind in ("ASAP", "ALAP") else at, ()


def _baselines(file: _File, row: Element) -> list[ExchangeBaseline]:
    found = []
    for one in children(row, "Baseline"):
        start, finish = moment(one, "Start", file.zone), moment(one, "Finish", file.zone)
        if start is None or finish is None:
            file.notes.append(f"Baseline {text(one, 'Number')} of {text(row, 'Name')!r} has no dates.")
        else:
            length = max(0, minutes(one, "Duration") or 0)
            found.append(
                ExchangeBaseline(number(one, "Number"), start.astimezone(UTC), finish.astimezone(UTC), length)
            )
    return found


def _links(file: _File, tasks: dict[str, ExchangeTask]) -> list[ExchangeLink]:
    """Links by successor; of two of one kind between the same tasks the last counts."""
    links: dict[tuple[str, str, str], ExchangeLink] = {}
    for row in children(file.root, "Tasks", "Task"):
        successor = text(row, "UID")
        for one in children(row, "PredecessorLink"):
            predecessor = text(one, "PredecessorUID")
            if successor not in tasks or predecessor not in tasks or flag(one, "CrossProject"):
                file.notes.append(
                    f"A link to task {text(row, 'Name')!r} leads out of the file and is left out."
                )
                continue
            link = _link(one, predecessor, successor, tasks[predecessor])
            links[predecessor, successor, link.kind] = link
    return list(links.values())


def _link(one: Element, predecessor: str, successor: str, first: ExchangeTask) -> ExchangeLink:
    """Lags are tenths of minutes, or a percentage of the predecessor's duration."""
    form, lag = text(one, "LagFormat"), number(one, "LinkLag")
    length = round(first.duration * lag / 100) if form in PERCENT_FORMATS else round(lag / 10)
    kind = LINK_KINDS.get(text(one, "Type", "1"), "FS")
    return ExchangeLink(
        predecessor, successor, cast("Any", kind), length,
        "elapsed" if form in ELAPSED_FORMATS and length else "project",
    )  # fmt: skip


def _utc(found: datetime | None) -> Any:
    return None if found is None else found.astimezone(UTC)
