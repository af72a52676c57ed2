"""Doors of the workers: what changed and the clock in, a use-case out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from celery import shared_task

from governance.usecases.recompute import RecomputeProject, recompute_all, recompute_project
from kernel.access import clock_actor
from kernel.clock import now


def project_changed(payloads: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Outbox handler: judge each project named, once, on all the days that its messages ask for.

    A message's `data` may carry `days` as ISO dates; one without asks for the day of `at`.
    """
    wanted: dict[int, set[date]] = {}
    for payload in payloads:
        wanted.setdefault(payload["subject"], set()).update(_days(payload, at))
    for project_id, days in wanted.items():
        recompute_project(clock_actor(), RecomputeProject(project_id, tuple(days)), at=at)


def _days(payload: Mapping[str, Any], at: datetime) -> list[date]:
    given = payload.get("data", {}).get("days")
    return [date.fromisoformat(day) for day in given] if given else [at.date()]


@shared_task(name="governance.recompute_all")
def nightly() -> int:
    """Passing time is an event too: limits by date, gates that become overdue, snoozes that end."""
    return recompute_all(clock_actor("schedule"), at=now())
