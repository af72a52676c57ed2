"""What a report means for a task: its completion by the stated rule, and its duration as now known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from kernel.errors import DomainError
from projects.domain.axis import Axis, minute_of
from projects.domain.progress import Progress, ProgressRule, physical_percent

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Reported:
    """A task as it stands after a report."""

    rule: str
    actual_start: datetime | None
    actual_finish: datetime | None
    remaining: int | None
    percent: Decimal | None
    units_done: Decimal | None
    units_planned: Decimal | None
    evidence: str


def check_report(report: Reported) -> None:
    """Raises `DomainError` `not_started`, `finish_before_start`."""
    if report.actual_start is None:
        begun = (report.actual_finish, report.remaining, report.percent, report.units_done)
        if any(value for value in begun):
            raise DomainError("not_started", "Say first when the task was started.")
    elif report.actual_finish is not None and report.actual_finish < report.actual_start:
        raise DomainError("finish_before_start", "It finishes before it starts.")


def completion(report: Reported) -> Decimal | None:
    """The fraction done by the task's rule, to six places; None where the rule gives none of its own.

    Raises `DomainError` `percent_evidence`, `percent_range`.
    """
    progress = Progress(
        cast("ProgressRule", report.rule),
        started=report.actual_start is not None,
        finished=report.actual_finish is not None,
        units_done=report.units_done,
        units_planned=report.units_planned,
        percent=report.percent,
        evidence=report.evidence,
    )
    value = physical_percent(progress).value
    return None if value is None else value.quantize(PLACES)


def lasted(report: Reported, axis: Axis, until: datetime, planned: int) -> int:
    """Minutes of work from start to finish as now known: done until the end of the reported day and left.

    Unreported it stays as planned.
    """
    if report.actual_start is None:
        return planned
    begun = axis.position(minute_of(report.actual_start))
    if report.actual_finish is not None:
        return axis.position(minute_of(report.actual_finish)) - begun
    if report.remaining is None:
        return planned
    return max(0, axis.position(minute_of(until)) - begun) + report.remaining
