"""How well it was done: first contact, reopening, reassignment, problems, changes, satisfaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from kernel.figures import Figure
from kernel.worktime import Calendar, local_date
from tickets.domain.metrics.rows import Period, TicketRow
from tickets.domain.metrics.statistics import Share, Summary, share, summary, wilson

FIRST_CONTACT_DAYS = 5  # business days without reopening
CAUSED_WITHIN = timedelta(days=7)
SATISFIED = (4, 5)


def first_contact_resolution(
    rows: Iterable[TicketRow], period: Period, calendar: Calendar, now: datetime
) -> Share:
    """FCR: one agent contact, no reassignment, not reopened within 5 business days, of those resolved.

    Attributed by first resolution; a ticket is eligible once its 5 business days have passed.
    """
    eligible = list[tuple[str, bool]]()
    for row in rows:
        if not row.resolutions or not period.holds(row.resolutions[0]):
            continue
        done = row.resolutions[0]
        if _days_have_passed(calendar, done, now):
            eligible.append((row.key, _at_first_contact(row, done, calendar)))
    return share(eligible)


def reopen_rate(rows: Iterable[TicketRow], period: Period, window: timedelta, now: datetime) -> Share:
    """Tickets resolved in the period and reopened later, of all resolved in it.

    A ticket counts once, by its first resolution in the period, and only when `window` has passed since, so
    that fresh resolutions neither flatter nor blacken the rate.
    """
    eligible = list[tuple[str, bool]]()
    for row in rows:
        done = next((at for at in row.resolutions if period.holds(at)), None)
        if done is not None and done + window <= now:
            eligible.append((row.key, any(done <= at <= now for at in row.reopenings)))
    return share(eligible)


def reassignments(rows: Iterable[TicketRow], period: Period) -> Summary:
    """Hand-overs per ticket, for tickets whose last resolution lies in the period."""
    return summary([(row.key, row.reassignments) for row in rows if period.holds(row.resolved_at)])


def resolved_by_problem(rows: Iterable[TicketRow], period: Period) -> Share:
    """Resolved incidents with a problem, of resolved incidents, by last resolution."""
    resolved = (row for row in rows if row.kind == "incident" and period.holds(row.resolved_at))
    return share([(row.key, row.has_problem) for row in resolved])


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A closed change; `outcome` is successful, failed or backed_out; `incidents` it caused, by time."""

    key: str
    closed_at: datetime
    implemented_at: datetime
    outcome: str
    incidents: tuple[datetime, ...] = ()


def change_failure_rate(changes: Iterable[ChangeRow], period: Period) -> Share:
    """Changes failed, backed out or with an incident caused within 7 days, of those closed in the period.

    A change that is several of these counts once.
    """
    return share([(row.key, _failed(row)) for row in changes if period.holds(row.closed_at)])


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One question sent; `score` 1 to 5, None while unanswered."""

    key: str
    sent_at: datetime
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Satisfied of answered, its Wilson 95 % interval, and answered of asked."""

    satisfied: Share
    interval: Figure[tuple[float, float]]
    response_rate: Share


def satisfaction(surveys: Iterable[SurveyRow], period: Period) -> Satisfaction:
    """CSAT: answers of 4 or 5, of all answers, among the questions sent in the period."""
    asked = [row for row in surveys if period.holds(row.sent_at)]
    satisfied = share([(row.key, row.score in SATISFIED) for row in asked if row.score is not None])
    answered = share([(row.key, row.score is not None) for row in asked])
    return Satisfaction(satisfied, wilson(satisfied.hits, satisfied.n), answered)


def _at_first_contact(row: TicketRow, done: datetime, calendar: Calendar) -> bool:
    reopened = next((at for at in row.reopenings if at >= done), None)
    held = reopened is None or _days_have_passed(calendar, done, reopened)
    return held and row.agent_contacts == 1 and row.reassignments == 0


def _days_have_passed(calendar: Calendar, start: datetime, end: datetime) -> bool:
    """More than `FIRST_CONTACT_DAYS` business dates lie after the date of `start`, up to that of `end`.

    Counting ends there: years of later dates would say nothing more, and a report asks this of every ticket.
    """
    first, last = local_date(calendar, start), local_date(calendar, end)
    following = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    counted = islice((day for day in following if calendar.hours(day)), FIRST_CONTACT_DAYS + 1)
    return sum(1 for _day in counted) > FIRST_CONTACT_DAYS


def _failed(row: ChangeRow) -> bool:
    soon = any(timedelta(0) <= at - row.implemented_at <= CAUSED_WITHIN for at in row.incidents)
    return soon or row.outcome in ("failed", "backed_out")
