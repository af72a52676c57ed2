"""What every write to a plan begins and ends with: the locked plan, and dates that can still be computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.access import Actor
from kernel.errors import NotVisible, Stale
from kernel.usecases import current_values, save_named
from projects.access import PLAN_EDIT
from projects.domain.axis import instant_of
from projects.models import MilestoneForecast, Plan, Project, Task
from projects.selectors.plan import PlanView, plan_view
from projects.usecases.claims import check_running, claim_project, refused

# Durations and lags beyond are slips of the pen: ten years around the clock.
MOST_MINUTES = 10 * 366 * 24 * 60
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claimed:
    """The locked project with its plan, on behalf of an actor at a moment."""

    actor: Actor
    project: Project
    plan: Plan
    at: datetime

    def task(self, code: str, version: int | None = None) -> Task:
        """The task of this code. Raises `NotVisible`, or `Stale` when it is not of this version."""
        row = Task.objects.filter(project=self.project, code=code).first()
        if row is None:
            raise NotVisible("not_found", f"There is no task {code!r} in this plan.")
        if version is not None and row.version != version:
            raise Stale("Somebody changed this meanwhile.", current_values(row))
        return row


def claim_plan(actor: Actor, project_id: int, at: datetime) -> Claimed:
    """The plan of a running project, locked with it; made when there is none yet.

    Raises `NotVisible`, `NotAllowed`, `DomainError` `project_ended`.
    """
    project = claim_project(actor, PLAN_EDIT, project_id)
    check_running(project)
    plan, _made = Plan.objects.get_or_create(project=project)
    return Claimed(actor, project, plan, at)


def replan(claimed: Claimed, reason: str = "") -> PlanView:
    """The plan after a change: it must have dates, and every milestone that moved is written down.

    Raises the `DomainError`s of `schedule_of`, which takes the change back.
    """
    save_named(claimed.plan, "calendar", "start_at", "status_at", "last_number", "fingerprint")
    view = plan_view(claimed.project)
    _forecast(claimed, view, reason)
    return view


def _forecast(claimed: Claimed, view: PlanView, reason: str) -> None:
    dates = view.schedule.tasks
    milestones = [row for row in view.tasks.values() if row.milestone]
    finishes = {row.code: instant_of(dates[row.code].early_finish) for row in milestones}
    known = MilestoneForecast.objects.filter(project=claimed.project, code__in=finishes)
    last = dict(known.order_by("id").values_list("code", "expected_at"))
    MilestoneForecast.objects.bulk_create(
        MilestoneForecast(
            project=claimed.project, code=row.code, title=row.title, expected_at=finishes[row.code],
            reason=reason, valid_on=claimed.at.date(), recorded_at=claimed.at,
            recorded_by=claimed.actor.name,
        )
        for row in milestones
        if last.get(row.code) != finishes[row.code]
    )  # fmt: skip


def check_minutes(minutes: int, field: str, *, negative: bool = False) -> None:
    """Raises `DomainError` `bad_duration` below nothing (unless `negative`) or above ten years."""
    if not (-MOST_MINUTES if negative else 0) <= minutes <= MOST_MINUTES:
        raise refused("bad_duration", "A duration lies between nothing and ten years.", field)


def check_moment(moment: datetime | None, field: str) -> None:
    """Raises `DomainError` `naive_time` or `out_of_range`."""
    if moment is None:
        return
    if moment.tzinfo is None:
        raise refused("naive_time", "A time needs a zone.", field)
    if not _FIRST <= moment < _LAST:
        raise refused("out_of_range", f"A plan keeps dates of {_FIRST.year} to {_LAST.year - 1}.", field)
