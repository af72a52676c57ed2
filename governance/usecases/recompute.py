"""Judging projects: snapshot, rules, alert steps, and the dashboard's row, from the facts as known now.

Days are judged in order and only forwards. A day before the last judged one only adds what is now known of it
as a snapshot: today's alerts follow today's figures, which contain every late fact already, and an alert that
people answered is not rewritten by history. Judging again what was judged writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from governance.access import RECOMPUTE
from governance.domain.judgement import RULES_BY_CODE, JudgedDay, judge_days, trend_of
from governance.domain.picture import Series, aspects_of, breach_on, figures_of, inputs_hash
from governance.domain.snapshot import ProjectSnapshot
from governance.models import Alert, MetricSnapshot, ProjectHealth
from governance.selectors.limits import policies_to
from governance.selectors.snapshots import snapshot_reader
from governance.usecases.alert_book import AlertBook
from kernel import outbox
from kernel.access import Actor
from kernel.errors import DomainError
from kernel.usecases import permit, usecase
from projects.selectors import running_project_ids

HANDLER, QUEUE = "governance.tasks.project_changed", "recompute"
FORECAST_RULE = "budget.forecast"


@dataclass(frozen=True, slots=True)
class RecomputeProject:
    """Judge a project on these days."""

    project_id: int
    days: tuple[date, ...]


@usecase("project.recompute")
def recompute_project(actor: Actor, command: RecomputeProject, *, at: datetime) -> ProjectHealth:
    """The project's health after judging the days; the number of queries does not depend on how many.

    Errors: `no_days`, `day_in_the_future`; `NotVisible` for no such project.
    """
    permit(actor, RECOMPUTE)
    days = _checked(command.days, at)
    health = _claimed(command.project_id, days[0], at)
    snapshot_on = snapshot_reader(command.project_id)
    judged_before = health.judged_to
    policies = policies_to(days[-1])
    alerts = Alert.objects.filter(~Q(state="cleared"), project_id=command.project_id)
    book = AlertBook(command.project_id, snapshot_on(days[-1]).code, alerts, at)
    book.wake()
    late = [day for day in days if day < judged_before]
    judged = judge_days([day for day in days if day >= judged_before], snapshot_on, policies, book.standing())
    for item in judged:
        for verdict in item.verdicts:
            book.apply(item.day, verdict)
    _keep_snapshots(command.project_id, (*judge_days(late, snapshot_on, policies, {}), *judged), at)
    if judged:
        _conclude(actor, health, book, judged[-1], _all_series(snapshot_on, judged[-1].day))
    else:
        book.save(actor)
    return health


def _conclude(
    actor: Actor, health: ProjectHealth, book: AlertBook, last: JudgedDay, series: Mapping[str, Series]
) -> None:
    """Write the alerts with what is foreseen for them, then the row that shows them."""
    book.foresee({item.rule.code: _day(breach_on(item, series[item.rule.code])) for item in last.verdicts})
    book.save(actor)
    ids = {code: row.pk for code, row in book.open.items()}
    _write(health, _picture(last, ids, series), book.at)


def _checked(given: tuple[date, ...], at: datetime) -> list[date]:
    days = sorted(set(given))
    if not days:
        raise DomainError("no_days", "Say which days to judge.")
    # A day may have begun somewhere east of Greenwich while it is still yesterday in UTC.
    if days[-1] > at.date() + timedelta(days=1):
        raise DomainError("day_in_the_future", "A day to come cannot be judged.")
    return days


def _claimed(project_id: int, first_day: date, at: datetime) -> ProjectHealth:
    """The project's row, locked: two workers judge one project one after the other."""
    untouched = first_day - timedelta(days=1)
    row, _created = ProjectHealth.objects.select_for_update().get_or_create(
        project_id=project_id, defaults={"as_of": untouched, "judged_to": untouched, "computed_at": at}
    )
    return row


def _keep_snapshots(project_id: int, judged: Sequence[JudgedDay], at: datetime) -> None:
    """A snapshot for each day whose inputs are not those of the latest one kept for it."""
    rows = MetricSnapshot.objects.filter(
        project_id=project_id, as_of__gte=judged[0].day, as_of__lte=judged[-1].day
    ).order_by("known_at", "pk")
    latest = dict(rows.values_list("as_of", "inputs_hash"))
    hashed = [(item, inputs_hash(item.snapshot)) for item in judged]
    MetricSnapshot.objects.bulk_create(
        [
            MetricSnapshot(
                project_id=project_id,
                as_of=item.day,
                known_at=at,
                figures=figures_of(item),
                inputs_hash=digest,
            )
            for item, digest in hashed
            if latest.get(item.day) != digest
        ]
    )


def _all_series(snapshot_on: Callable[[date], ProjectSnapshot], day: date) -> dict[str, Series]:
    return {code: trend_of(rule, snapshot_on, day) for code, rule in RULES_BY_CODE.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _picture(judged: JudgedDay, alert_ids: Mapping[str, int], series: Mapping[str, Series]) -> dict[str, Any]:
    """The dashboard's columns as they should be."""
    snapshot = judged.snapshot
    aspects = aspects_of(judged, alert_ids, series.__getitem__)
    trend = series[FORECAST_RULE]
    return {
        "as_of": judged.day,
        "judged_to": judged.day,
        "worst_level": max(aspect["level"] for aspect in aspects.values()),
        "overrun": trend[-1][1] if trend and trend[-1][0] == judged.day else 0.0,
        "budget": _kept(snapshot.promised_budget),
        "spent": _kept(snapshot.spent),
        "forecast": _kept(snapshot.forecast_at_completion.value),
        "forecast_finish": snapshot.forecast_finish,
        "figures": figures_of(judged),
        "aspects": aspects,
        "trend": [[day.isoformat(), value] for day, value in trend],
    }


def _kept(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.0001"))


def _write(health: ProjectHealth, picture: Mapping[str, Any], at: datetime) -> None:
    """Rewrite the row only when something in it moved: readers that ask again are told nothing is new."""
    moved = {name: value for name, value in picture.items() if getattr(health, name) != value}
    if not moved:
        return
    for name, value in moved.items():
        setattr(health, name, value)
    health.computed_at = at
    health.save(update_fields=[*moved, "computed_at"])


@usecase("portfolio.recompute")
def recompute_all(actor: Actor, *, at: datetime) -> int:
    """Owe every running project a judgement of today, one message each so that workers share the load."""
    permit(actor, RECOMPUTE)
    messages = [
        outbox.message_for(HANDLER, QUEUE, _payload(project_id, at), at, key=f"project:{project_id}")
        for project_id in running_project_ids()
    ]
    outbox.send(messages)
    return len(messages)


def _payload(project_id: int, at: datetime) -> dict[str, Any]:
    return {"kind": "portfolio.recompute", "subject": project_id, "at": at.isoformat(), "data": {}}


def owe_judgement(project_id: int, run_at: datetime, now: datetime) -> None:
    """Owe one project a judgement at a moment to come."""
    message = outbox.message_for(
        HANDLER, QUEUE, _payload(project_id, run_at), now, key=f"project:{project_id}"
    )
    message.run_at = run_at
    outbox.send([message])
