"""Service metrics of a period, computed from the histories of the tickets the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from kernel.access import Actor
from kernel.models import AuditEvent
from kernel.usecases import permit
from kernel.worktime import ALWAYS, Calendar
from people.selectors import calendar_of
from tickets.access import REPORT_VIEW
from tickets.domain.history import HistoryEvent
from tickets.domain.metrics import (
    Ageing,
    Attainment,
    ClockRow,
    Period,
    Share,
    Summary,
    TicketRow,
    ageing,
    attainment,
    first_contact_resolution,
    first_response,
    handling_time,
    is_open_at,
    population,
    reopen_rate,
    time_to_acknowledge,
    time_to_resolve,
    time_to_resolve_unpaused,
    time_to_restore,
)
from tickets.domain.metrics.reading import Known, row_of
from tickets.domain.windows import REOPEN_WINDOW
from tickets.events import history_event
from tickets.models import Ticket, TicketClock
from tickets.selectors import LINKED, visible_tickets

# Work and notices move no instant that a metric reads.
_TOLD = ("ticket.opened", "ticket.edited", "ticket.assigned", "ticket.moved", "ticket.commented")
_READ = (
    "ticket__number", "metric", "stopped_at", "breached_at", "ended_at", "state", "due_at",
)  # fmt: skip
METRICS = ("response", "resolution")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period [start, end), and which tickets; `calendar` measures ageing and waiting by working time."""

    start: datetime
    end: datetime
    kinds: tuple[str, ...] = ()
    service: str = ""
    team: str = ""
    calendar: str = ""


@dataclass(frozen=True)
class ServiceReport:
    """Figures in minutes; each summary and share names the tickets behind it.

    `backlog` names the tickets open at the end of the period, or now if that is earlier.
    """

    wanted: Wanted
    as_of: datetime
    tickets: int
    times: dict[str, Summary]
    shares: dict[str, Share]
    attained: dict[str, Attainment]
    backlog: tuple[str, ...]
    ageing: Ageing
    rows: Sequence[TicketRow] = field(default=(), repr=False)


def service_report(actor: Actor, wanted: Wanted, at: datetime) -> ServiceReport:
    """The report as it is known at `at`; five queries for any number of tickets.

    Raises `NotAllowed` for who does not see the desk, `NotVisible` for an unknown calendar.
    """
    permit(actor, REPORT_VIEW)
    calendar = calendar_of(wanted.calendar) if wanted.calendar else ALWAYS
    tickets = _concerned(actor, wanted)
    rows = population(_rows(tickets))
    period, moment = Period(wanted.start, wanted.end), min(at, wanted.end)
    return ServiceReport(
        wanted=wanted,
        as_of=at,
        tickets=len(rows),
        times=_times(rows, period, calendar),
        shares={
            "reopen_rate": reopen_rate(rows, period, REOPEN_WINDOW, at),
            "fcr": first_contact_resolution(rows, period, calendar, at),
        },
        attained=_attained(tickets, {row.key for row in rows}, period, at),
        backlog=tuple(row.key for row in rows if is_open_at(row, moment)),
        ageing=ageing(rows, calendar, moment),
        rows=rows,
    )


def _times(rows: Sequence[TicketRow], period: Period, calendar: Calendar) -> dict[str, Summary]:
    return {
        "mtta": time_to_acknowledge(rows, period),
        "first_response": first_response(rows, period),
        "mttr_resolve": time_to_resolve(rows, period),
        "mttr_restore": time_to_restore(rows, period),
        "mttr_unpaused": time_to_resolve_unpaused(rows, period, calendar),
        "mttr_handle": handling_time(rows, period),
    }


def _concerned(actor: Actor, wanted: Wanted) -> QuerySet[Ticket]:
    """Tickets that can have an instant in the period or be open at its end: a superset, judged by metrics."""
    rows = visible_tickets(actor).filter(reported_at__lt=wanted.end)
    rows = rows.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=wanted.start) | Q(updated_at__gte=wanted.start)
    )
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.service:
        rows = rows.filter(service__code=wanted.service)
    return rows.filter(team__code=wanted.team) if wanted.team else rows


def _rows(tickets: QuerySet[Ticket]) -> list[TicketRow]:
    known = {
        pk: Known(number, kind, reported_at, worked, problem is not None)
        for pk, number, kind, reported_at, worked, problem in tickets.values_list(
            "pk", "number", "kind", "reported_at", "minutes_worked", "problem_id"
        )
    }
    events = _events(tickets)
    return [row_of(one, events[pk]) for pk, one in known.items()]


def _events(tickets: QuerySet[Ticket]) -> dict[int, list[HistoryEvent]]:
    found = defaultdict[int, list[HistoryEvent]](list)
    rows = AuditEvent.objects.filter(
        subject_type="ticket", kind__in=_TOLD, subject_id__in=tickets.order_by().values("pk")
    )
    told = rows.order_by("id").values_list("subject_id", "kind", "happened_at", "data")
    for ticket_id, kind, at, data in told.iterator(5000):
        found[ticket_id].append(history_event(kind, at, data))
    return found


def _attained(
    tickets: QuerySet[Ticket], keys: set[str], period: Period, at: datetime
) -> dict[str, Attainment]:
    """From the kept clocks; one that fell due since it was kept is breached all the same."""
    rows = TicketClock.objects.filter(ticket__in=tickets.order_by().values("pk"))
    clocks = [_clock_row(row, at) for row in rows.select_related("ticket").only(*_READ)]
    counted = [clock for clock in clocks if clock.key in keys]
    return {metric: attainment(counted, period, metric) for metric in METRICS}


def _clock_row(row: TicketClock, at: datetime) -> ClockRow:
    breached_at = row.breached_at
    if breached_at is None and row.state == "running" and row.due_at is not None and row.due_at < at:
        breached_at = row.due_at
    reason = row.state if row.ended_at else None
    return ClockRow(row.ticket.number, row.metric, row.stopped_at, breached_at, row.ended_at, reason)


def keys_behind(report: ServiceReport, metric: str) -> tuple[str, ...] | None:
    """The numbers of the tickets behind a figure of the report, in its order; None for no such metric."""
    if metric in report.times:
        return report.times[metric].keys
    if metric in report.shares:
        return report.shares[metric].keys
    if metric.startswith("attainment-") and metric.removeprefix("attainment-") in METRICS:
        return report.attained[metric.removeprefix("attainment-")].met.keys
    if metric in ("backlog", "ageing"):
        return report.backlog
    return None


def tickets_by_number(actor: Actor, numbers: Iterable[str]) -> list[Ticket]:
    """These tickets in the order given, as far as the actor may see them."""
    wanted = list(numbers)
    found = visible_tickets(actor).select_related(*LINKED).in_bulk(wanted, field_name="number")
    return [found[number] for number in wanted if number in found]
