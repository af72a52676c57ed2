"""Reporting how much is done, and what is expected at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError
from kernel.money import Money
from kernel.usecases import usecase
from projects.access import REPORT
from projects.events import ForecastReported, ProgressReported
from projects.models import ForecastEntry, ProgressEntry
from projects.usecases.claims import check_amount, check_day, claim_project, refused, replayed, subject_of
from projects.usecases.scope import item_of


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """Physical completion as a fraction 0 … 1, of the whole project or of one scope item."""

    project_id: int
    complete: Decimal
    valid_on: date
    item_id: int | None = None
    note: str = ""
    source_key: str | None = None


@usecase("progress.report")
def report_progress(actor: Actor, command: ReportProgress, *, at: datetime) -> ProgressEntry:
    """The ledger row. Raises `DomainError` `bad_fraction` or `in_the_future`."""
    project = claim_project(actor, REPORT, command.project_id)
    known = replayed(ProgressEntry, project, command.source_key)
    if known:
        return known
    if not command.complete.is_finite() or not 0 <= command.complete <= 1:
        raise refused("bad_fraction", "Completion lies between 0 and 1.", "complete")
    check_day(command.valid_on, at)
    item = None if command.item_id is None else item_of(project, command.item_id)
    entry: ProgressEntry = ProgressEntry.objects.create(
        project=project, item=item, complete=command.complete, valid_on=command.valid_on,
        note=command.note, recorded_at=at, recorded_by=actor.name, source_key=command.source_key,
    )  # fmt: skip
    event = ProgressReported(entry.pk, entry.complete, entry.valid_on, item.code if item else "")
    record(actor, event, subject_of(project), at)
    return entry


@dataclass(frozen=True, slots=True)
class ReportForecast:
    """Cost at completion, finish, or both, as expected on a day."""

    project_id: int
    amount: Money | None
    finish: date | None
    valid_on: date
    note: str = ""
    source_key: str | None = None


@usecase("forecast.report")
def report_forecast(actor: Actor, command: ReportForecast, *, at: datetime) -> ForecastEntry:
    """The ledger row. Raises `DomainError` `empty_forecast`, `negative_forecast` or `in_the_future`."""
    project = claim_project(actor, REPORT, command.project_id)
    known = replayed(ForecastEntry, project, command.source_key)
    if known:
        return known
    if command.amount is None and command.finish is None:
        raise DomainError("empty_forecast", "A forecast names a cost, a finish, or both.")
    if command.amount is not None:
        check_amount(command.amount.amount, "amount")
        if command.amount.amount < 0:
            raise refused("negative_forecast", "A cost at completion is not negative.", "amount")
    check_day(command.valid_on, at)
    entry: ForecastEntry = ForecastEntry.objects.create(
        project=project, amount=command.amount.amount if command.amount else None,
        currency=command.amount.currency if command.amount else "", finish=command.finish,
        valid_on=command.valid_on, note=command.note, recorded_at=at, recorded_by=actor.name,
        source_key=command.source_key,
    )  # fmt: skip
    record(actor, ForecastReported(entry.pk, entry.valid_on, entry.finish), subject_of(project), at)
    return entry
