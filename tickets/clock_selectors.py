"""Reads of service levels: the policies and calendars in force at any time, and a ticket's clocks by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db.models import F, OuterRef, QuerySet, Subquery

from kernel.access import Actor
from kernel.errors import NotVisible
from kernel.models import AuditEvent
from kernel.worktime import Calendar
from people.selectors import calendar_editions
from tickets.access import POLICY_VIEW
from tickets.domain.history import HistoryEvent
from tickets.domain.priority import DEFAULT_MATRIX, Matrix, Override, Rating, Rerating, dry_run
from tickets.domain.sla import (
    CALENDAR_PUBLISHED,
    POLICY_PUBLISHED,
    Book,
    Clock,
    Line,
    Publication,
    Reading,
    Rule,
    explain,
    fold_clocks,
    read,
)
from tickets.domain.sla.merging import with_publications
from tickets.domain.sla.target import ELAPSED, Promise, Target
from tickets.events import BY_KIND, history_event
from tickets.models import OPEN, PriorityMatrix, SlaPolicy, Ticket, TicketClock

_NULLS_LAST = F("due_at").asc(nulls_last=True)
Editions = Mapping[str, Sequence[tuple[datetime, Calendar]]]


@dataclass(frozen=True)
class Library:
    """Every edition of policies and calendars; `policies` by the name under which clocks know them."""

    publications: tuple[Publication, ...]
    published: tuple[HistoryEvent, ...]
    policies: Mapping[str, SlaPolicy]

    def policy_of(self, clock: Clock) -> SlaPolicy:
        """The version by which a clock was promised."""
        return self.policies[clock.policy]


@dataclass(frozen=True)
class TicketClockView:
    """One clock of a ticket: its place among those of its metric, its policy, and what it shows."""

    metric: str
    generation: int
    policy: SlaPolicy
    clock: Clock
    reading: Reading

    @property
    def state(self) -> str:
        """As in `models.sla.clock_states`."""
        return state_of(self.clock, self.reading)

    @property
    def breach_reason(self) -> str:
        """Why it is breached: `overdue`, or `retargeted` to a target already past; blank when it is not."""
        if self.reading.breached_at is None:
            return ""
        # Time alone has brought a breach that no event has seen yet.
        return self.clock.breach.reason if self.clock.breach else "overdue"


def state_of(clock: Clock, reading: Reading) -> str:
    """The one word for a clock: how it ended, else its result, else whether it runs."""
    if clock.end is not None:
        return clock.end.reason
    return reading.result or reading.state


def key_of(policy: SlaPolicy) -> str:
    """The name under which a clock remembers its policy."""
    return f"{policy.code}/{policy.version}"


def library() -> Library:
    """All editions there ever were; three queries."""
    versions = list(SlaPolicy.objects.select_related("service").order_by("code", "version"))
    editions = calendar_editions({row.calendar for row in versions})
    moments = {row.valid_from: POLICY_PUBLISHED for row in versions}
    for dated in editions.values():
        for at, _calendar in dated:
            moments.setdefault(at, CALENDAR_PUBLISHED)
    publications = [Publication(at, _book(versions, editions, at)) for at in sorted(moments)]
    # An edition that says the same as the one before is none: nothing changes for any ticket.
    kept = [two for one, two in pairwise([None, *publications]) if two and (not one or one.book != two.book)]
    published = tuple(HistoryEvent(one.at, moments[one.at], {}) for one in kept)
    return Library(tuple(kept), published, {key_of(row): row for row in versions})


def _book(versions: Iterable[SlaPolicy], editions: Editions, at: datetime) -> Book:
    return Book(
        tuple(rule_of(row, _calendar_at(editions[row.calendar], at)) for row in in_force(versions, at))
    )


def in_force(versions: Iterable[SlaPolicy], at: datetime) -> list[SlaPolicy]:
    """The policies of a moment, in the order in which they are tried."""
    latest = dict[str, SlaPolicy]()
    for row in versions:
        known = latest.get(row.code)
        if row.valid_from <= at and (known is None or known.version < row.version):
            latest[row.code] = row
    return sorted((row for row in latest.values() if row.active), key=lambda row: (row.position, row.code))


def _calendar_at(editions: Sequence[tuple[datetime, Calendar]], at: datetime) -> Calendar:
    """The last edition by then; before the first one, that one."""
    found = editions[0][1]
    for published, calendar in editions:
        if published <= at:
            found = calendar
    return found


def rule_of(row: SlaPolicy, calendar: Calendar) -> Rule:
    """A policy as the engine reads it."""
    promises = (
        _promise("response", row.response_unit, row.response_amount, pauses=row.response_pauses),
        _promise("resolution", row.resolution_unit, row.resolution_amount, pauses=True),
    )
    return Rule(
        name=key_of(row),
        calendar=calendar,
        promises=tuple(promise for promise in promises if promise),
        kind=row.kind or None,
        priority=row.priority,
        service=row.service.code if row.service else None,
    )


def _promise(metric: str, unit: str, amount: int | None, *, pauses: bool) -> Promise | None:
    if not unit or not amount:
        return None
    # The engine counts elapsed targets in seconds, business targets in minutes.
    return Promise(metric, Target(unit, amount * 60 if unit == ELAPSED else amount), pauses)


def histories(ticket_ids: Iterable[int]) -> dict[int, list[HistoryEvent]]:
    """The events of tickets in the order of record; one query."""
    wanted = list(ticket_ids)
    rows = AuditEvent.objects.filter(subject_type="ticket", subject_id__in=wanted, kind__in=BY_KIND)
    found = defaultdict[int, list[HistoryEvent]](list)
    for ticket_id, kind, at, data, name in rows.order_by("id").values_list(
        "subject_id", "kind", "happened_at", "data", "actor_name"
    ):
        found[ticket_id].append(_typed(history_event(kind, at, data, name)))
    return {ticket_id: found[ticket_id] for ticket_id in wanted}


def _typed(event: HistoryEvent) -> HistoryEvent:
    """Stored events hold times as text."""
    pair = event.changes.get("reported_at")
    if pair is None:
        return event
    old, new = (datetime.fromisoformat(item) if isinstance(item, str) else item for item in pair)
    return replace(event, changes={**event.changes, "reported_at": (old, new)})


def clocks_by(events: Sequence[HistoryEvent], books: Library, at: datetime) -> list[TicketClockView]:
    """The clocks that events and editions make, in order of start, read at `at`."""
    seen = [event for event in events if event.at <= at]
    state = fold_clocks(with_publications(seen, books.published, at), books.publications)
    counts = defaultdict[str, int](int)
    views = list[TicketClockView]()
    for clock in state.clocks:
        views.append(
            TicketClockView(
                clock.metric, counts[clock.metric], books.policy_of(clock), clock, read(clock, at)
            )
        )
        counts[clock.metric] += 1
    return views


def clocks_of(ticket: Ticket, at: datetime) -> list[TicketClockView]:
    """A ticket's clocks as they stand at `at`, from its events and never from the cache; four queries."""
    return clocks_by(histories([ticket.pk])[ticket.pk], library(), at)


@dataclass(frozen=True)
class Explained:
    """A clock and what each event did to it, oldest first."""

    view: TicketClockView
    lines: tuple[Line, ...]


def explained_clocks(ticket: Ticket, at: datetime) -> list[Explained]:
    """A ticket's clocks with their stories until `at`; the same queries as `clocks_of`."""
    books, events = library(), histories([ticket.pk])[ticket.pk]
    views = clocks_by(events, books, at)
    told = with_publications([event for event in events if event.at <= at], books.published, at)
    lines = [
        line
        for metric in dict.fromkeys(view.metric for view in views)
        for line in explain(told, books.publications, metric, at)
    ]
    return [
        Explained(view, tuple(line for line in lines if line.clock == place))
        for place, view in enumerate(views)
    ]


def annotate_due(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets with `due_metric`, `due_state` and `due_on`: the clock that falls due first, in the same query.

    A clock that awaits a resume comes last and has no `due_on`; a ticket without an open clock has none of
    the three. Sort by `next_due_at` (indexed), in which overdue tickets come first.
    """
    mine = TicketClock.objects.filter(ticket=OuterRef("pk"), stopped_at__isnull=True, ended_at__isnull=True)
    first = mine.order_by(_NULLS_LAST, "id")
    return rows.annotate(
        due_metric=Subquery(first.values("metric")[:1]),
        due_state=Subquery(first.values("state")[:1]),
        due_on=Subquery(first.values("due_at")[:1]),
    )


def policies(actor: Actor, at: datetime) -> list[SlaPolicy]:
    """The last version of every policy that is or will be in force, in the order in which they are tried."""
    rows = SlaPolicy.objects.filter(POLICY_VIEW.where(actor)).select_related("service")
    latest = {row.code: row for row in rows.order_by("version")}
    standing = (row for row in latest.values() if row.active or row.valid_from > at)
    return sorted(standing, key=lambda row: (row.position, row.code))


def policy_versions(actor: Actor, code: str) -> list[SlaPolicy]:
    """All versions of a policy, newest first. Raises `NotVisible` for none."""
    rows = SlaPolicy.objects.filter(POLICY_VIEW.where(actor), code=code).select_related("service")
    found = list(rows.order_by("-version"))
    if not found:
        raise NotVisible("not_found", "There is no such policy, or you may not see it.")
    return found


def current_matrix() -> Matrix:
    """The priority matrix in force; the standard one until another is set."""
    row = PriorityMatrix.objects.first()
    return matrix_of(row) if row else DEFAULT_MATRIX


def matrix_of(row: PriorityMatrix) -> Matrix:
    """A stored version as the rules read it."""
    first, second, third = (tuple(cells) for cells in row.rows)
    return Matrix(row.version, (first, second, third))


def rating_of(ticket: Ticket, matrix: Matrix) -> Rating:
    """The ticket's rating as it stands; `matrix` is the one in force when nothing else is known."""
    details = ticket.details
    held = ticket.priority_override
    override = (
        Override(held, details.get("override_reason", ""), details.get("override_by", "")) if held else None
    )
    derived = ticket.priority if override is None else matrix.priority(ticket.impact, ticket.urgency)
    return Rating(ticket.impact, ticket.urgency, derived, ticket.matrix_version, override)


def matrix_effect(actor: Actor, matrix: Matrix) -> tuple[Rerating, ...]:
    """The open tickets that would be rated differently under `matrix`; nothing is written."""
    rows = Ticket.objects.filter(OPEN, POLICY_VIEW.where(actor)).order_by("id")
    now = current_matrix()
    return dry_run(matrix, ((row.number, rating_of(row, now)) for row in rows.iterator(2000)))
